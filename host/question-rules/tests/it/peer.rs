//! The same patterns compiled and matched by Go and here: the same verdict, the same matches.

mod oracle;
mod patterns;

use optimus_plugin_api::{Question, Verdict};
use optimus_question_rules::{PatternError, Rules};

use patterns::Case;

#[test]
fn patterns_of_every_form_are_taken_and_matched_as_by_go() {
    compare(&patterns::some(500, patterns::generated()));
}

#[test]
fn repetitions_of_everything_are_taken_as_by_go() {
    compare(&patterns::some(300, patterns::repeated()));
}

#[test]
fn characters_of_every_kind_fold_as_in_go() {
    compare(&patterns::some(100, patterns::folded()));
}

fn compare(cases: &[Case]) {
    let theirs = oracle::answers(cases);
    assert!(
        theirs.iter().filter(|answer| answer.is_ok()).count() > cases.len() / 5,
        "hardly one is a pattern"
    );
    let different: Vec<String> =
        cases.iter().zip(&theirs).filter_map(|(case, theirs)| difference(case, theirs)).collect();
    assert!(different.is_empty(), "{} of {} differ:\n{}", different.len(), cases.len(), different.join("\n"));
}

fn difference((pattern, values): &Case, theirs: &Result<Vec<bool>, String>) -> Option<String> {
    let ours = matches(pattern, values);
    let same = match (theirs, &ours) {
        (Ok(theirs), Ok(ours)) => theirs == ours,
        (Ok(_), Err(error)) => error.reason() == "it is too large when its repetitions are written out",
        (Err(_), Err(error)) => error.end() <= pattern.len(),
        (Err(_), Ok(_)) => false,
    };
    (!same).then(|| format!("{pattern:?} on {values:?}\n  theirs: {theirs:?}\n  ours: {ours:?}"))
}

fn matches(pattern: &str, values: &[String]) -> Result<Vec<bool>, PatternError> {
    let rules = Rules::compile(&Question { regexp: pattern.to_owned(), ..Question::new("Q", "?") })?;
    Ok(values.iter().map(|value| rules.check(value) == Verdict::Accepted).collect())
}
