use std::sync::atomic::{AtomicBool, Ordering};

use crate::by_thread::ByThread;

/// Places in a gate that were left and not given back, at most one of each thread, which takes it for its next call. So threads
/// that call one thing after the other write nothing that another one reads, until somebody waits.
#[derive(Debug)]
pub(super) struct Spares(ByThread<Spare>);

/// Whether there is a place.
#[derive(Debug, Default)]
struct Spare(AtomicBool);

impl Spares {
    /// For a gate that gets every place back at once.
    pub(super) fn none() -> Self {
        Self(ByThread::none())
    }

    pub(super) fn of_threads() -> Self {
        Self(ByThread::default())
    }

    /// How many there are just now.
    pub(super) fn count(&self) -> usize {
        self.0.iter().filter(|spare| spare.0.load(Ordering::SeqCst)).count()
    }

    /// Keeps a place for this thread; whether it has none yet.
    #[inline]
    pub(super) fn keep(&self) -> bool {
        let keep = |spare: &Spare| spare.0.compare_exchange(false, true, Ordering::SeqCst, Ordering::Relaxed);
        self.0.own().is_some_and(|spare| keep(spare).is_ok())
    }

    /// Takes the one of this thread.
    #[inline]
    pub(super) fn take(&self) -> bool {
        self.0.own().is_some_and(Spare::take)
    }

    /// Takes one of any thread.
    pub(super) fn take_any(&self) -> bool {
        self.0.iter().any(Spare::take)
    }
}

impl Spare {
    #[inline]
    fn take(&self) -> bool {
        self.0.load(Ordering::SeqCst) && self.0.swap(false, Ordering::SeqCst)
    }
}
