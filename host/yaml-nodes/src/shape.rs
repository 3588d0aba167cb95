//! What yaml.v2 refuses and the parser takes: tabs where a line begins, directives it does not know, a block's key that is
//! not there.

use std::ops::Range;

use granit_parser::{ScalarStyle, StructureStyle};
use optimus_plugin_api::{Code, Diagnostic, Span};

use crate::{input::span_at, second::line_before};

/// Where tabs may begin a line, collected while the events pass by.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    /// Quoted text and flow collections: tabs may stand anywhere.
    free: Vec<Range<usize>>,
    /// Plain and block text: tabs may stand behind a blank.
    indented: Vec<Range<usize>>,
}

impl Shape {
    pub(crate) fn scalar(&mut self, style: ScalarStyle, text: &str, span: Span) {
        let range = span.start..span.end;
        if !text.get(range.clone()).is_some_and(|source| source.contains('\n')) {
            return;
        }
        match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => self.free.push(range),
            _ => self.indented.push(range),
        }
    }

    pub(crate) fn collection(&mut self, style: StructureStyle, span: Span) {
        if style == StructureStyle::Flow {
            self.free.push(span.start..span.end);
        }
    }

    /// The first line of the document that begins with a tab where none may be.
    pub(crate) fn misplaced_tab(mut self, document: &str) -> Option<Diagnostic> {
        if !document.contains('\t') {
            return None;
        }
        self.free.sort_by_key(|range| range.start);
        self.indented.sort_by_key(|range| range.start);
        let (mut at, mut flow_end, mut free, mut indented) =
            (0, 0, self.free.iter().peekable(), self.indented.iter().peekable());
        for line in document.split_inclusive('\n') {
            let tab = at + line.bytes().take_while(|byte| *byte == b' ').count();
            while let Some(range) = free.next_if(|range| range.start < at) {
                flow_end = flow_end.max(range.end);
            }
            while indented.next_if(|range| range.end <= at).is_some() {}
            let inside = tab > at && indented.peek().is_some_and(|range| range.start <= tab);
            if document.as_bytes().get(tab) == Some(&b'\t') && at >= flow_end && !inside {
                return Some(tab_at(document, tab));
            }
            at += line.len();
        }
        None
    }
}

pub(crate) fn tab_at(document: &str, tab: usize) -> Diagnostic {
    Diagnostic::error(Code::YAML_SYNTAX, "a tab in the indentation")
        .at(span_at(document, tab), "here")
        .help("indent with spaces")
}

/// A line before the document that begins with `%` and is neither `%YAML` nor `%TAG`.
pub(crate) fn unknown_directive(before: &str) -> Option<Diagnostic> {
    let mut at = 0;
    for line in before.split_inclusive('\n') {
        let known = ["%YAML", "%TAG"]
            .iter()
            .any(|name| line.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '\t'])));
        if line.starts_with('%') && !known {
            let diagnostic = Diagnostic::error(Code::YAML_SYNTAX, "a directive that does not exist");
            return Some(
                diagnostic
                    .at(span_at(before, at), "")
                    .help("only %YAML and %TAG exist; put text that begins with % in quotes"),
            );
        }
        at += line.len();
    }
    None
}

/// A `:` of a block mapping without anything before it.
pub(crate) fn missing_key(text: &str, span: Span) -> Option<Diagnostic> {
    let absent = span.start == span.end && text.get(span.start..).is_some_and(|rest| rest.starts_with(':'));
    if !absent || text.get(..span.start)?.trim_end().ends_with('?') {
        return None;
    }
    let mut diagnostic = Diagnostic::error(Code::YAML_SYNTAX, "a `:` without a key");
    diagnostic = diagnostic.at(span, "a key is expected before this");
    diagnostic.labels.extend(line_before(text, span));
    Some(diagnostic)
}
