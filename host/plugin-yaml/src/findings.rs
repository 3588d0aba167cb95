use std::ops::Range;

use optimus_plugin_api::{Code, Diagnostic, Diagnostics, Severity, Span};
use optimus_yaml_nodes::{Spanned, shorten};

/// What is found in a file after it was read, added to what reading found. Bounded, as that is.
pub(crate) struct Findings<'d> {
    diagnostics: &'d mut Diagnostics,
}

impl<'d> Findings<'d> {
    pub(crate) fn new(diagnostics: &'d mut Diagnostics) -> Self {
        Self { diagnostics }
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.list.len() < optimus_yaml_nodes::MAX_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        }
    }

    /// It works, but hardly as meant.
    pub(crate) fn doubtful(&mut self, message: impl Into<String>, span: Span, help: &str) {
        self.push(Diagnostic::warning(Code::YAML_DOUBTFUL, message).at(span, "").help(help));
    }

    /// Something that must be there is not.
    pub(crate) fn missing(&mut self, message: impl Into<String>, span: Span, help: &str) {
        self.push(Diagnostic::error(Code::YAML_MISSING_FIELD, message).at(span, "").help(help));
    }

    /// Whether an error is known already in this stretch of the file, so that what follows from it need not be said.
    pub(crate) fn has_error_in(&self, span: Span) -> bool {
        let inside = |found: &Diagnostic| {
            let place = found.labels.first().map(|label| label.span.start);
            found.severity == Severity::Error && place.is_some_and(|at| (span.start..=span.end).contains(&at))
        };
        span.line > 0 && self.diagnostics.list.iter().any(inside)
    }

    /// A text that still holds a template, in quotes or inside of a word: it is yaml, but nobody wants a plugin of the
    /// version `{{.version}}`.
    pub(crate) fn unrendered(&mut self, key: &str, text: &Spanned<String>) {
        let Some(start) = text.value.find("{{") else { return };
        let rest = text.value.get(start..).unwrap_or_default();
        let length = rest.find("}}").map_or(rest.len(), |end| end + 2);
        let shown = shorten(rest.get(..length).unwrap_or_default(), 60);
        let message = format!("`{key}` still holds the template `{shown}`");
        let place = self.place_in(text, start..start + length);
        let warning = Diagnostic::warning(Code::YAML_TEMPLATE, message).at(place, "to be filled in");
        self.push(warning.help("use the file of the publisher's release, or fill the template in"));
    }

    /// The place of a part of a text, if the text is in the file as it is read; else that of the whole.
    pub(crate) fn place_in(&self, text: &Spanned<String>, part: Range<usize>) -> Span {
        let Spanned { value, span } = text;
        let written = self.diagnostics.text.as_deref().and_then(|text| text.get(span.start..span.end));
        let Some(offset) = written.and_then(|written| written.find(value.as_str())) else { return *span };
        let before = written.and_then(|written| written.get(..offset + part.start)).unwrap_or_default();
        let (line, column) = match before.rsplit_once('\n') {
            Some((above, line)) => (span.line + above.matches('\n').count() + 1, line.chars().count() + 1),
            None => (span.line, span.column + before.chars().count()),
        };
        Span { start: span.start + offset + part.start, end: span.start + offset + part.end, line, column }
    }

    /// The mistakes in the order of the file, each once.
    pub(crate) fn finish(self) {
        let list = &mut self.diagnostics.list;
        list.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.span.start));
        list.dedup();
    }
}
