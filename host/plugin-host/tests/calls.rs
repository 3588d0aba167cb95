//! What `Plugin` does around a backend's call.

use std::sync::Arc;

use optimus_plugin_api::{
    Answer, Asset, CallContext, Code, CompileAssetsRequest, DefaultConfigRequest, Error,
    GenerateDependenciesRequest, GenerateDestinationRequest, GetQuestionsRequest, Question,
    ValidateQuestionRequest, Verdict,
};
use optimus_plugin_host::{
    Capability::{self, AssetCompiler, Survey},
    Plugin,
    PluginKind::{Wasm, Yaml},
};

use crate::{
    fake::{Fake, info, registry},
    sys,
};

fn fake(can: &[Capability]) -> Arc<Fake> {
    Fake::new("fake", Some(info("neo")), can)
}

fn plugin(fake: &Arc<Fake>) -> Arc<Plugin> {
    Arc::clone(registry(&[(Wasm, fake)]).get("neo").unwrap())
}

async fn verdict(plugin: &Plugin, question: Question, value: &str) -> Result<Verdict, Error> {
    let request =
        ValidateQuestionRequest { answer: Answer { question, value: value.into() }, ..Default::default() };
    plugin.validate_question(&CallContext::default(), &request).await
}

fn required() -> Question {
    Question { required: true, ..Question::new("Q", "?") }
}

fn matching(regexp: &str) -> Question {
    Question { regexp: regexp.into(), validation_error: "letters only".into(), ..Question::new("Q", "?") }
}

#[tokio::test]
async fn an_answer_that_a_rule_rejects_never_reaches_the_plugin() {
    let fake = fake(&[Survey]);
    let plugin = plugin(&fake);
    assert_eq!(
        verdict(&plugin, required(), "").await.unwrap(),
        Verdict::Rejected("Value is required".into())
    );
    assert_eq!(
        verdict(&plugin, matching("^[a-z]+$"), "1").await.unwrap(),
        Verdict::Rejected("letters only".into())
    );
    assert_eq!(fake.calls(), 0);
}

#[tokio::test]
async fn an_answer_that_the_rules_accept_is_put_to_the_plugin() {
    let fake = fake(&[Survey]);
    assert_eq!(verdict(&plugin(&fake), matching("^[a-z]+$"), "abc").await.unwrap(), Verdict::Accepted);
    assert_eq!(fake.calls(), 1);
}

#[tokio::test]
async fn an_answer_without_rules_is_put_to_the_plugin() {
    let fake = fake(&[Survey]);
    assert_eq!(verdict(&plugin(&fake), Question::new("Q", "?"), "").await.unwrap(), Verdict::Accepted);
    assert_eq!(fake.calls(), 1);
}

#[tokio::test]
async fn a_pattern_that_cannot_be_used_is_an_error_and_not_a_rejection() {
    let fake = fake(&[Survey]);
    let error = verdict(&plugin(&fake), matching("^(?=20)"), "2026").await.unwrap_err();
    assert_eq!((error.code(), error.plugin()), (Code::BAD_PATTERN, "neo"));
    assert_eq!(fake.calls(), 0);
}

#[tokio::test]
async fn a_yaml_applies_its_rules_itself() {
    let fake = fake(&[Survey]);
    let registry = registry(&[(Yaml, &fake)]);
    verdict(registry.get("neo").unwrap(), required(), "").await.unwrap();
    assert_eq!(fake.calls(), 1);
}

#[tokio::test]
async fn files_pass_through_where_nobody_compiles_them() {
    let request =
        CompileAssetsRequest { assets: vec![Asset::new("a.sql", "select 1")], ..Default::default() };
    let plugin = plugin(&fake(&[Survey]));
    let answer = plugin.compile_assets(&CallContext::default(), &request).await.unwrap();
    assert_eq!(answer.assets, request.assets);
}

#[tokio::test]
async fn files_are_compiled_by_the_plugin_that_can() {
    let plugin = plugin(&fake(&[AssetCompiler]));
    let answer =
        plugin.compile_assets(&CallContext::default(), &CompileAssetsRequest::default()).await.unwrap();
    assert_eq!(answer.assets, [Asset::new("by", "fake")]);
}

#[tokio::test]
async fn a_plugin_that_resolves_nothing_is_an_absence_in_upstreams_words() {
    let plugin = plugin(&fake(&[Survey]));
    let ctx = CallContext::default();
    let destination =
        plugin.generate_destination(&ctx, &GenerateDestinationRequest::default()).await.unwrap_err();
    let dependencies =
        plugin.generate_dependencies(&ctx, &GenerateDependenciesRequest::default()).await.unwrap_err();
    for error in [destination, dependencies] {
        assert_eq!(
            (error.code(), error.message()),
            (Code::NO_CAPABILITY, "dependency mod not found for plugin")
        );
    }
}

#[tokio::test]
async fn a_plugin_without_a_survey_says_so_in_each_of_its_calls() {
    let plugin = plugin(&fake(&[AssetCompiler]));
    let ctx = CallContext::default();
    let questions = plugin.get_questions(&ctx, &GetQuestionsRequest::default()).await.map(drop);
    let config = plugin.default_config(&ctx, &DefaultConfigRequest::default()).await.map(drop);
    let verdict = verdict(&plugin, required(), "").await.map(drop);
    for outcome in [questions, config, verdict] {
        assert_eq!(outcome.unwrap_err().code(), Code::NO_CAPABILITY);
    }
}

#[tokio::test]
async fn a_call_runs_in_a_task_of_its_own() {
    let plugin = plugin(&fake(&Capability::ALL));
    let answer = tokio::spawn(async move {
        let (ctx, request) = (CallContext::default(), GenerateDestinationRequest::default());
        plugin.generate_destination(&ctx, &request).await
    });
    assert_eq!(answer.await.unwrap().unwrap().urn(), "fake://fake");
}

#[tokio::test]
async fn looking_a_plugin_up_and_calling_it_allocates_nothing_but_the_backends_future() {
    let registry = registry(&[(Wasm, &fake(&[Survey]))]);
    let (ctx, request) = (CallContext::default(), ValidateQuestionRequest::default());
    let before = sys::allocations();
    registry.get("neo").unwrap().validate_question(&ctx, &request).await.unwrap();
    let made = sys::allocations() - before;
    assert_eq!(made, 1);
}
