//! Questions as a tree, which is how authors think of them.

/// A question for whoever creates a job.
///
/// ```
/// use optimus_plugin_sdk::Question;
///
/// let filter = Question::new("FILTER", "Filter").required();
/// let question = Question::new("LOAD_METHOD", "How to load")
///     .choices(["APPEND", "REPLACE"])
///     .default_answer("APPEND")
///     .then("REPLACE", [filter]);
/// assert_eq!(question.sub_questions[0].if_value, "REPLACE");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Question {
    /// Names the answer; not empty, and unique among the questions that hang on the same answer, or on none.
    pub name: String,
    /// What a person reads.
    pub prompt: String,
    /// More about it, on demand.
    pub help: String,
    /// The answer when nothing is typed; empty for none.
    pub default: String,
    /// The answers to choose one from; empty for free text.
    pub choices: Vec<String>,
    /// What is asked after certain answers.
    pub sub_questions: Vec<SubQuestions>,
    /// What the host checks before it asks the plugin; none when the plugin checks everything itself.
    pub rules: Option<Rules>,
}

/// Questions that are asked when the one above them was answered in a certain way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubQuestions {
    /// The answer that opens them, compared exactly.
    pub if_value: String,
    /// What is then asked.
    pub questions: Vec<Question>,
}

/// What every answer must satisfy. The host applies them, in the way in which a yaml plugin's are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rules {
    /// An empty answer is refused. If set, the other rules are not looked at.
    pub required: bool,
    /// A pattern in RE2 syntax of which the answer must contain a match.
    pub regexp: Option<String>,
    /// What to say when the pattern does not match.
    pub validation_error: String,
    /// Least length in Unicode code points.
    pub min_length: Option<u32>,
    /// Greatest length in Unicode code points.
    pub max_length: Option<u32>,
}

impl Question {
    /// A question of free text, by name and prompt.
    #[must_use]
    pub fn new(name: impl Into<String>, prompt: impl Into<String>) -> Self {
        Self { name: name.into(), prompt: prompt.into(), ..Self::default() }
    }

    /// Says more about it, on demand.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = text.into();
        self
    }

    /// Gives the answer when nothing is typed.
    #[must_use]
    pub fn default_answer(mut self, answer: impl Into<String>) -> Self {
        self.default = answer.into();
        self
    }

    /// Gives the answers to choose one from.
    #[must_use]
    pub fn choices(mut self, answers: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.choices = answers.into_iter().map(Into::into).collect();
        self
    }

    /// Hangs questions under an answer.
    #[must_use]
    pub fn then(mut self, if_value: impl Into<String>, questions: impl IntoIterator<Item = Self>) -> Self {
        let questions = questions.into_iter().collect();
        self.sub_questions.push(SubQuestions { if_value: if_value.into(), questions });
        self
    }

    /// Refuses an empty answer. The other rules are then not looked at.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.rules.get_or_insert_default().required = true;
        self
    }

    /// Refuses an answer that contains no match of a pattern in RE2 syntax, and says why.
    #[must_use]
    pub fn matching(mut self, regexp: impl Into<String>, validation_error: impl Into<String>) -> Self {
        let rules = self.rules.get_or_insert_default();
        rules.regexp = Some(regexp.into());
        rules.validation_error = validation_error.into();
        self
    }

    /// Refuses an answer with fewer Unicode code points.
    #[must_use]
    pub fn min_length(mut self, least: u32) -> Self {
        self.rules.get_or_insert_default().min_length = Some(least);
        self
    }

    /// Refuses an answer with more Unicode code points.
    #[must_use]
    pub fn max_length(mut self, greatest: u32) -> Self {
        self.rules.get_or_insert_default().max_length = Some(greatest);
        self
    }
}
