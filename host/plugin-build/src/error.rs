//! What can go wrong, in one place, so that each mistake has one wording.

use std::{fmt::Display, path::Path};

use optimus_plugin_api::{Code, Error, Operation};
use optimus_plugin_policy::BadWishes;

use crate::{MAX_MODULE_BYTES, TARGET};

pub(crate) fn build(plugin: &str, message: impl Into<String>) -> Error {
    Error::new(Code::BUILD_FAILED, plugin, Operation::Build, message)
}

pub(crate) fn not_a_plugin(plugin: &str, message: &str) -> Error {
    build(plugin, format!("what was compiled is not a plugin: {message}"))
        .with_help("call `optimus_plugin_sdk::export!(MyPlugin: ...)` once in the crate's root")
}

pub(crate) fn no_manifest(plugin: &str, folder: &Path) -> Error {
    let folder = Error::escape(&folder.display().to_string());
    build(plugin, format!("there is no Cargo.toml in `{folder}`"))
        .with_help("name the folder of the plugin's crate; what another compiler made, by its .wasm file")
}

pub(crate) fn not_a_library(plugin: &str, manifest: &Path) -> Error {
    build(plugin, "the crate is not compiled to a module")
        .note("manifest", Error::escape(&manifest.display().to_string()))
        .with_help("in Cargo.toml: [lib] with crate-type = [\"cdylib\", \"rlib\"]")
}

pub(crate) fn damaged(plugin: &str, cause: wasmparser::BinaryReaderError) -> Error {
    build(plugin, "the file is damaged").with_source(cause)
}

pub(crate) fn too_large(plugin: &str, path: &Path, size: u64) -> Error {
    build(plugin, format!("the file has {size} bytes"))
        .note("limit", format!("{MAX_MODULE_BYTES} bytes"))
        .note("file", Error::escape(&path.display().to_string()))
}

pub(crate) fn bad_name(name: &str) -> Error {
    let shown = Error::escape(name);
    build(name, format!("`{shown}` cannot be a plugin's name"))
        .with_help("use letters, digits, `-`, `_` and `.`, at most 100, for example with --name")
}

pub(crate) fn unreadable(plugin: &str, path: &Path, cause: std::io::Error) -> Error {
    let message = format!("`{}` cannot be read or written", Error::escape(&path.display().to_string()));
    Error::new(Code::UNREADABLE, plugin, Operation::Build, message).with_source(cause)
}

pub(crate) fn no_cargo(plugin: &str, cause: std::io::Error) -> Error {
    Error::new(Code::TOOL_MISSING, plugin, Operation::Build, "cargo cannot be started")
        .with_source(cause)
        .with_help("install Rust from https://rustup.rs, or put cargo on the PATH")
}

pub(crate) fn no_target(plugin: &str) -> Error {
    let message = format!("the Rust standard library for {TARGET} is not installed");
    Error::new(Code::TOOL_MISSING, plugin, Operation::Build, message)
        .with_help(format!("rustup target add {TARGET}"))
}

pub(crate) fn cargo_failed(plugin: &str, what: impl Display) -> Error {
    build(plugin, format!("cargo failed ({what})"))
        .with_help("correct what the compiler says above; `cargo check` is quicker")
}

/// Wishes in a `Cargo.toml` that cannot be read.
pub(crate) fn bad_wishes(plugin: &str, manifest: &Path, wrong: &BadWishes) -> Error {
    let dot = if wrong.place().is_empty() { "" } else { "." };
    let message = format!("its wishes cannot be used: {}", wrong.message());
    Error::new(Code::BAD_WISHES, plugin, Operation::Build, message)
        .note("at", format!("package.metadata.optimus.wishes{dot}{}", wrong.place()))
        .note("manifest", Error::escape(&manifest.display().to_string()))
}

/// Wishes in a component that cannot be read, or where they do not belong.
pub(crate) fn bad_section(plugin: &str, wrong: &BadWishes) -> Error {
    let message = format!("its wishes cannot be used: {wrong}");
    Error::new(Code::BAD_WISHES, plugin, Operation::Build, message).with_help(
        "state wishes in [package.metadata.optimus.wishes] of the Cargo.toml, or with `optimus plugin wish FILE --set`",
    )
}
