use std::sync::{
    Arc, OnceLock,
    atomic::{
        AtomicBool, AtomicU64, AtomicUsize,
        Ordering::{Acquire, Relaxed, Release},
    },
};

use optimus_plugin_api::Error;

use super::{Room, Side, Variant};
use crate::EngineOptions;

/// Plugins that may come into these pools. Each keeps a file open, of which a process has 1,024 if nobody says otherwise.
const MOST_PLUGINS: u64 = 256;
/// Plugins that are ready in these pools, counted once for each pool. Each takes another open file and some six mappings, of which
/// a process has 65,530.
const MOST_COPIES: u64 = 256;
/// An engine with less room than this has one pool: whoever asks for so little counts on it.
const LEAST_INSTANCES: u32 = 2 * Room::BESIDE;

/// The pools beside the first. Each has an engine of its own, so that calls on different CPUs have nothing in common that they
/// write to: a fresh call counts references to engine, component and modules and takes slots from lists behind locks, and a line
/// of memory that another CPU wrote last costs it some 50 ns each time. They are small, and made when one is first of use.
pub(crate) struct Beside {
    sides: Box<[OnceLock<Arc<Side>>]>,
    plugins: AtomicU64,
    copies: AtomicU64,
    copying: AtomicBool,
}

impl Beside {
    pub(super) fn new(options: &EngineOptions) -> Self {
        let pools = if options.instances < LEAST_INSTANCES { 1 } else { options.pools };
        Self {
            sides: (1..pools).map(|_| OnceLock::new()).collect(),
            plugins: AtomicU64::new(0),
            copies: AtomicU64::new(0),
            copying: AtomicBool::new(false),
        }
    }

    /// Lets one more plugin in, if there is room for it, and says how many pools there are for it, made or not.
    pub(crate) fn join(&self) -> Option<usize> {
        let pools = self.sides.len();
        if pools > 0 && self.plugins.fetch_add(1, Relaxed) < MOST_PLUGINS {
            return Some(pools);
        }
        self.plugins.fetch_sub(u64::from(pools > 0), Relaxed);
        None
    }

    /// A plugin that had joined, and was ready in so many, leaves.
    pub(crate) fn leave(&self, ready: usize) {
        self.plugins.fetch_sub(1, Relaxed);
        self.copies.fetch_sub(u64::try_from(ready).unwrap_or(u64::MAX), Relaxed);
    }

    /// Those that were of use by now.
    pub(super) fn made(&self) -> impl Iterator<Item = &Arc<Side>> {
        self.sides.iter().filter_map(OnceLock::get)
    }

    /// One of them, made now if need be.
    pub(super) fn side(&self, pool: usize, options: &EngineOptions) -> Result<Option<&Arc<Side>>, Error> {
        let Some(side) = self.sides.get(pool) else { return Ok(None) };
        if let Some(side) = side.get() {
            return Ok(Some(side));
        }
        let made = Arc::new(Side::new(options, Variant::Normal, Room::beside(options))?);
        // Of two that are made at once, one is dropped again.
        Ok(Some(side.get_or_init(|| made)))
    }

    /// Begins to make a plugin ready in one of them, which one thread at a time does; whoever is told no comes again.
    pub(crate) fn begin(&self) -> bool {
        !self.copying.load(Relaxed) && !self.copying.swap(true, Acquire)
    }

    /// Ends what [`Beside::begin`] began.
    pub(crate) fn end(&self) {
        self.copying.store(false, Release);
    }

    /// Counts a plugin that is ready in one of them.
    pub(crate) fn copied(&self) {
        self.copies.fetch_add(1, Relaxed);
    }

    /// Plugins that are ready in one of them, once for each.
    pub(super) fn copies(&self) -> u64 {
        self.copies.load(Relaxed)
    }

    /// Whether there is no room for another.
    pub(crate) fn is_full(&self) -> bool {
        self.copies() >= MOST_COPIES
    }
}

/// Which of so many pools calls of this thread belong to. Threads take them in turn, from the first call that each makes.
#[inline]
pub(crate) fn home(pools: usize) -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local!(static NUMBER: usize = NEXT.fetch_add(1, Relaxed));
    // Where a thread is being torn down it has no number any more: any pool will do.
    NUMBER.try_with(|number| *number).unwrap_or_default().checked_rem(pools).unwrap_or_default()
}
