//! Every proof, as a test.

#![allow(clippy::panic, reason = "helpers of tests fail as tests do")]

use std::path::PathBuf;

use optimus_plugin_host::{Host, PluginKind};
use optimus_plugin_proofs::{Outcome, Setting, all};

fn setting() -> Setting {
    Setting::new(
        Host::builder().compile(optimus_plugin_host::wasm::CompileOptions::in_process_without_limits()),
        PathBuf::from(env!("CARGO_BIN_EXE_optimus-hostile")),
        Vec::new(),
    )
}

/// One after the other: several of them occupy both CPUs, and some count.
async fn holds(kind: PluginKind) {
    let mut failures = Vec::new();
    for proof in all().into_iter().filter(|proof| proof.kind == kind) {
        match proof.make(&setting()).await {
            Outcome::Holds(_) | Outcome::NotHere(_) => {}
            outcome => failures.push(format!("{} ({kind}): {outcome:?}", proof.subject)),
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_limit_of_a_component_stops_what_breaks_it() {
    holds(PluginKind::Wasm).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_limit_of_an_executable_stops_what_breaks_it() {
    holds(PluginKind::Process).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_limit_of_a_yaml_stops_what_breaks_it() {
    holds(PluginKind::Yaml).await;
}
