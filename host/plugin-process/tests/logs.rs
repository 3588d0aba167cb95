use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use optimus_plugin_api::Backend;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{FULL, start, survey, until};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn line(&self, with: &str) -> Option<String> {
        self.text().lines().find(|line| line.contains(with)).map(str::to_owned)
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// A runtime of one thread: the relay runs on the thread that the subscriber is set for.
#[tokio::test]
async fn what_a_plugin_says_in_every_form_becomes_events_with_levels_and_fields() {
    for name in FULL {
        let captured = Captured::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(captured.clone());
        let _guard = tracing::subscriber::set_default(subscriber.finish());
        let plugin = start(name).await;
        survey(&plugin, "do:log").await.unwrap();
        until("the last line", || {
            captured.line("to stdout").is_some() && captured.line("to replaced stderr").is_some()
        })
        .await;
        let has = |message: &str, parts: &[&str]| {
            let line =
                captured.line(message).unwrap_or_else(|| panic!("{name}: {message}: {}", captured.text()));
            for part in parts {
                assert!(line.contains(part), "{name}: `{part}` in {line}");
            }
        };
        has(
            "structured",
            &["INFO", "optimus::plugin", "module=\"full\"", "key=value", "number=7", "plugin=\"full-1."],
        );
        has("by prefix", &["WARN"]);
        has("no level", &["DEBUG"]);
        has("turns", &["ERROR", "\\u{1b}[2J the screen"]);
        assert!(!captured.text().contains('\u{1b}'));
        plugin.shutdown().await.unwrap();
    }
}
