use std::sync::Arc;

use optimus_plugin_api::{Backend, Error};

use crate::source::Source;

/// Loads yaml plugins.
#[derive(Debug)]
pub(crate) struct Yaml;

impl Yaml {
    #[cfg(feature = "yaml")]
    pub(crate) async fn load(&self, source: &Source) -> Result<Arc<dyn Backend>, Error> {
        Ok(Arc::new(optimus_plugin_yaml::load(&source.path).await?))
    }

    #[cfg(not(feature = "yaml"))]
    pub(crate) async fn load(&self, source: &Source) -> Result<Arc<dyn Backend>, Error> {
        Err(crate::errors::kind_disabled(&source.name, source.kind, "yaml"))
    }
}
