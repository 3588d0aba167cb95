//! A plugin with a dependency resolver and nothing else; its survey comes from a yaml.

use optimus_plugin_sdk::{Assets, Config, DependencyResolver, Destination, Error, Info, Plugin};

/// The plugin.
#[derive(Debug)]
pub struct ResolverOnly;

impl Plugin for ResolverOnly {
    fn info() -> Info {
        Info::task("resolver-only", "0.1.0", "example.org/resolver-only:0.1.0")
    }
}

impl DependencyResolver for ResolverOnly {
    fn generate_destination(config: &Config, _assets: &Assets) -> Result<Destination, Error> {
        Ok(Destination::new("fixture", config.require("TABLE")?))
    }

    fn generate_dependencies(config: &Config, _assets: &Assets) -> Result<Vec<String>, Error> {
        let sources = config.require("SOURCES")?;
        Ok(sources.split(',').map(|source| ["fixture://", source].concat()).collect())
    }
}

optimus_plugin_sdk::export!(ResolverOnly: dependency_resolver);
