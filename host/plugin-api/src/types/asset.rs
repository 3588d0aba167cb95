use super::{Timestamp, words};

/// Options that every request but `plugin-info` carries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct PluginOptions {
    /// The answer will not be used for a real run; a plugin may then spare itself what costs.
    pub dry_run: bool,
}

/// The value of a configuration entry: text, possibly with macros (`{{.DSTART}}`).
///
/// The field is private because a value may come to hold references to secrets beside its text; a secret is never written
/// into the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct ConfigValue(String);

impl ConfigValue {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl From<String> for ConfigValue {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for ConfigValue {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// One entry of a task's or hook's configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct ConfigEntry {
    /// The key.
    pub name: String,
    /// The value.
    pub value: ConfigValue,
}

impl ConfigEntry {
    /// An entry.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: ConfigValue(value.into()) }
    }
}

/// A file of a job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Asset {
    /// Its file name, without folders.
    pub name: String,
    /// Its content.
    pub value: String,
}

impl Asset {
    /// A file.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// The project that a job belongs to. Deprecated by upstream, and still sent to processes.
///
/// Project *secrets* are not part of the contract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// Its configuration.
    pub config: Vec<ConfigEntry>,
}

/// The window of a task as its job file writes it. Deprecated by upstream in favour of start and end; older processes
/// still want it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct TaskWindow {
    /// Length in seconds.
    pub size: i64,
    /// Shift of its end in seconds.
    pub offset: i64,
    /// `h`, `d`, `w`, `M`, or empty for none.
    pub truncate_to: String,
}

words! {
    /// How a container is given an instance datum.
    InstanceDataKind {
        /// As an environment variable.
        Env = "env",
        /// As a file.
        File = "file",
    }
}

/// One datum of a run: execution time, start and end of the window (RFC 3339 with `Z`), destination.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct InstanceData {
    /// Its name, for example `DSTART`.
    pub name: String,
    /// Its value.
    pub value: String,
    /// How the container is given it.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: InstanceDataKind,
}

/// Request of `compile-assets`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct CompileAssetsRequest {
    /// The task's configuration as the job has it, macros not expanded.
    #[cfg_attr(feature = "serde", serde(alias = "config"))]
    pub configs: Vec<ConfigEntry>,
    /// The job's files.
    pub assets: Vec<Asset>,
    /// The window in the job file's terms, where the caller has it.
    pub window: Option<TaskWindow>,
    /// When the run was scheduled, where the caller has it.
    pub instance_schedule: Option<Timestamp>,
    /// What is known about the run.
    pub instance_data: Vec<InstanceData>,
    /// First instant of the window.
    pub start_time: Timestamp,
    /// First instant after the window.
    pub end_time: Timestamp,
    /// Options of the call.
    pub options: PluginOptions,
}

/// Answer of `compile-assets`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct CompileAssetsResponse {
    /// The files as this run should see them.
    pub assets: Vec<Asset>,
}
