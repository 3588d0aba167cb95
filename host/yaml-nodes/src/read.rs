use std::sync::Arc;

use optimus_plugin_api::{Code, Diagnostic, Diagnostics, Severity, Span};

use crate::{Decode, Decoder, Options, compose::compose, input};

/// What came out of a text: as much of the value as could be decoded, and every mistake.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Read<T> {
    /// The value. With mistakes it lacks what they concern.
    pub value: T,
    /// The mistakes in the order of the file, with its text.
    pub diagnostics: Diagnostics,
    /// There is no document at all: an empty file, or one of comments only. `---` alone is one.
    pub empty: bool,
}

impl<T> Read<T> {
    /// The value, if there are no errors; warnings may come with it.
    ///
    /// # Errors
    /// All mistakes, at least one of which is an error.
    pub fn into_result(self) -> Result<(T, Diagnostics), Diagnostics> {
        if self.diagnostics.has_errors() { Err(self.diagnostics) } else { Ok((self.value, self.diagnostics)) }
    }
}

/// Reads a text. Never fails as a whole: what is wrong is in [`Read::diagnostics`].
#[must_use]
pub fn read<T: Decode>(text: &str, options: &Options) -> Read<T> {
    let text = input::without_mark(text);
    match input::check(text, &options.limits) {
        Ok(()) => decode(text, options),
        Err(refusal) => refused(text, refusal, options),
    }
}

/// Reads the bytes of a file: UTF-8, or UTF-16 with a byte-order mark.
#[must_use]
pub fn read_bytes<T: Decode>(bytes: &[u8], options: &Options) -> Read<T> {
    match input::text_of(bytes, &options.limits) {
        Ok(text) => read(&text, options),
        Err((good, refusal)) => refused(input::without_mark(&good), refusal, options),
    }
}

fn decode<T: Decode>(text: &str, options: &Options) -> Read<T> {
    let (document, found) = compose(text, &options.limits);
    let mut value = T::default();
    let stopped =
        found.iter().any(|found| found.severity == Severity::Error && found.code != Code::YAML_ALIAS);
    let mut decoder = Decoder::new(text, options.mode, &options.limits, found);
    if !stopped {
        decoder.root(&document, &mut value);
    }
    if options.foreign_tags_refused {
        document.foreign_tags.iter().for_each(|(tag, span)| decoder.push(foreign_tag(tag, *span)));
    }
    let mut list = decoder.finish();
    // That something is not read matters where the file would pass for good otherwise.
    if list.iter().any(|found| found.severity == Severity::Error) {
        list.retain(|found| found.severity == Severity::Error);
    }
    let diagnostics = Diagnostics { file: None, text: Some(Arc::from(text)), list };
    Read { value, empty: document.root.is_none(), diagnostics }
}

fn foreign_tag(tag: &str, span: Span) -> Diagnostic {
    let tag = tag.strip_prefix("tag:yaml.org,2002:").map_or(tag.to_owned(), |name| format!("!!{name}"));
    Diagnostic::error(Code::YAML_WRONG_TYPE, format!("the tag `{tag}` means nothing here"))
        .at(span, "marked with it")
        .help("remove the tag, or put text that begins with ! in quotes")
}

/// A text that is refused for one of its characters, or for its size. What is wrong before that character is told too;
/// what touches it may be its fault.
fn refused<T: Default>(text: &str, refusal: Diagnostic, options: &Options) -> Read<T> {
    let mut diagnostics = Diagnostics::of_text(text);
    if let Some(end) = refusal.labels.first().map(|label| label.span.start) {
        let (_, found) = compose(text.get(..end).unwrap_or(text), &options.limits);
        let before = |found: &Diagnostic| {
            found.severity == Severity::Error && found.labels.iter().all(|label| label.span.end < end)
        };
        diagnostics.list = found.into_iter().filter(before).collect();
    }
    diagnostics.push(refusal);
    Read { value: T::default(), empty: false, diagnostics }
}
