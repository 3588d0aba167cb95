use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::gate::{Gate, Place};

/// For how long after a short poll a CPU is kept free for the next, in microseconds.
const KEPT_FREE: u64 = 10_000_000;
/// How long a CPU is kept free in any case, in each [`BREATH_EVERY`], in microseconds: a tick of the engine. A runtime looks for
/// tasks that come from outside of it, and for what the network brought, once in 61 polls of a thread that has others; where each
/// of them takes a tick, a call would wait for half a second before it is seen at all. A thread without a task looks at once.
const BREATH: u64 = 10_000;
/// See [`BREATH`].
const BREATH_EVERY: u64 = 80_000;
/// A wait for a turn is never refused: who waits is running already, and counted by the gates before.
const UNBOUNDED: u32 = u32::MAX >> 1;

/// Turns on the CPUs, one for each poll of a plugin's call.
///
/// A component computes inside a poll, for up to a tick of its engine, and a runtime polls its tasks in the order in which they
/// became ready: a thousand calls of one plugin would stand before the next of another. So only as many calls as the CPUs can
/// take are ready at once, and the others wait here, where lines are fair.
///
/// Long polls take turns of their own, one fewer than there are CPUs: a short call then finds a CPU that is free, and does not
/// wait until a tick has passed. With one CPU it waits for one tick. While nobody makes short calls, next to nothing is kept free.
#[derive(Debug)]
pub(crate) struct Turns {
    short: Gate,
    long: Gate,
    cpus: u32,
    /// Whether there was a short poll since a long one looked last. Written once for each time that one looks.
    was_short: AtomicBool,
    /// When a long poll saw last that there had been a short one, in microseconds.
    seen: AtomicU64,
}

impl Turns {
    pub(super) fn new(cpus: u32) -> Self {
        let (short, long) = (Gate::new(cpus.saturating_mul(2), UNBOUNDED), Gate::new(cpus, UNBOUNDED));
        Self { short, long, cpus, was_short: AtomicBool::new(false), seen: AtomicU64::new(0) }
    }

    /// The gate of polls like this one.
    #[inline]
    pub(super) fn gate(&self, is_long: bool) -> &Gate {
        if is_long { &self.long } else { &self.short }
    }

    /// A turn for a short poll, if one is free.
    #[inline]
    pub(super) fn enter_short(&self) -> Option<Place<'_>> {
        self.note_short();
        self.short.enter()
    }

    /// There is a short poll.
    #[inline]
    pub(super) fn note_short(&self) {
        if !self.was_short.load(Ordering::Relaxed) {
            self.was_short.store(true, Ordering::Relaxed);
        }
    }

    /// A turn for a long poll, if one is free.
    pub(super) fn enter_long(&self, now: u64) -> Option<Place<'_>> {
        if self.was_short.load(Ordering::Relaxed) {
            self.was_short.store(false, Ordering::Relaxed);
            self.seen.store(now, Ordering::Relaxed);
        }
        let is_needed =
            now < self.seen.load(Ordering::Relaxed).saturating_add(KEPT_FREE) || now % BREATH_EVERY < BREATH;
        self.long.set_limit(if is_needed { self.cpus.saturating_sub(1) } else { self.cpus });
        self.long.enter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all<'a>(enter: impl FnMut() -> Option<Place<'a>>) -> usize {
        std::iter::from_fn(enter).collect::<Vec<_>>().len()
    }

    /// Beyond the first breath.
    const START: u64 = KEPT_FREE + BREATH;

    #[test]
    fn a_cpu_is_kept_free_for_short_polls_as_long_as_there_are_some() {
        let turns = Turns::new(4);
        assert_eq!(all(|| turns.enter_long(START)), 4);
        assert_eq!(all(|| turns.enter_short()), 8);
        assert_eq!(all(|| turns.enter_long(START)), 3);
        assert_eq!(all(|| turns.enter_long(START + KEPT_FREE - 1)), 3);
        assert_eq!(all(|| turns.enter_long(START + KEPT_FREE)), 4);
    }

    #[test]
    fn for_a_tick_now_and_then_a_cpu_is_kept_free_in_any_case() {
        let turns = Turns::new(2);
        let at_once = |now| all(|| turns.enter_long(now));
        assert_eq!(
            [0, BREATH - 1, BREATH, BREATH_EVERY - 1].map(|after| at_once(8 * KEPT_FREE + after)),
            [1, 1, 2, 2]
        );
    }

    #[test]
    fn with_one_cpu_there_is_one_turn_for_long_polls() {
        let turns = Turns::new(1);
        assert_eq!(all(|| turns.enter_short()), 2);
        assert_eq!(all(|| turns.enter_long(START)), 1);
    }
}
