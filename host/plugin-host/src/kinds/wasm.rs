use optimus_plugin_api::Error;

use crate::{
    policy::PluginPolicy,
    source::{Loaded, Source},
};

#[cfg(feature = "wasm")]
use optimus_plugin_wasm::{EngineOptions, LoadOptions, WasmEngine, WasmPlugin};

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
    let (limits, wanted) = (&mut options.limits, &policy.limits);
    limits.memory_bytes = wanted.memory_bytes.unwrap_or(limits.memory_bytes);
    limits.time = wanted.time.unwrap_or(limits.time);
    limits.result_bytes = wanted.result_bytes.unwrap_or(limits.result_bytes);
    limits.log_bytes = wanted.log_bytes.unwrap_or(limits.log_bytes);
    options.instances = match policy.instances {
        crate::Instances::Fresh => optimus_plugin_wasm::Instances::Fresh,
        crate::Instances::Warm(most) => optimus_plugin_wasm::Instances::Warm(most),
    };
    options
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
