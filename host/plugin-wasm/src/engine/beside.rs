use std::sync::{
    Arc, OnceLock,
    atomic::{
        AtomicBool,
        Ordering::{Acquire, Relaxed, Release},
    },
};

use optimus_plugin_api::Error;

use super::{Allowance, Room, Share, Side, Variant};
use crate::EngineOptions;

/// Plugins whose machine code is kept open, so that it can be mapped into these pools: a process has 1,024 open files if nobody
/// says otherwise.
const MOST_FILES: u32 = 256;
/// Plugins that are ready in these pools, counted once for each pool. Each takes another open file and some six mappings, of which
/// a process has 65,530.
const MOST_COPIES: u32 = 256;
/// An engine with less room than this has one pool: whoever asks for so little counts on it.
const LEAST_INSTANCES: u32 = 2 * Room::BESIDE;

/// The pools beside the first. Each has an engine of its own, so that calls on different CPUs have nothing in common that they
/// write to: a fresh call counts references to engine, component and modules and takes slots from lists behind locks, and a line
/// of memory that another CPU wrote last costs it some 50 ns each time. They are small, and made when one is first of use.
pub(crate) struct Beside {
    sides: Box<[OnceLock<Arc<Side>>]>,
    means: Arc<Means>,
}

/// What the engines of a process that differ in their stack alone have in common for this.
pub(crate) struct Means {
    files: Arc<Allowance>,
    copies: Arc<Allowance>,
    copying: AtomicBool,
}

/// The right to make a plugin ready. Over when it is dropped, however that comes about.
pub(crate) struct Copying(Arc<Means>);

impl Beside {
    pub(super) fn new(options: &EngineOptions, means: Arc<Means>) -> Self {
        let pools = if options.instances < LEAST_INSTANCES { 1 } else { options.pools };
        Self { sides: (1..pools).map(|_| OnceLock::new()).collect(), means }
    }

    /// How many there are, made or not.
    pub(crate) fn len(&self) -> usize {
        self.sides.len()
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

    pub(crate) fn means(&self) -> &Arc<Means> {
        &self.means
    }
}

impl Means {
    pub(super) fn new() -> Arc<Self> {
        let (files, copies) = (Allowance::new(MOST_FILES), Allowance::new(MOST_COPIES));
        Arc::new(Self { files, copies, copying: AtomicBool::new(false) })
    }

    /// The right to keep a file open.
    pub(crate) fn file(&self) -> Option<Share> {
        self.files.take()
    }

    /// Whether no more plugins may be ready in these pools. One thread at a time makes one ready, so that it stays as it is found.
    pub(crate) fn is_full(&self) -> bool {
        self.copies.taken() >= MOST_COPIES
    }

    /// Counts a plugin that is ready in one pool.
    pub(crate) fn copy(&self) -> Option<Share> {
        self.copies.take()
    }

    /// Plugins that are ready in a pool beside the first, once for each.
    pub(super) fn copies(&self) -> u64 {
        self.copies.taken().into()
    }

    /// The right to make a plugin ready, which one thread at a time has.
    pub(crate) fn begin(self: &Arc<Self>) -> Option<Copying> {
        let is_free = !self.copying.load(Relaxed) && !self.copying.swap(true, Acquire);
        is_free.then(|| Copying(Arc::clone(self)))
    }
}

impl Drop for Copying {
    fn drop(&mut self) {
        self.0.copying.store(false, Release);
    }
}
