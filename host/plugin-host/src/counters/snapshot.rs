use std::{sync::Arc, time::Duration};

use optimus_plugin_api::{Code, Operation};

use super::tally::{ENDS, ReadOperation};
use crate::admission::{Desk, Desks};

/// The counters of a host at one moment. Numbers of calls only grow, as long as their plugin is served.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Snapshot {
    /// Of each plugin, by name.
    pub plugins: Vec<PluginCounters>,
    /// Calls of all plugins that run now.
    pub running: u64,
}

/// The counters of one plugin.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PluginCounters {
    /// Its name, as it says it: to be escaped wherever it is shown.
    pub plugin: Arc<str>,
    /// Calls that run now.
    pub running: u64,
    /// Calls that wait now.
    pub queued: u64,
    /// Calls that were turned away because too many ran and waited (`P0417`).
    pub rejected: u64,
    /// Of each call that was made at all, in the order of the contract.
    pub operations: Vec<OperationCounters>,
    /// How often each code was the outcome of a call, ascending. Faults are among them, by [`Code::class`].
    pub codes: Vec<(Code, u64)>,
}

/// How the calls of one name came out.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct OperationCounters {
    /// Which call.
    pub operation: Operation,
    /// Answered, *no* included.
    pub answered: u64,
    /// The plugin answered with an error of its own.
    pub errors: u64,
    /// The plugin failed or was stopped.
    pub faults: u64,
    /// Not done, because of the policy or what was asked for.
    pub refused: u64,
    /// Not done, because the host or the machine could not.
    pub unavailable: u64,
    /// Let go of by the caller before their end.
    pub cancelled: u64,
    /// How long calls took that came to their end, from the moment they were let in.
    pub times: Histogram,
}

/// How many calls took how long.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Histogram {
    /// The end of each bucket, and how many calls took at most that long, all shorter ones included.
    pub buckets: Vec<(Duration, u64)>,
    /// All calls, those included that took longer than the last bucket.
    pub count: u64,
    /// The time of all calls together.
    pub sum: Duration,
}

impl Histogram {
    fn of(read: &ReadOperation) -> Self {
        let mut count = 0;
        let cumulative = ENDS.iter().zip(read.buckets).map(|(end, calls)| {
            count += calls;
            (Duration::from_micros(*end), count)
        });
        let buckets = cumulative.collect();
        let (count, sum) = (read.buckets.iter().sum(), Duration::from_micros(read.microseconds));
        Self { buckets, count, sum }
    }
}

impl OperationCounters {
    fn of((operation, read): (Operation, ReadOperation)) -> Self {
        let ReadOperation { errors, faults, refused, unavailable, cancelled, .. } = read;
        let times = Histogram::of(&read);
        // Numbers are read one after the other while calls go on; a difference must not become huge for that.
        let answered = times.count.saturating_sub(errors + faults + refused + unavailable);
        Self { operation, answered, errors, faults, refused, unavailable, cancelled, times }
    }
}

impl PluginCounters {
    fn of(desk: &Desk) -> Self {
        let read = desk.tally.read();
        Self {
            plugin: Arc::clone(desk.name()),
            running: desk.running().into(),
            queued: desk.queued().into(),
            rejected: read.rejected,
            operations: read.operations.into_iter().map(OperationCounters::of).collect(),
            codes: read.codes,
        }
    }
}

/// What the desks say now.
pub(crate) fn snapshot(desks: &Desks) -> Snapshot {
    let plugins = desks.all().iter().map(|desk| PluginCounters::of(desk)).collect();
    Snapshot { plugins, running: desks.running().into() }
}
