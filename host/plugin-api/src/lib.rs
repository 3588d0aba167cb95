//! The contract between Optimus and a plugin, whatever the plugin is made of.
//!
//! A plugin describes a *task* (the one transformation of a job) or a *hook* (work before or after it): what it is
//! called, which container image does the work, what to ask a person who creates a job, what the job reads and writes.
//! It never runs the transformation.
//!
//! This crate is what the kinds of plugin (WebAssembly component, go-plugin process, yaml) implement and what everything
//! above them uses. It names no engine, no wire format and no async runtime, so a new kind depends on nothing else.
//!
//! | interface | call | when Optimus calls it |
//! |---|---|---|
//! | base | [`Backend::info`] | at load; the answer is kept |
//! | [`CliMod`] | `get-questions`, `validate-question`, `default-config`, `default-assets` | while a person creates a job |
//! | [`AssetCompiler`] | `compile-assets` | on the server, for every scheduled run |
//! | [`DependencyResolver`] | `generate-destination`, `generate-dependencies` | on the server, for every deploy and refresh |
//!
//! Three ways to say no are kept apart. *The plugin says no* is data: [`Verdict::Rejected`]. *The plugin reports an
//! error* is an [`Error`] whose [`Error::is_from_plugin`] holds. *The plugin failed* (a trap, a time-out, a limit, a
//! crash) is an [`Error`] whose [`Error::is_fault`] holds; it names the culprit and never becomes a fault of the host.

mod backend;
mod code;
mod context;
mod diagnostics;
mod error;
mod limits;
mod operation;
mod thread;
mod types;

pub use backend::{AssetCompiler, Backend, Call, CliMod, DependencyResolver};
pub use code::{Class, Code, UnknownCode};
pub use context::{CallContext, CallContextBuilder, Mode, Retry, Usage, UsageSink};
pub use diagnostics::{Diagnostic, Diagnostics, Label, Severity, Span};
pub use error::{Error, Problem};
pub use limits::{
    CALLERS, CallLimits, MAX_ASSET_BYTES, MAX_CONFIG_VALUE_BYTES, MAX_ITEMS, MAX_NAME_BYTES,
    MAX_QUESTION_DEPTH, MAX_TEXT_BYTES,
};
pub use operation::{Operation, UnknownOperation};
#[doc(hidden)]
pub use thread::thread_number;
pub use types::*;
