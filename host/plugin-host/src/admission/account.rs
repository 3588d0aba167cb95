use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// From here on a poll is long: ten times what a usual call takes.
const LONG: Duration = Duration::from_micros(200);
/// How long a plugin may not be long again, for each unit of time that it was.
const PRICE: u64 = 500;
/// The longest that an account reaches back and ahead, in microseconds: 10 s, which buy 20 ms.
pub(super) const CREDIT: u64 = 10_000_000;

/// How much of the CPUs a call of a plugin has used in long polls, and when that is forgotten.
///
/// Now and then everybody is long: a large file, a thread that the system did not run for a moment. Who is long again and again
/// overdraws its account, and then takes its turns among those who do. It holds the moment from which on it may be long again;
/// moments are microseconds since the floor was opened, and [`CREDIT`].
#[derive(Debug, Default)]
pub(super) struct Account(AtomicU64);

impl Account {
    /// Whether it is; the moment is asked for only if it matters.
    #[inline]
    pub(super) fn is_overdrawn(&self, now: impl FnOnce() -> u64) -> bool {
        let until = self.0.load(Ordering::Relaxed);
        until != 0 && until > now()
    }

    /// Charges for a poll; says whether it was long.
    #[inline]
    pub(super) fn charge(&self, took: Duration, now: impl FnOnce() -> u64) -> bool {
        let long = took >= LONG;
        if long {
            self.charge_long(now(), u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        }
        long
    }

    #[cold]
    fn charge_long(&self, now: u64, took: u64) {
        let charged = |at: u64| {
            let at = at.max(now.saturating_sub(CREDIT)).saturating_add(took.saturating_mul(PRICE));
            Some(at.min(now.saturating_add(CREDIT)))
        };
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, charged);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u64 = CREDIT;
    const TICK: Duration = Duration::from_millis(10);

    #[test]
    fn short_polls_cost_nothing() {
        let (account, short) = (Account::default(), LONG - Duration::from_micros(1));
        assert!((0..100_000).all(|round| !account.charge(short, || START + round * 10)));
        assert!(!account.is_overdrawn(|| START));
    }

    #[test]
    fn who_is_long_again_and_again_is_overdrawn_and_forgiven_after_a_time() {
        let account = Account::default();
        assert!(account.charge(TICK, || START) && account.charge(TICK, || START));
        assert!(!account.is_overdrawn(|| START), "20 ms are for nothing");
        assert!(account.charge(TICK, || START));
        assert!(account.is_overdrawn(|| START));
        (0..1_000).for_each(|_| assert!(account.charge(TICK, || START)));
        assert!(account.is_overdrawn(|| START + CREDIT - 1) && !account.is_overdrawn(|| START + CREDIT));
    }
}
