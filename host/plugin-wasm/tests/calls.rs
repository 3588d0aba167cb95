//! Calls that go well: what is sent arrives, what is answered comes back.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use optimus_plugin_api::{
    Answer, Asset, AssetCompiler, Backend, CallContext, CliMod, Code, CompileAssetsRequest,
    DefaultAssetsRequest, DefaultConfigRequest, DependencyResolver, GenerateDependenciesRequest,
    GenerateDestinationRequest, PluginOptions, UsageSink, ValidateQuestionRequest, Verdict,
};
use optimus_plugin_wasm::{Instances, LoadOptions};

use crate::support::{Guest, load, load_with, validate, validate_in};

#[tokio::test]
async fn texts_arrive_and_come_back_unchanged() {
    let plugin = load("echoes").await.unwrap();
    for text in ["", "x", "grüße, 世界 \u{1f30d}", &"long ".repeat(1000)] {
        assert_eq!(validate(&plugin, "Q", text).await.unwrap(), Verdict::Rejected(text.to_owned()));
    }
}

#[tokio::test]
async fn lists_keep_their_order() {
    let (plugin, ctx) = (load("echoes").await.unwrap(), CallContext::default());
    let answers = vec![Answer::named("B", "2"), Answer::named("A", "1")];
    let request = DefaultConfigRequest { answers: answers.clone(), ..Default::default() };
    let config = plugin.default_config(&ctx, &request).await.unwrap().config;
    let pairs: Vec<_> = config.iter().map(|entry| (entry.name.as_str(), entry.value.as_str())).collect();
    assert_eq!(pairs, [("B", "2"), ("A", "1")]);
    let request = DefaultAssetsRequest { answers, ..Default::default() };
    assert_eq!(plugin.default_assets(&ctx, &request).await.unwrap().assets[1], Asset::new("A", "1"));
}

#[tokio::test]
async fn assets_of_five_megabytes_go_there_and_back() {
    let plugin = load("echoes").await.unwrap();
    let assets = vec![Asset::new("query.sql", "ä".repeat(2_500_000)), Asset::new("empty", "")];
    let request = CompileAssetsRequest { assets: assets.clone(), ..Default::default() };
    assert_eq!(plugin.compile_assets(&CallContext::default(), &request).await.unwrap().assets, assets);
}

#[tokio::test]
async fn destination_and_dependencies_are_asked_with_the_same_request() {
    let (plugin, ctx) = (load("echoes").await.unwrap(), CallContext::default());
    let assets = vec![Asset::new("project:d.t", "bigquery")];
    let request = GenerateDestinationRequest { assets, ..Default::default() };
    assert_eq!(plugin.generate_destination(&ctx, &request).await.unwrap().urn(), "bigquery://project:d.t");
    let request = GenerateDependenciesRequest::default();
    assert!(plugin.generate_dependencies(&ctx, &request).await.unwrap().dependencies.is_empty());
}

#[tokio::test]
async fn a_plugin_can_ask_about_its_call() {
    let plugin = load("asks-facts").await.unwrap();
    let attributes = [("project.name".to_owned(), "p-1".to_owned())];
    let ctx = CallContext::builder().attributes(attributes).timeout(Duration::from_secs(5)).build();
    let known = validate_in(&ctx, &plugin, "project.name", "").await.unwrap();
    assert_eq!(known, Verdict::Rejected("p-1".to_owned()));
    assert_eq!(validate_in(&ctx, &plugin, "project.secret", "").await.unwrap(), Verdict::Accepted);
    plugin.default_config(&ctx, &DefaultConfigRequest::default()).await.unwrap();
}

#[tokio::test]
async fn a_plugin_can_tell_a_dry_run() {
    let plugin = load("asks-facts").await.unwrap();
    for (dry_run, verdict) in [(false, Verdict::Accepted), (true, Verdict::Rejected(String::new()))] {
        let request = ValidateQuestionRequest { options: PluginOptions { dry_run }, ..Default::default() };
        assert_eq!(plugin.validate_question(&CallContext::default(), &request).await.unwrap(), verdict);
    }
}

#[tokio::test]
async fn nothing_is_remembered_from_one_call_to_the_next() {
    let plugin = load("counts").await.unwrap();
    for _ in 0..100 {
        assert_eq!(validate(&plugin, "Q", "").await.unwrap(), Verdict::Rejected("1".to_owned()));
    }
}

#[tokio::test]
async fn a_warm_instance_remembers_and_is_dropped_when_it_trapped() {
    let mut options = LoadOptions::default();
    options.instances = Instances::Warm(1);
    let plugin = load_with(Guest::named("counts"), &options).await.unwrap();
    for count in ["1", "2", "3"] {
        assert_eq!(validate(&plugin, "Q", "").await.unwrap(), Verdict::Rejected(count.to_owned()));
    }
    let trapped =
        plugin.default_config(&CallContext::default(), &DefaultConfigRequest::default()).await.unwrap_err();
    assert_eq!(trapped.code(), Code::TRAPPED);
    assert_eq!(validate(&plugin, "Q", "").await.unwrap(), Verdict::Rejected("1".to_owned()));
}

#[tokio::test]
async fn what_a_call_used_is_reported_once() {
    let plugin = load("counts").await.unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = {
        let seen = seen.clone();
        UsageSink::new(move |usage| seen.lock().unwrap().push(usage))
    };
    let ctx = CallContext::builder().usage(sink).build();
    validate_in(&ctx, &plugin, "Q", "").await.unwrap();
    plugin.default_config(&ctx, &DefaultConfigRequest::default()).await.unwrap_err();
    let seen = seen.lock().unwrap();
    let peaks: Vec<_> = seen.iter().map(|usage| usage.peak_memory_bytes.unwrap()).collect();
    // The allocator grew to 17 pages for the request, and the second call by four more.
    assert_eq!(peaks, [17 * 65536, 21 * 65536]);
}

#[tokio::test]
async fn a_plugin_that_was_shut_down_answers_no_more() {
    let plugin = load("counts").await.unwrap();
    plugin.shutdown().await.unwrap();
    plugin.shutdown().await.unwrap();
    assert_eq!(validate(&plugin, "Q", "").await.unwrap_err().code(), Code::SHUT_DOWN);
}
