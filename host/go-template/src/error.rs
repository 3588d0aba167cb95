//! Why a template could not be parsed or executed.

use std::fmt;

/// What sort of failure an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not a template, or calls a function that does not exist.
    Syntax,
    /// The template is well-formed, but this execution of it failed.
    Execution,
    /// One of the [`Limits`](crate::Limits), or a bound of the parser, was reached.
    Limit,
}

/// Why a template could not be parsed or executed.
///
/// Its text is worded as Go words it: `template: <name>:<line>: ...` for the text,
/// `template: <name>:<line>:<column>: executing "<name>" at <...>: ...` for an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    text: String,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    /// What sort of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether a limit was reached, as opposed to a mistake in the template or its data.
    pub fn is_limit(&self) -> bool {
        self.kind == ErrorKind::Limit
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Error {}
