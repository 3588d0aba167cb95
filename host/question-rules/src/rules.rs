use optimus_plugin_api::{Question, Verdict};

use crate::{PatternError, pattern::Pattern};

/// The rules of one question, compiled.
#[derive(Debug, Clone)]
pub struct Rules {
    required: bool,
    pattern: Option<Pattern>,
    pattern_text: String,
    min_length: i64,
    max_length: i64,
}

impl Rules {
    /// Compiles the rules of a question.
    ///
    /// # Errors
    /// The pattern is not one, is not in RE2 syntax, or is larger than a pattern may be. If the question is required its
    /// pattern is not looked at, as upstream does.
    pub fn compile(question: &Question) -> Result<Self, PatternError> {
        let wanted = !question.required && !question.regexp.is_empty();
        let pattern = wanted.then(|| Pattern::compile(&question.regexp)).transpose()?;
        Ok(Self::with(question, pattern))
    }

    pub(crate) fn with(question: &Question, pattern: Option<Pattern>) -> Self {
        Self {
            required: question.required,
            pattern,
            pattern_text: question.validation_error.clone(),
            min_length: question.min_length,
            max_length: question.max_length,
        }
    }

    /// Whether an answer follows the rules. The first rule that it breaks gives the text.
    #[must_use]
    pub fn check(&self, value: &str) -> Verdict {
        match self.broken(value) {
            None => Verdict::Accepted,
            Some(text) => Verdict::Rejected(text),
        }
    }

    fn broken(&self, value: &str) -> Option<String> {
        if self.required {
            return value.is_empty().then(|| "Value is required".to_owned());
        }
        if self.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(value)) {
            return Some(self.pattern_text.clone());
        }
        self.length_broken(value)
    }

    fn length_broken(&self, value: &str) -> Option<String> {
        let (min, max) = (self.min_length, self.max_length);
        if min == 0 && max == 0 {
            return None;
        }
        let length = i64::try_from(value.chars().count()).unwrap_or(i64::MAX);
        if min != 0 && length < min {
            return Some(format!("value is too short. Min length is {min}"));
        }
        (max != 0 && length > max).then(|| format!("value is too long. Max length is {max}"))
    }
}
