mod allowance;
mod beside;
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

use allowance::Allowance;
pub(crate) use allowance::Share;
pub(crate) use beside::{Beside, Copying, Means};
pub(crate) use pool::{Room, is_usual};
pub(crate) use settings::{Settings, Variant};
pub(crate) use side::{Side, compatibility};

/// The shared engine: compiler, pool of instances and clock of the components of a process. Cheap to clone.
///
/// Make one and keep it. It owns one thread, which sleeps while no call runs, and installs signal handlers for SIGSEGV,
/// SIGILL and SIGFPE that pass on what is not a plugin's. The first call in deterministic mode makes a second pool and thread; calls
/// from several threads make further ones ([`EngineOptions::pools`]).
#[derive(Clone)]
pub struct WasmEngine(Arc<Inner>);

struct Inner {
    options: EngineOptions,
    normal: Arc<Side>,
    beside: Beside,
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
        let workshop = Arc::new(Workshop::new(options.compile.clone()));
        let cache = Arc::new(CacheStore::new(options.cache_bytes));
        Self::sharing(options.clone(), workshop, cache, Means::new())
    }

    /// An engine that differs in the size of its stack alone, in bytes. It has a pool and a clock of its own, and the compiler, the
    /// folder of what was compiled and what plugins remember in common with this one.
    ///
    /// # Errors
    /// As for [`WasmEngine::new`].
    pub fn with_stack(&self, bytes: usize) -> Result<Self, Error> {
        let mut options = self.0.options.clone();
        options.stack_bytes = bytes;
        let (workshop, cache) = (Arc::clone(&self.0.workshop), Arc::clone(&self.0.cache));
        Self::sharing(options, workshop, cache, Arc::clone(self.0.beside.means()))
    }

    fn sharing(
        options: EngineOptions,
        workshop: Arc<Workshop>,
        cache: Arc<CacheStore>,
        means: Arc<Means>,
    ) -> Result<Self, Error> {
        let normal = Arc::new(Side::new(&options, Variant::Normal, Room::whole(&options))?);
        let (beside, deterministic) = (Beside::new(&options, means), OnceLock::new());
        Ok(Self(Arc::new(Inner { options, normal, beside, deterministic, workshop, cache })))
    }

    /// wasmtime's own engine (that of the first pool), for whoever measures against it or loads components that are not plugins.
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
        let sides = || self.0.beside.made().chain([&self.0.normal]).chain(self.0.deterministic.get());
        counters.pools = u64::try_from(sides().count()).unwrap_or(u64::MAX);
        counters.copies = self.0.beside.means().copies();
        counters.instances_limit = sides().map(|side| side.capacity()).sum();
        counters.instances = sides().map(|side| side.instances()).sum();
        counters
    }

    /// The pools beside the first, for normal calls.
    pub(crate) fn beside(&self) -> &Beside {
        &self.0.beside
    }

    /// One of the pools beside the first, made now if need be; `None` if there are not so many.
    pub(crate) fn side_beside(&self, pool: usize) -> Result<Option<&Arc<Side>>, Error> {
        self.0.beside.side(pool, &self.0.options)
    }

    /// The engine of the first pool, or that for deterministic calls, which is made when it is first asked for.
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
        let side =
            Arc::new(Side::new(&self.0.options, Variant::Deterministic, Room::whole(&self.0.options))?);
        // Of two that are made at once, one is dropped again.
        Ok(self.0.deterministic.get_or_init(|| side))
    }

    pub(crate) fn workshop(&self) -> &Workshop {
        &self.0.workshop
    }
}
