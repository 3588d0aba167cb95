//! Job files: what they say, how they are checked, written and read.

mod choice;
mod file;
mod inherit;
mod spec;
mod tree;
mod validate;
mod write;

#[cfg(test)]
mod tests;

pub use choice::WindowChoice;
pub use spec::{
    Airflow, Behavior, Dependency, Hook, HttpDependency, JobSpec, Metadata, Notify, Resource, Resources,
    Retry, Schedule, Task,
};
pub(crate) use tree::job_names;
pub use tree::{LoadedJob, load_jobs};
pub(crate) use validate::diagnostic;
pub use validate::{check_interval, check_start_date};
