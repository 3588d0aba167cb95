use std::{fmt, num::NonZeroUsize, sync::Arc};

use optimus_plugin_api::{Code, Error, Operation};
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, WasmFeatures};

use crate::{
    CacheCounts, EngineOptions,
    compile::{Compiler, InProcess},
    imports::CacheStore,
    sys,
    ticker::Ticker,
};

/// Frames of a backtrace that are kept: enough to see who called whom, little enough for an error.
const BACKTRACE_FRAMES: NonZeroUsize = NonZeroUsize::new(20).unwrap();
/// What one component may be made of. Python's has 40 core modules, an SDK's 3; unlimited by default.
const CORE_INSTANCES_PER_COMPONENT: u32 = 100;
/// See [`CORE_INSTANCES_PER_COMPONENT`].
const MEMORIES_PER_COMPONENT: u32 = 16;
/// See [`CORE_INSTANCES_PER_COMPONENT`].
const TABLES_PER_COMPONENT: u32 = 64;
/// Entries of one table: function pointers of a program. Python's has 12,000.
const TABLE_ELEMENTS: usize = 32_768;
/// Kept of a table between calls, in bytes: all of it, 8 bytes an entry.
const TABLE_KEEP_RESIDENT: usize = TABLE_ELEMENTS * 8;
/// Core instances and tables of a usual component, for which the pool has room in every slot.
const PARTS_PER_INSTANCE: u32 = 4;
/// What the host's own functions may use of a plugin's stack: a log line passes through the embedder's subscriber.
const HOST_STACK_BYTES: usize = 512 * 1024;

/// The shared engine: compiler, pool of instances and clock of all components of a process. Cheap to clone.
///
/// Make one and keep it. It owns one thread, which sleeps while no call runs, and installs signal handlers for SIGSEGV,
/// SIGILL and SIGFPE that pass on what is not a plugin's.
#[derive(Clone)]
pub struct WasmEngine(Arc<Inner>);

struct Inner {
    engine: Engine,
    ticker: Ticker,
    compiler: Box<dyn Compiler>,
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
        let engine = Engine::new(&config(options)).map_err(|cause| {
            unavailable("the engine for components cannot be set up")
                .with_help("lift the limit on virtual memory (ulimit -v), or allow fewer instances at once")
                .with_source(cause)
        })?;
        let ticker = Ticker::start(&engine, options.tick)
            .map_err(|cause| unavailable("the clock of components cannot be started").with_source(cause))?;
        let cache = Arc::new(CacheStore::new(options.cache_bytes));
        Ok(Self(Arc::new(Inner { engine, ticker, compiler: Box::new(InProcess), cache })))
    }

    /// wasmtime's own engine, for whoever measures against it or loads components that are not plugins.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// What became of what plugins remember from call to call.
    #[must_use]
    pub fn cache_counts(&self) -> CacheCounts {
        self.0.cache.counts()
    }

    pub(crate) fn cache(&self) -> &Arc<CacheStore> {
        &self.0.cache
    }

    pub(crate) fn ticker(&self) -> &Ticker {
        &self.0.ticker
    }

    pub(crate) fn compiler(&self) -> &dyn Compiler {
        &*self.0.compiler
    }
}

fn unavailable(what: &str) -> Error {
    Error::new(Code::OVERLOADED, "(all components)", Operation::Load, what)
}

fn config(options: &EngineOptions) -> Config {
    let mut config = Config::new();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(options)));
    config.epoch_interruption(true);
    // Its default costs 0.44 us a sync call and 1.3 us an async one, for concurrency inside a component.
    config.concurrency_support(false);
    config.max_wasm_stack(options.stack_bytes);
    config.async_stack_size(options.stack_bytes.saturating_add(HOST_STACK_BYTES));
    config.signals_based_traps(!options.explicit_bounds_checks);
    config.wasm_backtrace_max_frames(Some(BACKTRACE_FRAMES));
    // Names of functions are kept, offsets of instructions are not: they would double what a loaded plugin holds.
    config.generate_address_map(false);
    without_proposals(&mut config);
    config
}

/// What plugins do not need is not offered. Those that the build left out are named too, because another crate of the same
/// program may switch them on.
fn without_proposals(config: &mut Config) {
    let off = [
        WasmFeatures::THREADS,
        WasmFeatures::SHARED_EVERYTHING_THREADS,
        WasmFeatures::GC,
        WasmFeatures::MEMORY64,
        WasmFeatures::MULTI_MEMORY,
        WasmFeatures::STACK_SWITCHING,
        WasmFeatures::RELAXED_SIMD,
    ];
    for feature in off {
        config.wasm_features(feature, false);
    }
}

fn pool(options: &EngineOptions) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    let parts = options.instances.saturating_mul(PARTS_PER_INSTANCE);
    pool.total_component_instances(options.instances)
        .total_stacks(options.instances)
        .total_memories(options.instances)
        .total_core_instances(parts)
        .total_tables(parts)
        .max_core_instances_per_component(CORE_INSTANCES_PER_COMPONENT)
        .max_memories_per_component(MEMORIES_PER_COMPONENT)
        .max_tables_per_component(TABLES_PER_COMPONENT)
        .table_elements(TABLE_ELEMENTS)
        .table_keep_resident(TABLE_KEEP_RESIDENT)
        .max_unused_warm_slots(options.warm_slots);
    if options.scan_pages && sys::may_scan_pages() {
        pool.pagemap_scan(Enabled::Auto).linear_memory_keep_resident(options.keep_resident_bytes);
    }
    pool
}
