use std::time::Duration;

use optimus_plugin_api::{CALLERS, CallContext, Code, Error, Operation};
use tokio::time::Instant;

/// What is further away stands for ever: neither the clock's range nor what a `grpc-timeout` header holds (8 digits of hours)
/// is a caller's concern.
const FOR_EVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// How long one call may take and how large its answer may be, and whether the caller says so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    pub(crate) deadline: Instant,
    time: Duration,
    time_is_callers: bool,
    /// The largest answer, in bytes.
    pub(crate) result: usize,
    result_is_callers: bool,
}

impl Allowance {
    /// The context's deadline, or else the plugin's own time; and the context's limit of time, if it is tighter. No call may take
    /// longer than the policy says, and no answer may be larger than the plugin's own limit.
    pub(crate) fn of(ctx: &CallContext, own: Duration, most: Option<Duration>, largest: usize) -> Self {
        let now = Instant::now();
        let until = |at| Instant::from_std(at).saturating_duration_since(now);
        let limit = ctx.limits().and_then(|limits| limits.time);
        let result = ctx.limits().and_then(|limits| limits.result_bytes).filter(|limit| *limit < largest);
        let (time, is_callers) = match (ctx.deadline().map(until), limit) {
            (None, None) => (own, false),
            (None, Some(limit)) if limit > own => (own, false),
            (until, limit) => (until.into_iter().chain(limit).min().unwrap_or(own), true),
        };
        let (time, time_is_callers) = match most {
            Some(most) if most < time => (most, false),
            _ => (time.min(FOR_EVER), is_callers),
        };
        let (result, result_is_callers) = (result.unwrap_or(largest), result.is_some());
        Self { deadline: now + time, time, time_is_callers, result, result_is_callers }
    }

    pub(crate) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Whether an answer that comes now is one to the deadline. The plugin's server and tonic have the same one and may be a
    /// little ahead: it travels in whole units of time.
    pub(crate) fn is_over(&self) -> bool {
        self.left().as_millis() < 20
    }

    /// The error of a call that was sent and did not end in time.
    pub(crate) fn exceeded(&self, plugin: &str, operation: Operation) -> Error {
        let message = format!("it did not answer within {}, its limit; the call was cancelled", self.shown());
        self.error(plugin, operation, message)
            .with_help("if it needs that long for good reason, give it, or the call, more time")
    }

    /// The error of a call whose time was over before it was sent.
    pub(crate) fn missed(&self, plugin: &str, operation: Operation) -> Error {
        self.error(plugin, operation, "it was not called: its deadline had passed before".to_owned())
            .with_help("make the call earlier, or give it a later deadline")
    }

    fn error(&self, plugin: &str, operation: Operation, message: String) -> Error {
        Error::new(Code::TIME_LIMIT, plugin, operation, message)
            .note("limit", format!("time = {}{}", self.shown(), whose(self.time_is_callers)))
    }

    /// The limit of the answer as errors name it.
    pub(crate) fn named_result(&self) -> String {
        format!("result = {} bytes{}", self.result, whose(self.result_is_callers))
    }

    /// A deadline is some microseconds nearer than whoever set it meant.
    fn shown(&self) -> String {
        let milliseconds = self.time.as_micros().div_ceil(1000);
        format!("{:?}", Duration::from_millis(u64::try_from(milliseconds).unwrap_or(u64::MAX)))
    }
}

fn whose(is_callers: bool) -> &'static str {
    if is_callers { CALLERS } else { "" }
}

#[cfg(test)]
mod tests {
    use optimus_plugin_api::CallLimits;

    use super::*;

    const OWN: Duration = Duration::from_secs(10);

    fn shown(timeout: Option<u64>, limit: Option<u64>) -> String {
        let mut limits = CallLimits::default();
        limits.time = limit.map(Duration::from_secs);
        let mut ctx = CallContext::builder().limits(limits);
        if let Some(timeout) = timeout {
            ctx = ctx.timeout(Duration::from_secs(timeout));
        }
        Allowance::of(&ctx.build(), OWN, None, 100).exceeded("neo", Operation::CompileAssets).notes()[0]
            .1
            .clone()
    }

    #[test]
    fn a_deadline_replaces_the_plugins_time_and_a_limit_only_shortens_it() {
        assert_eq!(shown(None, None), "time = 10s");
        assert_eq!(shown(Some(20), None), "time = 20s, the caller's");
        assert_eq!(shown(None, Some(20)), "time = 10s");
        assert_eq!(shown(None, Some(5)), "time = 5s, the caller's");
        assert_eq!(shown(Some(20), Some(5)), "time = 5s, the caller's");
        assert_eq!(shown(Some(4), Some(5)), "time = 4s, the caller's");
    }

    #[test]
    fn what_the_policy_allows_no_deadline_lengthens() {
        let ctx = CallContext::builder().timeout(Duration::from_secs(20)).build();
        let allowance = Allowance::of(&ctx, OWN, Some(Duration::from_secs(2)), 100);
        let error = allowance.exceeded("neo", Operation::CompileAssets);
        assert_eq!(error.notes()[0].1, "time = 2s");
    }

    #[test]
    fn what_no_clock_reaches_is_a_year() {
        let far = CallContext::builder().timeout(Duration::from_secs(3_600_000_000_000)).build();
        assert!(Allowance::of(&far, OWN, None, 100).left() <= FOR_EVER);
        assert!(Allowance::of(&CallContext::default(), Duration::MAX, None, 100).left() <= FOR_EVER);
    }
}
