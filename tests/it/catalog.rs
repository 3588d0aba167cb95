//! The example `catalog` with the policy file that is beside it, against a catalogue on loopback.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    Router,
    extract::RawQuery,
    http::{HeaderMap, StatusCode},
    routing::get,
};
use optimus_plugin_api::{
    Answer, CallContext, Code, ConfigEntry, Error, GenerateDependenciesRequest, ValidateQuestionRequest,
    Verdict,
};
use optimus_plugin_host::{Host, Plugin, wasm::CompileOptions};
use optimus_plugin_policy::{Policy, SecretSource};

use crate::{
    built,
    kinds::Kind,
    server::{Count, Server},
};

const SECRET: &str = "s3cret-of-the-operator";

/// A catalogue that knows one view, and tells it to whoever has the secret.
async fn catalogue(asked: &Count) -> Server {
    let asked = asked.clone();
    let sources = async move |RawQuery(query): RawQuery, headers: HeaderMap| {
        asked.fetch_add(1, Ordering::Relaxed);
        let bearer = headers.get("authorization").and_then(|value| value.to_str().ok());
        match (bearer, query.as_deref()) {
            (Some(bearer), _) if bearer != format!("Bearer {SECRET}") => (StatusCode::FORBIDDEN, ""),
            (None, _) => (StatusCode::UNAUTHORIZED, ""),
            (_, Some("table=sales.by_day")) => (StatusCode::OK, "sales.shops\nsales.bills\n"),
            _ => (StatusCode::NOT_FOUND, ""),
        }
    };
    Server::start(Router::new().route("/v1/sources", get(sources))).await
}

/// The policy of the example, for the catalogue of the test.
fn policy(server: &Server) -> String {
    let policy = std::fs::read_to_string(built::source("examples/catalog/policy.yaml")).unwrap();
    let here = format!("- host: 127.0.0.1\n        scheme: http\n        port: {}\n", server.address.port());
    policy
        .replace("- host: catalog.example.com\n", &here)
        .replace("host: catalog.example.com", "host: 127.0.0.1")
}

/// Serves the plugin under this policy, as a program does.
async fn host(policy: &str) -> Host {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(built::wasm("catalog"), folder.path().join(Kind::Wasm.file_name("catalog"))).unwrap();
    let policy = Policy::from_text(policy).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let secrets = SecretSource::new(|name, _tenant| (name == "CATALOG_TOKEN").then(|| SECRET.to_owned()));
    let host =
        Host::builder().directories([folder.path().to_path_buf()]).policy_file(policy).secrets(secrets);
    host.compile(CompileOptions::in_process_without_limits()).load().await
}

async fn served(policy: &str) -> Arc<Plugin> {
    host(policy).await.plugins().plugin("catalog").unwrap()
}

fn context(server: &Server, tenant: &str) -> CallContext {
    let url = ("project.config.CATALOG_URL".to_owned(), server.url("/"));
    CallContext::builder().tenant(tenant).attributes([url]).build()
}

async fn dependencies(plugin: &Plugin, ctx: &CallContext) -> Result<Vec<String>, Error> {
    let config = vec![ConfigEntry::new("FROM", "sales.by_day")];
    let request = GenerateDependenciesRequest { config, ..Default::default() };
    Ok(plugin.generate_dependencies(ctx, &request).await?.dependencies)
}

#[tokio::test]
async fn the_catalogue_gets_the_secret_is_asked_once_a_day_and_for_each_tenant_anew() {
    let asked = Count::default();
    let server = catalogue(&asked).await;
    let plugin = served(&policy(&server)).await;
    for _ in 0..3 {
        let found = dependencies(&plugin, &context(&server, "one")).await.unwrap();
        assert_eq!(found, ["warehouse://sales.bills", "warehouse://sales.shops"]);
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    dependencies(&plugin, &context(&server, "two")).await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_table_that_the_catalogue_does_not_know_is_rejected() {
    let server = catalogue(&Count::default()).await;
    let plugin = served(&policy(&server)).await;
    let request =
        ValidateQuestionRequest { answer: Answer::named("FROM", "sales.new"), ..Default::default() };
    let verdict = plugin.validate_question(&context(&server, "one"), &request).await.unwrap();
    assert_eq!(verdict, Verdict::Rejected("the catalogue knows no table `sales.new`".into()));
}

#[tokio::test]
async fn without_its_grant_the_request_is_denied_and_the_plugin_says_what_it_needs() {
    let asked = Count::default();
    let server = catalogue(&asked).await;
    let policy = policy(&server).replace("path: /v1", "path: /v1/other");
    let plugin = served(&policy).await;
    let error = dependencies(&plugin, &context(&server, "one")).await.unwrap_err();
    assert!(error.is_from_plugin(), "{error}");
    let needs = format!("needs the grant `http GET http://{}/v1/sources`", server.address);
    assert!(error.to_string().contains(&needs), "{error}");
    assert!(!format!("{error:?}").contains(SECRET));
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn w25_without_any_grant_it_is_not_loaded_and_the_operator_is_told_the_line() {
    let host = host("{}").await;
    let refused = host.plugins();
    let refused = &refused.not_served()[0].reason;
    assert_eq!(refused.code(), Code::NOT_GRANTED, "{refused}");
    let told = format!("{refused} {:?}", refused.notes());
    // It imports two things that are not granted, and the first one is told.
    let line = ["grants: {http: [", "grants: {cache: {"].into_iter().find(|line| told.contains(line));
    assert!(told.contains("catalog") && line.is_some(), "{told}");
}
