use std::{fmt, future::Future};

use optimus_plugin_api::Code;

use crate::Error;

/// One question as a person sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Prompt {
    /// What the answer is called in an answers file: `job.owner`, or the name of the plugin's question.
    pub key: String,
    /// The question.
    pub text: String,
    /// More about it, on demand; may be empty.
    pub help: String,
    /// The answer when nothing is typed, or the choice that is marked at first; empty for none. As the plugin has it: to be
    /// escaped before it is shown.
    pub default: String,
    /// What to choose one from; empty for free text. As the plugin has them: to be escaped before they are shown.
    pub choices: Vec<String>,
    /// Why the last answer would not do.
    pub complaint: Option<String>,
    /// What was answered before it was rejected or gone back to.
    pub last: Option<String>,
}

impl Prompt {
    /// Whether an empty answer is one of the choices. Then it means itself, and elsewhere the default.
    pub(super) fn has_empty_choice(&self) -> bool {
        self.choices.iter().any(String::is_empty)
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// An answer; empty for the default, unless there is an empty choice.
    Value(String),
    /// Back to the question before.
    Back,
    /// The person broke off.
    Interrupted,
}

/// Whoever puts a question to a person: a terminal, a test.
pub trait Asker: Send {
    /// Asks one question. Called for one question at a time; after a rejection again, with the complaint in the prompt.
    ///
    /// # Errors
    /// There is nobody to ask, or the terminal failed.
    fn ask(&mut self, prompt: &Prompt) -> impl Future<Output = Result<Reply, Error>> + Send;
}

/// Who rejected an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum By {
    /// Optimus, by the rules of jobs.
    Optimus,
    /// A rule that the question carries (required, pattern, length, choices), of the plugin of this name.
    Rule(String),
    /// The plugin of this name itself.
    Plugin(String),
}

/// An answer that will not do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejection {
    /// [`Code::ANSWER_REJECTED`] by a plugin and its rules; [`Code::JOB_FIELD`], [`Code::JOB_EXISTS`] or
    /// [`Code::PROJECT_CONFIG`] by those of jobs.
    pub code: Code,
    /// Who says so.
    pub by: By,
    /// Why; safe for a terminal.
    pub reason: String,
}

impl Rejection {
    pub(super) fn by_optimus(reason: impl Into<String>) -> Self {
        Self { code: Code::JOB_FIELD, by: By::Optimus, reason: reason.into() }
    }

    pub(super) fn of_question(by: By, reason: impl Into<String>) -> Self {
        Self { code: Code::ANSWER_REJECTED, by, reason: reason.into() }
    }

    pub(super) fn job_exists(reason: impl Into<String>) -> Self {
        Self { code: Code::JOB_EXISTS, ..Self::by_optimus(reason) }
    }
}

impl fmt::Display for Rejection {
    /// `not a valid string (said by neo)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = if self.reason.is_empty() { "not accepted, without a reason" } else { &self.reason };
        match &self.by {
            By::Optimus => write!(f, "{reason}"),
            By::Rule(plugin) => write!(f, "{reason} (a rule of {plugin})"),
            By::Plugin(plugin) => write!(f, "{reason} (said by {plugin})"),
        }
    }
}
