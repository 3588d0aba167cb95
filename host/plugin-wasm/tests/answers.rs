//! Answers that break the contract, and errors that the plugin reports itself.

use std::time::Duration;

use optimus_plugin_api::{
    AssetCompiler, CallContext, CallLimits, CliMod, Code, CompileAssetsRequest, DefaultAssetsRequest,
    DefaultConfigRequest, Error, GetQuestionsRequest, Verdict,
};
use optimus_plugin_wasm::WasmPlugin;

use crate::support::{chain, load, note, validate, validate_in};

async fn compile(plugin: &WasmPlugin) -> Error {
    plugin.compile_assets(&CallContext::default(), &CompileAssetsRequest::default()).await.unwrap_err()
}

async fn config(plugin: &WasmPlugin) -> Error {
    plugin.default_config(&CallContext::default(), &DefaultConfigRequest::default()).await.unwrap_err()
}

async fn assets(plugin: &WasmPlugin) -> Error {
    plugin.default_assets(&CallContext::default(), &DefaultAssetsRequest::default()).await.unwrap_err()
}

async fn questions(plugin: &WasmPlugin) -> Error {
    plugin.get_questions(&CallContext::default(), &GetQuestionsRequest::default()).await.unwrap_err()
}

#[tokio::test]
async fn an_answer_larger_than_its_limit_is_stopped_while_it_is_copied() {
    let error = compile(&load("returns-too-much").await.unwrap()).await;
    assert_eq!(
        (error.code(), note(&error, "limit")),
        (Code::RESULT_TOO_LARGE, Some("result = 16 MiB")),
        "{}",
        chain(&error)
    );
}

#[tokio::test]
async fn each_part_of_an_answer_has_its_own_maximum() {
    let plugin = load("returns-too-much").await.unwrap();
    let error = assets(&plugin).await;
    assert_eq!(error.code(), Code::MALFORMED_ANSWER);
    assert_eq!(error.message(), "the asset `` has 9437184 bytes, it may have 8388608");
    let error = config(&plugin).await;
    assert_eq!(error.message(), "there are 10001 configuration entries, there may be 10000");
}

#[tokio::test]
async fn a_call_can_ask_for_a_shorter_answer_without_shortening_the_log() {
    let mut limits = CallLimits::default();
    limits.result_bytes = Some(3);
    let ctx = CallContext::builder().limits(limits).build();
    let plugin = load("echoes").await.unwrap();
    assert_eq!(validate_in(&ctx, &plugin, "Q", "abc").await.unwrap(), Verdict::Rejected("abc".to_owned()));
    assert_eq!(validate_in(&ctx, &plugin, "Q", "abcd").await.unwrap_err().code(), Code::RESULT_TOO_LARGE);
    let plugin = load("w16-floods-with-bytes").await.unwrap();
    assert_eq!(validate_in(&ctx, &plugin, "Q", "").await.unwrap(), Verdict::Accepted);
}

#[tokio::test]
async fn a_list_longer_than_the_memory_is_refused_before_anything_is_allocated() {
    let error = questions(&load("returns-too-much").await.unwrap()).await;
    assert!([Code::MALFORMED_ANSWER, Code::RESULT_TOO_LARGE].contains(&error.code()), "{}", chain(&error));
}

#[tokio::test]
async fn a_survey_whose_links_point_forward_is_refused() {
    let error = questions(&load("bad-links").await.unwrap()).await;
    assert_eq!(error.code(), Code::MALFORMED_ANSWER);
    assert_eq!(error.message(), "question 0 hangs on question 1, which does not come before it");
}

#[tokio::test]
async fn the_plugins_own_errors_keep_what_they_say() {
    let plugin = load("errors").await.unwrap();
    let error = validate(&plugin, "", "").await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::INVALID_INPUT, "RANGE_START: not a date"));
    assert!(error.is_from_plugin() && !error.is_fault());
    let error = validate(&plugin, "1", "").await.unwrap_err();
    assert_eq!((error.code(), error.plugin_code()), (Code::PLUGIN_UNAVAILABLE, Some("away")));
    assert_eq!((error.message(), error.retry_after()), ("come back", Some(Duration::from_millis(1500))));
    assert_eq!(validate(&plugin, "22", "").await.unwrap_err().code(), Code::PLUGIN_ERROR);
}

#[tokio::test]
async fn a_request_that_is_too_large_is_not_sent() {
    let plugin = load("loops").await.unwrap();
    let error = validate(&plugin, "Q", &"x".repeat(1024 * 1024 + 1)).await.unwrap_err();
    assert_eq!(error.code(), Code::REQUEST_TOO_LARGE);
}
