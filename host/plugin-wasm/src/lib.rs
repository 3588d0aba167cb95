//! Plugins that are WebAssembly components.
//!
//! A component is compiled once. Each call gets a fresh instance of it, in a pool that makes one in a few microseconds, so
//! nothing leaks from one call to the next. A plugin may do nothing but compute, log, and ask about its call: it has no
//! files, no network, no clock, unless [`LoadOptions::grants`] says otherwise.
//!
//! ```no_run
//! use optimus_plugin_api::{Backend, CallContext, GetQuestionsRequest};
//! use optimus_plugin_wasm::{EngineOptions, LoadOptions, WasmEngine, WasmPlugin};
//!
//! # async fn example() -> Result<(), optimus_plugin_api::Error> {
//! let engine = WasmEngine::new(&EngineOptions::default())?; // one for all plugins
//! let plugin = WasmPlugin::load(&engine, "optimus-plugin-neo.wasm", &LoadOptions::default()).await?;
//! if let Some(survey) = plugin.cli() {
//!     let asked = survey.get_questions(&CallContext::default(), &GetQuestionsRequest::default()).await?;
//!     println!("{} asks {} questions", plugin.name(), asked.questions.len());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What stops a plugin
//!
//! | limit | how | error |
//! |---|---|---|
//! | time | every tick (10 ms) the guest yields to other tasks and looks at its deadline; a timer drops the call besides | `P0412` |
//! | memory | a limiter over all memories of the instance, which remembers what it refused | `P0411` |
//! | stack | wasmtime's | `P0415` |
//! | size of the answer | counted while it is lifted, and again field by field | `P0413`, `P0414` |
//! | fuel, in deterministic mode | wasmtime counts instructions | `P0420` |
//! | log | cut off and dropped, never an error | |
//! | time and memory of compiling | another process compiles, within limits of the kernel | `P0210` |
//!
//! | requests, connections, bytes of either direction | counted for each call; the plugin gets an error, audit an event | |
//!
//! # What a plugin imports
//!
//! | import | without a grant | with one |
//! |---|---|---|
//! | `optimus:plugin/logging`, `call` | linked; configuration and secrets are none | what is granted of them |
//! | `optimus:plugin/cache` | `P0502`, before any code runs | what it remembers, per tenant and file, within its quota |
//! | `wasi:http` 0.2 | `P0502` | requests to what is granted; the address that was judged is the one that is connected to |
//! | `wasi:clocks`, `random`, `cli`, `filesystem`, `io`, `sockets` 0.2 | linked without effect: see [`WasmPlugin::stubs`] | clocks, random numbers, variables |
//! | anything else | `P0205`, or `P0502` if it is a capability of WASI | |
//!
//! In deterministic mode a call finds an empty cache that keeps nothing, makes no request and has no variables; its clock and its
//! random numbers are those of the call.
//!
//! Log lines are relayed as `tracing` events with the target `optimus::plugin` and the fields `plugin` and `call`.

mod backend;
mod backtrace;
mod bindings;
mod budget;
mod call_log;
mod compile;
mod contract;
mod convert;
mod driver;
mod engine;
mod error;
mod exports;
mod facts;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod header;
mod host;
mod imports;
mod limiter;
mod load;
mod logs;
mod options;
mod plugin;
mod prepare;
mod seat;
mod spread;
mod stage;
mod sys;
mod ticker;
mod wishes;

pub use compile::{
    CacheOptions, CompileBy, CompileEvent, CompileOptions, CompileProgress, EngineCounters, Precompiled,
    compiling_child,
};
pub use engine::WasmEngine;
pub use imports::{CacheCounts, Stub, stub};
#[cfg(feature = "wasi")]
pub use imports::{HttpOptions, Resolve, Resolving};
pub use options::{EngineOptions, Instances, Limits, LoadOptions};
pub use plugin::WasmPlugin;
