use std::collections::HashMap;

use optimus_plugin_api::Question;

use crate::{PatternError, pattern::Pattern};

/// What the patterns of one survey may cost together, in units of [`MAX_PATTERN_COST`](crate::MAX_PATTERN_COST). Compiling
/// this much takes about a second, unoptimised.
pub const MAX_SURVEY_COST: usize = 100_000;

/// The patterns of one survey while it is checked: each is compiled once, all together within [`MAX_SURVEY_COST`].
#[derive(Debug, Default)]
pub struct Patterns<'q> {
    known: HashMap<&'q str, Result<(), PatternError>>,
    cost: usize,
}

impl<'q> Patterns<'q> {
    /// Checks one pattern. An empty one is none, and good.
    ///
    /// # Errors
    /// It cannot be used, or there are too many large ones.
    pub fn check(&mut self, pattern: &'q str) -> Result<(), PatternError> {
        if pattern.is_empty() {
            return Ok(());
        }
        if let Some(verdict) = self.known.get(pattern) {
            return verdict.clone();
        }
        let verdict = self.compile(pattern);
        self.known.insert(pattern, verdict.clone());
        verdict
    }

    fn compile(&mut self, text: &str) -> Result<(), PatternError> {
        if self.cost > MAX_SURVEY_COST {
            return Err(PatternError::new(
                "the patterns of this survey are too large together",
                0,
                text.len(),
            ));
        }
        self.cost += Pattern::compile(text)?.cost();
        Ok(())
    }
}

/// A question whose pattern cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPattern<'q> {
    /// The question, or sub-question at any depth.
    pub question: &'q Question,
    /// Why, and where in the pattern.
    pub error: PatternError,
}

/// Checks every pattern of a survey that would ever be looked at, sub-questions included, in the order of asking.
/// Questions that are required are passed over, since their patterns are.
#[must_use]
pub fn check_survey(questions: &[Question]) -> Vec<BadPattern<'_>> {
    let mut patterns = Patterns::default();
    let mut bad = Vec::new();
    let mut waiting: Vec<&Question> = questions.iter().rev().collect();
    while let Some(question) = waiting.pop() {
        if !question.required {
            let verdict = patterns.check(&question.regexp);
            bad.extend(verdict.err().map(|error| BadPattern { question, error }));
        }
        waiting.extend(question.sub_questions.iter().flat_map(|sub| &sub.questions).rev());
    }
    bad
}
