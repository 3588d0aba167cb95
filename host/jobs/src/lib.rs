//! What Optimus does around a plugin call: job files, windows, the survey.

pub mod window;
