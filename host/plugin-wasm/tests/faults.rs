//! Guests that crash or take too much: the error names the limit, and the plugin goes on answering.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use optimus_plugin_api::{CallContext, CallLimits, Code, Error, Operation, Verdict};
use optimus_plugin_wasm::{EngineOptions, LoadOptions, WasmEngine, WasmPlugin};

use crate::support::{Guest, load, load_with, note, validate, validate_in};

async fn fault(name: &str) -> Error {
    let plugin = load(name).await.unwrap();
    validate(&plugin, "Q", "value").await.unwrap_err()
}

/// The fault of a guest that is given 200 ms; it must come long before a human loses patience.
async fn stopped(name: &str) -> Error {
    let plugin = load(name).await.unwrap();
    let ctx = CallContext::builder().timeout(Duration::from_millis(200)).build();
    let begin = Instant::now();
    let error = validate_in(&ctx, &plugin, "Q", "value").await.unwrap_err();
    let took = begin.elapsed();
    assert!(took >= Duration::from_millis(200) && took < Duration::from_secs(20), "{took:?}");
    error
}

#[tokio::test]
async fn a_trap_names_plugin_call_and_demangled_functions() {
    let error = fault("traps").await;
    assert_eq!(
        (error.code(), error.plugin(), error.operation()),
        (Code::TRAPPED, "guest", Operation::ValidateQuestion)
    );
    let summary = note(&error, "in").unwrap();
    assert!(summary.starts_with("neo_task::render, called from neo_task::compile"), "{summary}");
    assert!(error.message().contains("integer divide by zero"), "{error}");
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

#[tokio::test]
async fn memory_that_was_refused_is_named_by_the_trap_that_follows() {
    let error = fault("grows").await;
    assert_eq!((error.code(), note(&error, "limit")), (Code::MEMORY_LIMIT, Some("memory = 128 MiB")));
}

#[tokio::test]
async fn a_call_can_be_given_less_memory_than_its_plugin() {
    let mut limits = CallLimits::default();
    limits.memory_bytes = Some(1024 * 1024);
    let ctx = CallContext::builder().limits(limits).build();
    let error = validate_in(&ctx, &load("grows").await.unwrap(), "Q", "").await.unwrap_err();
    assert_eq!(note(&error, "limit"), Some("memory = 1 MiB"));
}

#[tokio::test]
async fn recursion_without_end_is_the_stack_limit() {
    assert_eq!(fault("overflows-stack").await.code(), Code::STACK_OVERFLOW);
}

#[tokio::test]
async fn a_loop_is_stopped_at_its_deadline_and_says_where_it_was() {
    let error = stopped("loops").await;
    assert_eq!(
        (error.code(), note(&error, "limit").unwrap().ends_with("the caller's")),
        (Code::TIME_LIMIT, true)
    );
    assert!(note(&error, "in").unwrap().starts_with("spin"), "{error:?}");
}

#[tokio::test]
async fn a_loop_in_the_allocator_or_after_the_answer_is_stopped_as_well() {
    assert_eq!(stopped("loops-in-allocator").await.code(), Code::TIME_LIMIT);
    assert_eq!(stopped("loops-in-post-return").await.code(), Code::TIME_LIMIT);
}

#[tokio::test]
async fn the_plugins_own_time_limit_holds_without_any_deadline() {
    let mut options = LoadOptions::default();
    options.limits.time = Duration::from_millis(100);
    let plugin = load_with(Guest::named("loops"), &options).await.unwrap();
    let error = validate(&plugin, "Q", "").await.unwrap_err();
    assert_eq!(note(&error, "limit"), Some("time = 100ms, the plugin's"));
}

#[tokio::test]
async fn a_deadline_that_has_passed_already_ends_the_call_before_it_begins() {
    let ctx = CallContext::builder().deadline(Instant::now()).build();
    let error = validate_in(&ctx, &load("counts").await.unwrap(), "Q", "").await.unwrap_err();
    assert!(error.message().contains("was not called"), "{error}");
}

#[tokio::test]
async fn a_flood_of_log_lines_is_cut_off_and_the_call_goes_on() {
    let plugin = load("floods-logs").await.unwrap();
    let (send, seen) = std::sync::mpsc::channel();
    let sink = optimus_plugin_api::UsageSink::new(move |usage| send.send(usage).unwrap());
    let ctx = CallContext::builder().usage(sink).build();
    assert_eq!(validate_in(&ctx, &plugin, "Q", "").await.unwrap(), Verdict::Accepted);
    assert_eq!(seen.recv().unwrap().log_bytes, Some(1024 * 1024));
}

#[tokio::test]
async fn more_calls_than_there_are_instances_are_turned_away_and_a_cancelled_one_makes_room() {
    let mut options = EngineOptions::default();
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
