use optimus_plugin_api::{Question, Verdict};
use optimus_question_rules::{Rules, check, check_survey};
use serde_json::Value;

const RECORDED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/compat/golden/questions.jsonl"));

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn question(recorded: &Value) -> Question {
    Question {
        regexp: text(&recorded["Regexp"]),
        validation_error: text(&recorded["ValidationError"]),
        min_length: recorded["MinLength"].as_i64().unwrap_or(0),
        max_length: recorded["MaxLength"].as_i64().unwrap_or(0),
        required: recorded["Required"].as_bool().unwrap_or(false),
        ..Question::new("Q", "?")
    }
}

/// What we answer, in the form of the recording: `None` where the pattern is refused.
fn ours(question: &Question, value: &str) -> Option<Verdict> {
    let compiled = Rules::compile(question).ok().map(|rules| rules.check(value));
    assert_eq!(check(question, value).ok(), compiled, "kept and cached rules must agree");
    compiled
}

fn theirs(line: &Value) -> Option<Verdict> {
    match line["valid"].as_bool() {
        Some(true) => Some(Verdict::Accepted),
        Some(false) => Some(Verdict::Rejected(text(&line["error"]))),
        None => None,
    }
}

#[test]
fn every_recorded_answer_is_ours_too() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in RECORDED.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        count += 1;
        let (expected, found) = (theirs(&line), ours(&question(&line["question"]), &text(&line["value"])));
        if expected != found {
            wrong.push(format!("{line}\n  ours: {found:?}"));
        }
    }
    assert!(count >= 368, "{count} lines only");
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn where_upstream_died_of_a_pattern_loading_says_why_and_where() {
    for line in RECORDED.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if line["valid"].is_null() {
            let questions = [question(&line["question"])];
            let bad = check_survey(&questions);
            assert_eq!(bad.len(), 1, "{line}");
            assert!(!bad[0].error.reason().is_empty());
            assert!(bad[0].error.end() <= questions[0].regexp.len(), "{line}");
        }
    }
}
