use std::{
    io::Write,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use optimus_plugin_api::{Backend, CallContext};
use optimus_plugin_process::{ProcessOptions, ProcessPlugin};
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{FULL, LONG, built, start, survey, survey_with, until};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    /// Everything that is heard from here on, in this process.
    fn listen() -> Self {
        let captured = Self::default();
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
        tracing::subscriber::set_global_default(subscriber.with_writer(captured.clone()).finish()).unwrap();
        captured
    }

    /// How many bytes of text are not the host's own.
    fn heard(&self) -> usize {
        let lines = self.text();
        lines.lines().filter(|line| line.contains("optimus::plugin:")).map(str::len).sum()
    }

    fn forget(&self) {
        self.0.lock().unwrap().clear();
    }

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
fn host(test: &str) {
    let host = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(LISTEN, "1")
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&host.stdout), String::from_utf8_lossy(&host.stderr));
    assert!(host.status.success() && said.contains("HEARD"), "{said}");
}

#[test]
fn what_a_plugin_says_in_every_form_becomes_events_with_levels_and_fields() {
    host("logs::a_host_that_listens");
}

#[test]
fn p06_a_flood_is_cut_off_and_how_much_is_told() {
    host("logs::a_host_that_hears_a_flood");
}

#[test]
fn p06_a_limit_of_lines_and_bytes_that_the_policy_sets_holds() {
    host("logs::a_host_that_hears_little");
}

/// Not a test of its own, as the next one.
#[tokio::test]
async fn a_host_that_hears_little() {
    if std::env::var_os(LISTEN).is_none() {
        return;
    }
    let captured = Captured::listen();
    for (bytes, lines) in [(None, Some(20)), (Some(2_000), None)] {
        captured.forget();
        let mut options = ProcessOptions::default();
        (options.log_bytes, options.log_lines) = (bytes, lines);
        let begin = Instant::now();
        let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
        for _ in 0..40 {
            survey(&plugin, "do:log").await.unwrap();
        }
        plugin.shutdown().await.unwrap();
        drop(plugin);
        until("it is told", || captured.text().contains("were dropped")).await;
        let minutes = begin.elapsed().as_secs() / 60 + 1;
        let text = captured.text();
        let said = text.lines().filter(|line| line.contains("optimus::plugin:") && !line.contains("dropped"));
        let said = u64::try_from(said.count()).unwrap();
        assert!((2..=20 * minutes).contains(&said), "{bytes:?} {lines:?}: {said} lines\n{text}");
    }
    println!("HEARD little");
}

/// Not a test of its own: with the variable set, a host that nobody else talks in.
#[tokio::test]
async fn a_host_that_listens() {
    if std::env::var_os(LISTEN).is_none() {
        return;
    }
    let captured = Captured::listen();
    for file in FULL {
        captured.forget();
        let plugin = start(file).await;
        let name = plugin.name();
        survey(&plugin, "do:log").await.unwrap();
        // They come over three ways, in no order.
        let has_stream = file != "full-1.0.1";
        for message in MESSAGES.iter().take(if has_stream { 6 } else { 4 }) {
            until(message, || captured.line(name, message).is_some()).await;
        }
        let has = |message: &str, parts: &[&str]| {
            let line = captured.line(name, message).unwrap();
            assert!(parts.iter().all(|part| line.contains(part)), "{file}: {parts:?} in {line}");
        };
        has("structured", &["INFO", "optimus::plugin", "module=\"full\"", "key=value", "number=7"]);
        has("by prefix", &["WARN"]);
        has("no level", &["DEBUG"]);
        has("turns", &["ERROR", "\\u{1b}[2J the screen"]);
        let text = captured.text();
        assert_eq!(!text.contains("it has no stream for its output"), has_stream, "{text}");
        assert!(!text.contains("it has no broker") && !text.contains('\u{1b}'), "{text}");
        plugin.shutdown().await.unwrap();
    }
    println!("HEARD {}", FULL.len());
}

/// Not a test of its own, as the one before. Sixteen megabytes are said in a moment.
#[tokio::test]
async fn a_host_that_hears_a_flood() {
    if std::env::var_os(LISTEN).is_none() {
        return;
    }
    let captured = Captured::listen();
    let plugin = start("full-1.8.0").await;
    let begin = Instant::now();
    survey_with(&plugin, &CallContext::builder().timeout(LONG).build(), "do:flood").await.unwrap();
    while captured.line("full", "were dropped").is_none() {
        assert!(begin.elapsed() < LONG, "{}", captured.text().len());
        survey(&plugin, "do:log").await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (heard, seconds) = (captured.heard(), begin.elapsed().as_secs() + 1);
    // The burst, what flows in, and a line that was longer than what was left.
    let most = (1 << 20) + usize::try_from(seconds).unwrap() * (64 << 10) + (64 << 10);
    assert!(heard > 1 << 20 && heard < most, "{heard} of {most}");
    let told = captured.line("full", "were dropped").unwrap();
    let dropped: usize = told.split(' ').find_map(|word| word.parse().ok()).unwrap();
    assert!(dropped > 4 << 20, "{told}");
    plugin.shutdown().await.unwrap();
    println!("HEARD {heard}");
}
