//! What threads write at every call, divided among them so that none waits for the cache of another's CPU.

use std::thread;

use optimus_plugin_api::thread_number;

/// Where there are more threads, some share: they meet, as all would otherwise.
const MOST: usize = 8;

/// One of each for every CPU, for the threads that run on them.
#[derive(Debug)]
pub(crate) struct ByThread<T>(Box<[Own<T>]>);

/// In lines of its own in the caches of the CPUs, which fetch them in pairs.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Own<T>(T);

impl<T: Default> Default for ByThread<T> {
    fn default() -> Self {
        let cpus = thread::available_parallelism().map_or(1, usize::from);
        Self((0..cpus.min(MOST)).map(|_| Own::default()).collect())
    }
}

impl<T> ByThread<T> {
    /// For nobody.
    pub(crate) fn none() -> Self {
        Self(Box::default())
    }

    /// The one of this thread; `None` only if there are none.
    #[inline]
    pub(crate) fn own(&self) -> Option<&T> {
        let own = thread_number().checked_rem(self.0.len())?;
        self.0.get(own).map(|own| &own.0)
    }

    /// Those of all threads.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|own| &own.0)
    }
}
