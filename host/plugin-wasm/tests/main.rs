//! Components that misbehave, one test for each way, and what each becomes: an error that names plugin, call and limit.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot get at what it tests has failed"
)]

mod answers;
mod attacks;
mod cache;
mod calls;
mod child;
mod deterministic;
mod drops;
mod faults;
mod loading;
mod pools;
mod runtime;
mod support;
