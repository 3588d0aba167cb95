use super::{Asset, ConfigEntry, PluginOptions, Project};

/// Request of `generate-destination`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct GenerateDestinationRequest {
    /// The task's configuration, macros expanded.
    #[cfg_attr(feature = "serde", serde(alias = "configs"))]
    pub config: Vec<ConfigEntry>,
    /// The job's files, not compiled.
    pub assets: Vec<Asset>,
    /// The project, where the caller has it.
    pub project: Option<Project>,
    /// Options of the call.
    pub options: PluginOptions,
}

/// Answer of `generate-destination`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct GenerateDestinationResponse {
    /// What the job writes, for example `project:dataset.table`.
    pub destination: String,
    /// The kind of store, for example `bigquery`.
    pub destination_type: String,
}

impl GenerateDestinationResponse {
    /// The destination as a URN: `<type>://<name>`.
    #[must_use]
    pub fn urn(&self) -> String {
        format!("{}://{}", self.destination_type, self.destination)
    }
}

/// Request of `generate-dependencies`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct GenerateDependenciesRequest {
    /// The task's configuration, macros expanded.
    #[cfg_attr(feature = "serde", serde(alias = "configs"))]
    pub config: Vec<ConfigEntry>,
    /// The job's files, compiled.
    pub assets: Vec<Asset>,
    /// The project, where the caller has it.
    pub project: Option<Project>,
    /// Options of the call.
    pub options: PluginOptions,
}

/// Answer of `generate-dependencies`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
pub struct GenerateDependenciesResponse {
    /// URNs of what the job reads.
    pub dependencies: Vec<String>,
}
