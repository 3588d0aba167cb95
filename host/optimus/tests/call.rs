//! `plugin call`: JSON in, JSON out, for scripts.

use serde_json::json;

use crate::world::{NEO, World};

fn world() -> World {
    World::with(&[("neo", NEO)])
}

#[test]
fn a_call_without_input_sends_an_empty_request() {
    let ran = world().run(&["plugin", "call", "neo", "get-questions"]).ended(0);
    let questions = &ran.json()["questions"];
    assert_eq!(questions[0]["name"], "RANGE_START");
    assert_eq!(questions[1]["prompt"], "Date range end");
    assert!(ran.err().is_empty(), "{}", ran.err());
}

#[test]
fn the_input_comes_from_a_file_or_from_a_pipe() {
    let world = world();
    let request = json!({"answers": [
        {"question": {"name": "RANGE_START"}, "value": "a"}, {"question": {"name": "RANGE_END"}, "value": "b"}
    ]});
    world.write("request.json", request.to_string());
    let file = world.run(&["plugin", "call", "neo", "default-config", "--input", "request.json"]).ended(0);
    let pipe =
        world.run_with(&["plugin", "call", "neo", "DefaultConfig", "-i", "-"], &request.to_string()).ended(0);
    assert_eq!(file.json()["config"][0], json!({"name": "RANGE_START", "value": "a"}));
    assert_eq!(pipe.json(), file.json());
}

#[test]
fn a_rejected_answer_is_on_stdout_as_data_and_on_stderr_as_a_sentence_without_a_code() {
    let request =
        json!({"answer": {"question": {"name": "RANGE_START", "required": true}, "value": ""}}).to_string();
    let args = ["plugin", "call", "neo", "validate-question", "--input", "-", "--json"];
    let ran = world().run_with(&args, &request).ended(1);
    assert_eq!(ran.json(), json!({"success": false, "error": "Value is required"}));
    assert_eq!(ran.err(), "RANGE_START: Value is required (said by neo)\n");
}

#[test]
fn an_accepted_answer_is_success() {
    let request =
        json!({"answer": {"question": {"name": "RANGE_START", "required": true}, "value": "x"}}).to_string();
    let ran = world().run_with(&["plugin", "call", "neo", "validate-question", "-i", "-"], &request).ended(0);
    assert_eq!(ran.json()["success"], true);
}

#[test]
fn malformed_json_is_wrong_usage_with_line_and_column() {
    let args = ["plugin", "call", "neo", "get-questions", "-i", "-", "--json"];
    let ran = world().run_with(&args, "{\n  \"job_name\": sales\n}").ended(2);
    assert!(ran.err().contains("error[P0901]") && ran.err().contains("line 2, column 15"), "{}", ran.err());
    assert_eq!(ran.json()["error"]["code"], "P0901");
}

#[test]
fn a_field_that_the_request_does_not_have_is_named() {
    let ran = world()
        .run_with(&["plugin", "call", "neo", "get-questions", "-i", "-"], r#"{"jobname": "x"}"#)
        .ended(2);
    assert!(ran.err().contains("jobname") && ran.err().contains("job_name"), "{}", ran.err());
    assert!(ran.out().is_empty());
}

#[test]
fn an_unknown_call_is_answered_with_the_calls_that_there_are() {
    let ran = world().run(&["plugin", "call", "neo", "explode"]).ended(2);
    assert!(ran.err().contains("error[P0902]") && ran.err().contains("validate-question"), "{}", ran.err());
}

#[test]
fn a_call_that_the_plugin_does_not_answer_is_a_no() {
    let ran = world().run(&["plugin", "call", "neo", "generate-destination"]).ended(1);
    assert!(ran.err().contains("error[P0106]"), "{}", ran.err());
}

#[test]
fn assets_pass_through_where_nobody_compiles_them() {
    let request = json!({"assets": [{"name": "query.sql", "value": "select 1"}]}).to_string();
    let ran = world().run_with(&["plugin", "call", "neo", "compile-assets", "-i", "-"], &request).ended(0);
    assert_eq!(ran.json()["assets"][0]["value"], "select 1");
}

#[test]
fn an_input_that_cannot_be_read_is_wrong_usage() {
    let ran = world().run(&["plugin", "call", "neo", "plugin-info", "-i", "nowhere.json"]).ended(2);
    assert!(ran.err().contains("nowhere.json cannot be read"), "{}", ran.err());
}

#[test]
fn verbose_says_who_answered() {
    let ran = world().run(&["-v", "plugin", "call", "neo", "get-questions"]).ended(0);
    assert!(ran.err().contains("yaml") && ran.err().contains("get-questions"), "{}", ran.err());
}

#[test]
fn a_trace_parent_that_is_none_is_wrong_usage() {
    let world = world();
    let call = |parent: &str| world.run(&["plugin", "call", "neo", "plugin-info", "--trace-parent", parent]);
    let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    call(good).ended(0);
    call("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-will-be-like").ended(0);
    for bad in [
        "",
        "x",
        &good.to_uppercase(),
        &good[..54],
        &format!("{good}-more"),
        &format!("{good}0"),
        &good.replace("0af7651916cd43dd8448eb211c80319c", &"0".repeat(32)),
        &good.replace("b7ad6b7169203331", &"0".repeat(16)),
        &good.replacen("00", "ff", 1),
        &format!("{good}\nx: y"),
    ] {
        let ran = call(bad).ended(2);
        assert!(ran.err().contains("--trace-parent") && ran.err().contains("W3C"), "{bad:?}: {}", ran.err());
    }
}
