//! YAML as the encoder of yaml.v2 2.4.0 writes it, byte for byte: the form of every job file in existence.
//!
//! Two spaces, list dashes under their key, no document marker; a text is written bare where it reads back as the same
//! text, else quoted; values longer than 80 columns are folded at a blank; texts with line breaks are literal blocks.

mod blocks;
mod order;
mod scalars;
mod style;

/// A value to write.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// A text, quoted where it must be.
    Text(String),
    /// A number or a truth value, written as it is.
    Bare(String),
    /// Keys and values in order.
    Map(Vec<(String, Value)>),
    /// Values in order.
    List(Vec<Value>),
}

impl Value {
    /// A text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A map whose keys are in yaml.v2's order, as it writes those of Go's maps.
    ///
    /// By binary insertion: the order is not a total one for every set of keys, and the standard sorts may panic then.
    pub(crate) fn sorted(entries: impl IntoIterator<Item = (String, Self)>) -> Self {
        let mut sorted: Vec<(String, Self)> = Vec::new();
        for (key, value) in entries {
            let at = sorted.partition_point(|(before, _)| order::natural(before, &key).is_le());
            sorted.insert(at, (key, value));
        }
        Self::Map(sorted)
    }

    /// The document that holds this value.
    pub(crate) fn to_document(&self) -> String {
        blocks::Writer::default().document(self)
    }
}

#[cfg(test)]
mod tests;
