//! What a person is asked before a job is written: where it goes, what it is called, when it runs, and whatever its
//! plugin wants to know.
//!
//! [`Survey`] is the state: which question comes next, whether an answer will do, what is undone by going back. It knows
//! no terminal. [`Survey::run`] drives it with an [`Asker`], which may be a terminal; [`Survey::run_headless`] answers it
//! from a file and reports everything that is wrong with the file at once.

mod headless;
mod machine;
mod names;
mod prompt;
mod questions;
mod rules;
mod setting;
mod steps;

pub use machine::{Finished, Outcome, Survey};
pub use prompt::{Asker, By, Prompt, Rejection, Reply};
pub use setting::{Moment, Setting, TaskPlugin};

#[cfg(test)]
mod headless_tests;
#[cfg(test)]
mod tests;
