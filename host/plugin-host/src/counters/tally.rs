use std::{
    array,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use optimus_plugin_api::{Class, Code, Error, Operation};

use crate::by_thread::ByThread;

/// How many calls a plugin may be asked for.
pub(crate) const OPERATIONS: usize = Operation::CALLS.len();
/// Where the buckets of times end, in microseconds; the last has no end.
pub(super) const ENDS: [u64; 7] = [50, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
const BUCKETS: usize = ENDS.len() + 1;

/// How calls of one plugin came out. Every number only grows, and is written by calls of this plugin alone.
///
/// A call that answers writes two of them, its bucket and the sum of times, where few other threads do, if any; what is read is the
/// sum over all threads.
#[derive(Debug)]
pub(crate) struct Tally {
    times: ByThread<[OfTimes; OPERATIONS]>,
    operations: [OfOperation; OPERATIONS],
    /// By the place of the code in the one table.
    codes: [AtomicU64; Code::ALL.len()],
    rejected: AtomicU64,
}

/// How long calls took.
#[derive(Debug, Default)]
struct OfTimes {
    microseconds: AtomicU64,
    buckets: [AtomicU64; BUCKETS],
}

/// Other outcomes than an answer.
#[derive(Debug, Default)]
struct OfOperation {
    /// Those of the calls in the buckets that came out otherwise than with an answer.
    errors: AtomicU64,
    faults: AtomicU64,
    refused: AtomicU64,
    unavailable: AtomicU64,
    /// Not in the buckets: nobody waited for their end.
    cancelled: AtomicU64,
}

impl Default for Tally {
    fn default() -> Self {
        let (times, operations) = Default::default();
        Self { times, operations, codes: array::from_fn(|_| AtomicU64::new(0)), rejected: AtomicU64::new(0) }
    }
}

/// The place of a call in the tables of this module.
#[inline]
pub(crate) const fn place_of(operation: Operation) -> usize {
    match operation {
        Operation::GetQuestions => 1,
        Operation::ValidateQuestion => 2,
        Operation::DefaultConfig => 3,
        Operation::DefaultAssets => 4,
        Operation::CompileAssets => 5,
        Operation::GenerateDestination => 6,
        Operation::GenerateDependencies => 7,
        // All others are about a plugin, and not calls of it.
        _ => 0,
    }
}

impl Tally {
    /// A call ended.
    #[inline]
    pub(crate) fn ended<T>(&self, operation: Operation, took: Duration, outcome: &Result<T, Error>) {
        let place = place_of(operation);
        if let Some(of) = self.times.own().and_then(|times| times.get(place)) {
            of.add(took);
        }
        if let (Err(error), Some(of)) = (outcome, self.operations.get(place)) {
            self.failed(of, error.code());
        }
    }

    #[cold]
    fn failed(&self, of: &OfOperation, code: Code) {
        of.of_class(code.class()).fetch_add(1, Ordering::Relaxed);
        self.count(code);
    }

    fn count(&self, code: Code) {
        if let Some(count) = Code::ALL.binary_search(&code).ok().and_then(|place| self.codes.get(place)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A call was let go of before its end.
    #[cold]
    pub(crate) fn cancelled(&self, operation: Operation) {
        if let Some(of) = self.operations.get(place_of(operation)) {
            of.cancelled.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A call was turned away.
    #[cold]
    pub(crate) fn rejected(&self) {
        self.rejected.fetch_add(1, Ordering::Relaxed);
        self.count(Code::OVERLOADED);
    }

    /// How long a call took so far, on average.
    pub(crate) fn mean(&self) -> Duration {
        let of = |of: &OfTimes| (of.buckets.iter().map(load).sum::<u64>(), load(&of.microseconds));
        let all = self.times.iter().flatten().map(of);
        let (calls, time) = all.fold((0_u64, 0_u64), |all, one| (all.0 + one.0, all.1.saturating_add(one.1)));
        Duration::from_micros(time.checked_div(calls).unwrap_or_default())
    }

    pub(super) fn read(&self) -> Read {
        let operations = Operation::CALLS.iter().zip(&self.operations).map(|(call, of)| {
            let times = self.times.iter().filter_map(|times| times.get(place_of(*call)));
            (*call, of.read(times))
        });
        let codes = Code::ALL.iter().zip(&self.codes).map(|(code, count)| (*code, load(count)));
        Read {
            operations: operations.filter(|(_, read)| read.is_any()).collect(),
            codes: codes.filter(|(_, count)| *count > 0).collect(),
            rejected: load(&self.rejected),
        }
    }
}

/// The numbers of a plugin.
pub(super) struct Read {
    pub(super) operations: Vec<(Operation, ReadOperation)>,
    pub(super) codes: Vec<(Code, u64)>,
    pub(super) rejected: u64,
}

/// The numbers of one call.
pub(super) struct ReadOperation {
    pub(super) buckets: [u64; BUCKETS],
    pub(super) microseconds: u64,
    pub(super) errors: u64,
    pub(super) faults: u64,
    pub(super) refused: u64,
    pub(super) unavailable: u64,
    pub(super) cancelled: u64,
}

impl ReadOperation {
    fn is_any(&self) -> bool {
        self.cancelled > 0 || self.buckets.iter().any(|count| *count > 0)
    }
}

impl OfTimes {
    #[inline]
    fn add(&self, took: Duration) {
        let took = took.as_secs().saturating_mul(1_000_000).saturating_add(took.subsec_micros().into());
        let bucket = ENDS.iter().position(|end| took <= *end).unwrap_or(ENDS.len());
        if let Some(bucket) = self.buckets.get(bucket) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.microseconds.fetch_add(took, Ordering::Relaxed);
    }
}

impl OfOperation {
    fn of_class(&self, class: Class) -> &AtomicU64 {
        match class {
            Class::Answer => &self.errors,
            Class::Policy | Class::Usage => &self.refused,
            Class::Environment => &self.unavailable,
            _ => &self.faults,
        }
    }

    fn read<'a>(&self, times: impl Iterator<Item = &'a OfTimes>) -> ReadOperation {
        let (mut buckets, mut microseconds) = ([0; BUCKETS], 0);
        for of in times {
            let all = buckets.iter_mut().chain([&mut microseconds]);
            all.zip(of.buckets.iter().chain([&of.microseconds])).for_each(|(sum, count)| *sum += load(count));
        }
        ReadOperation {
            buckets,
            microseconds,
            errors: load(&self.errors),
            faults: load(&self.faults),
            refused: load(&self.refused),
            unavailable: load(&self.unavailable),
            cancelled: load(&self.cancelled),
        }
    }
}

fn load(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_has_the_place_that_it_has_in_the_contract() {
        for (place, call) in Operation::CALLS.into_iter().enumerate() {
            assert_eq!(place_of(call), place);
        }
    }

    #[test]
    fn what_every_thread_has_counted_is_read_as_one() {
        let tally = Tally::default();
        let call = || tally.ended(Operation::CompileAssets, Duration::from_micros(70), &Ok(()));
        std::thread::scope(|scope| (0..20).for_each(|_| drop(scope.spawn(call))));
        let (_, read) = &tally.read().operations[0];
        assert_eq!((read.microseconds, read.buckets[1], read.buckets.iter().sum::<u64>()), (1_400, 20, 20));
        assert_eq!(tally.mean(), Duration::from_micros(70));
    }

    #[test]
    fn every_code_is_counted_at_its_own_place() {
        let tally = Tally::default();
        Code::ALL.iter().for_each(|code| tally.count(*code));
        assert_eq!(tally.read().codes.len(), Code::ALL.len());
        assert!(tally.read().codes.iter().all(|(_, count)| *count == 1));
    }
}
