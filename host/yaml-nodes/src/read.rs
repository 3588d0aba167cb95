use std::sync::Arc;

use optimus_plugin_api::{Diagnostic, Diagnostics, Span};

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
        Err(diagnostic) => refused(text, diagnostic),
    }
}

/// Reads the bytes of a file: UTF-8, or UTF-16 with a byte-order mark.
#[must_use]
pub fn read_bytes<T: Decode>(bytes: &[u8], options: &Options) -> Read<T> {
    match input::text_of(bytes, &options.limits) {
        Ok(text) => read(&text, options),
        Err(diagnostic) => refused("", diagnostic),
    }
}

fn decode<T: Decode>(text: &str, options: &Options) -> Read<T> {
    let (document, found) = compose(text, &options.limits);
    let mut value = T::default();
    let stopped = found.iter().any(|diagnostic| diagnostic.code != optimus_plugin_api::Code::YAML_ALIAS);
    let mut decoder = Decoder::new(text, options.mode, &options.limits, found);
    if !stopped {
        decoder.root(&document, &mut value);
    }
    let mut list = decoder.finish();
    list.iter_mut()
        .flat_map(|diagnostic| &mut diagnostic.labels)
        .for_each(|label| fit(&mut label.span, text));
    Read {
        value,
        empty: document.root.is_none(),
        diagnostics: Diagnostics { file: None, text: Some(Arc::from(text)), list },
    }
}

/// A place in the middle of a next-line character, which the parser took for two ([`input::for_parser`]), moves to
/// its beginning.
fn fit(span: &mut Span, text: &str) {
    span.start = text.floor_char_boundary(span.start);
    span.end = text.floor_char_boundary(span.end).max(span.start);
}

fn refused<T: Default>(text: &str, diagnostic: Diagnostic) -> Read<T> {
    let mut diagnostics = Diagnostics::of_text(text);
    diagnostics.push(diagnostic);
    Read { value: T::default(), empty: false, diagnostics }
}
