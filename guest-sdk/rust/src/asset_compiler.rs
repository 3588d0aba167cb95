//! The files of a run.

use crate::{Assets, Config, Error, Plugin, Window};

/// Compiles a job's files for one run.
pub trait AssetCompiler: Plugin {
    /// The files as this run should see them. Called on the server for every scheduled run, up to 600 at once; the answer
    /// should depend on the request alone. The host renders macros that are left in the files afterwards.
    ///
    /// Unless overridden the files pass through.
    ///
    /// # Errors
    /// When the files make no sense; the run then does not start.
    fn compile_assets(request: CompileRequest) -> Result<Assets, Error> {
        Ok(request.assets)
    }
}

/// What there is to compile, and for when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompileRequest {
    /// The task's configuration as the job has it, macros not expanded.
    pub config: Config,
    /// The job's files.
    pub assets: Assets,
    /// The stretch of time that the run covers.
    pub window: Window,
    /// What else is known about the run.
    pub instance_data: Vec<InstanceData>,
}

impl CompileRequest {
    /// The value of a datum of the run (`DSTART`, `DEND`, `EXECUTION_TIME`, `JOB_DESTINATION`).
    #[must_use]
    pub fn datum(&self, name: &str) -> Option<&str> {
        self.instance_data.iter().find(|datum| datum.name == name).map(|datum| &*datum.value)
    }
}

/// One datum of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceData {
    /// Its name.
    pub name: String,
    /// Its value; a time is RFC 3339 in UTC, with `Z`.
    pub value: String,
    /// How the container is given it.
    pub data_type: DataType,
}

/// How a container is given a datum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataType {
    /// As an environment variable.
    Env,
    /// As a file.
    File,
    /// In a way of which only the word is known here.
    Other(String),
}
