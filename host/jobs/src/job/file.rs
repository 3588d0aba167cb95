//! A `job.yaml` or `this.yaml` as it is written, before anything is inherited or checked.

use std::{collections::BTreeMap, path::Path};

use optimus_plugin_api::{Code, ConfigEntry, Diagnostic, Problem};
use optimus_yaml_nodes::{Decode, Decoder, Node, Options, Value, read_bytes, record, shorten};

use super::{
    Airflow, Behavior, Dependency, Hook, HttpDependency, JobSpec, Metadata, Notify, Resource, Resources,
    Retry, Schedule, Task,
};
use crate::{
    JobError, paths,
    window::{WindowSpec, parse_duration},
};

/// What the file says; what it does not say is empty or zero.
#[derive(Debug, Clone, Default)]
pub(super) struct JobFile {
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) description: String,
    pub(super) schedule: Schedule,
    pub(super) behavior: BehaviorFile,
    pub(super) task: TaskFile,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) dependencies: Vec<Dependency>,
    pub(super) hooks: Vec<HookFile>,
    pub(super) metadata: Metadata,
}

#[derive(Debug, Clone, Default)]
pub(super) struct BehaviorFile {
    pub(super) depends_on_past: bool,
    pub(super) catch_up: bool,
    pub(super) retry: RetryFile,
    pub(super) notify: Vec<Notify>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct RetryFile {
    pub(super) count: i64,
    pub(super) delay: String,
    pub(super) exponential_backoff: bool,
}

#[derive(Debug, Clone, Default)]
pub(super) struct TaskFile {
    pub(super) name: String,
    pub(super) config: Config,
    pub(super) window: WindowSpec,
}

#[derive(Debug, Clone, Default)]
pub(super) struct HookFile {
    pub(super) name: String,
    pub(super) config: Config,
}

/// Entries in the order of the file. Keys and values must be text: a bare `yes` or `1` is a mistake, as it is upstream.
#[derive(Debug, Clone, Default)]
pub(super) struct Config(pub(super) Vec<ConfigEntry>);

record!(JobFile, "a job", {
    "version" => version, "name" => name, "owner" => owner, "description" => description, "schedule" => schedule,
    "behavior" => behavior, "task" => task, "labels" => labels, "dependencies" => dependencies, "hooks" => hooks,
    "metadata" => metadata,
});
record!(Schedule, "a schedule", { "start_date" => start_date, "end_date" => end_date, "interval" => interval });
record!(BehaviorFile, "a behavior", {
    "depends_on_past" => depends_on_past, "catch_up" => catch_up, "retry" => retry, "notify" => notify,
});
record!(RetryFile, "a retry", { "count" => count, "delay" => delay, "exponential_backoff" => exponential_backoff });
record!(Notify, "a notification", { "on" => on, "config" => config, "channels" => channels });
record!(TaskFile, "a task", { "name" => name, "config" => config, "window" => window });
record!(HookFile, "a hook", { "name" => name, "config" => config });
record!(WindowSpec, "a window", { "size" => size, "offset" => offset, "truncate_to" => truncate_to });
record!(Dependency, "a dependency", { "job" => job, "type" => kind, "http" => http });
record!(HttpDependency, "an address", { "name" => name, "params" => params, "url" => url, "headers" => headers });
record!(Metadata, "metadata", { "resource" => resource, "airflow" => airflow });
record!(Resources, "resources", { "request" => request, "limit" => limit });
record!(Resource, "a resource", { "memory" => memory, "cpu" => cpu });
record!(Airflow, "words of Airflow", { "pool" => pool, "queue" => queue });

impl Decode for Config {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        let mut value = Value::Null;
        if !d.read(node, &mut value) {
            return false;
        }
        let Value::Map(entries) = value else { return d.mismatch(node, "a mapping") };
        self.0.clear();
        for (key, value) in entries {
            match entry(key, value) {
                Ok(entry) => self.0.push(entry),
                Err(what) => {
                    let message = format!("`{}`: {what}", d.here());
                    let help = "put quotes around it";
                    d.push(
                        Diagnostic::error(Code::YAML_WRONG_TYPE, message)
                            .at(node.span(), "in this mapping")
                            .help(help),
                    );
                }
            }
        }
        true
    }
}

fn entry(key: Value, value: Value) -> Result<ConfigEntry, String> {
    let name = match key {
        Value::Text(name) => name,
        other => return Err(format!("the key {} is not text", plain(&other))),
    };
    match value {
        Value::Text(text) => Ok(ConfigEntry::new(name, text)),
        other => Err(format!("the value {} of `{}` is not text", plain(&other), shorten(&name, 60))),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "(nothing)".to_owned(),
        Value::Bool(value) => format!("`{value}` (a truth value)"),
        Value::Int(value) => format!("`{value}`"),
        Value::Large(value) => format!("`{value}`"),
        Value::Float(value) => format!("`{value}`"),
        Value::Text(text) => format!("`{}`", shorten(text, 60)),
        Value::List(_) => "(a list)".to_owned(),
        Value::Map(_) => "(a mapping)".to_owned(),
    }
}

impl JobFile {
    /// Reads a file as upstream does: unknown keys are passed over, the last of repeated ones wins.
    pub(super) fn read(bytes: &[u8], path: &Path) -> Result<Self, JobError> {
        let read = read_bytes::<Self>(bytes, &Options::lenient());
        let failed = || format!("`{}` cannot be used", paths::shown(path));
        if read.empty {
            return Err(JobError::new(Code::JOB_FIELD, format!("{}: it is empty", failed())));
        }
        read.into_result()
            .map(|(file, _)| file)
            .map_err(|diagnostics| JobError::of(diagnostics.in_file(path), failed()))
    }

    /// The job, and what cannot be converted.
    pub(super) fn into_job(self) -> (JobSpec, Vec<Problem>) {
        let mut problems = Vec::new();
        let job = JobSpec {
            version: self.version,
            name: self.name,
            owner: self.owner,
            description: self.description,
            schedule: self.schedule,
            behavior: self.behavior.into_behavior(&mut problems),
            task: Task { name: self.task.name, config: self.task.config.0, window: self.task.window },
            labels: self.labels,
            dependencies: dependencies(self.dependencies),
            hooks: self
                .hooks
                .into_iter()
                .map(|hook| Hook { name: hook.name, config: hook.config.0 })
                .collect(),
            metadata: self.metadata,
        };
        (job, problems)
    }
}

impl BehaviorFile {
    fn into_behavior(self, problems: &mut Vec<Problem>) -> Behavior {
        let RetryFile { count, delay, exponential_backoff } = self.retry;
        let delay = if delay.is_empty() { Ok(0) } else { parse_duration(&delay) };
        let delay = delay.unwrap_or_else(|message| {
            problems.push(Problem { field: "behavior.retry.delay".to_owned(), message });
            0
        });
        Behavior {
            depends_on_past: self.depends_on_past,
            catch_up: self.catch_up,
            retry: Retry { count, delay, exponential_backoff },
            notify: self.notify,
        }
    }
}

/// Upstream keeps jobs by name and addresses apart: a name that occurs twice counts once, the last time, and an entry that
/// has both becomes two.
fn dependencies(written: Vec<Dependency>) -> Vec<Dependency> {
    let mut jobs: Vec<Dependency> = Vec::new();
    let mut addresses = Vec::new();
    for Dependency { job, kind, http } in written {
        let http = http.filter(|http| *http != HttpDependency::default());
        addresses.extend(http.map(|http| Dependency { http: Some(http), ..Dependency::default() }));
        if job.is_empty() {
            continue;
        }
        let kind = if matches!(kind.as_str(), "inter" | "extra") { kind } else { "intra".to_owned() };
        match jobs.iter_mut().find(|known| known.job == job) {
            Some(known) => known.kind = kind,
            None => jobs.push(Dependency { job, kind, http: None }),
        }
    }
    jobs.extend(addresses);
    jobs
}
