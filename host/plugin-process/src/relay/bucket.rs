use tokio::time::Instant;

/// What a plugin may say at once, in bytes: as much as a component in one call, and a long Go trace many times over.
const BURST: u64 = 1024 * 1024;
/// What it may go on saying, in bytes a minute: some hundred lines a second, more than anybody reads, and what a disk of logs
/// bears.
const PER_MINUTE: u64 = 60 * 64 * 1024;
/// What a line costs besides its text, in bytes: its time, level and names. Empty lines would cost nothing otherwise.
const LINE_COST: u64 = 100;
/// Milliseconds.
const MINUTE: i64 = 60_000;
/// More than anybody means; what is counted below does not overflow.
const MOST: u64 = 1 << 40;

/// Bounds what a plugin says in the host's log, in bytes and in lines: full at first, refilled evenly, and closed from when it
/// is empty until a second's worth is in it. Otherwise every other line of a flood would tell how much was dropped.
#[derive(Debug)]
pub(super) struct Bucket {
    bytes: Level,
    lines: Option<Level>,
    filled: Instant,
    /// In bytes, since it was last told.
    dropped: u64,
}

/// One kind of thing, counted in shares: so many of them are one byte, or one line, that a millisecond brings whole ones.
#[derive(Debug)]
struct Level {
    most: i64,
    a_millisecond: i64,
    /// Less than nothing after a line that was longer than what was left.
    left: i64,
    is_closed: bool,
}

impl Level {
    fn new(burst: u64, a_minute: u64) -> Self {
        let shares = |count: u64| i64::try_from(count.min(MOST)).unwrap_or(i64::MAX);
        let most = shares(burst).saturating_mul(MINUTE);
        Self { most, a_millisecond: shares(a_minute), left: most, is_closed: most <= 0 }
    }

    /// At most this many in any minute: half of it at once, and the other half evenly.
    fn at_most(a_minute: u64) -> Self {
        Self::new(a_minute.div_ceil(2), a_minute / 2)
    }

    fn take(&mut self, count: u64) {
        let shares = i64::try_from(count.min(MOST)).unwrap_or(i64::MAX).saturating_mul(MINUTE);
        self.left = self.left.saturating_sub(shares);
        self.is_closed |= self.left <= 0;
    }

    fn refill(&mut self, milliseconds: i64) {
        self.left = self.left.saturating_add(milliseconds.saturating_mul(self.a_millisecond)).min(self.most);
        // A second's worth, at least one whole, and never more than fits.
        let enough = self.a_millisecond.saturating_mul(1000).max(MINUTE).min(self.most.max(1));
        self.is_closed &= self.left < enough;
    }
}

impl Bucket {
    /// With the limits of a policy, in bytes and lines a minute, where it has any.
    pub(super) fn full(now: Instant, bytes: Option<u64>, lines: Option<u64>) -> Self {
        let bytes = bytes.map_or_else(|| Level::new(BURST, PER_MINUTE), Level::at_most);
        Self { bytes, lines: lines.map(Level::at_most), filled: now, dropped: 0 }
    }

    /// Whether a line of this size may be said now. One that may not is counted.
    pub(super) fn lets_through(&mut self, size: usize, now: Instant) -> bool {
        self.refill(now);
        let is_closed = self.bytes.is_closed || self.lines.as_ref().is_some_and(|lines| lines.is_closed);
        if is_closed {
            self.dropped = self.dropped.saturating_add(size as u64);
        }
        !is_closed
    }

    /// Takes what a line costs as it is shown.
    pub(super) fn take(&mut self, shown: usize) {
        self.bytes.take((shown as u64).saturating_add(LINE_COST));
        if let Some(lines) = &mut self.lines {
            lines.take(1);
        }
    }

    /// What was dropped and not told yet.
    pub(super) fn tell_dropped(&mut self) -> Option<u64> {
        Some(std::mem::take(&mut self.dropped)).filter(|dropped| *dropped > 0)
    }

    /// What it may say, for people.
    pub(super) fn allows(&self) -> String {
        let bytes = self.bytes.a_millisecond / 60;
        match &self.lines {
            None => format!("{bytes} bytes a second"),
            Some(lines) => format!("{bytes} bytes a second or {} lines a minute", lines.a_millisecond),
        }
    }

    fn refill(&mut self, now: Instant) {
        let milliseconds = now.saturating_duration_since(self.filled).as_millis();
        let milliseconds = i64::try_from(milliseconds).unwrap_or(i64::MAX);
        if milliseconds > 0 {
            self.bytes.refill(milliseconds);
            if let Some(lines) = &mut self.lines {
                lines.refill(milliseconds);
            }
            self.filled = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A flood of lines for so many seconds, one each millisecond; how many bytes pass, in how many lines, and how often drops
    /// are told.
    fn flood(mut bucket: Bucket, seconds: u64, line: usize) -> (u64, u64, u64) {
        let start = bucket.filled;
        let (mut passed, mut lines, mut told) = (0, 0, 0);
        for millisecond in 0..seconds * 1000 {
            if bucket.lets_through(line, start + Duration::from_millis(millisecond)) {
                told += u64::from(bucket.tell_dropped().is_some());
                bucket.take(line);
                passed += line as u64;
                lines += 1;
            }
        }
        (passed, lines, told)
    }

    fn usual() -> Bucket {
        Bucket::full(Instant::now(), None, None)
    }

    #[test]
    fn a_flood_gets_the_burst_and_then_what_flows_in() {
        for line in [100, 1000, 60_000] {
            let (passed, _, told) = flood(usual(), 20, line);
            let most = BURST + PER_MINUTE / 3 + line as u64;
            assert!(passed <= most, "{line}: {passed}");
            assert!((2..=20).contains(&told), "{line}: {told}");
        }
    }

    #[test]
    fn a_limit_of_bytes_or_lines_a_minute_holds_in_each_minute() {
        for (bytes, line) in [(1000, 10), (100_000, 1000), (1 << 20, 50)] {
            let (passed, ..) = flood(Bucket::full(Instant::now(), Some(bytes), None), 60, line);
            assert!(passed <= bytes + line as u64, "{bytes}: {passed}");
        }
        for most in [0, 1, 2, 7, 1000] {
            let (_, lines, _) = flood(Bucket::full(Instant::now(), None, Some(most)), 60, 10);
            assert!(lines <= most + 1 && lines + 1 >= most / 2, "{most}: {lines}");
        }
    }

    #[test]
    fn lines_without_text_are_bounded_too() {
        let mut bucket = usual();
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
        let mut bucket = Bucket::full(start, None, Some(12_000));
        for second in 0..10_000 {
            let now = start + Duration::from_secs(second);
            for _ in 0..90 {
                assert!(bucket.lets_through(500, now), "{second}");
                bucket.take(500);
            }
        }
        assert_eq!(bucket.tell_dropped(), None);
    }

    #[test]
    fn what_was_dropped_is_told_once() {
        let mut bucket = usual();
        let now = bucket.filled;
        bucket.take(1024 * 1024);
        assert!(!bucket.lets_through(7, now) && !bucket.lets_through(5, now));
        assert!(bucket.lets_through(1, now + Duration::from_secs(2)));
        assert_eq!((bucket.tell_dropped(), bucket.tell_dropped()), (Some(12), None));
    }
}
