//! Write Optimus plugins in Rust; `optimus plugin build` turns them into components.
//!
//! A plugin describes a *task* (the one transformation of a job) or a *hook* (work before or after it): what a person is asked
//! who creates a job, what a run's files say, what a job writes and reads. The work itself is done by the container image
//! that the plugin names.
//!
//! A plugin is a type that implements [`Plugin`], and as many of [`Cli`], [`AssetCompiler`] and [`DependencyResolver`] as it
//! has something to say about. [`export!`] lists them. This is a whole plugin:
//!
//! ```
//! use optimus_plugin_sdk::{
//!     Answer, Assets, Cli, Config, DependencyResolver, Destination, Error, Info, Plugin, Question, Verdict, info,
//! };
//!
//! struct Copy;
//!
//! impl Plugin for Copy {
//!     fn info() -> Info {
//!         Info::task("copy", "0.1.0", "example.org/copy:0.1.0").description("Copies a table")
//!     }
//! }
//!
//! impl Cli for Copy {
//!     fn get_questions(_job: &str) -> Result<Vec<Question>, Error> {
//!         let gap = Question::new("SKIP", "Days to skip").matching("^[0-9]+$", "a number of days");
//!         Ok(vec![
//!             Question::new("TABLE", "Table to write").help("<project>.<dataset>.<table>").required(),
//!             Question::new("MODE", "What to do with what is there").choices(["replace", "append"]).then("append", [gap]),
//!         ])
//!     }
//!
//!     fn validate_question(answer: &Answer) -> Result<Verdict, Error> {
//!         if answer.question == "TABLE" && answer.value.split('.').count() != 3 {
//!             return Ok(Verdict::rejected("not <project>.<dataset>.<table>"));
//!         }
//!         Ok(Verdict::Accepted)
//!     }
//! }
//!
//! impl DependencyResolver for Copy {
//!     fn generate_destination(config: &Config, _assets: &Assets) -> Result<Destination, Error> {
//!         info!("{} entries of configuration", config.len());
//!         Ok(Destination::new("bigquery", config.require("TABLE")?))
//!     }
//! }
//!
//! optimus_plugin_sdk::export!(Copy: cli, dependency_resolver);
//!
//! // On a developer's machine the same code is called directly.
//! let config = Config::from_iter([("TABLE", "a.b.c")]);
//! assert_eq!(Copy::generate_destination(&config, &Assets::default())?.name, "a.b.c");
//! # Ok::<(), Error>(())
//! ```
//!
//! # Cargo.toml
//!
//! ```toml
//! [lib]
//! crate-type = ["cdylib", "rlib"]   # the component; and the library that `cargo test` links
//! ```
//!
//! # What is different inside a component
//!
//! - Every call gets a fresh instance unless the operator chose otherwise, so nothing is remembered between calls but what is
//!   in the [`cache`].
//! - There is no clock, no file, no network and no environment: a component has what it imports, and this crate imports
//!   [logging](crate::log), and [`call`], [`cache`] and [`http`] if they are used. The latter two must be granted by the operator,
//!   as a [`secret()`] must.
//! - A panic ends the call, and the host reports it as the plugin's fault with message and place. *No* is an [`Error`] or a
//!   [`Verdict`], never a panic.
//! - Memory comes from this crate's allocator, which serves small calls without asking the host for any.
//! - The target is `wasm32-unknown-unknown`. `wasm32-wasip2` works too: the standard library then imports clocks, files, an
//!   environment and a network, the host gives it some that have nothing in them, and says so of the plugin. What is printed
//!   becomes lines of the log.
//!
//! Natively `export!` leaves only a check that the traits are implemented, log lines go to stderr, and facts about the call
//! come from [`testing`]: `cargo test` needs no component.

mod alloc;
mod asset_compiler;
pub mod cache;
pub mod call;
mod cli;
mod error;
mod export;
mod guest;
pub mod http;
pub mod log;
mod named;
mod plugin;
mod question;
mod resolver;
mod secret;
mod sys;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;
mod time;

pub use asset_compiler::{AssetCompiler, CompileRequest, DataType, InstanceData};
pub use cli::{Cli, Verdict};
pub use error::{Error, Failure, Problem};
pub use named::{Answer, Answers, Asset, Assets, Config, ConfigEntry};
pub use plugin::{HookType, Info, Plugin, PluginType};
pub use question::{Question, Rules, SubQuestions};
pub use resolver::{DependencyResolver, Destination};
pub use secret::{Secret, secret};
pub use time::{Timestamp, Window};

/// What [`export!`] expands to refers to these; nothing else should.
#[doc(hidden)]
pub mod __private {
    pub use crate::guest::{Exported, interfaces};
    #[cfg(all(target_arch = "wasm32", target_os = "wasi"))]
    pub use crate::sys::wasi::HTTP;
    #[cfg(all(target_arch = "wasm32", not(target_os = "wasi")))]
    pub use crate::sys::wasi::HTTP_WITHOUT_CLOCKS as HTTP;
    #[cfg(target_arch = "wasm32")]
    pub use crate::sys::{bindings, cabi_realloc};
}
