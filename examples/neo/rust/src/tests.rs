//! What neo answers, and what it answered in version 0.0.6.

use optimus_plugin_sdk::{Assets, CompileRequest};
use serde_json::{Value, json};

use super::*;

fn answer(question: &str, value: &str) -> Verdict {
    Neo::validate_question(&Answer { question: question.into(), value: value.into() }).unwrap()
}

#[test]
fn both_ends_of_the_range_are_asked_for() {
    let names: Vec<_> =
        Neo::get_questions("job").unwrap().into_iter().map(|question| question.name).collect();
    assert_eq!(names, [RANGE_START, RANGE_END]);
}

#[test]
fn an_empty_end_is_rejected_and_a_date_accepted() {
    assert_eq!(answer(RANGE_END, ""), Verdict::rejected("not a valid string"));
    assert_eq!(answer(RANGE_END, "2026-01-02"), Verdict::Accepted);
}

#[test]
fn the_answers_become_the_configuration_in_their_order() {
    let answers = Answers::from_iter([(RANGE_START, "2026-01-01"), (RANGE_END, "2026-01-02")]);
    let config = Neo::default_config(&answers).unwrap();
    let names: Vec<_> = config.iter().map(|entry| &*entry.name).collect();
    assert_eq!(names, [RANGE_START, RANGE_END]);
    assert_eq!(config.get(RANGE_END), Some("2026-01-02"));
}

#[test]
fn the_files_pass_through() {
    let request =
        CompileRequest { assets: Assets::from_iter([("a.sql", "{{.DSTART}}")]), ..Default::default() };
    assert_eq!(Neo::compile_assets(request.clone()), Ok(request.assets));
}

/// Calls that are answered in another way than then, and why.
const DIFFERENCES: &[(&str, &str)] = &[
    (
        "PluginInfo",
        "this is another version, without versions of a protocol, and its secret is where the guide says",
    ),
    (
        "GetQuestions",
        "the names are those of the configuration: a yaml, which knows no others, is asked the same",
    ),
    ("CompileAssets", "it died when it was asked by a host that did not send the window"),
];

fn recorded() -> Vec<Value> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../../shared/compat/golden/calls.jsonl");
    let lines = std::fs::read_to_string(file).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["plugin"] == "neo").collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn given(request: &Value) -> Answers {
    let answers = request["Answers"].as_array().unwrap().iter();
    answers.map(|answer| (text(&answer["Question"]["Name"]), text(&answer["Value"]))).collect()
}

/// Makes a recorded call here, and writes the reply down as it would have been recorded.
fn call(method: &str, request: &Value) -> Value {
    match method {
        "ValidateQuestion" => {
            let asked = &request["Answer"];
            match answer(text(&asked["Question"]["Name"]), text(&asked["Value"])) {
                Verdict::Accepted => json!({ "Success": true, "Error": "" }),
                Verdict::Rejected(reason) => json!({ "Success": false, "Error": reason }),
            }
        }
        "DefaultConfig" => {
            let config = Neo::default_config(&given(request)).unwrap();
            let entries = config.iter().map(|entry| json!({ "Name": entry.name, "Value": entry.value }));
            json!({ "Config": entries.collect::<Vec<_>>() })
        }
        "DefaultAssets" => {
            assert!(Neo::default_assets(&given(request)).unwrap().is_empty());
            json!({ "Assets": [] })
        }
        other => panic!("{other} is no method of this plugin"),
    }
}

#[test]
fn recorded_calls_are_answered_as_they_were() {
    for line in recorded() {
        let method = text(&line["method"]);
        if DIFFERENCES.iter().all(|(other, _)| *other != method) {
            assert_eq!(call(method, &line["request"]), line["response"], "{line}");
        }
    }
}

#[test]
fn what_is_told_about_neo_is_what_was_told_but_for_its_version() {
    let info = Neo::info();
    for line in recorded().iter().filter(|line| line["method"] == "PluginInfo") {
        let then = &line["response"];
        assert_eq!((&*info.name, &*info.description), (text(&then["Name"]), text(&then["Description"])));
        let image = text(&then["Image"]).strip_suffix(text(&then["PluginVersion"])).unwrap();
        assert_eq!(info.image, [image, VERSION].concat());
    }
}

#[test]
fn the_questions_are_those_that_were_asked_under_other_names() {
    for line in recorded().iter().filter(|line| line["method"] == "GetQuestions") {
        let then = line["response"]["Questions"].as_array().unwrap();
        let now = Neo::get_questions(text(&line["request"]["JobName"])).unwrap();
        assert_eq!(then.len(), now.len());
        for (then, now) in then.iter().zip(&now) {
            assert_eq!(key(text(&then["Name"])), now.name);
            assert_eq!((text(&then["Prompt"]), text(&then["Help"])), (&*now.prompt, &*now.help));
        }
    }
}
