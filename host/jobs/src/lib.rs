//! What Optimus does around a plugin call: the survey that leads to a job, job files, windows.
//!
//! | step | where |
//! |---|---|
//! | which namespaces a project has | [`project::Project::load`] |
//! | what a person is asked, on a terminal or in a file | [`survey::Survey`] |
//! | what will be written | [`create::Plan::make`] |
//! | writing it whole or not at all | [`create::Plan::write`] |
//! | reading jobs again | [`job::load_jobs`] |
//! | the stretch of data that a run reads | [`window::WindowSpec::at`] |
//!
//! This crate knows no terminal and no kind of plugin: questions are put through [`survey::Asker`], and a plugin is its
//! [`PluginInfo`](optimus_plugin_api::PluginInfo) and its [`CliMod`](optimus_plugin_api::CliMod).
//!
//! ```no_run
//! use std::path::Path;
//!
//! use optimus_jobs::{Answers, Error, create::Plan, project::Project, survey::{Moment, Setting, Survey, TaskPlugin}};
//! use optimus_plugin_api::CallContext;
//!
//! # async fn example(tasks: &[TaskPlugin<'_>]) -> Result<(), Error> {
//! let base = Path::new(".");
//! let project = Project::load(None, base)?;
//! let setting = Setting {
//!     project: &project,
//!     base: base.to_owned(),
//!     tasks,
//!     context: CallContext::default(),
//!     moment: Moment::now(),
//!     force: false,
//! };
//! let answers = Answers::load(Path::new("answers.yaml"))?;
//! let finished = Survey::new(&setting)?.run_headless(&answers).await?;
//! let plan = Plan::make(finished, &setting).await?;
//! plan.write()?;
//! println!("Job successfully created at {}", plan.directory);
//! # Ok(()) }
//! ```
//!
//! # The answers file
//!
//! YAML or JSON. `job` has the answers about the job, `answers` those to the plugin's questions by their names. Whatever
//! is left out gets the default that an empty answer gets on a terminal; a question without a default must be answered.
//!
//! ```
//! let file = "
//! job:
//!   namespace: team          # may be left out if the project has one only
//!   directory: daily/sales   # below the namespace's job path; default: the name
//!   name: daily.sales        # default: the directory with `.` for `/`
//!   owner: me@example.org
//!   task: neo
//!   start_date: 2026-01-31   # default: yesterday
//!   interval: 0 2 * * *      # this is the default
//!   window: daily            # hourly, daily (the default), weekly, monthly
//! answers:
//!   RANGE_START: 2026-01-01
//!   RANGE_END: 2026-01-31
//! ";
//! assert!(optimus_jobs::Answers::read(file.as_bytes(), None).is_ok());
//! ```
//!
//! Everything that is wrong with a file is told at once: questions without an answer (P0701), answers that are rejected,
//! with who said so (P0702), and answers to questions that nobody asks, with the nearest name (P0703).

mod answers;
pub mod create;
mod cron;
mod disk;
mod emit;
mod error;
#[cfg(test)]
mod fake;
pub mod job;
mod paths;
pub mod project;
pub mod survey;
pub mod window;

pub use answers::Answers;
pub use error::{Error, JobError};
