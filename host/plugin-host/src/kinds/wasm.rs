#[cfg(feature = "wasm")]
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use optimus_plugin_api::Error;
#[cfg(feature = "wasm")]
use optimus_plugin_api::{Diagnostic, Diagnostics};
#[cfg(feature = "wasm")]
use optimus_plugin_policy::PluginRules;

use crate::{
    policies::{PluginPolicy, Policies},
    source::{Loaded, Source},
};

#[cfg(feature = "wasm")]
use tokio::sync::OnceCell;

#[cfg(feature = "wasm")]
use optimus_plugin_wasm::{
    EngineCounters, EngineOptions, Instances, Limits, LoadOptions, WasmEngine, WasmPlugin,
};

/// Compiles components. An engine is made when the first one is found: a program with yaml plugins alone needs none.
#[derive(Debug)]
pub(crate) struct Wasm {
    #[cfg(feature = "wasm")]
    instances: u32,
    #[cfg(feature = "wasm")]
    compile: Compile,
    /// With the usual stack.
    #[cfg(feature = "wasm")]
    first: OnceCell<WasmEngine>,
    /// By the size of their stack, in bytes.
    #[cfg(feature = "wasm")]
    others: Mutex<BTreeMap<u64, Arc<OnceCell<WasmEngine>>>>,
}

/// Instances beside those of calls: each component has one while it is loaded.
#[cfg(feature = "wasm")]
const LOADING: u32 = 8;
/// Room that an engine has however few calls there may be. For an instance that is one memory and four tables, and a component may
/// have 16 and 64: so much is needed by eight of those, which are loaded side by side.
#[cfg(feature = "wasm")]
const LEAST_INSTANCES: u32 = 128;

/// How components become machine code.
#[cfg(feature = "wasm")]
pub(crate) type Compile = optimus_plugin_wasm::CompileOptions;

/// Nothing is compiled where components are not served.
#[cfg(not(feature = "wasm"))]
#[derive(Debug, Clone, Default)]
pub(crate) struct Compile {}

#[cfg(feature = "wasm")]
impl Wasm {
    /// With room for so many instances of calls and kept ones, and for what is loaded meanwhile.
    pub(crate) fn new(compile: Compile, instances: u32) -> Self {
        let (first, others) = Default::default();
        Self { compile, instances: instances.saturating_add(LOADING).max(LEAST_INSTANCES), first, others }
    }

    pub(crate) async fn load(
        &self,
        source: &Source,
        policy: &PluginPolicy,
        policies: &Policies,
    ) -> Result<Loaded, Error> {
        let options = options(source, policy, policies);
        let plugin = WasmPlugin::load(&self.engine(policy).await?, &source.path, &options).await?;
        let mistakes =
            Diagnostics { list: plugin.warnings().iter().map(diagnostic).collect(), ..Default::default() };
        Ok(Loaded { mistakes, ..Loaded::clean(plugin) })
    }

    /// Looks at a component without running any of its code.
    pub(crate) async fn look(
        &self,
        source: &Source,
        policy: &PluginPolicy,
        policies: &Policies,
    ) -> Result<(), Error> {
        let options = options(source, policy, policies);
        WasmPlugin::look(&self.engine(policy).await?, &source.path, &options).await
    }

    /// The figures of all engines. They have the compiler, what is made ready in further pools, and the figures of both in common.
    pub(crate) fn counters(&self) -> EngineCounters {
        let Some(mut counters) = self.first.get().map(WasmEngine::counters) else {
            return Default::default();
        };
        for other in self.others().values().filter_map(|engine| engine.get()).map(WasmEngine::counters) {
            counters.instances += other.instances;
            counters.instances_limit += other.instances_limit;
            counters.pools += other.pools;
        }
        counters
    }

    /// The stack is a setting of an engine, so each size of it that the policy of a plugin names has an engine of its own, with as
    /// much room as the first.
    async fn engine(&self, policy: &PluginPolicy) -> Result<WasmEngine, Error> {
        let first = self.first.get_or_try_init(async || WasmEngine::new(&self.options())).await?;
        let Some(bytes) = policy.rules.limits.stack_bytes else { return Ok(first.clone()) };
        let engine = Arc::clone(self.others().entry(bytes).or_default());
        let stack = usize::try_from(bytes).unwrap_or(usize::MAX);
        engine.get_or_try_init(async || first.with_stack(stack)).await.cloned()
    }

    fn options(&self) -> EngineOptions {
        let mut options = EngineOptions::default();
        options.instances = self.instances;
        options.compile = self.compile.clone();
        options
    }

    fn others(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<OnceCell<WasmEngine>>>> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(feature = "wasm")]
fn diagnostic(warning: &Error) -> Diagnostic {
    let notes = warning.notes().iter().map(|(label, text)| format!("{label}: {text}"));
    let help = notes.chain(warning.help().map(str::to_owned)).collect::<Vec<_>>().join("\n");
    Diagnostic::warning(warning.code(), warning.message()).help(help)
}

#[cfg(feature = "wasm")]
fn options(source: &Source, policy: &PluginPolicy, policies: &Policies) -> LoadOptions {
    let mut options = LoadOptions::default();
    options.name = Some(source.name.clone());
    if policy.rules != PluginRules::default() {
        options.grants = Arc::new(policy.rules.grants.clone());
        options.as_wished = true;
    }
    options.limits = limits(&policy.rules.limits, Limits::granting(&options.grants));
    options.digests.clone_from(&policy.rules.digests);
    (options.secrets, options.audit) = (policies.secrets.clone(), policies.audit.clone());
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
    limits.asset_bytes = size(wanted.asset_bytes, limits.asset_bytes);
    limits.fuel = wanted.fuel.unwrap_or(limits.fuel);
    limits.log_bytes = size(wanted.log_bytes, limits.log_bytes);
    limits.log_lines = size(wanted.log_lines, limits.log_lines);
    limits.http_requests = wanted.http_requests.unwrap_or(limits.http_requests);
    limits.http_request_bytes = wanted.http_request_bytes.unwrap_or(limits.http_request_bytes);
    limits.http_response_bytes = wanted.http_response_bytes.unwrap_or(limits.http_response_bytes);
    limits.http_connections = wanted.http_connections.unwrap_or(limits.http_connections);
    limits
}

#[cfg(not(feature = "wasm"))]
impl Wasm {
    pub(crate) fn new(_: Compile, _: u32) -> Self {
        Self {}
    }

    pub(crate) async fn load(
        &self,
        source: &Source,
        _: &PluginPolicy,
        _: &Policies,
    ) -> Result<Loaded, Error> {
        Err(crate::errors::kind_disabled(&source.name, source.kind, "wasm"))
    }

    pub(crate) async fn look(&self, source: &Source, _: &PluginPolicy, _: &Policies) -> Result<(), Error> {
        Err(crate::errors::kind_disabled(&source.name, source.kind, "wasm"))
    }
}
