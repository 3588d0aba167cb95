use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use optimus_plugin_api::{CallContext, Error, Operation};
use optimus_plugin_policy::{AuditEvent, AuditVerdict, OF_ALL_PLUGINS};
use tokio::runtime::Handle;

use super::{
    Gate, Place, PluginBounds, Wait,
    account::{Account, FAULT, Watch},
    fair::Line,
    floor::{Floor, Kept},
    wait::Waited,
};
use crate::{
    counters::{OPERATIONS, Tally, place_of},
    errors,
};

/// Calls of one plugin that run at once, where its policy does not say it: Optimus compiles up to 600 jobs at once.
const CALLS: u32 = 600;
/// Calls of one plugin that wait, where its policy does not say it.
const QUEUE: u32 = 1_000;
/// How long a call runs at the longest, where its policy does not say it: what is the default of components.
const TIME: Duration = Duration::from_secs(10);
/// The tenant of calls that name none.
const TENANT: &str = "default";
/// A turn for a short poll comes within a few of them. If it does not, something that was given a turn is not polled by whoever
/// holds it, and nobody waits for that.
const LOST_TURN: Duration = Duration::from_secs(1);

/// Where the calls of one plugin are let in and counted. What only this plugin's calls touch is in here, so that plugins do
/// not meet in the cache of the CPUs.
#[derive(Debug)]
#[repr(align(128))]
pub(crate) struct Desk {
    gate: Gate,
    accounts: [Account; OPERATIONS],
    queued: AtomicU32,
    pub(crate) tally: Tally,
    number: u64,
    bounds: PluginBounds,
    name: Arc<str>,
    floor: Arc<Floor>,
}

/// What a call waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// A place among the calls of its plugin.
    Plugin,
    /// A place among all calls.
    Host,
    /// A turn on a CPU.
    Turn,
}

/// Whether a poll may be made.
#[derive(Debug)]
pub(crate) enum Turn<'a> {
    NotNeeded,
    Now(Place<'a>),
    Later,
}

impl Desk {
    pub(super) fn new(floor: Arc<Floor>, number: u64, name: Arc<str>, bounds: PluginBounds) -> Self {
        let (calls, queue) = (bounds.calls.unwrap_or(CALLS), bounds.queue.unwrap_or(QUEUE));
        Self {
            gate: Gate::with_spares(calls, queue),
            accounts: Default::default(),
            queued: AtomicU32::new(0),
            tally: Tally::default(),
            number,
            bounds,
            name,
            floor,
        }
    }

    pub(super) fn has(&self, bounds: PluginBounds) -> bool {
        self.bounds == bounds
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Calls that run.
    pub(crate) fn running(&self) -> u32 {
        self.gate.inside()
    }

    /// Calls that wait for either gate.
    pub(crate) fn queued(&self) -> u32 {
        self.queued.load(Ordering::Relaxed)
    }

    /// A place, if one is free.
    #[inline]
    pub(crate) fn enter(&self, what: For) -> Option<Place<'_>> {
        self.gate(what, false).enter()
    }

    /// Whether the next poll of a call takes its turn among the long ones.
    #[inline]
    pub(crate) fn is_long(&self, operation: Operation, was_long: bool, now: Instant) -> bool {
        let is_overdrawn = |account: &Account| account.is_overdrawn(|| self.floor.moment(now));
        was_long || self.account(operation).is_some_and(is_overdrawn)
    }

    /// A turn for a poll, if one is free.
    #[inline]
    pub(crate) fn turn(&self, is_long: bool, now: Instant) -> Turn<'_> {
        let turns = &self.floor.turns;
        match is_long {
            // As long as so few places are taken at all, those that threads keep among them, nobody stands in anybody's way.
            false if self.floor.room.inside_at_most() <= turns.gate(false).most() => {
                turns.note_short();
                Turn::NotNeeded
            }
            false => turns.enter_short().map_or(Turn::Later, Turn::Now),
            true => turns.enter_long(self.floor.moment(now)).map_or(Turn::Later, Turn::Now),
        }
    }

    /// What is to be known before a poll to charge for it.
    #[inline]
    pub(crate) fn watch(&self, operation: Operation, now: Instant) -> Option<Watch> {
        self.account(operation)?.watch(|| self.floor.moment(now))
    }

    /// Charges for a poll; says whether it was long.
    #[inline]
    pub(crate) fn charge(
        &self,
        operation: Operation,
        took: Duration,
        watch: Option<Watch>,
        now: Instant,
    ) -> bool {
        let charge = |account: &Account| account.charge(took, watch, || self.floor.moment(now));
        self.account(operation).is_some_and(charge)
    }

    /// Whether a turn is one of the long ones.
    pub(crate) fn is_long_turn(&self, turn: &Place<'_>) -> bool {
        turn.is_in(self.floor.turns.gate(true))
    }

    /// Charges for a call that ended in a fault of the plugin.
    #[cold]
    pub(crate) fn charge_fault(&self, operation: Operation, now: Instant) {
        if let Some(account) = self.account(operation) {
            account.charge_fault(self.floor.moment(now));
        }
    }

    /// Ends a turn a moment later, if it is one of the long ones: a storm of crashes would otherwise keep every CPU busy with being
    /// unwound, told and let in again. Whether the caller polls meanwhile does not matter.
    #[cold]
    pub(crate) fn keep_for_a_moment(&self, turn: Place<'_>) {
        let Ok(runtime) = Handle::try_current() else { return };
        if let Some(kept) = Kept::of(turn, &self.floor) {
            runtime.spawn(async move {
                tokio::time::sleep(FAULT).await;
                drop(kept);
            });
        }
    }

    #[inline]
    fn account(&self, operation: Operation) -> Option<&Account> {
        self.accounts.get(place_of(operation))
    }

    /// Lines up.
    #[cold]
    pub(crate) fn wait(
        &self,
        what: For,
        is_long: bool,
        ctx: &CallContext,
        until: Instant,
    ) -> Result<Wait<'_>, Waited<'_>> {
        let line = Line { tenant: ctx.tenant().unwrap_or(TENANT), plugin: self.number };
        let counted = (what != For::Turn).then_some(&self.queued);
        Wait::new(self.gate(what, is_long), line, until, counted)
    }

    /// Until when a call that came now waits for a place.
    pub(crate) fn patience(&self, ctx: &CallContext, now: Instant) -> Instant {
        let own = now + self.floor.patience;
        ctx.deadline().map_or(own, |deadline| deadline.min(own))
    }

    /// Until when a call waits for a turn: a short one for as long as a turn can be late, a long one until its deadline.
    pub(crate) fn last_turn(
        &self,
        ctx: &CallContext,
        began: Instant,
        is_long: bool,
        now: Instant,
    ) -> Instant {
        let later = now + LOST_TURN;
        if !is_long {
            return later;
        }
        let time =
            ctx.limits().and_then(|limits| limits.time).map_or(self.time(), |time| time.min(self.time()));
        let end = began + time;
        let end = ctx.deadline().map_or(end, |deadline| deadline.min(end));
        if end > now { end } else { later }
    }

    /// The longest that a call of it runs. A year stands for ever: the range of the clock is not known.
    fn time(&self) -> Duration {
        const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
        self.bounds.time.unwrap_or(TIME).min(YEAR)
    }

    #[inline]
    fn gate(&self, what: For, is_long: bool) -> &Gate {
        match what {
            For::Plugin => &self.gate,
            For::Host => &self.floor.room,
            For::Turn => self.floor.turns.gate(is_long),
        }
    }

    /// The engine has no room for a call that was let in. Whether it is worth while to wait until another one ends.
    pub(crate) fn is_full_behind(&self) -> bool {
        let others = self.floor.room.inside() > 1;
        if others {
            self.floor.room.is_full_behind();
        }
        others
    }

    /// A call found room in the engine.
    #[inline]
    pub(crate) fn found_room(&self) {
        self.floor.room.widen();
    }

    /// A call is turned away: counts it, reports it, and says so.
    #[cold]
    pub(crate) fn turn_away(
        &self,
        ctx: &CallContext,
        operation: Operation,
        what: For,
        waited: Option<Duration>,
    ) -> Error {
        self.tally.rejected();
        let gate = self.gate(what, false);
        let whose = if what == For::Plugin { "" } else { OF_ALL_PLUGINS };
        let limit = match waited {
            Some(_) => format!("calls = {}{whose}", gate.most()),
            None => format!("queue = {}{whose}", gate.queue()),
        };
        if self.floor.audit.is_on() {
            let rule = match (what, waited) {
                (For::Plugin, Some(_)) => "limits.calls",
                (For::Plugin, None) => "limits.queue",
                (_, Some(_)) => "host: calls at once",
                (_, None) => "host: queue",
            };
            let mut event =
                AuditEvent::new(&self.name, operation, "a place to run", AuditVerdict::Limited, rule);
            event.tenant = ctx.tenant().map(Into::into);
            self.floor.audit.report(&event);
        }
        errors::overloaded(&self.name, operation, waited, limit, self.retry_after(gate))
    }

    /// When it is probably worth while to try again: once those that wait have had their turn.
    fn retry_after(&self, gate: &Gate) -> Duration {
        let ahead = gate.waiting() / gate.most() + 1;
        let usual = self.tally.mean().saturating_mul(ahead);
        usual.clamp(Duration::from_millis(50), Duration::from_secs(30))
    }
}
