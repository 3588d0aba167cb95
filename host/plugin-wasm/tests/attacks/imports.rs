//! What a component imports besides the contract: refused where it is not granted, and without effect where it is a stub.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use optimus_plugin_api::{CallContext, Code, Error, Verdict};
use optimus_plugin_policy::{AuditSink, CacheGrant, Grants};
use optimus_plugin_wasm::{Instances, LoadOptions, WasmPlugin};

use super::{Host, survives};
use crate::support::{Guest, note, validate, validate_in};

/// What was reported to audit, line by line.
#[derive(Clone, Default)]
pub(crate) struct Audit(Arc<Mutex<Vec<String>>>);

impl Audit {
    /// Options that report here.
    pub(crate) fn of(&self, mut options: LoadOptions) -> LoadOptions {
        let lines = self.0.clone();
        options.audit = AuditSink::new(move |event| lines.lock().unwrap().push(event.to_json()));
        options
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Whether a line has all of these.
    pub(crate) fn has(&self, parts: &[&str]) -> bool {
        self.lines().iter().any(|line| parts.iter().all(|part| line.contains(part)))
    }
}

pub(crate) async fn load(host: &Host, guest: Guest, options: &LoadOptions) -> Result<WasmPlugin, Error> {
    WasmPlugin::load_bytes(host.engine(), "evil", guest.component(), options).await
}

/// What a guest says, which is always a rejection.
pub(crate) async fn says(plugin: &WasmPlugin, question: &str, value: &str) -> String {
    match validate(plugin, question, value).await.unwrap() {
        Verdict::Rejected(said) => said,
        other => unreachable!("{other:?}"),
    }
}

/// The guest that imports this, as it is.
fn text_of(import: &str) -> Guest {
    Guest::of_wasi(if import.starts_with("wasi:http") { "fetches" } else { "remembers" })
}

fn granting(grant: impl FnOnce(&mut Grants)) -> LoadOptions {
    let mut grants = Grants::default();
    grant(&mut grants);
    LoadOptions::granting(grants)
}

#[test]
fn w25_an_import_that_is_not_granted_is_refused_before_any_code_runs_and_the_capability_is_named() {
    survives(async |host| {
        let audit = Audit::default();
        let options = audit.of(LoadOptions::default());
        for (guest, import, capability) in [
            ("fetches", "wasi:http/types@0.2.0", "requests over HTTP"),
            ("remembers", "optimus:plugin/cache@0.1.0", "a cache that outlives its calls"),
        ] {
            // It would loop without end, if it were ever instantiated.
            let guest = Guest::of_wasi(guest).with_text(
                "(;prelude;)",
                "(;prelude;) (func (export \"_initialize\") (loop $for-ever (br $for-ever)))",
            );
            let error = load(host, guest, &options).await.unwrap_err();
            assert_eq!(error.code(), Code::NOT_GRANTED, "{error}");
            assert!(error.message().contains(import) && error.message().contains(capability), "{error}");
            let line = note(&error, "allow").unwrap();
            let policy = optimus_plugin_policy::Policy::from_text(line).unwrap();
            let granted = LoadOptions::granting(policy.rules("evil", None).grants);
            let with_the_line = text_of(import);
            load(host, with_the_line, &granted).await.unwrap();
            assert!(
                audit.has(&[&format!("import {import}"), "denied", "default: deny"]),
                "{:?}",
                audit.lines()
            );
        }
    });
}

#[test]
fn w25_a_capability_that_nobody_can_grant_is_named_and_said_to_be_such() {
    survives(async |host| {
        let guest = Guest::of_wasi("w25-keeps-elsewhere");
        let error = load(host, guest, &LoadOptions::default()).await.unwrap_err();
        assert_eq!(error.code(), Code::NOT_GRANTED, "{error}");
        assert!(error.message().contains("wasi:keyvalue/store@0.2.0"), "{error}");
        assert!(error.help().unwrap().contains("no policy can grant it"), "{error:?}");
    });
}

#[test]
fn w27_variables_arguments_folders_and_input_are_empty_sockets_denied_and_clocks_stand_still() {
    survives(async |host| {
        let plugin = load(host, Guest::of_wasi("looks-around"), &LoadOptions::default()).await.unwrap();
        let said = says(&plugin, "Q", "").await;
        assert_eq!(said.get(..8), Some("00003100"));
        assert_eq!(says(&plugin, "Q", "").await, said, "the seed is the same in each call");
        let stubs: Vec<_> = plugin.stubs().iter().map(|stub| (stub.import.as_str(), stub.becomes)).collect();
        assert!(stubs.contains(&("wasi:cli/environment@0.2.0", "no variables, no arguments")), "{stubs:?}");
        assert!(stubs.contains(&("wasi:filesystem/preopens@0.2.0", "no folders")), "{stubs:?}");
        assert_eq!(stubs.len(), 14, "{stubs:?}");
    });
}

#[test]
fn w27_what_is_granted_is_there_and_nothing_else() {
    survives(async |host| {
        let options = granting(|grants| {
            (grants.clocks, grants.random) = (true, true);
            // Cargo set it; nothing else of the environment is seen.
            grants.environment = vec!["CARGO_MANIFEST_DIR".to_owned(), "NOT_SET_ANYWHERE".to_owned()];
        });
        let plugin = load(host, Guest::of_wasi("looks-around"), &options).await.unwrap();
        let said = says(&plugin, "Q", "").await;
        assert_eq!(said.get(..8), Some("10003111"));
        assert_ne!(says(&plugin, "Q", "").await, said);
    });
}

#[test]
fn w34_a_guest_that_sleeps_in_the_host_is_woken_by_nobody_and_stopped_by_the_wall_clock() {
    survives(async |host| {
        let plugin = load(host, Guest::of_wasi("w34-sleeps"), &LoadOptions::default()).await.unwrap();
        let ctx = CallContext::builder().timeout(Duration::from_millis(200)).build();
        let begin = std::time::Instant::now();
        let error = validate_in(&ctx, &plugin, "Q", "").await.unwrap_err();
        assert_eq!(error.code(), Code::TIME_LIMIT, "{error}");
        assert!(begin.elapsed() < Duration::from_secs(20));
        plugin.plugin_info(&CallContext::default()).await.unwrap();
    });
}

#[test]
fn handles_that_are_never_given_back_end_the_call() {
    survives(async |host| {
        let plugin = load(host, Guest::of_wasi("hoards-handles"), &LoadOptions::default()).await.unwrap();
        let error = validate(&plugin, "Q", "").await.unwrap_err();
        assert!(error.is_fault() && error.code() != Code::TIME_LIMIT, "{error:?}");
        plugin.plugin_info(&CallContext::default()).await.unwrap();
    });
}

#[test]
fn a_program_that_ends_itself_ends_its_call_and_nothing_else() {
    survives(async |host| {
        let plugin = load(host, Guest::of_wasi("exits"), &LoadOptions::default()).await.unwrap();
        let error = validate(&plugin, "Q", "").await.unwrap_err();
        assert_eq!(
            (error.code(), error.message()),
            (Code::TRAPPED, "it ended itself with exit code 1, in the middle of a call")
        );
        plugin.plugin_info(&CallContext::default()).await.unwrap();
    });
}

#[test]
fn a_kept_instance_goes_on_with_its_streams_under_the_limits_of_its_next_call() {
    survives(async |host| {
        let mut options = LoadOptions::default();
        options.instances = Instances::Warm(1);
        let plugin = load(host, Guest::of_wasi("looks-around"), &options).await.unwrap();
        let (send, seen) = std::sync::mpsc::channel();
        let sink = optimus_plugin_api::UsageSink::new(move |usage| send.send(usage).unwrap());
        let ctx = CallContext::builder().usage(sink).build();
        for _ in 0..3 {
            validate_in(&ctx, &plugin, "Q", "").await.unwrap();
            assert_eq!(seen.recv().unwrap().log_bytes, Some(20));
        }
    });
}

fn cache(bytes: usize) -> LoadOptions {
    granting(|grants| grants.cache = Some(CacheGrant::new(bytes, Duration::from_secs(3600))))
}

async fn recalls(plugin: &WasmPlugin, tenant: Option<&str>, value: &str) -> Option<String> {
    let mut ctx = CallContext::builder();
    if let Some(tenant) = tenant {
        ctx = ctx.tenant(tenant);
    }
    match validate_in(&ctx.build(), plugin, "key", value).await.unwrap() {
        Verdict::Rejected(said) => Some(said),
        _ => None,
    }
}

#[test]
fn s17_what_a_plugin_remembers_outlives_its_calls_and_a_reload_and_is_found_by_nobody_else() {
    survives(async |host| {
        let options = cache(64 * 1024);
        let plugin = load(host, Guest::of_wasi("remembers"), &options).await.unwrap();
        assert_eq!(recalls(&plugin, Some("a"), "of a").await, None);
        assert_eq!(recalls(&plugin, Some("a"), "").await.as_deref(), Some("of a"));
        for tenant in [None, Some("b"), Some("")] {
            assert_eq!(recalls(&plugin, tenant, "").await, None, "{tenant:?}");
        }
        drop(plugin);
        let again = load(host, Guest::of_wasi("remembers"), &options).await.unwrap();
        assert_eq!(recalls(&again, Some("a"), "").await.as_deref(), Some("of a"));
        // Another file under the same name.
        let other = Guest::of_wasi("remembers").with_text("3600000", "3600001");
        let other = load(host, other, &options).await.unwrap();
        assert_eq!(recalls(&other, Some("a"), "").await, None);
        assert_eq!(host.engine().cache_counts().entries, 1);
    });
}

#[test]
fn a_plugin_remembers_no_more_than_it_is_granted_and_audit_says_so() {
    survives(async |host| {
        let audit = Audit::default();
        let options = audit.of(cache(1024));
        let plugin = load(host, Guest::of_wasi("remembers"), &options).await.unwrap();
        assert_eq!(says(&plugin, "key", &"secret".repeat(200)).await, "!");
        assert!(
            audit.has(&["cache: an entry of 1200 bytes", "limited", "grants.cache"]),
            "{:?}",
            audit.lines()
        );
        assert!(!audit.lines().concat().contains("secretsecret"));
        for number in 0..100 {
            validate(&plugin, &format!("key {number}"), "value").await.unwrap();
            assert!(host.engine().cache_counts().bytes <= 1024);
        }
        let counts = host.engine().cache_counts();
        assert!(counts.evicted > 90 && counts.refused == 1, "{counts:?}");
    });
}
