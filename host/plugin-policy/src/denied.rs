use std::{fmt, sync::Arc};

use optimus_plugin_api::{Code, Error, Operation};

use crate::line::Line;

/// Why a request of a plugin is not made. It says in words what missed, and is safe for a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    reason: String,
    nearest: Option<Arc<str>>,
    allow: Option<Line>,
}

impl Denied {
    /// The rule that an audit event names: nothing granted it.
    pub const RULE: &str = "default: deny";

    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), nearest: None, allow: None }
    }

    pub(crate) fn near(mut self, rule: &Arc<str>) -> Self {
        self.nearest = Some(Arc::clone(rule));
        self
    }

    pub(crate) fn allow_with(mut self, line: Line) -> Self {
        self.allow = Some(line);
        self
    }

    /// What missed, in one sentence.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The rule that came nearest: where it is in the policy.
    #[must_use]
    pub fn nearest(&self) -> Option<&str> {
        self.nearest.as_deref()
    }

    /// The line of a policy that would allow it for a plugin, and what that risks. `None` where no line would.
    #[must_use]
    pub fn allow(&self, plugin: &str) -> Option<(String, String)> {
        self.allow.as_ref().map(|line| (line.for_plugin(plugin), line.risk().to_owned()))
    }

    /// As an error of a plugin's call: what would allow it, and what that risks.
    #[must_use]
    pub fn into_error(self, plugin: &str, operation: Operation) -> Error {
        let allow = self.allow(plugin);
        let mut error = Error::new(Code::REQUEST_DENIED, plugin, operation, self.reason);
        if let Some(nearest) = self.nearest {
            error = error.note("nearest", Error::escape(&nearest));
        }
        match allow {
            Some((line, risk)) => error.note("allow", line).note("risk", risk),
            None => error,
        }
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Denied {}
