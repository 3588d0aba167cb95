//! How a call ends when there is no answer.

use std::{fmt, time::Duration};

/// Why a call cannot be answered. It is data: the host reports it in the plugin's own words and goes on.
///
/// `?` turns any [`std::error::Error`] into [`Error::Other`] with its whole chain of causes as the message. For that reason
/// it is not a `std::error::Error` itself.
///
/// ```
/// use optimus_plugin_sdk::Error;
///
/// fn days(text: &str) -> Result<u32, Error> {
///     Ok(text.parse()?)
/// }
///
/// assert_eq!(days("two").unwrap_err().to_string(), "invalid digit found in string");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The input is wrong; the same input will be refused again. At least one problem.
    InvalidInput(Vec<Problem>),
    /// The input may be good, but the plugin cannot answer now.
    Unavailable(Failure),
    /// Anything else.
    Other(Failure),
}

/// One thing that is wrong with the input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// Which field: a configuration key, an asset, a question; empty when it is none of them.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

/// What went wrong, when it is not the input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failure {
    /// A short word that a program can test, in the plugin's own vocabulary; may be empty.
    pub code: String,
    /// What happened, for people.
    pub message: String,
    /// After how long trying again is worth while, in whole milliseconds; none when that is not known.
    pub retry_after: Option<Duration>,
}

impl Error {
    /// Something is wrong with a field of the input.
    #[must_use]
    pub fn invalid_input(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::InvalidInput(vec![Problem { field: field.into(), message: message.into() }])
    }

    /// The plugin cannot answer now.
    #[must_use]
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::Unavailable(Failure { message: message.into(), ..Failure::default() })
    }

    /// Anything else.
    #[must_use]
    pub fn other(message: impl Into<String>) -> Self {
        Self::Other(Failure { message: message.into(), ..Failure::default() })
    }

    /// Adds another problem with the input, so that a person can correct all of them at once.
    ///
    /// On an error that is not about the input it changes nothing.
    #[must_use]
    pub fn and(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        if let Self::InvalidInput(problems) = &mut self {
            problems.push(Problem { field: field.into(), message: message.into() });
        }
        self
    }

    /// Gives a failure a word that a program can test. On an error about the input it changes nothing.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        if let Self::Unavailable(failure) | Self::Other(failure) = &mut self {
            failure.code = code.into();
        }
        self
    }

    /// Says after how long trying again is worth while. On an error about the input it changes nothing.
    #[must_use]
    pub fn retry_after(mut self, after: Duration) -> Self {
        if let Self::Unavailable(failure) | Self::Other(failure) = &mut self {
            failure.retry_after = Some(after);
        }
        self
    }
}

impl<E: std::error::Error> From<E> for Error {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            message.push_str(": ");
            message.push_str(&error.to_string());
            cause = error.source();
        }
        Self::other(message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidInput(problems) => problems.iter().enumerate().try_for_each(|(index, problem)| {
                let separator = if index == 0 { "" } else { "; " };
                let colon = if problem.field.is_empty() { "" } else { ": " };
                write!(f, "{separator}{}{colon}{}", problem.field, problem.message)
            }),
            Self::Unavailable(failure) | Self::Other(failure) => f.write_str(&failure.message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Outer(std::num::ParseIntError);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("not a number of days")
        }
    }

    impl std::error::Error for Outer {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn a_question_mark_keeps_the_whole_chain_of_causes() {
        let failed = || -> Result<(), Error> { Err(Outer("x".parse::<u32>().unwrap_err()))? };
        let message = "not a number of days: invalid digit found in string";
        assert_eq!(failed(), Err(Error::other(message)));
    }

    #[test]
    fn several_problems_are_shown_in_one_line() {
        let error = Error::invalid_input("A", "is empty").and("", "too much");
        assert_eq!(error.to_string(), "A: is empty; too much");
    }
}
