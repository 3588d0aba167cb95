//! A real process on the other side of the wire: go-plugin 1.4.3 and 1.8.0, one written by hand, and hostile ones.
//! Their sources are in `tests/processes`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where it finds something else than it expects; helpers of tests are tests"
)]

mod calls;
mod crash;
mod dialects;
mod handshake;
mod lifecycle;
mod limits;
mod logs;
mod support;
