use crate::{
    number::{self, Number},
    timestamp::is_timestamp,
    tree::{Scalar, Tag},
};

/// What a scalar is, by yaml.v2's rules.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Resolved {
    Null,
    Bool(bool),
    Number(Number),
    /// A point in time; decoded as the text that is written.
    Timestamp,
    Text,
    /// Of the tag `!!binary`: base64, not decoded yet.
    Binary,
    /// Of a tag that is not one of these: text.
    Tagged,
}

impl Resolved {
    /// What a person calls it.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a truth value",
            Self::Number(Number::Float(_)) => "a number",
            Self::Number(_) => "a whole number",
            Self::Timestamp => "a date",
            Self::Text | Self::Binary | Self::Tagged => "text",
        }
    }

    fn tag(&self) -> Tag {
        match self {
            Self::Null => Tag::Null,
            Self::Bool(_) => Tag::Bool,
            Self::Number(Number::Float(_)) => Tag::Float,
            Self::Number(_) => Tag::Int,
            Self::Timestamp => Tag::Timestamp,
            Self::Text | Self::Binary | Self::Tagged => Tag::Str,
        }
    }
}

/// The value does not fit the tag that is written before it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TagMismatch {
    pub(crate) found: &'static str,
}

pub(crate) fn resolve(scalar: &Scalar) -> Result<Resolved, TagMismatch> {
    match &scalar.tag {
        Tag::None if !scalar.implicit => Ok(Resolved::Text),
        Tag::Str => Ok(Resolved::Text),
        Tag::Binary => Ok(Resolved::Binary),
        Tag::Merge | Tag::Other(_) => Ok(Resolved::Tagged),
        Tag::None => Ok(of_text(&scalar.text, true)),
        tag => fitting(of_text(&scalar.text, *tag == Tag::Timestamp), tag),
    }
}

fn fitting(found: Resolved, tag: &Tag) -> Result<Resolved, TagMismatch> {
    match (tag, &found) {
        (Tag::Float, Resolved::Number(Number::Int(value))) =>
        {
            #[expect(
                clippy::cast_precision_loss,
                reason = "`!!float` of a large integer loses digits, as in Go"
            )]
            Ok(Resolved::Number(Number::Float(*value as f64)))
        }
        (Tag::Float, Resolved::Number(Number::Large(_))) => Err(TagMismatch { found: found.noun() }),
        _ if found.tag() == *tag => Ok(found),
        _ => Err(TagMismatch { found: found.noun() }),
    }
}

/// Whether a word that is written without quotes or tag reads back as text, and not as a number, a date, a truth value or
/// nothing: what a writer must know before it leaves the quotes out.
#[must_use]
pub fn reads_as_text(word: &str) -> bool {
    of_text(word, true) == Resolved::Text
}

fn of_text(text: &str, dates: bool) -> Resolved {
    if let Some(word) = word(text) {
        return word;
    }
    let number = match text.bytes().next() {
        Some(b'.') => number::parse_point(text),
        Some(b'0'..=b'9') if dates && is_timestamp(text) => return Resolved::Timestamp,
        Some(b'0'..=b'9' | b'+' | b'-') => number::parse(text),
        _ => None,
    };
    number.map_or(Resolved::Text, Resolved::Number)
}

fn word(text: &str) -> Option<Resolved> {
    Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Resolved::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Resolved::Bool(false)
        }
        "" | "~" | "null" | "Null" | "NULL" => Resolved::Null,
        ".nan" | ".NaN" | ".NAN" => Resolved::Number(Number::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            Resolved::Number(Number::Float(f64::INFINITY))
        }
        "-.inf" | "-.Inf" | "-.INF" => Resolved::Number(Number::Float(f64::NEG_INFINITY)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Resolved {
        resolve(&Scalar { text: text.into(), tag: Tag::None, implicit: true }).unwrap()
    }

    #[test]
    fn plain_words_and_numbers_are_what_yaml_v2_takes_them_for() {
        assert_eq!(plain("y"), Resolved::Bool(true));
        assert_eq!(plain("tRue"), Resolved::Text);
        assert_eq!(plain("~"), Resolved::Null);
        assert_eq!(plain("2020-01-01"), Resolved::Timestamp);
        assert_eq!(plain("1_000"), Resolved::Number(Number::Int(1000)));
        assert_eq!(plain("="), Resolved::Text);
    }

    #[test]
    fn a_word_reads_as_text_if_it_is_nothing_else() {
        for text in ["a", "24h", "=", "<<", "1e999", ".1_", "0x", "2020-13-01"] {
            assert!(reads_as_text(text), "{text}");
        }
        for other in ["", "~", "yes", "1", "1_000", ".5", ".1_0", "0x1F", "08", "2020-1-1", ".inf"] {
            assert!(!reads_as_text(other), "{other}");
        }
    }

    #[test]
    fn a_tag_that_does_not_fit_is_refused() {
        let tagged = |tag, text: &str| resolve(&Scalar { text: text.into(), tag, implicit: false });
        assert_eq!(tagged(Tag::Int, "abc"), Err(TagMismatch { found: "text" }));
        assert_eq!(tagged(Tag::Bool, "yes"), Ok(Resolved::Bool(true)));
        assert_eq!(tagged(Tag::Float, "1"), Ok(Resolved::Number(Number::Float(1.0))));
        assert_eq!(tagged(Tag::Timestamp, "soon"), Err(TagMismatch { found: "text" }));
    }
}
