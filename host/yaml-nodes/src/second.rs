//! Where yaml.v2 notices a mistake, if the parser puts it somewhere else: often at the line after or before.

use granit_parser::ErrorKind;
use optimus_plugin_api::{Label, Span};

use crate::input::span_at;

/// The second place of a syntax error.
pub(crate) fn label(kind: &ErrorKind, text: &str, place: Span) -> Option<Label> {
    match kind {
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey if begins_other_than_text(text, place) => {
            line_before(text, place)
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => after_key(text, place),
        ErrorKind::UnclosedQuotedScalar => Some(label_at(text, text.len(), "the file ends here")),
        ErrorKind::UnclosedFlowCollection { .. } if begins_its_line(text, place) => {
            Some(Label { span: end_of(text), message: "the file ends here".to_owned() })
        }
        ErrorKind::UnclosedFlowCollection { .. } => {
            Some(label_at(text, text.strip_suffix('\n').unwrap_or(text).len(), "the file ends here"))
        }
        ErrorKind::DocumentIndicatorInQuotedScalar => indicator(text, place),
        kind if is_about_structure(kind) => line_before(text, place),
        _ => None,
    }
}

fn label_at(text: &str, at: usize, message: &str) -> Label {
    Label { span: span_at(text, at), message: message.to_owned() }
}

/// Kinds that are noticed at the next token, although what broke the structure is often the line above.
fn is_about_structure(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::ExpectedDocumentStart
            | ErrorKind::ExpectedNodeContent
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::MisplacedFlowCollectionEnd
            | ErrorKind::MismatchedFlowCollectionEnd { .. }
            | ErrorKind::UnexpectedEofBlockSequence
            | ErrorKind::UnexpectedEofBlockMapping
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::BlockEntryInFlowCollection
            | ErrorKind::InvalidBlockScalarIndent
            | ErrorKind::InvalidTrailingSingleQuotedScalar
            | ErrorKind::InvalidTrailingDoubleQuotedScalar
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::InvalidIndentation
            | ErrorKind::DuplicateTagDirective
            | ErrorKind::DuplicateVersionDirective
    )
}

/// A block text or a collection where a key belongs.
fn begins_other_than_text(text: &str, place: Span) -> bool {
    text.get(place.start..).is_some_and(|rest| rest.starts_with(['|', '>', '[', '{']))
}

fn begins_its_line(text: &str, place: Span) -> bool {
    let line = text.get(..place.start).and_then(|before| before.rsplit('\n').next());
    line.is_some_and(|line| place.line > 1 && line.trim().is_empty())
}

/// The content of the line above a place.
pub(crate) fn line_before(text: &str, place: Span) -> Option<Label> {
    let (above, _) = text.get(..place.start)?.rsplit_once('\n')?;
    let start = above.rfind('\n').map_or(0, |newline| newline + 1);
    let content = start + above.get(start..)?.bytes().take_while(|byte| *byte == b' ').count();
    let end = above.trim_end().len().max(content);
    Some(Label { span: Span { end, ..span_at(text, content) }, message: "after this line".to_owned() })
}

/// What follows a key without its colon: the next line that is not indented deeper, blank or a comment, or the end.
fn after_key(text: &str, place: Span) -> Option<Label> {
    let mut at = place.start + text.get(place.start..)?.find('\n').map_or(text.len(), |end| end + 1);
    while let Some(line) = text.get(at..).and_then(|rest| rest.split_inclusive('\n').next()) {
        let indent = line.bytes().take_while(|byte| *byte == b' ').count();
        let content = line.get(indent..).unwrap_or_default();
        if indent < place.column && !content.trim_end().is_empty() && !content.starts_with('#') {
            return Some(label_at(text, at + indent, "the key should have ended before this"));
        }
        at += line.len();
    }
    Some(Label { span: end_of(text), message: "the key should have ended before this".to_owned() })
}

/// The end of a text, in a line of its own.
fn end_of(text: &str) -> Span {
    let end = span_at(text, text.len());
    if end.column == 1 { end } else { Span { line: end.line + 1, column: 1, ..end } }
}

fn indicator(text: &str, place: Span) -> Option<Label> {
    let after = text.get(place.start..)?;
    let at = [after.find("\n---"), after.find("\n...")].into_iter().flatten().min()?;
    Some(label_at(text, place.start + at + 1, "a document begins or ends here"))
}
