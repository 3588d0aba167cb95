use optimus_plugin_api::{Question, SubQuestion};
use optimus_question_rules::{MAX_PATTERN_BYTES, PatternError, Rules, check, check_survey};

fn refused(pattern: impl Into<String>) -> PatternError {
    Rules::compile(&with(pattern)).unwrap_err()
}

fn with(pattern: impl Into<String>) -> Question {
    Question { regexp: pattern.into(), ..Question::new("Q", "?") }
}

#[test]
fn a_pattern_that_backtracking_engines_never_finish_is_answered() {
    let answer = format!("{}!", "a".repeat(60_000));
    assert!(matches!(check(&with("^(a+)+$"), &answer), Ok(optimus_plugin_api::Verdict::Rejected(_))));
}

#[test]
fn a_pattern_longer_than_the_limit_is_refused() {
    assert!(refused("a".repeat(MAX_PATTERN_BYTES + 1)).reason().contains("bytes"));
}

#[test]
fn a_pattern_that_nests_too_deep_is_refused() {
    let deep = format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(refused(deep).reason().contains("deeper than 100"));
    assert!(refused("a*(?i)".repeat(2) + &"*(?i)".repeat(2_000)).reason().contains("deeper than 100"));
}

#[test]
fn a_pattern_at_the_depth_limit_compiles() {
    let deep = format!("{}a{}", "(".repeat(99), ")".repeat(99));
    assert!(Rules::compile(&with(deep)).is_ok());
}

#[test]
fn repetitions_that_multiply_are_refused() {
    assert!(refused("(a{500}){3}").reason().contains("1,000"));
    assert!(refused("((a{10}){10}){11}").reason().contains("1,000"));
    assert!(refused(r"\pL{1000}").reason().contains("too large"));
    assert!(refused("a{1000}".repeat(30)).reason().contains("too large"));
}

#[test]
fn many_expensive_patterns_in_one_survey_are_refused_together() {
    let questions: Vec<Question> = (0..200).map(|n| with(format!("{n}{}", "b{1000}".repeat(15)))).collect();
    let bad = check_survey(&questions);
    assert!(
        bad.len() > 150 && bad.iter().all(|bad| bad.error.reason().contains("together")),
        "{}",
        bad.len()
    );
}

#[test]
fn one_pattern_that_is_used_often_counts_once() {
    let questions: Vec<Question> = (0..200).map(|_| with("b{1000}".repeat(15))).collect();
    assert_eq!(check_survey(&questions), []);
}

#[test]
fn a_bad_pattern_is_found_at_any_depth_of_the_survey() {
    let mut question = with("(");
    for _ in 0..10_000 {
        question = Question {
            sub_questions: vec![SubQuestion { if_value: "y".into(), questions: vec![question] }],
            ..with("")
        };
    }
    let questions = [question];
    assert_eq!(check_survey(&questions).len(), 1);
    unwind(questions);
}

/// Takes the chain apart from the top, since dropping it whole would recurse 10,000 times.
fn unwind(questions: [Question; 1]) {
    let mut waiting: Vec<Question> = questions.into();
    while let Some(mut question) = waiting.pop() {
        waiting.extend(question.sub_questions.drain(..).flat_map(|sub| sub.questions));
    }
}
