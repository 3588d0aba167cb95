use std::fmt;

use optimus_plugin_api::{Code, Diagnostic};

/// Why a pattern cannot be used, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    reason: String,
    at: usize,
    end: usize,
}

impl PatternError {
    pub(crate) fn new(reason: impl Into<String>, at: usize, end: usize) -> Self {
        Self { reason: reason.into(), at, end: end.max(at) }
    }

    /// The reason, in one clause: `look-around is not part of RE2`.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Where in the pattern, in bytes.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// One past the last byte concerned.
    #[must_use]
    pub fn end(&self) -> usize {
        self.end
    }

    /// As a diagnostic without place.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(Code::BAD_PATTERN, format!("the pattern cannot be used: {self}"))
            .help("patterns are in RE2 syntax; in yaml put them in single quotes, so that backslashes stay")
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.reason, self.at + 1)
    }
}

impl std::error::Error for PatternError {}
