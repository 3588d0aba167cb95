use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use wasmtime::Engine;

/// Ticks without a call after which the thread sleeps until one begins.
const IDLE_TICKS: u32 = 100;

/// Advances the engine's epoch while calls run.
///
/// A call must not pay for it: no system call, no counter that all threads write. So calls only set a flag, and only when it
/// is not set; the thread clears it with each tick and goes to sleep when it stayed clear for [`IDLE_TICKS`]. A call that is
/// still running then has been interrupted by an earlier tick, and every time it is polled again it sets the flag.
#[derive(Debug)]
pub(crate) struct Ticker {
    shared: Arc<Shared>,
    thread: thread::Thread,
}

#[derive(Debug, Default)]
struct Shared {
    busy: AtomicBool,
    asleep: AtomicBool,
    stop: AtomicBool,
}

impl Ticker {
    pub(crate) fn start(engine: &Engine, tick: Duration) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let (engine, seen) = (engine.clone(), shared.clone());
        let handle = thread::Builder::new()
            .name("optimus-ticker".to_owned())
            .spawn(move || seen.run(tick, || engine.increment_epoch()))?;
        Ok(Self { shared, thread: handle.thread().clone() })
    }

    /// Says that a call is about to run. A load from a line that is seldom written.
    #[inline]
    pub(crate) fn touch(&self) {
        if !self.shared.busy.load(Ordering::Relaxed) {
            self.wake();
        }
    }

    /// Whether the thread sleeps until the next call.
    #[cfg(test)]
    pub(crate) fn is_asleep(&self) -> bool {
        self.shared.asleep.load(Ordering::SeqCst)
    }

    #[cold]
    fn wake(&self) {
        // Sequentially consistent on both sides: either we see that it sleeps, or it sees that we are busy.
        self.shared.busy.store(true, Ordering::SeqCst);
        if self.shared.asleep.load(Ordering::SeqCst) {
            self.thread.unpark();
        }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        self.thread.unpark();
    }
}

impl Shared {
    fn run(&self, tick: Duration, mut advance: impl FnMut()) {
        let mut idle = 0;
        while !self.stop.load(Ordering::SeqCst) {
            thread::park_timeout(tick);
            advance();
            idle = if self.busy.swap(false, Ordering::SeqCst) { 0 } else { idle + 1 };
            if idle >= IDLE_TICKS {
                self.sleep();
                idle = 0;
            }
        }
    }

    fn sleep(&self) {
        self.asleep.store(true, Ordering::SeqCst);
        while !self.busy.load(Ordering::SeqCst) && !self.stop.load(Ordering::SeqCst) {
            thread::park();
        }
        self.asleep.store(false, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
        let begin = Instant::now();
        while !holds() {
            assert!(begin.elapsed() < Duration::from_secs(30), "waited 30 s until {what}");
            thread::park_timeout(Duration::from_millis(1));
        }
    }

    #[test]
    fn the_ticker_sleeps_when_no_call_runs_and_wakes_with_the_next() {
        let ticker = Ticker::start(&Engine::default(), Duration::from_millis(1)).unwrap();
        wait_until("it sleeps", || ticker.is_asleep());
        ticker.touch();
        wait_until("it is awake", || !ticker.is_asleep());
        wait_until("it sleeps again", || ticker.is_asleep());
    }
}
