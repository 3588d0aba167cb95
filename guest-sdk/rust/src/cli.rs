//! The survey of a person who creates a job.

use crate::{Answer, Answers, Assets, Config, Error, Plugin, Question};

/// What a person is asked who creates a job, and what follows from the answers.
///
/// Every call may meet a fresh instance: nothing is remembered from one to the next.
pub trait Cli: Plugin {
    /// The questions for a new job, in the order in which they are asked. Called once per survey. None unless overridden:
    /// a yaml beside the plugin may then ask them.
    ///
    /// `job` is the name of the new job, from which defaults may be derived; it may be empty.
    ///
    /// # Errors
    /// When the questions cannot be known now. The survey ends.
    fn get_questions(job: &str) -> Result<Vec<Question>, Error> {
        let _ = job;
        Ok(Vec::new())
    }

    /// Looks at one answer. Called for every answer, again after each rejection, sub-questions included, and only when the
    /// question's [rules](crate::Rules) hold. Accepts unless overridden.
    ///
    /// # Errors
    /// When the answer cannot be looked at. *No* is [`Verdict::Rejected`].
    fn validate_question(answer: &Answer) -> Result<Verdict, Error> {
        let _ = answer;
        Ok(Verdict::Accepted)
    }

    /// The configuration that follows from all answers, in the order in which a job file shows it. Called once, at the end of
    /// a survey. Unless overridden each answer becomes an entry, in the order in which it was given.
    ///
    /// # Errors
    /// When nothing sensible follows from the answers.
    fn default_config(answers: &Answers) -> Result<Config, Error> {
        Ok(answers.iter().map(|answer| (&*answer.question, &*answer.value)).collect())
    }

    /// The files that follow from all answers. Called once, after [`Cli::default_config`], for tasks only. None unless
    /// overridden.
    ///
    /// # Errors
    /// When nothing sensible follows from the answers.
    fn default_assets(answers: &Answers) -> Result<Assets, Error> {
        let _ = answers;
        Ok(Assets::default())
    }
}

/// Whether an answer is acceptable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Accepted,
    /// It is not, for this reason, which a person reads before being asked again.
    Rejected(String),
}

impl Verdict {
    /// A rejection and its reason.
    #[must_use]
    pub fn rejected(reason: impl Into<String>) -> Self {
        Self::Rejected(reason.into())
    }
}
