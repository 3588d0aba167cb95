//! Runs the built program as a person or a script does, against plugins that are yaml files in a folder of their own.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where something is not as expected; helpers outside of test functions too"
)]

mod building;
mod call;
mod checking;
mod compiling;
mod general;
mod hostile;
#[cfg(target_os = "linux")]
mod interrupt;
mod jobs;
mod known;
mod listing;
mod policy;
#[cfg(target_os = "linux")]
mod terminal;
mod wishes;
mod world;
