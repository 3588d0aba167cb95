//! Components of other toolchains: they import what their authors never asked for, and find nothing in it.

use std::{
    io::Write,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use optimus_plugin_api::{Answer, Backend as _, CallContext, Code, Error, ValidateQuestionRequest, Verdict};
use optimus_plugin_wasm::{CacheOptions, CompileBy, EngineOptions, LoadOptions, WasmEngine, WasmPlugin};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::{built, program};

/// More than a line of the fixtures has, less than all that they write.
const LOG_BYTES: usize = 64 * 1024;

/// Every import that belongs to one of these brings something that a plugin must not find.
const AMBIENT: [&str; 5] =
    ["wasi:cli/environment@", "wasi:cli/stdout@", "wasi:clocks/", "wasi:filesystem/", "wasi:io/"];

/// What was logged while it lived.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        let text = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        String::from_utf8(text).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The fixture, with no grant at all. Compiled as a server does it, by a process of its own and once for as long as neither the
/// component nor the engine changes: Python takes half a minute.
async fn load(name: &str) -> WasmPlugin {
    let mut engine = EngineOptions::default();
    engine.compile.by = CompileBy::Program(program::optimus());
    // The process is a nice one, and the machine may be busy; its CPU time is limited as ever.
    engine.compile.time = Duration::from_secs(1800);
    engine.compile.cache = Some(CacheOptions::in_directory(built::source("target/fixtures/compiled")));
    let engine = WasmEngine::new(&engine).unwrap();
    let mut options = LoadOptions::default();
    options.limits.log_bytes = LOG_BYTES;
    WasmPlugin::load(&engine, built::wasm(name), &options).await.unwrap()
}

async fn attempt(plugin: &WasmPlugin, what: &str) -> Result<Verdict, Error> {
    let request = ValidateQuestionRequest { answer: Answer::named("Q", what), ..Default::default() };
    plugin.cli().unwrap().validate_question(&CallContext::default(), &request).await
}

/// What the plugin found of a thing that it believes to be there.
async fn found(plugin: &WasmPlugin, what: &str) -> String {
    match attempt(plugin, what).await.unwrap() {
        Verdict::Rejected(found) => found,
        Verdict::Accepted => panic!("{what}: it tells nothing"),
    }
}

/// What holds for every one of them.
async fn finds_nothing(plugin: &WasmPlugin) {
    let stubs: Vec<_> = plugin.stubs().iter().map(|stub| &*stub.import).collect();
    for ambient in AMBIENT {
        assert!(stubs.iter().any(|stub| stub.starts_with(ambient)), "{ambient} is not in {stubs:?}");
    }
    assert!(plugin.stubs().iter().all(|stub| !stub.becomes.is_empty()));
    assert_eq!(found(plugin, "clocks").await, "0 stands");
    let random = found(plugin, "random").await;
    assert_eq!(found(plugin, "random").await, random, "the same seed in every call");
    assert!(found(plugin, "environment").await.starts_with("0 variables, "));
    assert_eq!(found(plugin, "input").await, "0 bytes");
    for what in ["files", "network"] {
        let found = found(plugin, what).await;
        assert_eq!(found.lines().count(), 3, "{what}: {found}");
        assert!(!found.contains("done") && found.lines().all(|line| line.parse::<u64>().is_err()), "{found}");
    }
    let error = attempt(plugin, "nothing of that name").await.unwrap_err();
    assert!(error.is_from_plugin(), "{error}");
}

/// What is printed becomes lines of the log, together no longer than a call's log may be.
async fn prints_into_the_log(plugin: &WasmPlugin) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let _guard = subscriber.set_default();
    assert_eq!(found(plugin, "output").await, "written");
    let text = log.text();
    let line = |text: &str, level: &str, word: &str| {
        text.lines().any(|line| line.contains(level) && line.contains(word) && line.contains(plugin.name()))
    };
    assert!(line(&text, "INFO", "to stdout") && line(&text, "WARN", "to stderr"), "{}", &text[..2000]);
    let long = text.matches('x').count();
    assert!((1000..=LOG_BYTES + 1000).contains(&long), "{long} of 200000 bytes were relayed");
}

#[tokio::test]
pub(crate) async fn wasip2() {
    let plugin = load("wasip2").await;
    finds_nothing(&plugin).await;
    assert_eq!(found(&plugin, "environment").await, "0 variables, 0 arguments");
    prints_into_the_log(&plugin).await;
    assert_eq!(attempt(&plugin, "panic").await.unwrap_err().code(), Code::TRAPPED);
}

#[tokio::test]
pub(crate) async fn python() {
    let plugin = load("python").await;
    finds_nothing(&plugin).await;
    prints_into_the_log(&plugin).await;
}

#[expect(unused_imports, reason = "that the names can be imported is the point")]
mod each_has_a_test {
    include!(concat!(env!("OUT_DIR"), "/toolchains.rs"));
}
