use std::time::{Duration, Instant};

use optimus_plugin_api::{
    Answer, Asset, Backend, CallContext, CallLimits, CliMod, Code, ConfigEntry, DefaultAssetsRequest,
    DefaultConfigRequest, GetQuestionsRequest, Operation, PluginMod, PluginType, Question,
    ValidateQuestionRequest, Verdict,
};
use optimus_plugin_yaml::{Options, YamlPlugin, parse};

const YAML: &str = "
name: a
plugintype: task
pluginmods: [dependencyresolver]
pluginversion: 1.10
image: img
questions:
- name: Q
  regexp: ^[a-z]+$
  validationerror: letters only
defaultconfig:
- {name: Q, value: own}
- {name: K, value: '{{.DSTART}}'}
defaultassets:
- {name: query.sql, value: select 1}
";

fn plugin() -> YamlPlugin {
    parse(YAML, &Options::default()).unwrap()
}

fn cli(plugin: &YamlPlugin) -> &dyn CliMod {
    plugin.cli().unwrap()
}

fn validate(question: Question, value: &str) -> ValidateQuestionRequest {
    ValidateQuestionRequest { answer: Answer { question, value: value.into() }, ..Default::default() }
}

#[test]
fn the_info_has_the_version_behind_the_image_and_cli_as_its_only_mod() {
    let plugin = plugin();
    let info = plugin.info().unwrap();
    assert_eq!((info.image.as_str(), plugin.image_name()), ("img:1.10", "img"));
    assert_eq!((&info.plugin_type, info.plugin_mods.as_slice()), (&PluginType::Task, &[PluginMod::Cli][..]));
    assert!(plugin.asset_compiler().is_none() && plugin.dependency_resolver().is_none());
}

#[test]
fn an_empty_file_has_the_image_of_no_image_and_no_version() {
    let plugin = parse("", &Options::default()).unwrap();
    assert_eq!((plugin.info().unwrap().image.as_str(), plugin.image_name(), plugin.name()), (":", "", ""));
}

#[tokio::test]
async fn the_survey_is_the_same_for_every_job() {
    let (plugin, ctx) = (plugin(), CallContext::default());
    let request = GetQuestionsRequest { job_name: "any".into(), ..Default::default() };
    let survey = cli(&plugin).get_questions(&ctx, &request).await.unwrap();
    assert_eq!(survey.questions, plugin.questions());
    assert_eq!(survey.questions[0].name, "Q");
}

#[tokio::test]
async fn an_answer_is_checked_by_the_question_that_comes_with_it() {
    let (plugin, ctx) = (plugin(), CallContext::default());
    let check = async |request| cli(&plugin).validate_question(&ctx, &request).await.unwrap();
    let own = plugin.questions()[0].clone();
    assert_eq!(check(validate(own.clone(), "A")).await, Verdict::Rejected("letters only".into()));
    assert_eq!(check(validate(own, "a")).await, Verdict::Accepted);
    // The rules are those of the request, or none, as upstream has it.
    assert_eq!(check(validate(Question::new("Q", "asked"), "A")).await, Verdict::Accepted);
    let other = Question { min_length: 3, ..Question::new("not in the survey", "") };
    assert_eq!(
        check(validate(other, "A")).await,
        Verdict::Rejected("value is too short. Min length is 3".into())
    );
}

#[tokio::test]
async fn a_question_given_by_its_name_alone_is_the_one_of_the_file() {
    let (plugin, ctx) = (plugin(), CallContext::default());
    let request = validate(Question::new("Q", ""), "A");
    let verdict = cli(&plugin).validate_question(&ctx, &request).await.unwrap();
    assert_eq!(verdict, Verdict::Rejected("letters only".into()));
}

#[tokio::test]
async fn a_pattern_in_a_request_that_cannot_be_used_is_an_error_not_a_panic() {
    let (plugin, ctx) = (plugin(), CallContext::default());
    let question = Question { regexp: "a**".into(), ..Question::new("Q", "") };
    let error = cli(&plugin).validate_question(&ctx, &validate(question, "a")).await.unwrap_err();
    assert_eq!((error.code(), error.operation()), (Code::BAD_PATTERN, Operation::ValidateQuestion));
}

#[tokio::test]
async fn the_configuration_is_every_answer_in_order_and_then_the_defaults_with_duplicates() {
    let (plugin, ctx) = (plugin(), CallContext::default());
    let answers = vec![Answer::named("Z", "1"), Answer::named("Q", "2"), Answer::named("Z", "3")];
    let request = DefaultConfigRequest { answers, ..Default::default() };
    let config = cli(&plugin).default_config(&ctx, &request).await.unwrap().config;
    let expected = [("Z", "1"), ("Q", "2"), ("Z", "3"), ("Q", "own"), ("K", "{{.DSTART}}")];
    assert_eq!(config, expected.map(|(name, value)| ConfigEntry::new(name, value)));
}

#[tokio::test]
async fn the_assets_are_those_of_the_file() {
    let (plugin, ctx) = (plugin(), CallContext::default());
    let assets = cli(&plugin).default_assets(&ctx, &DefaultAssetsRequest::default()).await.unwrap().assets;
    assert_eq!(assets, [Asset::new("query.sql", "select 1")]);
}

#[tokio::test]
async fn a_deadline_in_the_past_is_kept() {
    let plugin = plugin();
    let past = Instant::now().checked_sub(Duration::from_secs(1)).unwrap();
    let ctx = CallContext::builder().deadline(past).build();
    let error = cli(&plugin).get_questions(&ctx, &GetQuestionsRequest::default()).await.unwrap_err();
    assert!(error.is_timeout() && error.plugin() == "a", "{error}");
}

#[tokio::test]
async fn an_answer_larger_than_the_call_allows_is_an_error_that_names_the_limit() {
    let plugin = plugin();
    let mut limits = CallLimits::default();
    limits.result_bytes = Some(10);
    let ctx = CallContext::builder().limits(limits).build();
    let error = cli(&plugin).default_assets(&ctx, &DefaultAssetsRequest::default()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.notes()),
        (Code::RESULT_TOO_LARGE, &[("limit", "result = 10 bytes, the caller's".to_owned())][..])
    );
    let survey = cli(&plugin).get_questions(&ctx, &GetQuestionsRequest::default()).await;
    assert_eq!(survey.unwrap_err().code(), Code::RESULT_TOO_LARGE);
}

#[tokio::test]
async fn it_can_be_shut_down_twice() {
    let plugin = plugin();
    assert!(plugin.shutdown().await.is_ok() && plugin.shutdown().await.is_ok());
}
