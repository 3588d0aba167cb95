use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

/// So many of something at the most. In a line of the CPU's cache of its own: each pool counts in another.
///
/// A semaphore of tokio's would count too, but takes a lock to give one back, for the sake of those who wait. Nobody waits here, and
/// every fresh call in a pool beside the first takes one and gives it back.
#[derive(Debug)]
#[repr(align(64))]
pub(crate) struct Allowance {
    taken: AtomicU32,
    most: u32,
}

/// One of them, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Share(Arc<Allowance>);

impl Allowance {
    pub(crate) fn new(most: u32) -> Arc<Self> {
        Arc::new(Self { taken: AtomicU32::new(0), most })
    }

    /// One, if there is one left.
    #[inline]
    pub(crate) fn take(self: &Arc<Self>) -> Option<Share> {
        let before = self.taken.fetch_add(1, Relaxed);
        let share = Share(Arc::clone(self));
        (before < self.most).then_some(share)
    }

    pub(crate) fn taken(&self) -> u32 {
        self.taken.load(Relaxed)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_takes_nothing_and_what_is_dropped_is_free_again() {
        let places = Allowance::new(2);
        let both = [places.take().unwrap(), places.take().unwrap()];
        assert!(places.take().is_none());
        assert_eq!(places.taken(), 2);
        drop(both);
        assert_eq!(places.taken(), 0);
        assert!(places.take().is_some());
    }

    #[test]
    fn threads_never_have_more_together() {
        let places = Allowance::new(3);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10_000 {
                        let share = places.take();
                        // Those that are being refused are counted for a moment.
                        assert!(share.is_none() || places.taken() <= 3 + 4);
                    }
                });
            }
        });
        assert_eq!(places.taken(), 0);
    }
}
