use std::{fmt, sync::OnceLock};

use optimus_plugin_api::{Error, Operation};
use tracing::{Level, event};

use crate::{bindings::optimus::plugin::logging::Level as GuestLevel, budget::Budget};

/// The start of the line by which the panic hook of an SDK reports a panic (`panicked at src/lib.rs:3:5: ...`).
const PANIC: &str = "panicked";
/// What is kept of a panic's message, in bytes, for the error that follows it.
const PANIC_BYTES: usize = 2 * 1024;

/// Under which name lines of a plugin are relayed: the name in its file name until it has said its own.
#[derive(Debug)]
pub(crate) struct Speaker {
    file_name: String,
    own: OnceLock<String>,
}

impl Speaker {
    pub(crate) fn new(file_name: String) -> Self {
        Self { file_name, own: OnceLock::new() }
    }

    pub(crate) fn name(&self) -> &str {
        self.own.get().unwrap_or(&self.file_name)
    }

    pub(crate) fn set(&self, name: &str) {
        let _ = self.own.set(name.to_owned());
    }
}

/// What one call has logged.
#[derive(Debug, Clone, Default)]
pub(crate) struct LogState {
    bytes: usize,
    lines: usize,
    limits: LogLimits,
    dropped: u64,
    full: bool,
    panic: Option<String>,
}

impl LogState {
    pub(crate) fn new(budget: &Budget<'_>) -> Self {
        let limits =
            LogLimits { line_bytes: budget.log_line_bytes, bytes: budget.log_bytes, lines: budget.log_lines };
        Self { limits, ..Self::default() }
    }

    /// Bytes that were relayed.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The panic that the call logged, bounded and not escaped.
    pub(crate) fn panic(&self) -> Option<&str> {
        self.panic.as_deref()
    }

    /// Whether the limit was reached, so that nothing needs to be read from the guest any more.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    /// How many lines were dropped.
    pub(crate) fn dropped_lines(&self) -> u64 {
        self.dropped
    }

    /// Counts a line that nobody needs to look at any more.
    pub(crate) fn drop_line(&mut self) {
        self.dropped += 1;
    }

    /// Says in the end of a call what was dropped of its lines, if anything was.
    pub(crate) fn close(&self, speaker: &Speaker, call: Operation) {
        if self.dropped > 0 {
            let text = format!("{} lines of this call were dropped: {}", self.dropped, self.limits);
            relay(speaker.name(), call, GuestLevel::Warn, &text);
        }
    }

    /// Relays a line, or what fits of it.
    pub(crate) fn line(&mut self, speaker: &Speaker, call: Operation, level: GuestLevel, line: &str) {
        if level == GuestLevel::Error && line.starts_with(PANIC) {
            self.panic = Some(cut(line, PANIC_BYTES).to_owned());
        }
        if self.full {
            return self.drop_line();
        }
        let left = self.limits.bytes.saturating_sub(self.bytes).min(self.limits.line_bytes);
        let text = cut(line, left);
        self.bytes += text.len();
        self.lines += 1;
        if !text.is_empty() || line.is_empty() {
            relay(speaker.name(), call, level, text);
        }
        self.full = self.bytes >= self.limits.bytes || self.lines >= self.limits.lines;
    }
}

/// What a call may log.
#[derive(Debug, Clone, Copy, Default)]
struct LogLimits {
    line_bytes: usize,
    bytes: usize,
    lines: usize,
}

impl fmt::Display for LogLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a call may log {} lines and {} bytes", self.lines, self.bytes)
    }
}

/// The longest start of the text that has at most so many bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn relay(plugin: &str, call: Operation, level: GuestLevel, text: &str) {
    macro_rules! relay {
        ($level:ident) => {
            if tracing::enabled!(target: "optimus::plugin", Level::$level) {
                let (call, text) = (call.as_str(), Error::escape_line(text));
                event!(target: "optimus::plugin", Level::$level, plugin, call, "{text}");
            }
        };
    }
    match level {
        GuestLevel::Trace => relay!(TRACE),
        GuestLevel::Debug => relay!(DEBUG),
        GuestLevel::Info => relay!(INFO),
        GuestLevel::Warn => relay!(WARN),
        GuestLevel::Error => relay!(ERROR),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(line_bytes: usize, bytes: usize) -> LogState {
        LogState { limits: LogLimits { line_bytes, bytes, lines: 7 }, ..LogState::default() }
    }

    #[test]
    fn a_line_is_cut_between_characters() {
        assert_eq!(cut("aä", 2), "a");
        assert_eq!(cut("aä", 9), "aä");
        assert_eq!(cut("ä", 0), "");
    }

    #[test]
    fn a_flood_of_lines_is_counted_up_to_the_limit_and_no_further() {
        let speaker = Speaker::new("p".to_owned());
        let mut log = state(10, 25);
        for _ in 0..100 {
            log.line(&speaker, Operation::GetQuestions, GuestLevel::Info, "0123456789abcdef");
        }
        assert_eq!((log.bytes(), log.dropped_lines()), (25, 97));
        assert!(log.is_full());
    }

    #[test]
    fn empty_lines_are_no_way_around_the_limit() {
        let speaker = Speaker::new("p".to_owned());
        let mut log = state(10, 25);
        for _ in 0..100 {
            log.line(&speaker, Operation::GetQuestions, GuestLevel::Info, "");
        }
        assert_eq!((log.bytes(), log.dropped_lines()), (0, 93));
    }

    #[test]
    fn a_panic_is_remembered_for_the_error_that_follows() {
        let speaker = Speaker::new("p".to_owned());
        let mut log = state(1000, 1000);
        log.line(&speaker, Operation::GetQuestions, GuestLevel::Error, "panicked at src/lib.rs:3:5:\nno");
        log.line(&speaker, Operation::GetQuestions, GuestLevel::Error, "something else");
        assert_eq!(log.panic(), Some("panicked at src/lib.rs:3:5:\nno"));
    }
}
