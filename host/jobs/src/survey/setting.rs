use std::{fmt, path::PathBuf};

use jiff::{ToSpan, tz::TimeZone};
use optimus_plugin_api::{CallContext, CliMod, PluginInfo, PluginType};

use super::names;
use crate::project::Project;

/// A plugin that may be chosen as a job's task.
#[derive(Clone, Copy)]
pub struct TaskPlugin<'a> {
    /// What it says about itself.
    pub info: &'a PluginInfo,
    /// Its survey, if it has one. Without one nothing is asked, and the configuration stays empty.
    pub survey: Option<&'a dyn CliMod>,
}

impl fmt::Debug for TaskPlugin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaskPlugin({:?})", self.info.name)
    }
}

/// What depends on when a survey is held, and on chance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// The proposed start of the schedule, `YYYY-MM-DD`.
    pub yesterday: String,
    /// The proposed name of a new folder.
    pub pet_name: String,
}

impl Moment {
    /// Yesterday in UTC, and a name of two random words.
    #[must_use]
    pub fn now() -> Self {
        let today = TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date();
        let yesterday = today.checked_sub(1.day()).unwrap_or(today);
        Self { yesterday: yesterday.to_string(), pet_name: names::pet_name() }
    }
}

/// What a survey is held with.
#[derive(Debug, Clone)]
pub struct Setting<'a> {
    /// The project: which namespaces there are and where their jobs lie.
    pub project: &'a Project,
    /// The folder that the job paths are relative to: the current directory.
    pub base: PathBuf,
    /// The plugins to choose the task from. Those that are no tasks are not offered.
    pub tasks: &'a [TaskPlugin<'a>],
    /// Goes with every call of the plugin.
    pub context: CallContext,
    /// When it is held.
    pub moment: Moment,
    /// A job that is there already may be replaced.
    pub force: bool,
}

impl<'a> Setting<'a> {
    /// The names of the task plugins, sorted.
    pub(super) fn task_names(&self) -> Vec<String> {
        let tasks = self.tasks.iter().filter(|task| task.info.plugin_type == PluginType::Task);
        let mut names: Vec<_> = tasks.map(|task| task.info.name.clone()).collect();
        names.sort();
        names
    }

    pub(crate) fn task(&self, name: &str) -> Option<TaskPlugin<'a>> {
        self.tasks.iter().find(|task| task.info.name == name).copied()
    }

    /// Where the jobs of a namespace lie.
    pub(super) fn root(&self, namespace: &str) -> Option<PathBuf> {
        let namespace = self.project.namespaces.iter().find(|known| known.name == namespace)?;
        Some(self.base.join(&namespace.job_path))
    }
}
