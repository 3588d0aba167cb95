//! Job files: what they say, how they are checked, written and read.

mod spec;
mod validate;
mod write;

pub use spec::{
    Airflow, Behavior, Dependency, Hook, HttpDependency, JobSpec, Metadata, Notify, Resource, Resources,
    Retry, Schedule, Task,
};
pub(crate) use validate::diagnostic;
pub use validate::{check_interval, check_start_date};
