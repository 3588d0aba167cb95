use tokio::time::Instant;

/// What a plugin may say at once, in bytes: as much as a component in one call, and a long Go trace many times over.
pub(super) const BURST: i64 = 1024 * 1024;
/// What it may go on saying, in bytes a second: some hundred lines, more than anybody reads, and what a disk of logs bears.
pub(super) const PER_SECOND: i64 = 64 * 1024;
/// What a line costs besides its text, in bytes: its time, level and names. Empty lines would cost nothing otherwise.
const LINE_COST: i64 = 100;

/// Bounds what a plugin says in the host's log: full at first, refilled evenly, and closed from when it is empty until a
/// second's worth is in it. Otherwise every other line of a flood would tell how much was dropped.
#[derive(Debug)]
pub(super) struct Bucket {
    /// Less than nothing after a line that was longer than what was left.
    left: i64,
    filled: Instant,
    is_closed: bool,
    /// In bytes, since it was last told.
    dropped: u64,
}

impl Bucket {
    pub(super) fn full(now: Instant) -> Self {
        Self { left: BURST, filled: now, is_closed: false, dropped: 0 }
    }

    /// Whether a line of this size may be said now. One that may not is counted.
    pub(super) fn lets_through(&mut self, size: usize, now: Instant) -> bool {
        self.refill(now);
        if self.is_closed {
            self.dropped = self.dropped.saturating_add(size as u64);
        }
        !self.is_closed
    }

    /// Takes what a line costs as it is shown.
    pub(super) fn take(&mut self, shown: usize) {
        let cost = i64::try_from(shown).unwrap_or(BURST).saturating_add(LINE_COST);
        self.left = self.left.saturating_sub(cost);
        self.is_closed |= self.left <= 0;
    }

    /// What was dropped and not told yet.
    pub(super) fn tell_dropped(&mut self) -> Option<u64> {
        Some(std::mem::take(&mut self.dropped)).filter(|dropped| *dropped > 0)
    }

    fn refill(&mut self, now: Instant) {
        let milliseconds = now.saturating_duration_since(self.filled).as_millis();
        let more = i64::try_from(milliseconds).unwrap_or(i64::MAX).saturating_mul(PER_SECOND) / 1000;
        if more > 0 {
            self.left = self.left.saturating_add(more).min(BURST);
            self.filled = now;
        }
        self.is_closed &= self.left < PER_SECOND;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A flood of lines for so many seconds, one each millisecond; how many bytes pass, and how often drops are told.
    fn flood(seconds: u64, line: usize) -> (usize, usize) {
        let start = Instant::now();
        let (mut bucket, mut passed, mut told) = (Bucket::full(start), 0, 0);
        for millisecond in 0..seconds * 1000 {
            if bucket.lets_through(line, start + Duration::from_millis(millisecond)) {
                told += usize::from(bucket.tell_dropped().is_some());
                bucket.take(line);
                passed += line;
            }
        }
        (passed, told)
    }

    #[test]
    fn a_flood_gets_the_burst_and_then_what_flows_in() {
        for line in [100, 1000, 60_000] {
            let (passed, told) = flood(20, line);
            let most = usize::try_from(BURST + 20 * PER_SECOND).unwrap() + line;
            assert!(passed <= most, "{line}: {passed}");
            assert!((2..=20).contains(&told), "{line}: {told}");
        }
    }

    #[test]
    fn lines_without_text_are_bounded_too() {
        let mut bucket = Bucket::full(Instant::now());
        let now = bucket.filled;
        let mut passed = 0;
        while bucket.lets_through(0, now) {
            bucket.take(0);
            passed += 1;
        }
        assert_eq!(passed, BURST / LINE_COST + 1);
    }

    #[test]
    fn a_plugin_that_says_little_loses_nothing() {
        let start = Instant::now();
        let mut bucket = Bucket::full(start);
        for second in 0..10_000 {
            let now = start + Duration::from_secs(second);
            for _ in 0..100 {
                assert!(bucket.lets_through(500, now), "{second}");
                bucket.take(500);
            }
        }
        assert_eq!(bucket.tell_dropped(), None);
    }

    #[test]
    fn what_was_dropped_is_told_once() {
        let mut bucket = Bucket::full(Instant::now());
        let now = bucket.filled;
        bucket.take(1024 * 1024);
        assert!(!bucket.lets_through(7, now) && !bucket.lets_through(5, now));
        assert!(bucket.lets_through(1, now + Duration::from_secs(2)));
        assert_eq!((bucket.tell_dropped(), bucket.tell_dropped()), (Some(12), None));
    }
}
