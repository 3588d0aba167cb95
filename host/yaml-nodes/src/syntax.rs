use granit_parser::{ErrorKind, ScanError};
use optimus_plugin_api::{Code, Diagnostic, Span};

use crate::{Limits, input::span_at, second, template, wording::count};

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
    diagnostic.labels.extend(second::label(error.kind(), text, span));
    diagnostic.help = help.map(str::to_owned);
    Box::new(diagnostic)
}

pub(crate) fn too_deep(limits: &Limits) -> String {
    format!("it nests deeper than {} levels, the limit", count(limits.depth))
}

fn place(error: &ScanError, text: &str) -> Span {
    let at = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    if *error.kind() == ErrorKind::TabInPlainScalar {
        return span_at(
            text,
            text.get(at..).and_then(|rest| rest.find("\n\t")).map_or(at, |tab| at + tab + 1),
        );
    }
    Span { line: error.marker().line(), column: error.marker().col() + 1, ..span_at(text, at) }
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
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar => ("a tab in the indentation", "indent with spaces"),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "a key without its `:`",
            "write `key: value`; a text of several lines is indented deeper than its key",
        ),
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
