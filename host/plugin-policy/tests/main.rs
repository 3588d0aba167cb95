//! What is granted, and what is not.

mod requests;
mod urls;
