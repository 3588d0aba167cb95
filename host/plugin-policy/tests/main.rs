//! What is granted, and what is not.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

mod corpus;
mod policy;
mod requests;
mod urls;
mod wishes;
