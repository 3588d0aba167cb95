use optimus_plugin_api::Error;

use crate::source::{Loaded, Source};

/// Loads yaml plugins.
#[derive(Debug)]
pub(crate) struct Yaml;

impl Yaml {
    #[cfg(feature = "yaml")]
    pub(crate) async fn load(&self, source: &Source) -> Result<Loaded, Error> {
        let plugin =
            optimus_plugin_yaml::load(&source.path, &optimus_plugin_yaml::Options::default()).await?;
        let (mistakes, containers) = (plugin.warnings().clone(), crate::Container::all_of(&plugin));
        Ok(Loaded { backend: std::sync::Arc::new(plugin), mistakes, containers })
    }

    #[cfg(not(feature = "yaml"))]
    pub(crate) async fn load(&self, source: &Source) -> Result<Loaded, Error> {
        Err(crate::errors::kind_disabled(&source.name, source.kind, "yaml"))
    }
}
