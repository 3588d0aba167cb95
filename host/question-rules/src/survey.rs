use std::collections::HashMap;

use optimus_plugin_api::Question;

use crate::{PatternError, pattern::Pattern};

/// What the patterns of one survey may cost together, in units of [`MAX_PATTERN_COST`](crate::MAX_PATTERN_COST). Compiling
/// this much takes about a second, unoptimised.
pub const MAX_SURVEY_COST: usize = 100_000;

/// A question whose pattern cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPattern<'q> {
    /// The question, or sub-question at any depth.
    pub question: &'q Question,
    /// Why, and where in the pattern.
    pub error: PatternError,
}

/// Checks every pattern of a survey that would ever be looked at, sub-questions included, in the order of asking.
/// The same pattern is compiled once. Questions that are required are passed over, since their patterns are.
#[must_use]
pub fn check_survey(questions: &[Question]) -> Vec<BadPattern<'_>> {
    let mut known = HashMap::new();
    let mut cost = 0;
    let mut bad = Vec::new();
    let mut waiting: Vec<&Question> = questions.iter().rev().collect();
    while let Some(question) = waiting.pop() {
        if !question.required && !question.regexp.is_empty() {
            let verdict =
                known.entry(question.regexp.as_str()).or_insert_with(|| compile(&question.regexp, &mut cost));
            bad.extend(verdict.clone().err().map(|error| BadPattern { question, error }));
        }
        waiting.extend(question.sub_questions.iter().flat_map(|sub| &sub.questions).rev());
    }
    bad
}

fn compile(text: &str, spent: &mut usize) -> Result<(), PatternError> {
    if *spent > MAX_SURVEY_COST {
        return Err(PatternError::new("the patterns of this survey are too large together", 0, text.len()));
    }
    let pattern = Pattern::compile(text)?;
    *spent += pattern.cost();
    Ok(())
}
