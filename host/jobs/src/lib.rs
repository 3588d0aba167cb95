//! What Optimus does around a plugin call: job files, windows, the survey.

mod cron;
mod emit;
pub mod job;
pub mod window;
