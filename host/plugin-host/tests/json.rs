//! Calls by name with JSON.

use std::sync::Arc;

use optimus_plugin_api::{CallContext, Code, Error, Operation};
use optimus_plugin_host::{Capability, Plugin, PluginKind::Wasm};
use serde_json::{Value, json};

use crate::fake::{Fake, info, registry};

async fn call(operation: Operation, input: &str) -> Result<Value, Error> {
    let fake = Fake::new("fake", Some(info("neo")), &Capability::ALL);
    let plugin: Arc<Plugin> = Arc::clone(registry(&[(Wasm, &fake)]).get("neo").unwrap());
    plugin.call_json(&CallContext::default(), operation, input).await
}

#[tokio::test]
async fn every_call_answers_in_the_fields_of_the_protocol() {
    for (operation, answer) in [
        (Operation::ValidateQuestion, json!({"success": true, "error": ""})),
        (Operation::DefaultConfig, json!({"config": [{"name": "by", "value": "fake"}]})),
        (Operation::DefaultAssets, json!({"assets": [{"name": "by", "value": "fake"}]})),
        (Operation::CompileAssets, json!({"assets": [{"name": "by", "value": "fake"}]})),
        (Operation::GenerateDestination, json!({"destination": "fake", "destination_type": "fake"})),
        (Operation::GenerateDependencies, json!({"dependencies": ["fake://fake"]})),
    ] {
        assert_eq!(call(operation, "{}").await.unwrap(), answer);
    }
    assert_eq!(call(Operation::PluginInfo, "{}").await.unwrap()["plugin_type"], "task");
    assert_eq!(
        call(Operation::GetQuestions, r#"{"job_name":"j"}"#).await.unwrap()["questions"][0]["prompt"],
        "fake"
    );
}

/// The error of an input that cannot be read: what it says of it.
async fn mistake(operation: Operation, input: &str) -> String {
    let error = call(operation, input).await.unwrap_err();
    assert_eq!(error.code(), Code::BAD_JSON);
    error.message().to_owned()
}

#[tokio::test]
async fn json_that_ends_too_early_is_named_with_line_and_column() {
    let message = mistake(Operation::GetQuestions, "{\n  \"job_name\": ").await;
    assert!(message.contains("line 2, column 14"), "{message}");
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_named_with_its_field() {
    let input = r#"{"answer": {"question": {"name": "Q", "min_length": "3"}, "value": "a"}}"#;
    let message = mistake(Operation::ValidateQuestion, input).await;
    assert!(message.contains("line 1, column 55, field `answer.question.min_length`"), "{message}");
}

#[tokio::test]
async fn a_field_that_the_call_does_not_have_is_named_with_those_it_has() {
    let message = mistake(Operation::GetQuestions, r#"{"jobname": "a"}"#).await;
    assert!(message.contains("field `jobname`") && message.contains("`job_name`"), "{message}");
}

#[tokio::test]
async fn text_after_the_object_and_no_text_at_all_are_malformed() {
    assert!(mistake(Operation::GetQuestions, "{} {}").await.contains("line 1, column 4"));
    assert!(mistake(Operation::GetQuestions, "").await.contains("line 1, column 0"));
    assert!(mistake(Operation::PluginInfo, r#"{"a": 1}"#).await.contains("field `a`"));
}

#[tokio::test]
async fn what_is_no_object_is_malformed_though_its_parts_would_fit() {
    for (input, found) in [
        ("[]", "sequence"),
        (r#" ["j"]"#, "sequence"),
        ("null", "null"),
        // What was found is a value, and in no error.
        (r#""j""#, "string"),
        ("7", "integer"),
    ] {
        let message = mistake(Operation::GetQuestions, input).await;
        let told = format!("invalid type: {found}, expected an object");
        assert!(message.contains(&told) && message.contains("line 1"), "{message}");
    }
    mistake(Operation::PluginInfo, "[]").await;
}

#[tokio::test]
async fn json_that_is_cut_off_is_no_unknown_field() {
    for (input, column) in [(r#"{"a""#, 4), (r#"{"job_name": "a", "x": [1, {"#, 28), (r#"{"a": 1"#, 7)] {
        let message = mistake(Operation::GetQuestions, input).await;
        assert!(message.contains(&format!("line 1, column {column}: EOF while parsing")), "{message}");
    }
    assert!(mistake(Operation::GetQuestions, "{\"a\": 1} x").await.contains("trailing characters"));
}

#[tokio::test]
async fn a_hundred_thousand_brackets_are_malformed_and_nothing_worse() {
    mistake(Operation::GetQuestions, &"[".repeat(100_000)).await;
    mistake(Operation::DefaultConfig, &r#"{"answers":[{"question":{"sub_questions":["#.repeat(10_000)).await;
}

#[tokio::test]
async fn shutdown_is_no_call() {
    assert_eq!(call(Operation::Shutdown, "{}").await.unwrap_err().code(), Code::UNKNOWN_CALL);
}
