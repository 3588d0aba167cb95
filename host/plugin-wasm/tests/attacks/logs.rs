//! Guests that flood the log, and a log that fails.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering},
    mpsc,
};

use optimus_plugin_api::{CallContext, UsageSink};
use tracing::{Event, Subscriber, span};

use super::{host::TIME, survives};

/// Counts the lines of plugins, keeps the last, and panics when it is told to.
#[derive(Default)]
struct Listener {
    lines: AtomicUsize,
    last: std::sync::Mutex<String>,
    panics: AtomicBool,
}

struct Listening(Arc<Listener>);

impl Subscriber for Listening {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "optimus::plugin"
    }

    fn event(&self, event: &Event<'_>) {
        assert!(!self.0.panics.load(Ordering::Relaxed), "the disk of the log is full");
        self.0.lines.fetch_add(1, Ordering::Relaxed);
        let mut last = String::new();
        event.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
            if field.name() == "message" {
                last = format!("{value:?}");
            }
        });
        *self.0.last.lock().unwrap() = last;
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// A listener to everything that this process logs; the process is the attack's own.
fn listener() -> Arc<Listener> {
    let listener = Arc::new(Listener::default());
    tracing::subscriber::set_global_default(Listening(listener.clone())).unwrap();
    listener
}

#[test]
fn w16_a_flood_of_a_million_lines_is_cut_off_and_counted_and_the_call_goes_on() {
    survives(async |host| {
        let listener = listener();
        for (name, bytes, lines) in
            [("w16-floods-with-bytes", 1024 * 1024, 1024), ("w16-floods-with-lines", 0, 10_000)]
        {
            listener.lines.store(0, Ordering::Relaxed);
            let (send, seen) = mpsc::channel();
            let sink = UsageSink::new(move |usage| send.send(usage).unwrap());
            let ctx = CallContext::builder().timeout(TIME * 20).usage(sink).build();
            assert!(host.attack_in(name, &ctx).await.is_none());
            let usage = seen.recv().unwrap();
            let dropped = 1_000_000 - lines;
            assert_eq!((usage.log_bytes, usage.log_lines_dropped), (Some(bytes), Some(dropped)), "{name}");
            // Every line that was let through, and one that says what was not.
            let relayed = u64::try_from(listener.lines.load(Ordering::Relaxed)).unwrap();
            assert_eq!(relayed, lines + 1, "{name}");
            let last = listener.last.lock().unwrap().clone();
            assert!(last.starts_with(&format!("{dropped} lines of this call were dropped")), "{last}");
        }
    });
}

#[test]
fn w16_a_flood_does_not_outlast_the_deadline() {
    survives(async |host| {
        let ctx = CallContext::builder().timeout(std::time::Duration::from_millis(1)).build();
        let component = crate::support::Guest::named("w16-floods-with-lines").component();
        let options = optimus_plugin_wasm::LoadOptions::default();
        let plugin =
            optimus_plugin_wasm::WasmPlugin::load_bytes(host.engine(), "flood", component, &options).await;
        let error = crate::support::validate_in(&ctx, &plugin.unwrap(), "Q", "").await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
    });
}

#[test]
fn w18_a_panic_in_the_hosts_own_code_ends_the_call_and_nothing_else() {
    survives(async |host| {
        let listener = listener();
        listener.panics.store(true, Ordering::Relaxed);
        host.expect_panics(3);
        for _ in 0..3 {
            let error = host.attack("w18-logs-to-a-host-that-panics").await.unwrap();
            assert!(!error.is_fault() && !error.is_from_plugin(), "{error}");
            assert!(!format!("{error:?}").contains("disk of the log"), "{error:?}");
        }
        listener.panics.store(false, Ordering::Relaxed);
    });
}
