//! Breaks every limit and every grant of the policy, on the machine where it runs.
//!
//! A limit protects only where it was seen to stop something. Each [`Proof`] makes a hostile plugin of one kind, serves it
//! through the public path (a host, a policy, a call) under one tight limit, and looks at what stopped it: not that it was
//! stopped, but by which limit. A limit or grant without a proof is not offered by the policy; a test compares the two.
//!
//! Hostile components are in `src/guests`, in the text format. The hostile executable is the program that runs the proofs,
//! started again with arguments that say what to do ([`hostile`]).

mod crowd;
mod grants;
mod guest;
pub mod hostile;
mod listener;
mod outcome;
mod process;
mod proof;
mod requests;
mod server;
mod wasm;
mod world;
mod yaml;

pub use outcome::Outcome;
pub use proof::{Proof, all};
pub use world::Setting;
