use std::time::Duration;

use optimus_plugin_api::{Code, Error, Operation};
use wasmtime::{PoolConcurrencyLimitError, Trap, WasmBacktrace};

use crate::{
    backtrace,
    budget::{Budget, Limit},
    driver::Stopped,
    host::{DeadlinePassed, HostState},
};

/// How wasmtime words that lifting an answer used up what it may; the type is private to it, so a test guards the wording.
const FUEL_EXHAUSTED: &str = "fuel allocated for hostcalls has been exhausted";

/// When a call that found no room may try again: others end all the time.
const ROOM_AGAIN: Duration = Duration::from_millis(50);

/// What is known about a call that failed.
pub(crate) struct Failed<'a> {
    pub(crate) plugin: &'a str,
    pub(crate) operation: Operation,
    pub(crate) budget: &'a Budget<'a>,
    pub(crate) state: &'a HostState,
}

impl Failed<'_> {
    /// The guest did not answer: which limit stopped it, or what it did wrong.
    pub(crate) fn fault(&self, cause: wasmtime::Error) -> Error {
        let error = match self.kind(&cause) {
            Kind::Time => return self.with_frames(self.timed_out(), &cause),
            Kind::Memory(wanted) => self.memory(wanted),
            Kind::Stack => self.error(Code::STACK_OVERFLOW, "it was stopped: it used up its stack").with_help(
                "it probably calls itself without end; recursion on its input must be bounded by the plugin",
            ),
            Kind::Result => self.result_too_large(),
            Kind::Fuel => self.fuel(),
            Kind::Room => self.error(Code::OVERLOADED, "as many calls run as this host allows at once").with_help(
                "call again later, or allow more instances at once",
            )
            // It has not begun, and will find room once another call ends.
            .with_retry_after(ROOM_AGAIN),
            Kind::Trap => self.trapped(&cause),
            Kind::Host => self.error(Code::OVERLOADED, "this host could not make room for it").with_help(
                "the host ran short of something, which the cause names; it is no fault of the plugin",
            ),
            Kind::Answer => self.error(Code::MALFORMED_ANSWER, "its answer breaks the rules by which components pass values"),
        };
        self.with_frames(error, &cause).with_source(cause)
    }

    fn kind(&self, cause: &wasmtime::Error) -> Kind {
        let trap = cause.downcast_ref::<Trap>();
        if cause.is::<DeadlinePassed>() {
            Kind::Time
        } else if trap == Some(&Trap::StackOverflow) {
            Kind::Stack
        } else if trap == Some(&Trap::OutOfFuel) {
            Kind::Fuel
        } else if let Some(wanted) = self.state.memory.refused() {
            Kind::Memory(wanted)
        } else if cause.is::<PoolConcurrencyLimitError>() {
            Kind::Room
        } else if cause.root_cause().to_string().contains(FUEL_EXHAUSTED) {
            Kind::Result
        } else if trap.is_some() || cause.is::<WasmBacktrace>() {
            Kind::Trap
        } else if cause.chain().any(<dyn std::error::Error>::is::<std::io::Error>) {
            Kind::Host
        } else {
            Kind::Answer
        }
    }

    /// It got no answer from the guest, which is no fault of the guest in one of the two cases.
    pub(crate) fn stopped(&self, stopped: Stopped) -> Error {
        match stopped {
            Stopped::ByClock => self.timed_out(),
            Stopped::ByPanic => self
                .error(Code::INTERNAL, "this program's own code failed while it served the call")
                .with_help("the message of that failure is in the log or on stderr of this program; it is no fault of the plugin"),
        }
    }

    /// The deadline passed, inside the guest or outside of it.
    fn timed_out(&self) -> Error {
        let time = self.budget.deadline.saturating_duration_since(self.budget.begin);
        self.error(Code::TIME_LIMIT, format!("it was stopped: it ran for {}, its limit", seconds(time)))
            .note("limit", self.budget.named(Limit::Time))
            .with_help("if it needs that long for good reason, give it, or the call, more time")
    }

    fn memory(&self, wanted: usize) -> Error {
        let error =
            self.error(Code::MEMORY_LIMIT, format!("it was stopped: it wanted {} of memory", bytes(wanted)));
        self.with_panic(error)
            .note("limit", self.budget.named(Limit::Memory))
            .with_help("if it needs that much for good reason, raise its memory limit")
    }

    pub(crate) fn result_too_large(&self) -> Error {
        let limit = bytes(self.budget.result_bytes);
        self.error(Code::RESULT_TOO_LARGE, format!("its answer is larger than {limit}, its limit"))
            .note("limit", self.budget.named(Limit::Result))
    }

    fn fuel(&self) -> Error {
        let fuel = self.budget.fuel;
        self.error(Code::FUEL_LIMIT, format!("it was stopped: it used up its fuel, {fuel} instructions"))
            .note("limit", self.budget.named(Limit::Fuel))
            .with_help("if it needs that much for good reason, raise its limit `fuel`")
    }

    fn trapped(&self, cause: &wasmtime::Error) -> Error {
        let why = match cause.downcast_ref::<Trap>() {
            Some(Trap::UnreachableCodeReached) if self.state.log.panic().is_some() => {
                "it panicked".to_owned()
            }
            Some(trap) => format!("it crashed ({})", Error::escape(&trap.to_string())),
            None => exited(cause).unwrap_or_else(|| "it crashed".to_owned()),
        };
        let error = self.error(Code::TRAPPED, why);
        self.with_panic(error).with_help(
            "this is a mistake in the plugin; its author needs the call, its input and this message",
        )
    }

    fn error(&self, code: Code, message: impl Into<String>) -> Error {
        let error = Error::new(code, self.plugin, self.operation, message);
        if self.state.instantiated { error } else { error.note("phase", "instantiate") }
    }

    fn with_panic(&self, error: Error) -> Error {
        match self.state.log.panic() {
            Some(panic) => error.note("panic", Error::escape(&panic)),
            None => error,
        }
    }

    fn with_frames(&self, error: Error, cause: &wasmtime::Error) -> Error {
        let Some(frames) = cause.downcast_ref::<WasmBacktrace>().map(backtrace::names) else {
            return error;
        };
        let error = match backtrace::summary(&frames) {
            Some(summary) => error.note("in", summary),
            None => error,
        };
        error.note("frames", frames.join("\n"))
    }
}

/// A program of another toolchain that ended itself.
fn exited(cause: &wasmtime::Error) -> Option<String> {
    #[cfg(feature = "wasi")]
    if let Some(wasmtime_wasi::I32Exit(status)) = cause.downcast_ref() {
        return Some(format!("it ended itself with exit code {status}, in the middle of a call"));
    }
    let _ = cause;
    None
}

enum Kind {
    Time,
    Memory(usize),
    Stack,
    Result,
    Fuel,
    Room,
    Host,
    Trap,
    Answer,
}

pub(crate) fn seconds(time: Duration) -> String {
    format!("{time:?}").replace("µs", "us")
}

pub(crate) fn bytes(count: usize) -> String {
    const MIB: usize = 1024 * 1024;
    match count {
        _ if count >= MIB && count.is_multiple_of(MIB) => format!("{} MiB", count / MIB),
        _ if count >= 1024 && count.is_multiple_of(1024) => format!("{} KiB", count / 1024),
        _ => format!("{count} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_written_as_people_write_them() {
        assert_eq!(bytes(16 * 1024 * 1024), "16 MiB");
        assert_eq!(bytes(1024 * 1024 + 1024), "1025 KiB");
        assert_eq!(bytes(100), "100 bytes");
        assert_eq!(seconds(Duration::from_millis(1500)), "1.5s");
    }
}
