use optimus_plugin_api::Error;

use crate::{
    policies::PluginPolicy,
    source::{Loaded, Source},
};

#[cfg(feature = "wasm")]
use optimus_plugin_wasm::{EngineOptions, Instances, Limits, LoadOptions, WasmEngine, WasmPlugin};

/// Compiles components. The engine is made when the first one is found: a program with yaml plugins alone needs none.
#[derive(Debug, Default)]
pub(crate) struct Wasm {
    #[cfg(feature = "wasm")]
    engine: tokio::sync::OnceCell<WasmEngine>,
}

#[cfg(feature = "wasm")]
impl Wasm {
    pub(crate) async fn load(&self, source: &Source, policy: &PluginPolicy) -> Result<Loaded, Error> {
        WasmPlugin::load(self.engine().await?, &source.path, &options(source, policy))
            .await
            .map(Loaded::clean)
    }

    /// Looks at a component without running any of its code.
    pub(crate) async fn look(&self, source: &Source, policy: &PluginPolicy) -> Result<(), Error> {
        WasmPlugin::look(self.engine().await?, &source.path, &options(source, policy)).await
    }

    async fn engine(&self) -> Result<&WasmEngine, Error> {
        self.engine.get_or_try_init(async || WasmEngine::new(&EngineOptions::default())).await
    }
}

#[cfg(feature = "wasm")]
fn options(source: &Source, policy: &PluginPolicy) -> LoadOptions {
    let mut options = LoadOptions::default();
    options.name = Some(source.name.clone());
    options.limits = limits(&policy.rules.limits, options.limits);
    options.instances = match policy.rules.warm_instances {
        0 => Instances::Fresh,
        most => Instances::Warm(most),
    };
    options
}

/// The kind's own limits, where the policy names no other.
#[cfg(feature = "wasm")]
fn limits(wanted: &optimus_plugin_policy::Limits, mut limits: Limits) -> Limits {
    let size = |wanted: Option<u64>, otherwise: usize| {
        wanted.map_or(otherwise, |wanted| usize::try_from(wanted).unwrap_or(usize::MAX))
    };
    limits.memory_bytes = size(wanted.memory_bytes, limits.memory_bytes);
    limits.time = wanted.time.unwrap_or(limits.time);
    limits.result_bytes = size(wanted.result_bytes, limits.result_bytes);
    limits.log_bytes = size(wanted.log_bytes, limits.log_bytes);
    limits
}

#[cfg(not(feature = "wasm"))]
impl Wasm {
    pub(crate) async fn load(&self, source: &Source, _: &PluginPolicy) -> Result<Loaded, Error> {
        Err(crate::errors::kind_disabled(&source.name, source.kind, "wasm"))
    }

    pub(crate) async fn look(&self, source: &Source, _: &PluginPolicy) -> Result<(), Error> {
        Err(crate::errors::kind_disabled(&source.name, source.kind, "wasm"))
    }
}
