//! A real process on the other side of the wire: on go-plugin 1.0.1, 1.4.3 and 1.8.0, in Python, written by hand in Go, and
//! hostile ones. Their sources are in `tests/processes`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where it finds something else than it expects; helpers of tests are tests"
)]

mod aftermath;
mod attacks;
mod calls;
mod checksum;
mod contained;
mod crash;
mod dialects;
mod flood;
mod handshake;
mod lifecycle;
mod limits;
mod logs;
mod options;
mod place;
mod policy;
mod reattach;
mod retry;
mod support;
#[cfg(feature = "auto-mtls")]
mod tls;
