use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        LazyLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

/// From here on a poll is long: ten times what a usual call takes.
const LONG: Duration = Duration::from_micros(200);
/// What a fault counts for: a crash is unwound and told, and whoever crashes in a storm is to stand in line with itself. 20 of
/// them in 10 s are for nothing.
pub(super) const FAULT: Duration = Duration::from_millis(1);
/// How long a plugin may not be long again, for each unit of time that it was.
const PRICE: u64 = 500;
/// The longest that an account reaches back and ahead, in microseconds: 10 s, which buy 20 ms.
pub(super) const CREDIT: u64 = 10_000_000;

/// How much of the CPUs a call of a plugin has used in long polls, and when that is forgotten.
///
/// Now and then everybody is long: with a large file, for instance. Who is long again and again overdraws its account, and then
/// takes its turns among those who do.
///
/// What counts is the time of the CPU. On a machine that is busy, a poll takes long because the system does not run the thread,
/// and its plugin would be punished for the floods of others. But to ask for it is a system call, so it is asked only of those
/// who are *watched*: whose polls were long again and again by the clock, and whose last one was, or who were charged lately. Of all
/// others one poll in [`SAMPLE`] is watched: on a machine that is busy everybody is long by the clock now and then.
#[derive(Debug, Default)]
pub(super) struct Account {
    by_clock: Ledger,
    by_cpu: Ledger,
    /// By the clock, in the last poll.
    was_long: AtomicBool,
}

/// See [`Account`].
const SAMPLE: u64 = 16;

/// Whether a poll at this moment is one that is watched. By a secret of this process: a plugin that knows the time could otherwise
/// be long in all others.
fn is_sample(now: u64) -> bool {
    static SECRET: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    SECRET.hash_one(now).is_multiple_of(SAMPLE)
}

/// The moment from which on somebody may be long again; it reaches [`CREDIT`] back and ahead. Moments are microseconds since the
/// floor was opened, and [`CREDIT`].
#[derive(Debug, Default)]
struct Ledger(AtomicU64);

impl Ledger {
    /// The moment is asked for only if it matters.
    #[inline]
    fn is_overdrawn(&self, now: impl FnOnce() -> u64) -> bool {
        let until = self.0.load(Ordering::Relaxed);
        until != 0 && until > now()
    }

    /// Whether something that was paid is not forgotten yet.
    fn was_paid_lately(&self, now: u64) -> bool {
        self.0.load(Ordering::Relaxed) > now.saturating_sub(CREDIT)
    }

    fn pay(&self, time: Duration, now: u64) {
        let price = u64::try_from(time.as_micros()).unwrap_or(u64::MAX).saturating_mul(PRICE);
        let paid = |until: u64| {
            let until = until.max(now.saturating_sub(CREDIT)).saturating_add(price);
            Some(until.min(now.saturating_add(CREDIT)))
        };
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, paid);
    }
}

/// The CPU time of this thread before a poll of somebody who is watched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch(Duration);

impl Watch {
    fn begin() -> Self {
        Self(cpu_time())
    }

    /// The CPU time of the poll, now that it has ended.
    fn used(self) -> Duration {
        cpu_time().saturating_sub(self.0)
    }
}

impl Account {
    /// Whether it is, by the time of the CPU.
    #[inline]
    pub(super) fn is_overdrawn(&self, now: impl FnOnce() -> u64) -> bool {
        self.by_cpu.is_overdrawn(now)
    }

    /// What is to be known before a poll of somebody who is watched.
    #[inline]
    pub(super) fn watch(&self, now: impl Fn() -> u64) -> Option<Watch> {
        if !self.by_clock.is_overdrawn(&now) {
            return None;
        }
        let now = now();
        let is_watched =
            self.was_long.load(Ordering::Relaxed) || self.by_cpu.was_paid_lately(now) || is_sample(now);
        is_watched.then(Watch::begin)
    }

    /// Charges for a poll that took so long by the clock; says whether it was long.
    #[inline]
    pub(super) fn charge(&self, took: Duration, watch: Option<Watch>, now: impl FnOnce() -> u64) -> bool {
        let is_long = took >= LONG;
        if self.was_long.load(Ordering::Relaxed) != is_long {
            self.was_long.store(is_long, Ordering::Relaxed);
        }
        is_long && self.charge_long(took, watch, now())
    }

    #[cold]
    fn charge_long(&self, took: Duration, watch: Option<Watch>, now: u64) -> bool {
        self.by_clock.pay(took, now);
        let Some(watch) = watch else { return false };
        let used = watch.used();
        let is_long = used >= LONG;
        if is_long {
            self.by_cpu.pay(used, now);
        }
        is_long
    }

    /// Charges for a fault of the plugin, however short its poll was.
    #[cold]
    pub(super) fn charge_fault(&self, now: u64) {
        self.by_cpu.pay(FAULT, now);
    }
}

/// How long this thread ran so far.
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: u64 = CREDIT;
    const TICK: Duration = Duration::from_millis(10);

    #[test]
    fn short_polls_cost_nothing() {
        let (account, short) = (Account::default(), LONG - Duration::from_micros(1));
        assert!((0..100_000).all(|round| !account.charge(short, None, || START + round * 10)));
        assert!(!account.is_overdrawn(|| START) && account.watch(|| START).is_none());
    }

    #[test]
    fn who_is_long_again_and_again_by_the_clock_is_watched_for_a_time() {
        let account = Account::default();
        (0..2).for_each(|_| assert!(!account.charge(TICK, None, || START), "why it took long is not known"));
        assert!(account.watch(|| START).is_none(), "20 ms are for nothing");
        account.charge(TICK, None, || START);
        assert!(account.watch(|| START).is_some() && account.watch(|| START + CREDIT).is_none());
    }

    #[test]
    fn who_waits_for_a_cpu_is_not_charged_for_it() {
        let account = Account::default();
        (0..3).for_each(|_| assert!(!account.charge(TICK, None, || START)));
        // As if the CPU had not run this thread since.
        let waits = Some(Watch(Duration::MAX));
        for _ in 0..100 {
            assert!(account.watch(|| START).is_some());
            assert!(!account.charge(TICK, waits, || START));
        }
        assert!(!account.is_overdrawn(|| START));
    }

    #[test]
    fn who_computes_while_it_is_watched_is_charged_for_that() {
        let account = Account::default();
        let watch = Watch::begin();
        while watch.used() < LONG {}
        assert!(account.charge(LONG, Some(watch), || START));
    }

    #[test]
    fn who_is_short_again_is_watched_now_and_then_whatever_its_beat_is() {
        let account = Account::default();
        (0..3).for_each(|_| assert!(!account.charge(TICK, None, || START)));
        account.charge(Duration::ZERO, None, || START);
        for beat in [1, 7, 16, 100, 233, 256] {
            let watched =
                (0..10_000).filter(|round| account.watch(|| START + round * beat).is_some()).count();
            assert!((400..900).contains(&watched), "one in {SAMPLE}, at every beat: {watched} at {beat}");
        }
    }

    #[test]
    fn who_was_charged_lately_is_watched_however_short_it_is_in_between() {
        let account = Account::default();
        (0..3).for_each(|_| assert!(!account.charge(TICK, None, || START)));
        account.by_cpu.pay(TICK, START);
        account.charge(Duration::ZERO, None, || START);
        assert!((0..1_000).all(|round| account.watch(|| START + round).is_some()));
        assert!(!account.is_overdrawn(|| START), "20 ms are for nothing");
    }

    #[test]
    fn who_overdraws_is_forgiven_after_a_time() {
        let ledger = Ledger::default();
        (0..2).for_each(|_| ledger.pay(TICK, START));
        assert!(!ledger.is_overdrawn(|| START), "20 ms are for nothing");
        ledger.pay(TICK, START);
        assert!(ledger.is_overdrawn(|| START));
        (0..1_000).for_each(|_| ledger.pay(TICK, START));
        assert!(ledger.is_overdrawn(|| START + CREDIT - 1) && !ledger.is_overdrawn(|| START + CREDIT));
    }

    #[test]
    fn who_fails_again_and_again_is_overdrawn() {
        let account = Account::default();
        (0..20).for_each(|_| account.charge_fault(START));
        assert!(!account.is_overdrawn(|| START));
        account.charge_fault(START);
        assert!(account.is_overdrawn(|| START));
    }
}
