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

    /// The line of a plugin that has a message.
    fn line(&self, plugin: &str, message: &str) -> Option<String> {
        let is_it = |line: &&str| line.contains(message) && line.contains(&format!("plugin=\"{plugin}\""));
        self.text().lines().find(is_it).map(str::to_owned)
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

/// The last two come over the stream that go-plugin 1.0.1 does not have.
const MESSAGES: [&str; 6] =
    ["structured", "by prefix", "no level", "turns", "to stdout", "to replaced stderr"];

const LISTEN: &str = "LISTEN_TO_PLUGINS";

/// The subscriber is the whole process's (a scoped one loses events that another test's thread was the first to emit), hence
/// a process of its own: the floods of other tests would drown it.
#[test]
fn what_a_plugin_says_in_every_form_becomes_events_with_levels_and_fields() {
    let host = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "logs::a_host_that_listens", "--nocapture"])
        .env(LISTEN, "1")
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&host.stdout), String::from_utf8_lossy(&host.stderr));
    assert!(host.status.success() && said.contains("HEARD 3"), "{said}");
}

/// Not a test of its own: with the variable set, a host that nobody else talks in.
#[tokio::test]
async fn a_host_that_listens() {
    if std::env::var_os(LISTEN).is_none() {
        return;
    }
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    tracing::subscriber::set_global_default(subscriber.with_writer(captured.clone()).finish()).unwrap();
    for name in FULL {
        let plugin = start(name).await;
        survey(&plugin, "do:log").await.unwrap();
        // They come over three ways, in no order.
        let has_stream = name != "full-1.0.1";
        for message in MESSAGES.iter().take(if has_stream { 6 } else { 4 }) {
            until(message, || captured.line(name, message).is_some()).await;
        }
        let has = |message: &str, parts: &[&str]| {
            let line = captured.line(name, message).unwrap();
            assert!(parts.iter().all(|part| line.contains(part)), "{name}: {parts:?} in {line}");
        };
        has("structured", &["INFO", "optimus::plugin", "module=\"full\"", "key=value", "number=7"]);
        has("by prefix", &["WARN"]);
        has("no level", &["DEBUG"]);
        has("turns", &["ERROR", "\\u{1b}[2J the screen"]);
        let without = "it has no stream for its output";
        assert_eq!(captured.line(name, without).is_none(), has_stream, "{}", captured.text());
        assert!(captured.line(name, "it has no broker").is_none());
        plugin.shutdown().await.unwrap();
    }
    assert!(!captured.text().contains('\u{1b}'));
    println!("HEARD {}", FULL.len());
}
