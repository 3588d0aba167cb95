mod pool;
mod settings;
mod side;

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use optimus_plugin_api::Error;
use wasmtime::Engine;

use crate::{CacheCounts, EngineCounters, EngineOptions, compile::Workshop, imports::CacheStore};

pub(crate) use settings::{Settings, Variant};
pub(crate) use side::{Side, compatibility};

/// The shared engine: compiler, pool of instances and clock of the components of a process. Cheap to clone.
///
/// Make one and keep it. It owns one thread, which sleeps while no call runs, and installs signal handlers for SIGSEGV,
/// SIGILL and SIGFPE that pass on what is not a plugin's. The first call in deterministic mode makes a second pool and thread.
#[derive(Clone)]
pub struct WasmEngine(Arc<Inner>);

struct Inner {
    options: EngineOptions,
    normal: Arc<Side>,
    deterministic: OnceLock<Arc<Side>>,
    workshop: Arc<Workshop>,
    cache: Arc<CacheStore>,
}

impl fmt::Debug for WasmEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WasmEngine").finish_non_exhaustive()
    }
}

impl WasmEngine {
    /// Reserves the pool of instances and starts the clock.
    ///
    /// # Errors
    /// `P0417`: the address space that the pool needs cannot be had (a limit on virtual memory, `ulimit -v`), or no thread
    /// can be started.
    pub fn new(options: &EngineOptions) -> Result<Self, Error> {
        let normal = Arc::new(Side::new(options, Variant::Normal)?);
        let workshop = Arc::new(Workshop::new(options.compile.clone()));
        let cache = Arc::new(CacheStore::new(options.cache_bytes));
        let (options, deterministic) = (options.clone(), OnceLock::new());
        Ok(Self(Arc::new(Inner { options, normal, deterministic, workshop, cache })))
    }

    /// An engine that differs in the size of its stack alone, in bytes. It has a pool and a clock of its own, and the compiler, the
    /// folder of what was compiled and what plugins remember in common with this one.
    ///
    /// # Errors
    /// As for [`WasmEngine::new`].
    pub fn with_stack(&self, bytes: usize) -> Result<Self, Error> {
        let mut options = self.0.options.clone();
        options.stack_bytes = bytes;
        let normal = Arc::new(Side::new(&options, Variant::Normal)?);
        let (workshop, cache) = (Arc::clone(&self.0.workshop), Arc::clone(&self.0.cache));
        Ok(Self(Arc::new(Inner { options, normal, deterministic: OnceLock::new(), workshop, cache })))
    }

    /// wasmtime's own engine, for whoever measures against it or loads components that are not plugins.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        self.0.normal.engine()
    }

    /// What became of what plugins remember from call to call.
    #[must_use]
    pub fn cache_counts(&self) -> CacheCounts {
        self.0.cache.counts()
    }

    pub(crate) fn cache(&self) -> &Arc<CacheStore> {
        &self.0.cache
    }

    /// What was compiled, what the cache gave, and what runs: figures for an embedder to export.
    #[must_use]
    pub fn counters(&self) -> EngineCounters {
        let mut counters = self.0.workshop.counters();
        let sides = [Some(&self.0.normal), self.0.deterministic.get()];
        counters.instances = sides.into_iter().flatten().map(|side| side.instances()).sum();
        counters.instances_limit = u64::from(self.0.options.instances);
        counters
    }

    /// One of the two engines. The deterministic one is made when it is first asked for.
    pub(crate) fn side(&self, variant: Variant) -> Result<&Arc<Side>, Error> {
        match variant {
            Variant::Normal => Ok(&self.0.normal),
            Variant::Deterministic => self.deterministic(),
        }
    }

    fn deterministic(&self) -> Result<&Arc<Side>, Error> {
        if let Some(side) = self.0.deterministic.get() {
            return Ok(side);
        }
        let side = Arc::new(Side::new(&self.0.options, Variant::Deterministic)?);
        // Of two that are made at once, one is dropped again.
        Ok(self.0.deterministic.get_or_init(|| side))
    }

    pub(crate) fn workshop(&self) -> &Workshop {
        &self.0.workshop
    }
}
