//! What is granted, and what is not.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod requests;
mod urls;
mod wishes;
