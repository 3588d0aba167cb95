use std::collections::BTreeMap;

use optimus_plugin_api::ConfigEntry;

use crate::window::WindowSpec;

/// A job as its `job.yaml` describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobSpec {
    /// Version of the job's form, 1 or 2; it decides how the window is computed.
    pub version: i64,
    /// Its name, unique in the project.
    pub name: String,
    /// Who answers for it: a user name or an address.
    pub owner: String,
    /// What it does, for people; may be empty.
    pub description: String,
    /// When it runs.
    pub schedule: Schedule,
    /// How runs follow each other and what happens when one fails.
    pub behavior: Behavior,
    /// The transformation.
    pub task: Task,
    /// Words to find it by.
    pub labels: BTreeMap<String, String>,
    /// What must have run before it, beyond what its plugin finds.
    pub dependencies: Vec<Dependency>,
    /// Work before or after the task.
    pub hooks: Vec<Hook>,
    /// Wishes to the scheduler.
    pub metadata: Metadata,
}

/// When a job runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Schedule {
    /// First day, `YYYY-MM-DD`.
    pub start_date: String,
    /// Last day, `YYYY-MM-DD`; empty for none. It may lie before the first, as upstream allows.
    pub end_date: String,
    /// Crontab notation; empty for a job that is only started by hand.
    pub interval: String,
}

/// How runs follow each other and what happens when one fails.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Behavior {
    /// A run waits for the run before it.
    pub depends_on_past: bool,
    /// Runs that were missed are made up for.
    pub catch_up: bool,
    /// How often a failed run is tried again.
    pub retry: Retry,
    /// Who is told.
    pub notify: Vec<Notify>,
}

/// How often a failed run is tried again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retry {
    /// Attempts after the first; 0 leaves it to the scheduler.
    pub count: i64,
    /// Nanoseconds between attempts; what is not above 0 leaves it to the scheduler.
    pub delay: i64,
    /// Each wait is longer than the one before.
    pub exponential_backoff: bool,
}

/// Who is told of what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notify {
    /// `sla_miss`, `failure` or empty.
    pub on: String,
    /// Particulars, for example `duration` of `sla_miss`.
    pub config: BTreeMap<String, String>,
    /// Where to, for example `slack://#data-alerts`.
    pub channels: Vec<String>,
}

/// The transformation of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Task {
    /// Name of the plugin.
    pub name: String,
    /// Its configuration, in order.
    pub config: Vec<ConfigEntry>,
    /// The stretch of data that a run reads.
    pub window: WindowSpec,
}

/// Work before or after the task.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hook {
    /// Name of the plugin.
    pub name: String,
    /// Its configuration, in order.
    pub config: Vec<ConfigEntry>,
}

/// What must have happened before a job runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dependency {
    /// A job, or for `inter` a project and a job: `project/job`. Empty if it is an address alone.
    pub job: String,
    /// `intra`, `inter` or `extra`.
    pub kind: String,
    /// An address that must answer.
    pub http: Option<HttpDependency>,
}

/// An address that must answer before a job runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpDependency {
    /// What it is called.
    pub name: String,
    /// Parameters of the query.
    pub params: BTreeMap<String, String>,
    /// The address.
    pub url: String,
    /// Headers of the request.
    pub headers: BTreeMap<String, String>,
}

/// Wishes to the scheduler.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// What the container may use.
    pub resource: Resources,
    /// Words of Airflow.
    pub airflow: Airflow,
}

/// What a container asks for and what it may use at most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resources {
    /// What it is promised.
    pub request: Resource,
    /// The most that it may use.
    pub limit: Resource,
}

/// Amounts as Kubernetes writes them; empty for none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resource {
    /// For example `1Gi`.
    pub memory: String,
    /// For example `250m`.
    pub cpu: String,
}

/// Where Airflow runs the job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Airflow {
    /// Its pool.
    pub pool: String,
    /// Its queue.
    pub queue: String,
}
