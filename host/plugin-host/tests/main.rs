//! The registry and its calls over backends made here, and the host over real files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should panic, its helpers too"
)]

mod admission;
mod calls;
#[cfg(feature = "wasm")]
mod components;
mod fake;
mod files;
mod json;
#[cfg(all(unix, feature = "process"))]
mod known;
mod registry;
#[cfg(all(unix, feature = "process", feature = "yaml"))]
mod resolvers;
mod stage;
mod sys;
