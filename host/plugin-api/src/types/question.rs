use super::{Asset, ConfigEntry, PluginOptions};

/// One question of a survey, with the questions that hang on its answers.
///
/// The rules (`required`, `regexp`, lengths) are applied by the host before the plugin is asked; over go-plugin's wire
/// they do not exist, there the plugin checks in code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Question {
    /// Names the answer; unique within a survey.
    pub name: String,
    /// What a person reads.
    pub prompt: String,
    /// More about it, on demand.
    pub help: String,
    /// The answer when nothing is typed; empty for none.
    pub default: String,
    /// The answers to choose one from; empty for free text. (One, in spite of upstream's name.)
    pub multiselect: Vec<String>,
    /// Questions that are asked after certain answers.
    pub sub_questions: Vec<SubQuestion>,
    /// RE2 pattern that the answer must contain a match of; empty for none.
    pub regexp: String,
    /// What to say when the pattern does not match; may be empty.
    pub validation_error: String,
    /// Least length in Unicode code points; 0 for none.
    pub min_length: i64,
    /// Greatest length in Unicode code points; 0 for none. A negative one rejects every answer, as upstream's does.
    pub max_length: i64,
    /// Whether an empty answer is refused. If it is set, the other rules are not looked at, as upstream does.
    pub required: bool,
}

impl Question {
    /// A question of free text with a name and a prompt.
    #[must_use]
    pub fn new(name: impl Into<String>, prompt: impl Into<String>) -> Self {
        Self { name: name.into(), prompt: prompt.into(), ..Self::default() }
    }

    /// Whether the host has any rule to apply.
    #[must_use]
    pub fn has_rules(&self) -> bool {
        self.required || !self.regexp.is_empty() || self.min_length != 0 || self.max_length != 0
    }
}

/// Questions that are asked when the question above them was answered in a certain way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct SubQuestion {
    /// The answer that opens them, compared exactly.
    pub if_value: String,
    /// What is then asked.
    pub questions: Vec<Question>,
}

/// An answer, and the question that it answers.
///
/// go-plugin wants the whole question back; the yaml kind applies the rules of the question in the request, as upstream
/// does; a component is told the question's name only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct Answer {
    /// What was asked.
    pub question: Question,
    /// What was answered.
    pub value: String,
}

impl Answer {
    /// An answer to a question of which only the name is known.
    #[must_use]
    pub fn named(question: impl Into<String>, value: impl Into<String>) -> Self {
        Self { question: Question { name: question.into(), ..Question::default() }, value: value.into() }
    }
}

/// Request of `get-questions`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct GetQuestionsRequest {
    /// The job for which is asked; may be empty.
    pub job_name: String,
    /// Options of the call.
    pub options: PluginOptions,
}

/// Answer of `get-questions`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct GetQuestionsResponse {
    /// In the order in which they are asked.
    pub questions: Vec<Question>,
}

/// Request of `validate-question`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct ValidateQuestionRequest {
    /// The answer to look at.
    pub answer: Answer,
    /// Options of the call.
    pub options: PluginOptions,
}

/// Answer of `validate-question`. In the protocol: `{"success": …, "error": …}`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(from = "Wire", into = "Wire")
)]
pub enum Verdict {
    /// The answer is good.
    Accepted,
    /// It is not, for this reason. The reason may be empty.
    Rejected(String),
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct Wire {
    success: bool,
    #[serde(default)]
    error: String,
}

#[cfg(feature = "serde")]
impl From<Wire> for Verdict {
    fn from(wire: Wire) -> Self {
        if wire.success { Self::Accepted } else { Self::Rejected(wire.error) }
    }
}

#[cfg(feature = "serde")]
impl From<Verdict> for Wire {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Accepted => Self { success: true, error: String::new() },
            Verdict::Rejected(error) => Self { success: false, error },
        }
    }
}

/// Request of `default-config`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct DefaultConfigRequest {
    /// What was answered, in the order in which it was asked.
    pub answers: Vec<Answer>,
    /// Options of the call.
    pub options: PluginOptions,
}

/// Answer of `default-config`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct DefaultConfigResponse {
    /// In the order in which a job file shows it.
    pub config: Vec<ConfigEntry>,
}

/// Request of `default-assets`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct DefaultAssetsRequest {
    /// What was answered, in the order in which it was asked.
    pub answers: Vec<Answer>,
    /// Options of the call.
    pub options: PluginOptions,
}

/// Answer of `default-assets`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct DefaultAssetsResponse {
    /// The files.
    pub assets: Vec<Asset>,
}
