use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use crate::CallLimits;

/// What a caller says about one call besides its request: how long it may take, on whose behalf it is made, whether it
/// may be sent twice.
///
/// A context is cheap to make and to clone; one context may serve many calls. Dropping the future of a call cancels it,
/// so there is no cancellation token.
///
/// ```
/// use std::time::Duration;
/// use optimus_plugin_api::{CallContext, Retry};
///
/// let ctx = CallContext::builder().timeout(Duration::from_secs(2)).retry(Retry::Idempotent(3)).build();
/// assert!(ctx.deadline().is_some());
/// ```
#[derive(Debug, Clone, Default)]
pub struct CallContext {
    deadline: Option<Instant>,
    tenant: Option<Arc<str>>,
    trace_parent: Option<Arc<str>>,
    retry: Retry,
    mode: Mode,
    limits: Option<Arc<CallLimits>>,
    usage: Option<UsageSink>,
    attributes: Option<Arc<[(String, String)]>>,
}

impl CallContext {
    /// Starts a context without deadline, tenant or trace, never retried, in normal mode.
    pub fn builder() -> CallContextBuilder {
        CallContextBuilder(Self::default())
    }

    /// When the call must have ended. Without one the time limit of the plugin alone holds.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// On whose behalf the call is made: a name that the embedder chose. It keys quotas and audit, never behaviour.
    #[must_use]
    pub fn tenant(&self) -> Option<&str> {
        self.tenant.as_deref()
    }

    /// The W3C `traceparent` of the caller, handed on to processes in the metadata of the call.
    #[must_use]
    pub fn trace_parent(&self) -> Option<&str> {
        self.trace_parent.as_deref()
    }

    /// Whether the call may be sent again when the other side was unavailable.
    #[must_use]
    pub fn retry(&self) -> Retry {
        self.retry
    }

    /// Normal, or deterministic.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Limits of this call that are tighter than the plugin's own.
    #[must_use]
    pub fn limits(&self) -> Option<&CallLimits> {
        self.limits.as_deref()
    }

    /// Where the kind reports what the call used, if it can tell.
    #[must_use]
    pub fn usage(&self) -> Option<&UsageSink> {
        self.usage.as_ref()
    }

    /// A named fact that a component may read with `call.attribute` (for example `project.name`).
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let entries = self.attributes.as_deref()?;
        entries.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The attributes as they were given, in order.
    #[must_use]
    pub fn attributes(&self) -> &[(String, String)] {
        self.attributes.as_deref().unwrap_or_default()
    }
}

/// Builds a [`CallContext`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct CallContextBuilder(CallContext);

impl CallContextBuilder {
    /// The call must have ended at this moment.
    pub fn deadline(mut self, at: Instant) -> Self {
        self.0.deadline = Some(at);
        self
    }

    /// The call must have ended this long from now. A time beyond the clock's range means no deadline.
    pub fn timeout(mut self, after: Duration) -> Self {
        self.0.deadline = Instant::now().checked_add(after);
        self
    }

    /// On whose behalf the call is made.
    pub fn tenant(mut self, tenant: impl Into<Arc<str>>) -> Self {
        self.0.tenant = Some(tenant.into());
        self
    }

    /// The W3C `traceparent` to hand on.
    pub fn trace_parent(mut self, trace_parent: impl Into<Arc<str>>) -> Self {
        self.0.trace_parent = Some(trace_parent.into());
        self
    }

    /// Allows the call to be sent more than once.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.0.retry = retry;
        self
    }

    /// Chooses normal or deterministic mode.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.0.mode = mode;
        self
    }

    /// Tightens limits for this call.
    pub fn limits(mut self, limits: CallLimits) -> Self {
        self.0.limits = Some(Arc::new(limits));
        self
    }

    /// Asks for a report of what the call used.
    pub fn usage(mut self, sink: UsageSink) -> Self {
        self.0.usage = Some(sink);
        self
    }

    /// Named facts for `call.attribute`, in place of any given before.
    pub fn attributes(mut self, attributes: impl IntoIterator<Item = (String, String)>) -> Self {
        self.0.attributes = Some(attributes.into_iter().collect());
        self
    }

    /// The finished context.
    #[must_use]
    pub fn build(self) -> CallContext {
        self.0
    }
}

/// Whether a call may be sent again. A restart of a plugin never sends a call again by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Retry {
    /// The call is sent at most once.
    #[default]
    Never,
    /// The caller says that the call is idempotent: it may be sent this many times in all.
    Idempotent(u32),
}

/// How the plugin sees time and chance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// The real clock, real randomness.
    #[default]
    Normal,
    /// The same input gives the same output: a clock that stands still and randomness from a seed.
    Deterministic {
        /// What the plugin's clock shows.
        clock: SystemTime,
        /// Where its random numbers come from.
        seed: u64,
    },
}

/// What one call used. A kind that cannot tell leaves `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// Fuel consumed: instructions as the engine counts them. The same figure on every machine with the same engine version.
    pub fuel: Option<u64>,
    /// The most linear memory that the instance held, in bytes.
    pub peak_memory_bytes: Option<u64>,
    /// Log text accepted from the plugin, in bytes.
    pub log_bytes: Option<u64>,
    /// Log lines that were dropped, because the plugin had logged what it may.
    pub log_lines_dropped: Option<u64>,
}

/// A place to leave the [`Usage`] of a call. It is called at most once per call, after the plugin has answered or failed.
#[derive(Clone)]
pub struct UsageSink(Arc<dyn Fn(Usage) + Send + Sync>);

impl UsageSink {
    /// Reports to a function, which must not block.
    pub fn new(report: impl Fn(Usage) + Send + Sync + 'static) -> Self {
        Self(Arc::new(report))
    }

    /// Hands one report on.
    pub fn report(&self, usage: Usage) {
        (self.0)(usage);
    }
}

impl fmt::Debug for UsageSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UsageSink")
    }
}
