use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use optimus_plugin_api::{Mode, Operation};

use crate::{
    imports::{WasiCall, access::Asking},
    options::HttpLimits,
};

/// How long after the call its requests end by themselves: later, so that it is the call that is told to have taken too long.
const AFTER: Duration = Duration::from_secs(1);

/// What the requests of one call have used up, together.
#[derive(Debug)]
pub(crate) struct Account {
    pub(super) limits: HttpLimits,
    /// When everything is over. The call itself ends before, and what it holds with it; this is for what outlives a call.
    pub(super) deadline: Instant,
    pub(super) mode: Mode,
    call: Operation,
    tenant: Option<Arc<str>>,
    requests: AtomicU64,
    connections: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
}

/// A connection that is counted until it is dropped.
pub(super) struct Connected(Arc<Account>);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Account {
    pub(crate) fn new(call: &WasiCall<'_>) -> Arc<Self> {
        Arc::new(Self {
            limits: call.http,
            deadline: call.deadline + AFTER,
            mode: call.mode,
            call: call.operation,
            tenant: call.tenant.map(Arc::from),
            requests: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            received: AtomicU64::new(0),
        })
    }

    pub(super) fn asking(&self) -> Asking<'_> {
        Asking { call: self.call, tenant: self.tenant.as_deref() }
    }

    /// Counts a request; how many there were before.
    pub(super) fn request(&self) -> u64 {
        self.requests.fetch_add(1, Ordering::Relaxed)
    }

    /// Counts a connection, if there may be one more.
    pub(super) fn connect(self: &Arc<Self>) -> Option<Connected> {
        let most = self.limits.connections;
        let more = |now: u64| (now < most).then_some(now + 1);
        let counted = self.connections.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        counted.is_ok().then(|| Connected(Arc::clone(self)))
    }

    /// Counts bytes that were sent, and whether they are still within the limit.
    pub(super) fn send(&self, bytes: usize) -> bool {
        add(&self.sent, bytes) <= self.limits.request_bytes
    }

    /// Counts bytes that arrived, and whether they are still within the limit.
    pub(super) fn receive(&self, bytes: usize) -> bool {
        add(&self.received, bytes) <= self.limits.response_bytes
    }

    /// Whether so many more bytes may be sent.
    pub(super) fn may_send(&self, bytes: usize) -> bool {
        let more = self.sent.load(Ordering::Relaxed).saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        more <= self.limits.request_bytes
    }

    /// Whether a limit of bytes was passed, and by which direction.
    pub(super) fn passed(&self) -> Option<Passed> {
        if self.received.load(Ordering::Relaxed) > self.limits.response_bytes {
            return Some(Passed::Received);
        }
        (self.sent.load(Ordering::Relaxed) > self.limits.request_bytes).then_some(Passed::Sent)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passed {
    Sent,
    Received,
}

fn add(counter: &AtomicU64, bytes: usize) -> u64 {
    let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
    counter.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes)
}
