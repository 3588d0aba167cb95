use std::time::{Duration, Instant};

use crate::limits::{FIRST_PAUSE, LONGEST_PAUSE, STEADY};

/// How long to wait before the next start: twice as long each time, from the beginning after a steady life.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    last: Option<(Instant, Duration)>,
}

impl Backoff {
    pub(super) fn next(&mut self) -> Duration {
        self.next_at(Instant::now())
    }

    fn next_at(&mut self, now: Instant) -> Duration {
        let pause = match self.last {
            Some((at, pause)) if now.saturating_duration_since(at) < pause + STEADY => {
                (pause * 2).min(LONGEST_PAUSE)
            }
            _ => FIRST_PAUSE,
        };
        self.last = Some((now, pause));
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest_and_start_over_after_a_steady_life() {
        let (mut backoff, start) = (Backoff::default(), Instant::now());
        let pauses: Vec<_> = (0..12).map(|_| backoff.next_at(start)).collect();
        assert_eq!(pauses[..3], [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]);
        assert_eq!(pauses[11], LONGEST_PAUSE);
        assert_eq!(backoff.next_at(start + LONGEST_PAUSE + STEADY), FIRST_PAUSE);
    }
}
