#[cfg(feature = "process")]
use std::{ffi::OsString, sync::Arc};

use optimus_plugin_api::Error;
#[cfg(feature = "process")]
use optimus_plugin_policy::PluginRules;

use crate::{
    policies::{PluginPolicy, Policies},
    source::{Loaded, Source},
};

/// Starts executables.
#[derive(Debug)]
pub(crate) struct Process;

impl Process {
    #[cfg(feature = "process")]
    pub(crate) async fn load(
        &self,
        source: &Source,
        policy: &PluginPolicy,
        policies: &Policies,
    ) -> Result<Loaded, Error> {
        optimus_plugin_process::ProcessPlugin::start(&source.path, &options(policy, policies))
            .await
            .map(Loaded::clean)
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
    pub(crate) async fn load(
        &self,
        source: &Source,
        _: &PluginPolicy,
        _: &Policies,
    ) -> Result<Loaded, Error> {
        Err(crate::errors::kind_disabled(&source.name, source.kind, "process"))
    }
}

#[cfg(feature = "process")]
fn options(policy: &PluginPolicy, policies: &Policies) -> optimus_plugin_process::ProcessOptions {
    let (mut options, rules) = (policy.process.clone(), &policy.rules);
    if let Some(time) = rules.limits.time {
        (options.survey_timeout, options.call_timeout, options.time) = (time, time, Some(time));
    }
    options.max_reply_bytes = size(rules.limits.result_bytes, options.max_reply_bytes);
    options.max_asset_bytes = size(rules.limits.asset_bytes, options.max_asset_bytes);
    options.log_bytes = rules.limits.log_bytes.or(options.log_bytes);
    options.log_lines = rules.limits.log_lines.or(options.log_lines);
    options.config = rules.grants.config.clone().or(options.config);
    options.environment.extend(granted(&rules.grants.environment));
    if *rules != PluginRules::default() {
        options.containment = rules.containment.clone();
        options.containment.memory_bytes = rules.containment.memory_bytes.or(rules.limits.memory_bytes);
        (options.enforce, options.trust) = (rules.enforce, rules.trust);
        options.rule = Arc::clone(&rules.rule);
    }
    options.digests.extend_from_slice(&rules.digests);
    options.audit = policies.audit.clone();
    options
}

#[cfg(feature = "process")]
fn size(wanted: Option<u64>, otherwise: usize) -> usize {
    wanted.map_or(otherwise, |wanted| usize::try_from(wanted).unwrap_or(usize::MAX))
}

/// The granted variables that this process has.
#[cfg(feature = "process")]
fn granted(names: &[String]) -> impl Iterator<Item = (OsString, OsString)> {
    names.iter().filter_map(|name| Some((name.into(), std::env::var_os(name)?)))
}
