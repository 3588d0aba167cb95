//! Every proof, as a test.

#![allow(clippy::panic, reason = "helpers of tests fail as tests do")]

use std::path::PathBuf;

use optimus_plugin_host::{Host, PluginKind, policy::Policy};
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

/// For which kinds a key of the policy means anything. One that says how an executable is started, and neither limits nor grants,
/// is in no table of limits.
fn kinds(key: &str) -> &'static [PluginKind] {
    use PluginKind::{Process, Wasm, Yaml};
    match key {
        "limits.result" | "limits.asset" => &[Wasm, Process, Yaml],
        "limits.time" | "limits.logs" | "limits.log_lines" | "limits.calls" | "limits.queue"
        | "grants.config" | "grants.environment" => &[Wasm, Process],
        "limits.memory" => &[Wasm, Process],
        // What an executable reaches is said under `process`, what a yaml may do is nothing.
        _ if key.starts_with("limits.") || key.starts_with("grants.") => &[Wasm],
        "process.execute" | "process.auto_mtls" | "process.args" | "process.socket" => &[],
        _ => &[Process],
    }
}

#[test]
fn a_limit_or_grant_without_a_proof_is_not_offered() {
    let proofs = all();
    let proven = |key: &str, kind| proofs.iter().any(|proof| proof.subject == key && proof.kind == kind);
    let unproven = Policy::keys().flat_map(|key| {
        let missing: Vec<_> = kinds(&key).iter().filter(|kind| !proven(&key, **kind)).collect();
        missing.into_iter().map(move |kind| format!("{key} ({kind})")).collect::<Vec<_>>()
    });
    assert_eq!(unproven.collect::<Vec<_>>(), [""; 0]);
    let known: Vec<String> = Policy::keys().collect();
    assert!(proofs.iter().all(|proof| known.iter().any(|key| key == proof.subject)));
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
