use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// Figures of an engine since it was made, for an embedder to export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EngineCounters {
    /// Components that were compiled.
    pub compilations: u64,
    /// Components that could not be compiled, or not within their limits.
    pub compile_failures: u64,
    /// How long compiling took, together, the failures included.
    pub compile_time: Duration,
    /// Components that came from the cache.
    pub cache_hits: u64,
    /// Components that the cache did not have.
    pub cache_misses: u64,
    /// Files of the cache that were damaged and put aside.
    pub cache_damaged: u64,
    /// Instances that exist now, warm ones included.
    pub instances: u64,
    /// How many instances may exist at once, in all pools that were made.
    pub instances_limit: u64,
    /// Pools of instances that were made: the first, and those that calls of several threads or in deterministic mode had use for.
    pub pools: u64,
    /// Plugins that are ready in a pool beside the first, counted once for each.
    pub copies: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    compilations: AtomicU64,
    failures: AtomicU64,
    nanoseconds: AtomicU64,
    hits: AtomicU64,
    misses: AtomicU64,
    damaged: AtomicU64,
}

impl Counters {
    pub(super) fn compiled(&self, took: Duration, succeeded: bool) {
        if succeeded { &self.compilations } else { &self.failures }.fetch_add(1, Relaxed);
        self.nanoseconds.fetch_add(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX), Relaxed);
    }

    pub(super) fn hit(&self) {
        self.hits.fetch_add(1, Relaxed);
    }

    pub(super) fn missed(&self) {
        self.misses.fetch_add(1, Relaxed);
    }

    pub(super) fn damaged(&self) {
        self.damaged.fetch_add(1, Relaxed);
    }

    pub(super) fn snapshot(&self) -> EngineCounters {
        EngineCounters {
            compilations: self.compilations.load(Relaxed),
            compile_failures: self.failures.load(Relaxed),
            compile_time: Duration::from_nanos(self.nanoseconds.load(Relaxed)),
            cache_hits: self.hits.load(Relaxed),
            cache_misses: self.misses.load(Relaxed),
            cache_damaged: self.damaged.load(Relaxed),
            ..EngineCounters::default()
        }
    }
}
