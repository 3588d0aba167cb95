//! Guests that crash or take too much: the error names the limit, and the plugin goes on answering.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use optimus_plugin_api::{CallContext, CallLimits, Code, Error, Verdict};
use optimus_plugin_wasm::{LoadOptions, WasmEngine, WasmPlugin};

use crate::support::{Guest, load, load_with, note, options, validate, validate_in};

async fn fault(name: &str) -> Error {
    let plugin = load(name).await.unwrap();
    validate(&plugin, "Q", "value").await.unwrap_err()
}

#[tokio::test]
async fn a_panic_is_reported_with_its_message_made_harmless() {
    let error = fault("panics").await;
    assert_eq!((error.code(), error.message()), (Code::TRAPPED, "it panicked"));
    assert_eq!(note(&error, "panic"), Some("panicked at src/lib.rs:3:5: no \\u{1b}[2Jsuch day"));
}

/// What a subscriber wrote.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_log_line_is_relayed_with_plugin_and_call_and_cannot_move_the_cursor() {
    let written = Written::default();
    let writer = written.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let _default = tracing::subscriber::set_default(subscriber);
    fault("panics").await;
    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    for part in [
        "ERROR",
        "optimus::plugin",
        "plugin=\"guest\"",
        "call=\"validate-question\"",
        "no \\u{1b}[2Jsuch day",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[tokio::test]
async fn a_plugin_that_crashed_answers_its_next_call() {
    let plugin = load("counts").await.unwrap();
    let request = optimus_plugin_api::DefaultConfigRequest::default();
    optimus_plugin_api::CliMod::default_config(&plugin, &CallContext::default(), &request).await.unwrap_err();
    assert_eq!(validate(&plugin, "Q", "").await.unwrap(), Verdict::Rejected("1".to_owned()));
}

/// `cargo test --release --workspace --all-features --test main -- --ignored --nocapture stopping_a_loop`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
async fn what_stopping_a_loop_takes_beyond_its_deadline() {
    let plugin = load("loops").await.unwrap();
    let mut late = Vec::new();
    for _ in 0..500 {
        let time = Duration::from_millis(20);
        let ctx = CallContext::builder().timeout(time).build();
        let begin = Instant::now();
        validate_in(&ctx, &plugin, "Q", "").await.unwrap_err();
        late.push(begin.elapsed() - time);
    }
    late.sort_unstable();
    println!("late by {:?} (p50, p90, p99); a tick is 10 ms", [250, 450, 495].map(|at| late[at]));
}

#[tokio::test]
async fn a_call_can_be_given_less_memory_than_its_plugin() {
    let mut limits = CallLimits::default();
    limits.memory_bytes = Some(1024 * 1024);
    let ctx = CallContext::builder().limits(limits).build();
    let error = validate_in(&ctx, &load("w05-grows-without-end").await.unwrap(), "Q", "").await.unwrap_err();
    assert_eq!(note(&error, "limit"), Some("memory = 1 MiB, the caller's"));
}

#[tokio::test]
async fn the_plugins_own_time_limit_holds_without_any_deadline() {
    let mut options = LoadOptions::default();
    options.limits.time = Duration::from_millis(100);
    let plugin = load_with(Guest::named("loops"), &options).await.unwrap();
    let error = validate(&plugin, "Q", "").await.unwrap_err();
    assert_eq!(note(&error, "limit"), Some("time = 100ms"));
}

#[tokio::test]
async fn a_deadline_that_has_passed_already_ends_the_call_before_it_begins() {
    let ctx = CallContext::builder().deadline(Instant::now()).build();
    let error = validate_in(&ctx, &load("counts").await.unwrap(), "Q", "").await.unwrap_err();
    assert!(error.message().contains("was not called"), "{error}");
}

#[tokio::test]
async fn more_calls_than_there_are_instances_are_turned_away_and_a_cancelled_one_makes_room() {
    let mut options = options();
    options.instances = 1;
    let engine = WasmEngine::new(&options).unwrap();
    let guest = |name| Guest::named(name).component();
    let options = LoadOptions::default();
    let loops = WasmPlugin::load_bytes(&engine, "loops", guest("loops"), &options).await.unwrap();
    let counts = WasmPlugin::load_bytes(&engine, "counts", guest("counts"), &options).await.unwrap();
    let mut running = Box::pin(validate(&loops, "Q", ""));
    // One poll: it runs for a tick and yields, holding its instance.
    let pending =
        std::future::poll_fn(|cx| std::task::Poll::Ready(running.as_mut().poll(cx).is_pending())).await;
    assert!(pending);
    assert_eq!(validate(&counts, "Q", "").await.unwrap_err().code(), Code::OVERLOADED);
    drop(running);
    assert_eq!(validate(&counts, "Q", "").await.unwrap(), Verdict::Rejected("1".to_owned()));
}
