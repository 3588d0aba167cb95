use std::sync::OnceLock;

use optimus_plugin_api::{Error, Operation};
use tracing::{Level, event};

use crate::bindings::optimus::plugin::logging::Level as GuestLevel;

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
    line_limit: usize,
    limit: usize,
    said: bool,
    panic: Option<String>,
}

impl LogState {
    pub(crate) fn new(line_limit: usize, limit: usize) -> Self {
        Self { line_limit, limit, ..Self::default() }
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
        self.said
    }

    /// Relays a line, or what fits of it.
    pub(crate) fn line(&mut self, speaker: &Speaker, call: Operation, level: GuestLevel, line: &str) {
        if level == GuestLevel::Error && line.starts_with(PANIC) {
            self.panic = Some(cut(line, PANIC_BYTES).to_owned());
        }
        let left = self.limit.saturating_sub(self.bytes).min(self.line_limit);
        let text = cut(line, left);
        self.bytes += text.len();
        if !text.is_empty() || line.is_empty() {
            relay(speaker.name(), call, level, text);
        }
        if self.bytes >= self.limit && !self.said {
            self.said = true;
            let limit = self.limit;
            let text = format!("the plugin logged more than {limit} bytes in this call; the rest is dropped");
            relay(speaker.name(), call, GuestLevel::Warn, &text);
        }
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
                let (call, text) = (call.as_str(), Error::escape(text));
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

    #[test]
    fn a_line_is_cut_between_characters() {
        assert_eq!(cut("aä", 2), "a");
        assert_eq!(cut("aä", 9), "aä");
        assert_eq!(cut("ä", 0), "");
    }

    #[test]
    fn a_flood_of_lines_is_counted_up_to_the_limit_and_no_further() {
        let speaker = Speaker::new("p".to_owned());
        let mut log = LogState::new(10, 25);
        for _ in 0..100 {
            log.line(&speaker, Operation::GetQuestions, GuestLevel::Info, "0123456789abcdef");
        }
        assert_eq!(log.bytes(), 25);
        assert!(log.is_full());
    }

    #[test]
    fn a_panic_is_remembered_for_the_error_that_follows() {
        let speaker = Speaker::new("p".to_owned());
        let mut log = LogState::new(1000, 1000);
        log.line(&speaker, Operation::GetQuestions, GuestLevel::Error, "panicked at src/lib.rs:3:5:\nno");
        log.line(&speaker, Operation::GetQuestions, GuestLevel::Error, "something else");
        assert_eq!(log.panic(), Some("panicked at src/lib.rs:3:5:\nno"));
    }
}
