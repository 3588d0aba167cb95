use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// When a process died: too many deaths within a time are a loop that only a person ends.
#[derive(Debug)]
pub(super) struct Crashes {
    most: usize,
    window: Duration,
    deaths: VecDeque<Instant>,
}

impl Crashes {
    /// A loop after this many deaths within this time.
    pub(super) fn new(most: u32, window: Duration) -> Self {
        Self { most: usize::try_from(most.clamp(1, 10_000)).unwrap_or(1), window, deaths: VecDeque::new() }
    }

    /// Counts a death. Whether it makes a loop.
    pub(super) fn add(&mut self) -> bool {
        self.add_at(Instant::now())
    }

    fn add_at(&mut self, now: Instant) -> bool {
        self.deaths.push_back(now);
        self.deaths.retain(|at| now.saturating_duration_since(*at) <= self.window);
        self.deaths.len() >= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deaths_within_the_time_make_a_loop_and_older_ones_are_forgotten() {
        let (mut crashes, start) = (Crashes::new(3, Duration::from_secs(60)), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        assert!(!crashes.add_at(at(0)) && !crashes.add_at(at(50)));
        assert!(!crashes.add_at(at(100)), "the first is forgotten");
        assert!(crashes.add_at(at(101)));
        assert!(Crashes::new(0, Duration::ZERO).add_at(start));
    }
}
