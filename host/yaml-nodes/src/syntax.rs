use granit_parser::{ErrorKind, ScanError};
use optimus_plugin_api::{Code, Diagnostic, Span};

use crate::{Limits, input::span_at, template, wording::count};

/// What the parser says, in words and with advice.
pub(crate) fn diagnostic(error: &ScanError, text: &str, limits: &Limits) -> Box<Diagnostic> {
    let span = place(error, text);
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return Box::new(
            Diagnostic::error(Code::YAML_TOO_LARGE, too_deep(limits)).at(span, "the limit is reached here"),
        );
    }
    if let Some(found) = template::in_line(text, span) {
        return Box::new(template::diagnostic(found));
    }
    let (message, help) = words(error.kind());
    let mut diagnostic = Diagnostic::error(Code::YAML_SYNTAX, message).at(span, "");
    if is_about_structure(error.kind()) {
        diagnostic.labels.extend(line_before(text, span));
    }
    diagnostic.help = help.map(str::to_owned);
    Box::new(diagnostic)
}

pub(crate) fn too_deep(limits: &Limits) -> String {
    format!("it nests deeper than {} levels, the limit", count(limits.depth))
}

fn place(error: &ScanError, text: &str) -> Span {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    Span { line: error.marker().line(), column: error.marker().col() + 1, ..span_at(text, at) }
}

/// The parser notices at the next token that the structure broke; what broke it is often the line before.
fn line_before(text: &str, span: Span) -> Option<optimus_plugin_api::Label> {
    let before = text.get(..span.start)?;
    let (before, _) = before.rsplit_once('\n')?;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let content = start + before.get(start..)?.bytes().take_while(|byte| *byte == b' ').count();
    let place = span_at(text, content);
    let span = Span { end: before.trim_end().len().max(content), ..place };
    Some(optimus_plugin_api::Label { span, message: "after this line".to_owned() })
}

fn is_about_structure(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::ExpectedBlockSequenceEntry
            | ErrorKind::ExpectedDocumentStart
            | ErrorKind::ExpectedNodeContent
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::UnclosedFlowCollection { .. }
            | ErrorKind::InvalidIndentation
    )
}

const QUOTE: &str = "put text with `: ` or ` #`, or that begins with one of * & { [ % @ !, in quotes";
const INDENT: &str = "keys of one mapping begin in the same column; indent with spaces";

fn words(kind: &ErrorKind) -> (String, Option<&'static str>) {
    let (message, help) = match kind {
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => (
            "a `:` that cannot stand here",
            "put text with `: ` in quotes; keys of one mapping begin in the same column",
        ),
        ErrorKind::ExpectedBlockMappingKey => ("a key is expected here", INDENT),
        ErrorKind::ExpectedBlockSequenceEntry => ("a `-` is expected here", INDENT),
        ErrorKind::ExpectedDocumentStart => ("nothing can follow here", INDENT),
        ErrorKind::InvalidIndentation => ("wrong indentation", INDENT),
        ErrorKind::ExpectedFlowSequenceSeparator => ("a `,` or `]` is expected here", QUOTE),
        ErrorKind::ExpectedFlowMappingSeparator => ("a `,` or `}` is expected here", QUOTE),
        ErrorKind::UnclosedFlowCollection { open } => {
            return (format!("a `{open}` that is never closed"), Some(QUOTE));
        }
        ErrorKind::UnclosedQuotedScalar => {
            ("a quote that is never closed", "a quote inside single quotes is written twice")
        }
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => {
            ("a tab in the indentation", "indent with spaces")
        }
        ErrorKind::BlockSequenceEntryNotAllowed => {
            ("a list cannot begin here", "begin the list in the next line, or put the text in quotes")
        }
        ErrorKind::UnexpectedCharacter { character } => {
            return (format!("text cannot begin with `{}`", character.escape_debug()), Some(QUOTE));
        }
        other => return (other.to_string(), None),
    };
    (message.to_owned(), Some(help))
}
