use std::time::{Duration, Instant};

use optimus_plugin_api::{CALLERS, CallContext, CallLimits};

use crate::{
    Limits,
    error::{bytes, seconds},
};

/// What one call may use: the plugin's limits, tightened by the call's context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget<'a> {
    /// The plugin's own: what is tighter here is the caller's.
    limits: &'a Limits,
    pub(crate) memory_bytes: usize,
    pub(crate) result_bytes: usize,
    pub(crate) asset_bytes: usize,
    pub(crate) fuel: u64,
    pub(crate) log_bytes: usize,
    pub(crate) log_lines: usize,
    pub(crate) log_line_bytes: usize,
    pub(crate) begin: Instant,
    pub(crate) deadline: Instant,
    time_is_callers: bool,
}

impl<'a> Budget<'a> {
    pub(crate) fn new(limits: &'a Limits, ctx: &CallContext) -> Self {
        let begin = Instant::now();
        let mut budget = Self {
            limits,
            memory_bytes: limits.memory_bytes,
            result_bytes: limits.result_bytes,
            asset_bytes: limits.asset_bytes,
            fuel: limits.fuel,
            log_bytes: limits.log_bytes,
            log_lines: limits.log_lines,
            log_line_bytes: limits.log_line_bytes,
            begin,
            deadline: later(begin, limits.time),
            time_is_callers: false,
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

    /// A limit as errors name it: its key and value, and whose it is if not the plugin's own.
    pub(crate) fn named(&self, limit: Limit) -> String {
        let own = self.limits;
        let (text, is_callers) = match limit {
            Limit::Time => {
                let time = self.deadline.saturating_duration_since(self.begin);
                (format!("time = {}", seconds(time)), self.time_is_callers)
            }
            Limit::Memory => {
                (format!("memory = {}", bytes(self.memory_bytes)), self.memory_bytes < own.memory_bytes)
            }
            Limit::Result => {
                (format!("result = {}", bytes(self.result_bytes)), self.result_bytes < own.result_bytes)
            }
            Limit::Asset => {
                (format!("asset = {}", bytes(self.asset_bytes)), self.asset_bytes < own.asset_bytes)
            }
            Limit::Fuel => (format!("fuel = {}", self.fuel), self.fuel < own.fuel),
        };
        if is_callers { text + CALLERS } else { text }
    }

    fn end_by(&mut self, deadline: Instant) {
        if deadline < self.deadline {
            self.deadline = deadline;
            self.time_is_callers = true;
        }
    }
}

/// A limit that a call can break.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Limit {
    Time,
    Memory,
    Result,
    Asset,
    Fuel,
}

/// A year stands for ever: the clock's range is not known.
fn later(begin: Instant, time: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    begin + time.min(YEAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_tightens_limits_and_never_widens_them() {
        let mut limits = CallLimits::default();
        (limits.memory_bytes, limits.log_bytes, limits.time) =
            (Some(1), Some(usize::MAX), Some(Duration::MAX));
        (limits.asset_bytes, limits.log_lines, limits.fuel) = (Some(2), Some(3), Some(4));
        let (own, ctx) = (Limits::default(), CallContext::builder().limits(limits).build());
        let budget = Budget::new(&own, &ctx);
        assert_eq!((budget.memory_bytes, budget.log_bytes), (1, Limits::default().log_bytes));
        assert_eq!((budget.asset_bytes, budget.log_lines, budget.fuel), (2, 3, 4));
        assert_eq!(
            (&*budget.named(Limit::Time), &*budget.named(Limit::Fuel)),
            ("time = 10s", "fuel = 4, the caller's")
        );
        assert_eq!(budget.deadline, budget.begin + Limits::default().time);
    }

    #[test]
    fn the_earlier_of_all_deadlines_holds() {
        let at = Instant::now() + Duration::from_millis(5);
        let (own, ctx) = (Limits::default(), CallContext::builder().deadline(at).build());
        let budget = Budget::new(&own, &ctx);
        assert_eq!((budget.deadline, budget.time_is_callers), (at, true));
    }
}
