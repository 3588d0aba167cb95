use optimus_plugin_api::Error;

use crate::{
    policies::PluginPolicy,
    source::{Loaded, Source},
};

/// Loads yaml plugins.
#[derive(Debug)]
pub(crate) struct Yaml;

impl Yaml {
    #[cfg(feature = "yaml")]
    pub(crate) async fn load(&self, source: &Source, policy: &PluginPolicy) -> Result<Loaded, Error> {
        let limits = &policy.rules.limits;
        let size = |wanted: Option<u64>| wanted.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        let plugin =
            optimus_plugin_yaml::load(&source.path, &optimus_plugin_yaml::Options::default()).await?;
        let plugin = plugin.limited(size(limits.result_bytes), size(limits.asset_bytes));
        let (mistakes, containers) = (plugin.warnings().clone(), crate::Container::all_of(&plugin));
        Ok(Loaded { mistakes, containers, ..Loaded::clean(plugin) })
    }

    #[cfg(not(feature = "yaml"))]
    pub(crate) async fn load(&self, source: &Source, _: &PluginPolicy) -> Result<Loaded, Error> {
        Err(crate::errors::kind_disabled(&source.name, source.kind, "yaml"))
    }
}
