//! A plugin that panics in its calls, so that tests see what the host reports: message, place and backtrace.
#![allow(clippy::panic, reason = "it is the point")]

use optimus_plugin_sdk::{Answer, Cli, Error, Info, Plugin, Question, Verdict, info};

/// The plugin.
#[derive(Debug)]
pub struct Panics;

impl Plugin for Panics {
    fn info() -> Info {
        Info::task("panics", "0.1.0", "example.org/panics:0.1.0")
    }
}

impl Cli for Panics {
    fn get_questions(job: &str) -> Result<Vec<Question>, Error> {
        panic!("no questions for `{job}`")
    }

    /// Panics only where the answer is `panic`, so that the plugin can be seen to serve again.
    fn validate_question(answer: &Answer) -> Result<Verdict, Error> {
        info!("looking at {}", answer.question);
        deep_inside(&answer.value);
        Ok(Verdict::Accepted)
    }
}

/// A frame of its own, which a backtrace should name.
#[inline(never)]
fn deep_inside(value: &str) {
    assert!(value != "panic", "the answer told me to");
}

optimus_plugin_sdk::export!(Panics: cli);
