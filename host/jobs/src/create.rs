//! From a finished survey to files: what will be written, whether it may be, and writing it whole or not at all.

mod assets;
mod transaction;

use std::path::{Path, PathBuf};

use optimus_plugin_api::{
    Asset, Code, ConfigEntry, DefaultAssetsRequest, DefaultConfigRequest, Error as PluginError,
    MAX_CONFIG_VALUE_BYTES, MAX_ITEMS, MAX_NAME_BYTES, Operation,
};

use crate::{
    Error, JobError,
    job::{JobSpec, Schedule, Task, diagnostic},
    paths,
    survey::{Finished, Setting},
};
use transaction::Transaction;

#[cfg(test)]
mod tests;

/// The file that describes a job.
const JOB_FILE: &str = "job.yaml";
/// The folder of its assets.
const ASSETS: &str = "assets";

/// A job that is about to be written: nothing is on the disk yet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// What `job.yaml` will say.
    pub job: JobSpec,
    /// The files of `assets/`; their names are checked.
    pub assets: Vec<Asset>,
    /// Where the jobs of the namespace lie.
    pub root: PathBuf,
    /// The job's folder below the root, with `/` between its levels.
    pub directory: String,
    /// Whether a job that is there already may be replaced.
    pub force: bool,
}

impl Plan {
    /// Asks the plugin what follows from the answers, and checks everything.
    ///
    /// # Errors
    /// The plugin failed, or named a file that must not be written; the job has mistakes (all of them are told); there is
    /// a job in that folder already, or the folder lies outside of the root.
    pub async fn make(finished: Finished, setting: &Setting<'_>) -> Result<Self, Error> {
        let job = job(&finished, config(&finished, setting).await?);
        let assets = default_assets(&finished, setting).await?;
        let Finished { root, directory, .. } = finished;
        let plan = Self { job, assets, root, directory, force: setting.force };
        plan.check()?;
        Ok(plan)
    }

    /// The files that will be written, `job.yaml` last.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let folder = self.folder();
        let assets = self.assets.iter().map(|asset| folder.join(ASSETS).join(&asset.name));
        assets.chain([folder.join(JOB_FILE)]).collect()
    }

    /// The job's folder.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.root.join(&self.directory)
    }

    /// Writes everything: first under temporary names beside the real ones, then the assets, `job.yaml` last. Files get
    /// mode 0755 and folders 0765 less the umask, as upstream gives them.
    ///
    /// # Errors
    /// Nothing may be written, as in [`make`](Self::make), or writing failed: then what was written is removed and what
    /// was replaced is put back.
    pub fn write(&self) -> Result<Vec<PathBuf>, JobError> {
        self.check()?;
        let mut transaction = Transaction::default();
        match self.write_in(&mut transaction) {
            Ok(()) => transaction.commit(),
            Err(error) => {
                transaction.roll_back();
                return Err(error);
            }
        }
        Ok(self.files())
    }

    fn write_in(&self, transaction: &mut Transaction) -> Result<(), JobError> {
        let folder = self.folder();
        let assets = folder.join(ASSETS);
        transaction.make_folder(&assets)?;
        // Once more, now that all of it is there: somebody may have put a link in the way.
        self.check_place()?;
        for asset in &self.assets {
            transaction.stage(&assets.join(&asset.name), asset.value.as_bytes())?;
        }
        transaction.stage(&folder.join(JOB_FILE), self.job.to_yaml().as_bytes())?;
        transaction.publish()
    }

    fn check(&self) -> Result<(), JobError> {
        let problems = self.job.problems();
        if !problems.is_empty() {
            let list = problems.iter().map(diagnostic).collect();
            return Err(JobError::all(
                list,
                format!("the job `{}` cannot be used like this", self.job.name.escape_debug()),
            ));
        }
        paths::check_new_folder(&self.directory).map_err(|cause| JobError::new(Code::JOB_FIELD, cause))?;
        self.check_place()?;
        if self.force { Ok(()) } else { self.check_new() }
    }

    /// Whether the job's folder and its assets lie below the root, links followed.
    fn check_place(&self) -> Result<(), JobError> {
        for folder in [self.folder(), self.folder().join(ASSETS)] {
            match paths::stays_below(&self.root, &folder) {
                Ok(true) => {}
                Ok(false) => return Err(outside(&folder)),
                Err(cause) => return Err(JobError::disk(Code::NOT_WRITTEN, "looking at", &self.root, cause)),
            }
        }
        Ok(())
    }

    fn check_new(&self) -> Result<(), JobError> {
        match self.files().into_iter().rev().find(|file| file.symlink_metadata().is_ok()) {
            Some(file) => Err(JobError::new(
                Code::JOB_EXISTS,
                format!("there is a file `{}` already", paths::shown(&file)),
            )
            .with_help("choose another directory, or replace it with --force")),
            None => Ok(()),
        }
    }
}

fn outside(folder: &Path) -> JobError {
    let message =
        format!("`{}` lies outside of the job path of its namespace, behind a link", paths::shown(folder));
    JobError::new(Code::NOT_WRITTEN, message)
}

fn job(finished: &Finished, config: Vec<ConfigEntry>) -> JobSpec {
    JobSpec {
        version: 1,
        name: finished.name.clone(),
        owner: finished.owner.clone(),
        schedule: Schedule {
            start_date: finished.start_date.clone(),
            interval: finished.interval.clone(),
            ..Schedule::default()
        },
        task: Task { name: finished.task.clone(), config, window: finished.window.spec() },
        labels: [("orchestrator".to_owned(), "optimus".to_owned())].into(),
        ..JobSpec::default()
    }
}

async fn config(finished: &Finished, setting: &Setting<'_>) -> Result<Vec<ConfigEntry>, Error> {
    let Some(survey) = setting.task(&finished.task).and_then(|task| task.survey) else {
        return Ok(Vec::new());
    };
    let request =
        DefaultConfigRequest { answers: finished.answers.clone(), ..DefaultConfigRequest::default() };
    let config = survey.default_config(&setting.context, &request).await?.config;
    check_config(&finished.task, &config)?;
    Ok(config)
}

/// The kinds bound what crosses the contract; a backend that does not must not make a file that nothing can read.
fn check_config(plugin: &str, config: &[ConfigEntry]) -> Result<(), Error> {
    let refused =
        |message: String| PluginError::new(Code::MALFORMED_ANSWER, plugin, Operation::DefaultConfig, message);
    if config.len() > MAX_ITEMS {
        return Err(refused(format!("{} entries, at most {MAX_ITEMS} are allowed", config.len())).into());
    }
    for entry in config {
        let (name, value) = (entry.name.len(), entry.value.as_str().len());
        if name == 0 || name > MAX_NAME_BYTES {
            return Err(refused(format!("a key of {name} bytes; 1 to {MAX_NAME_BYTES} are allowed")).into());
        }
        if value > MAX_CONFIG_VALUE_BYTES {
            let key = PluginError::escape(&entry.name);
            let message = format!(
                "the value of `{key}` has {value} bytes; at most {MAX_CONFIG_VALUE_BYTES} are allowed"
            );
            return Err(refused(message).into());
        }
    }
    Ok(())
}

async fn default_assets(finished: &Finished, setting: &Setting<'_>) -> Result<Vec<Asset>, Error> {
    let Some(survey) = setting.task(&finished.task).and_then(|task| task.survey) else {
        return Ok(Vec::new());
    };
    let request =
        DefaultAssetsRequest { answers: finished.answers.clone(), ..DefaultAssetsRequest::default() };
    let given = survey.default_assets(&setting.context, &request).await?.assets;
    assets::check(&given).map_err(|message| {
        PluginError::new(Code::MALFORMED_ANSWER, &finished.task, Operation::DefaultAssets, message)
            .note("state", "nothing was written")
    })?;
    Ok(given)
}
