use std::time::{Duration, Instant};

use optimus_plugin_api::{CallContext, CallLimits};

use crate::Limits;

/// What one call may use: the plugin's limits, tightened by the call's context. And who set the time, for the error.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    pub(crate) memory_bytes: usize,
    pub(crate) result_bytes: usize,
    pub(crate) asset_bytes: usize,
    pub(crate) fuel: u64,
    pub(crate) log_bytes: usize,
    pub(crate) log_lines: usize,
    pub(crate) log_line_bytes: usize,
    pub(crate) begin: Instant,
    pub(crate) deadline: Instant,
    pub(crate) by_caller: bool,
}

impl Budget {
    pub(crate) fn new(limits: &Limits, ctx: &CallContext) -> Self {
        let begin = Instant::now();
        let mut budget = Self {
            memory_bytes: limits.memory_bytes,
            result_bytes: limits.result_bytes,
            asset_bytes: limits.asset_bytes,
            fuel: limits.fuel,
            log_bytes: limits.log_bytes,
            log_lines: limits.log_lines,
            log_line_bytes: limits.log_line_bytes,
            begin,
            deadline: later(begin, limits.time),
            by_caller: false,
        };
        if let Some(tighter) = ctx.limits() {
            budget.tighten(tighter);
        }
        if let Some(deadline) = ctx.deadline() {
            budget.end_by(deadline);
        }
        budget
    }

    fn tighten(&mut self, limits: &CallLimits) {
        self.memory_bytes = self.memory_bytes.min(limits.memory_bytes.unwrap_or(usize::MAX));
        self.result_bytes = self.result_bytes.min(limits.result_bytes.unwrap_or(usize::MAX));
        self.asset_bytes = self.asset_bytes.min(limits.asset_bytes.unwrap_or(usize::MAX));
        self.fuel = self.fuel.min(limits.fuel.unwrap_or(u64::MAX));
        self.log_bytes = self.log_bytes.min(limits.log_bytes.unwrap_or(usize::MAX));
        self.log_lines = self.log_lines.min(limits.log_lines.unwrap_or(usize::MAX));
        if let Some(time) = limits.time {
            self.end_by(later(self.begin, time));
        }
    }

    fn end_by(&mut self, deadline: Instant) {
        if deadline < self.deadline {
            self.deadline = deadline;
            self.by_caller = true;
        }
    }
}

/// A year stands for ever: the clock's range is not known.
fn later(begin: Instant, time: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    begin + time.min(YEAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(limits: CallLimits) -> Budget {
        Budget::new(&Limits::default(), &CallContext::builder().limits(limits).build())
    }

    #[test]
    fn a_context_tightens_limits_and_never_widens_them() {
        let mut limits = CallLimits::default();
        (limits.memory_bytes, limits.log_bytes, limits.time) =
            (Some(1), Some(usize::MAX), Some(Duration::MAX));
        (limits.asset_bytes, limits.log_lines, limits.fuel) = (Some(2), Some(3), Some(4));
        let budget = budget(limits);
        assert_eq!((budget.memory_bytes, budget.log_bytes), (1, Limits::default().log_bytes));
        assert_eq!((budget.asset_bytes, budget.log_lines, budget.fuel), (2, 3, 4));
        assert!(!budget.by_caller);
        assert_eq!(budget.deadline, budget.begin + Limits::default().time);
    }

    #[test]
    fn the_earlier_of_all_deadlines_holds() {
        let at = Instant::now() + Duration::from_millis(5);
        let budget = Budget::new(&Limits::default(), &CallContext::builder().deadline(at).build());
        assert_eq!((budget.deadline, budget.by_caller), (at, true));
    }
}
