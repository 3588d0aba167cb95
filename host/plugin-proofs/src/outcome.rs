use optimus_plugin_api::{Code, Error};

/// What a proof found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The limit stopped the plugin, and said so: here in its words.
    Holds(String),
    /// The plugin was not stopped, or by something else.
    Fails(String),
    /// This machine does not have what the limit needs.
    NotHere(String),
}

impl Outcome {
    /// The limit was reached, and the error says that it was this one.
    pub(crate) fn stopped<T>(result: Result<T, Error>, code: Code, word: &str) -> Self {
        let Err(error) = result else { return Self::Fails("it was not stopped".to_owned()) };
        let names = |text: &str| text.contains(word);
        let limit = error.notes().iter().find(|(label, _)| *label == "limit").map(|(_, text)| text.as_str());
        if error.code() != code || !(names(error.message()) || limit.is_some_and(names)) {
            return Self::Fails(format!("it ended otherwise: {} [{}]", error.message(), error.code()));
        }
        let said = limit.map_or_else(|| error.message().to_owned(), |limit| format!("limit {limit}"));
        Self::Holds(format!("{said} [{code}]"))
    }

    /// A count kept to its bound.
    pub(crate) fn at_most(found: u64, most: u64, what: &str) -> Self {
        if found > most {
            return Self::Fails(format!("{found} {what}, {most} allowed"));
        }
        Self::Holds(format!("{found} of at most {most} {what}"))
    }

    /// Something is as it should be.
    pub(crate) fn if_so(holds: bool, holding: &str, failing: &str) -> Self {
        if holds { Self::Holds(holding.to_owned()) } else { Self::Fails(failing.to_owned()) }
    }
}

/// A proof that could not come to its end.
impl From<Error> for Outcome {
    fn from(error: Error) -> Self {
        let notes = error.notes().iter().map(|(label, text)| format!("; {label}: {text}"));
        let causes = std::iter::successors(std::error::Error::source(&error), |cause| cause.source());
        let why: String = notes.chain(causes.map(|cause| format!("; {cause}"))).collect();
        Self::Fails(format!("the proof could not be made: {}{why} [{}]", error.message(), error.code()))
    }
}
