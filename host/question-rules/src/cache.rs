use std::cell::RefCell;

use optimus_plugin_api::{Question, Verdict};

use crate::{PatternError, Rules, pattern::Pattern};

/// Patterns that one thread keeps compiled. A survey is answered one question after the other, so a few suffice.
const KEPT: usize = 16;
/// Patterns above this cost are compiled for each call, so that what a thread keeps stays below some megabytes.
const KEPT_COST: usize = 2_000;

thread_local! {
    /// Most recently used last. Of the thread, so that no two plugins wait for one lock.
    static PATTERNS: RefCell<Vec<(Box<str>, Pattern)>> = const { RefCell::new(Vec::new()) };
}

/// Whether an answer follows the rules of a question, for callers that do not keep [`Rules`].
///
/// Costs nothing for a question without rules; compiled patterns are kept, a few per thread.
///
/// # Errors
/// As [`Rules::compile`].
pub fn check(question: &Question, value: &str) -> Result<Verdict, PatternError> {
    if !question.has_rules() {
        return Ok(Verdict::Accepted);
    }
    let wanted = !question.required && !question.regexp.is_empty();
    let pattern = wanted.then(|| compiled(&question.regexp)).transpose()?;
    Ok(Rules::with(question, pattern).check(value))
}

fn compiled(text: &str) -> Result<Pattern, PatternError> {
    PATTERNS.with_borrow_mut(|kept| {
        if let Some(index) = kept.iter().position(|(known, _)| **known == *text) {
            let entry = kept.remove(index);
            let pattern = entry.1.clone();
            kept.push(entry);
            return Ok(pattern);
        }
        let pattern = Pattern::compile(text)?;
        if pattern.cost() <= KEPT_COST {
            if kept.len() == KEPT {
                kept.remove(0);
            }
            kept.push((text.into(), pattern.clone()));
        }
        Ok(pattern)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> usize {
        PATTERNS.with_borrow(Vec::len)
    }

    #[test]
    fn a_thousand_patterns_leave_a_few_in_the_cache() {
        for number in 0..1_000 {
            let question = Question { regexp: format!("^{number}$"), ..Question::default() };
            assert_eq!(check(&question, &number.to_string()), Ok(Verdict::Accepted));
        }
        assert_eq!(kept(), KEPT);
    }

    #[test]
    fn a_question_without_pattern_does_not_touch_the_cache() {
        let question = Question { min_length: 2, ..Question::default() };
        assert!(matches!(check(&question, "a"), Ok(Verdict::Rejected(_))));
        assert_eq!(kept(), 0);
    }
}
