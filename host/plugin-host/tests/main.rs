//! The registry and its calls over backends made here, and the host over real files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should panic, its helpers too"
)]

mod calls;
mod fake;
mod files;
mod json;
mod registry;
#[cfg(all(unix, feature = "process", feature = "yaml"))]
mod resolvers;
mod sys;
