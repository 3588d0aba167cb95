use std::{fmt, str::FromStr};

/// What was being asked of a plugin: the calls of the contract, and the moments around them.
///
/// Its text form is the name of the call in WIT (`validate-question`), the word that errors, logs and the command line use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Operation {
    /// Making a plugin from its author's source.
    Build,
    /// Reading, checking and starting the plugin.
    Load,
    /// `plugin-info`: who are you?
    PluginInfo,
    /// `get-questions`: what should a person be asked?
    GetQuestions,
    /// `validate-question`: is this answer acceptable?
    ValidateQuestion,
    /// `default-config`: which configuration follows from these answers?
    DefaultConfig,
    /// `default-assets`: which files follow from these answers?
    DefaultAssets,
    /// `compile-assets`: what do the job's files say for this window?
    CompileAssets,
    /// `generate-destination`: what does the job write?
    GenerateDestination,
    /// `generate-dependencies`: what does the job read?
    GenerateDependencies,
    /// Ending the plugin.
    Shutdown,
}

impl Operation {
    /// The calls that a caller can name, in the order of the contract.
    pub const CALLS: [Self; 8] = [
        Self::PluginInfo,
        Self::GetQuestions,
        Self::ValidateQuestion,
        Self::DefaultConfig,
        Self::DefaultAssets,
        Self::CompileAssets,
        Self::GenerateDestination,
        Self::GenerateDependencies,
    ];

    /// The name of the call as WIT spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Load => "load",
            Self::PluginInfo => "plugin-info",
            Self::GetQuestions => "get-questions",
            Self::ValidateQuestion => "validate-question",
            Self::DefaultConfig => "default-config",
            Self::DefaultAssets => "default-assets",
            Self::CompileAssets => "compile-assets",
            Self::GenerateDestination => "generate-destination",
            Self::GenerateDependencies => "generate-dependencies",
            Self::Shutdown => "shutdown",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownOperation(pub String);

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a call; the calls are", self.0.escape_debug())?;
        for (index, call) in Operation::CALLS.iter().enumerate() {
            write!(f, "{} {call}", if index == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownOperation {}

impl FromStr for Operation {
    type Err = UnknownOperation;

    /// Reads the name of a call, as WIT (`get-questions`), the protocol (`GetQuestions`) or serde (`get_questions`) spell it.
    fn from_str(text: &str) -> Result<Self, UnknownOperation> {
        let squeezed =
            |s: &str| s.chars().filter(|c| *c != '-' && *c != '_').collect::<String>().to_lowercase();
        let wanted = squeezed(text);
        let found = Self::CALLS.into_iter().find(|call| squeezed(call.as_str()) == wanted);
        found.ok_or_else(|| UnknownOperation(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_read_in_every_spelling_in_use() {
        for text in ["get-questions", "GetQuestions", "get_questions"] {
            assert_eq!(text.parse(), Ok(Operation::GetQuestions));
        }
    }

    #[test]
    fn an_unknown_call_is_answered_with_the_list() {
        let message = "explode".parse::<Operation>().unwrap_err().to_string();
        assert!(message.contains("validate-question"), "{message}");
    }
}
