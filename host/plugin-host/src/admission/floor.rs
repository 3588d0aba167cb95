use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use optimus_plugin_policy::AuditSink;
use tokio::runtime::{Handle, RuntimeFlavor};

use super::{Desk, Gate, Place, account, turns::Turns};

/// How many calls run and wait, where the policy of a plugin does not say it.
#[derive(Debug, Clone)]
pub(crate) struct Bounds {
    /// Calls of all plugins that run at once. 1,000: what the pool of components has room for.
    pub(crate) calls_at_once: u32,
    /// Calls of all plugins that wait because of that. 1,000.
    pub(crate) queue: u32,
    /// How long a call waits that has no deadline. 10 s: as long as a call of a component may take.
    pub(crate) patience: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { calls_at_once: 1_000, queue: 1_000, patience: Duration::from_secs(10) }
    }
}

/// How many calls of one plugin run and wait; `None` where its policy does not say it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PluginBounds {
    pub(crate) calls: Option<u32>,
    pub(crate) queue: Option<u32>,
    /// How long a call runs at the longest.
    pub(crate) time: Option<Duration>,
}

/// What the plugins of a host share: room, and the CPUs.
#[derive(Debug)]
pub(crate) struct Floor {
    pub(super) room: Gate,
    pub(super) turns: Turns,
    pub(super) audit: AuditSink,
    pub(super) patience: Duration,
    opened: Instant,
}

impl Floor {
    fn new(bounds: &Bounds, audit: AuditSink) -> Self {
        let room = Gate::with_spares(bounds.calls_at_once, bounds.queue);
        Self { room, turns: Turns::new(cpus()), audit, patience: bounds.patience, opened: Instant::now() }
    }

    /// A moment as accounts count them.
    #[inline]
    pub(super) fn moment(&self, now: Instant) -> u64 {
        let since = now.saturating_duration_since(self.opened);
        account::CREDIT.saturating_add(u64::try_from(since.as_micros()).unwrap_or(u64::MAX))
    }
}

/// A long turn that outlives its call.
pub(super) struct Kept(Arc<Floor>);

impl Kept {
    /// `None` if it is no long one: then it has ended.
    pub(super) fn of(turn: Place<'_>, floor: &Arc<Floor>) -> Option<Self> {
        turn.is_in(floor.turns.gate(true)).then(|| {
            turn.stay();
            Self(Arc::clone(floor))
        })
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.0.turns.gate(true).leave();
    }
}

/// The desks of a host, by the names of their plugins. They outlive a reload, so that counters only ever grow.
#[derive(Debug)]
pub(crate) struct Desks {
    floor: Arc<Floor>,
    desks: Mutex<BTreeMap<Arc<str>, Arc<Desk>>>,
    next: AtomicU64,
}

impl Default for Desks {
    fn default() -> Self {
        Self::new(&Bounds::default(), AuditSink::default())
    }
}

impl Desks {
    pub(crate) fn new(bounds: &Bounds, audit: AuditSink) -> Self {
        let floor = Arc::new(Floor::new(bounds, audit));
        Self { floor, desks: Mutex::default(), next: AtomicU64::new(0) }
    }

    /// The desk of the plugin of this name; a new one if there is none, or one of other bounds.
    pub(crate) fn desk(&self, name: &str, bounds: PluginBounds) -> Arc<Desk> {
        let mut desks = self.lock();
        if let Some(desk) = desks.get(name).filter(|desk| desk.has(bounds)) {
            return Arc::clone(desk);
        }
        let name: Arc<str> = name.into();
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let desk = Arc::new(Desk::new(Arc::clone(&self.floor), number, Arc::clone(&name), bounds));
        desks.insert(name, Arc::clone(&desk));
        desk
    }

    /// All of them, by name.
    pub(crate) fn all(&self) -> Vec<Arc<Desk>> {
        self.lock().values().map(Arc::clone).collect()
    }

    /// Forgets those at which nobody serves any more, or their number would grow with every plugin that ever was.
    pub(crate) fn tidy(&self) {
        self.lock().retain(|_, desk| Arc::strong_count(desk) > 1);
    }

    /// Calls of all plugins that run.
    pub(crate) fn running(&self) -> u32 {
        self.floor.room.inside()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Arc<str>, Arc<Desk>>> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many polls can run side by side: a runtime may have fewer threads than the machine has CPUs.
fn cpus() -> u32 {
    let machine = thread::available_parallelism().map_or(1, usize::from);
    let runtime = Handle::try_current().map_or(machine, |handle| match handle.runtime_flavor() {
        RuntimeFlavor::CurrentThread => 1,
        _ => handle.metrics().num_workers(),
    });
    u32::try_from(machine.min(runtime)).unwrap_or(u32::MAX)
}
