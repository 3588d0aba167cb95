//! Discovery, loading and registry of plugins of every kind: the crate that embedders depend on.
//!
//! A plugin is a WebAssembly component (`optimus-plugin-<name>.wasm`), an executable that speaks go-plugin
//! (`optimus-<name>_<os>_<arch>`) or a yaml (`optimus-plugin-<name>.yaml`). A [`Host`] finds them, loads them and serves them
//! through one [`Registry`]; who holds a [`Plugin`] makes calls and does not ask what it is made of. The contract itself,
//! requests, answers, errors, is in [`api`].
//!
//! ```
//! use std::time::Duration;
//! use optimus_plugin_host::{Host, api::{Answer, CallContext, Verdict, ValidateQuestionRequest}};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     optimus_plugin_host::compiling_child(); // components are compiled by this program, started again
//!     serve()
//! }
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn serve() -> Result<(), Box<dyn std::error::Error>> {
//!     let host = Host::builder().load().await; // the directories of Optimus
//!     let plugins = host.plugins();
//!     for plugin in plugins.iter() {
//!         println!("{} {}", plugin.name(), plugin.info().plugin_version);
//!     }
//!     for file in plugins.not_served() {
//!         eprintln!("{}: {}", file.path.display(), file.reason);
//!     }
//!     if let Some(neo) = plugins.get("neo") {
//!         let ctx = CallContext::builder().timeout(Duration::from_secs(2)).build();
//!         let answer = Answer::named("RANGE_START", "2026-01-01");
//!         let request = ValidateQuestionRequest { answer, ..Default::default() };
//!         match neo.validate_question(&ctx, &request).await? {
//!             Verdict::Accepted => println!("a good answer"),
//!             Verdict::Rejected(reason) => println!("no: {reason}"),
//!         }
//!     }
//!     host.shutdown(Duration::from_secs(5)).await; // ends the processes
//!     Ok(())
//! }
//! ```
//!
//! # Which runtime
//!
//! A tokio runtime, of one thread or many, with time and io enabled (`#[tokio::main]` does). Loading spawns tasks and reads
//! files on blocking threads; a call runs in the task that awaits it, and dropping its future cancels it. The runtime must
//! outlive the host; processes are killed when it ends.
//!
//! # Who answers
//!
//! - Of several files with one name and kind the first one found is loaded ([`seed_directories`] has the order).
//! - A component answers before an executable, whichever directory came first; the executable is not even started.
//! - A yaml beside one of them gives the info and asks the survey, the other compiles assets and resolves dependencies.
//! - A file that is broken takes nothing along: the others are served, those of its name with a warning
//!   ([`Plugin::warnings`]). Every file that is not served is in [`Registry::not_served`] with its reason.
//!
//! Rules of a question (required, pattern, lengths) are applied here, before the plugin is asked. Where no plugin compiles
//! assets, they pass through.
//!
//! # Features
//!
//! | feature | default | what it brings |
//! |---|---|---|
//! | `wasm` | yes | components; depends on wasmtime |
//! | `process` | yes | executables; depends on tonic |
//! | `auto-mtls` | yes | [`ProcessOptions::auto_mtls`](process::ProcessOptions); needs a C compiler and doubles the build of `process` |
//! | `yaml` | yes | declarative plugins |
//! | `json` | no | [`Plugin::call_json`](Plugin#method.call_json): calls by name, JSON in and out |
//!
//! A file of a kind that was left out is reported with `P0109`.

mod admission;
mod by_thread;
mod check_files;
mod counters;
mod discovery;
mod errors;
mod host;
mod kinds;
mod known;
mod load;
mod plugin;
mod policies;
mod registry;
mod source;

pub use self::policies::PluginPolicy;
pub use check_files::{Check, Checked, check_files};
pub use counters::{Histogram, OperationCounters, PluginCounters, Snapshot};
pub use discovery::seed_directories;
pub use host::{Host, HostBuilder, PluginFile};
pub use known::known_answers_directory;
pub use optimus_plugin_api as api;
/// What plugins may do: grants, limits, audit events, secrets.
pub use optimus_plugin_policy as policy;
/// Executables: what a [`PluginPolicy`] can say of them, and plugins that somebody else started, which [`Registry::of`] serves.
#[cfg(feature = "process")]
pub use optimus_plugin_process as process;
/// Components: how they are compiled ([`HostBuilder::compile`]).
#[cfg(feature = "wasm")]
pub use optimus_plugin_wasm as wasm;
pub use plugin::{Answerer, Capability, Container, Entrypoint, Plugin};
pub use registry::{NotServed, Registry};
pub use source::PluginKind;

/// Compiles a component and ends the process, if that is what this process was started for; otherwise does nothing. A program that
/// loads components calls it **first in `main`**, before any runtime is started; see [`wasm::compiling_child`].
#[cfg(feature = "wasm")]
pub fn compiling_child() {
    optimus_plugin_wasm::compiling_child();
}

/// Does nothing: this build loads no components.
#[cfg(not(feature = "wasm"))]
pub fn compiling_child() {}
