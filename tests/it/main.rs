//! One integration binary: behaviours that all kinds of plugin share, every fixture, the program, the rules of the house.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

mod arrows;
mod assets;
mod built;
mod catalog;
mod guests;
mod kinds;
mod processes;
mod program;
mod requests;
mod security;
mod server;
mod toolchains;
