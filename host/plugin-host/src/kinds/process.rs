use optimus_plugin_api::Error;

use crate::{
    policies::PluginPolicy,
    source::{Loaded, Source},
};

/// Starts executables.
#[derive(Debug)]
pub(crate) struct Process;

impl Process {
    #[cfg(feature = "process")]
    pub(crate) async fn load(&self, source: &Source, policy: &PluginPolicy) -> Result<Loaded, Error> {
        optimus_plugin_process::ProcessPlugin::start(&source.path, &options(policy)).await.map(Loaded::clean)
    }

    /// Looks at an executable without starting it.
    #[cfg(feature = "process")]
    pub(crate) async fn look(&self, source: &Source) -> Result<(), Error> {
        optimus_plugin_process::ProcessPlugin::look(&source.path)
    }

    #[cfg(not(feature = "process"))]
    pub(crate) async fn look(&self, source: &Source) -> Result<(), Error> {
        Err(crate::errors::kind_disabled(&source.name, source.kind, "process"))
    }

    #[cfg(not(feature = "process"))]
    pub(crate) async fn load(&self, source: &Source, _: &PluginPolicy) -> Result<Loaded, Error> {
        Err(crate::errors::kind_disabled(&source.name, source.kind, "process"))
    }
}

#[cfg(feature = "process")]
fn options(policy: &PluginPolicy) -> optimus_plugin_process::ProcessOptions {
    let mut options = policy.process.clone();
    if let Some(time) = policy.rules.limits.time {
        (options.survey_timeout, options.call_timeout) = (time, time);
    }
    options
}
