//! Makes components of the texts in `tests/guests`, against the contract's own WIT or a changed one.

mod build;

use std::sync::OnceLock;

use optimus_plugin_api::{Answer, CallContext, CliMod, Error, ValidateQuestionRequest, Verdict};
use optimus_plugin_wasm::{CompileOptions, EngineOptions, LoadOptions, WasmEngine, WasmPlugin};

pub(crate) use build::{Guest, core_module, text};

/// Compiles in the process of the tests, and keeps nothing.
pub(crate) fn options() -> EngineOptions {
    let mut options = EngineOptions::default();
    options.compile = CompileOptions::in_process_without_limits();
    options
}

/// One engine for all tests: a pool reserves address space.
pub(crate) fn engine() -> &'static WasmEngine {
    static ENGINE: OnceLock<WasmEngine> = OnceLock::new();
    ENGINE.get_or_init(|| WasmEngine::new(&options()).unwrap())
}

/// Loads a guest with the default options.
pub(crate) async fn load(name: &str) -> Result<WasmPlugin, Error> {
    load_with(Guest::named(name), &LoadOptions::default()).await
}

/// Loads a guest.
pub(crate) async fn load_with(guest: Guest, options: &LoadOptions) -> Result<WasmPlugin, Error> {
    WasmPlugin::load_bytes(engine(), "file-name", guest.component(), options).await
}

/// The error of a guest that must not load.
pub(crate) async fn refused(guest: Guest) -> Error {
    load_with(guest, &LoadOptions::default()).await.expect_err("it loads")
}

/// Asks about one answer.
pub(crate) async fn validate(plugin: &WasmPlugin, question: &str, value: &str) -> Result<Verdict, Error> {
    validate_in(&CallContext::default(), plugin, question, value).await
}

/// Asks about one answer, in a context.
pub(crate) async fn validate_in(
    ctx: &CallContext,
    plugin: &WasmPlugin,
    question: &str,
    value: &str,
) -> Result<Verdict, Error> {
    let request = ValidateQuestionRequest { answer: Answer::named(question, value), ..Default::default() };
    plugin.validate_question(ctx, &request).await
}

/// The whole chain of an error, as a person would see it.
pub(crate) fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

/// A note of an error.
pub(crate) fn note<'a>(error: &'a Error, label: &str) -> Option<&'a str> {
    error.notes().iter().find(|(found, _)| *found == label).map(|(_, text)| text.as_str())
}
