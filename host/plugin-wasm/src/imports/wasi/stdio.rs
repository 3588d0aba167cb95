use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use optimus_plugin_api::Operation;
use wasmtime_wasi::{
    async_trait,
    cli::{IsTerminal, StdoutStream},
    p2::{OutputStream, Pollable, StreamResult},
};

use crate::{
    bindings::optimus::plugin::logging::Level,
    logs::{LogState, Speaker},
};

/// What a stream takes at once, in bytes.
const WRITE_BYTES: usize = 64 * 1024;
/// What is kept of a line that has no end yet, in bytes. A longer one is relayed in pieces.
const LINE_BYTES: usize = 16 * 1024;

/// The log of a call that has standard streams: their lines count as those that it logs.
#[derive(Debug, Clone)]
pub(crate) struct SharedLog(Arc<Mutex<Lines>>);

#[derive(Debug)]
struct Lines {
    speaker: Arc<Speaker>,
    operation: Operation,
    log: LogState,
    output: Vec<u8>,
    error: Vec<u8>,
    /// The first line of a panic of a Rust program; its message is the next.
    panic: Option<String>,
}

impl SharedLog {
    pub(crate) fn new(speaker: Arc<Speaker>, operation: Operation, log: LogState) -> Self {
        let (output, error) = (Vec::new(), Vec::new());
        Self(Arc::new(Mutex::new(Lines { speaker, operation, log, output, error, panic: None })))
    }

    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut LogState) -> T) -> T {
        work(&mut self.lock().log)
    }

    /// Begins another call; streams that the instance still holds go on with its counters.
    pub(super) fn again(&self, next: &Self) {
        let log = std::mem::take(&mut next.lock().log);
        let operation = next.lock().operation;
        let mut lines = self.lock();
        (lines.log, lines.operation) = (log, operation);
    }

    /// Relays lines that have no end, at the end of a call.
    pub(crate) fn finish(&self) {
        let mut lines = self.lock();
        for stream in [Stream::Output, Stream::Error] {
            lines.line(stream);
        }
        lines.panic_without_message();
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lines {
    fn write(&mut self, stream: Stream, bytes: &[u8]) {
        if self.log.is_full() {
            return self.log.drop_line();
        }
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (piece, ends) = match piece.strip_suffix(b"\n") {
                Some(line) => (line, true),
                None => (piece, false),
            };
            for part in piece.chunks(LINE_BYTES) {
                if self.buffer(stream).len().saturating_add(part.len()) > LINE_BYTES {
                    self.line(stream);
                }
                self.buffer(stream).extend_from_slice(part);
            }
            if ends {
                self.line(stream);
            }
        }
    }

    fn buffer(&mut self, stream: Stream) -> &mut Vec<u8> {
        match stream {
            Stream::Output => &mut self.output,
            Stream::Error => &mut self.error,
        }
    }

    /// Relays what is kept of a stream, as a line. Empty ones say nothing.
    fn line(&mut self, stream: Stream) {
        let line = std::mem::take(self.buffer(stream));
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches('\r');
        match stream {
            _ if text.is_empty() => {}
            Stream::Output => self.relay(Level::Info, text),
            Stream::Error => self.error_line(text),
        }
    }

    /// A panic of a Rust program is two lines, `thread '<unnamed>' (1) panicked at src/lib.rs:3:5:` and its message. Put together
    /// they are what the SDK's hook logs, and end up in the error of the call.
    fn error_line(&mut self, text: &str) {
        if let Some(panic) = self.panic.take() {
            return self.relay(Level::Error, &format!("{panic} {text}"));
        }
        match text
            .strip_prefix("thread '")
            .and_then(|rest| rest.find("panicked at ").and_then(|at| rest.get(at..)))
        {
            Some(panic) => self.panic = Some(panic.to_owned()),
            None => self.relay(Level::Warn, text),
        }
    }

    fn panic_without_message(&mut self) {
        if let Some(panic) = self.panic.take() {
            self.relay(Level::Error, &panic);
        }
    }

    fn relay(&mut self, level: Level, text: &str) {
        self.log.line(&self.speaker, self.operation, level, text);
    }
}

#[derive(Debug, Clone, Copy)]
enum Stream {
    Output,
    Error,
}

/// A standard stream whose lines are logged.
pub(super) struct Standard {
    log: SharedLog,
    stream: Stream,
}

impl Standard {
    pub(super) fn output(log: &SharedLog) -> Self {
        Self { log: log.clone(), stream: Stream::Output }
    }

    pub(super) fn error(log: &SharedLog) -> Self {
        Self { log: log.clone(), stream: Stream::Error }
    }
}

impl IsTerminal for Standard {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Standard {
    /// For WASI 0.3, which is not offered.
    fn async_stream(&self) -> Box<dyn tokio::io::AsyncWrite + Send + Sync> {
        Box::new(tokio::io::sink())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(Self { log: self.log.clone(), stream: self.stream })
    }
}

#[async_trait]
impl Pollable for Standard {
    async fn ready(&mut self) {}
}

impl OutputStream for Standard {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.log.lock().write(self.stream, &bytes);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(WRITE_BYTES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, budget::Budget};
    use optimus_plugin_api::CallContext;

    fn log(log_bytes: usize) -> SharedLog {
        let limits = Limits { log_bytes, ..Limits::default() };
        let log = LogState::new(&Budget::new(&limits, &CallContext::default()));
        SharedLog::new(Arc::new(Speaker::new("p".to_owned())), Operation::GetQuestions, log)
    }

    fn write(log: &SharedLog, stream: Stream, text: &str) {
        log.lock().write(stream, text.as_bytes());
    }

    #[test]
    fn lines_are_counted_and_a_rest_without_an_end_is_relayed_at_last() {
        let log = log(1000);
        write(&log, Stream::Output, "one\ntw");
        assert_eq!(log.with(|log| log.bytes()), 3);
        write(&log, Stream::Output, "o\r\n\n\nrest");
        assert_eq!(log.with(|log| log.bytes()), 6);
        log.finish();
        assert_eq!(log.with(|log| log.bytes()), 10);
    }

    #[test]
    fn w16_a_flood_without_a_line_end_is_held_no_longer_than_a_line() {
        let log = log(100_000);
        for _ in 0..1000 {
            write(&log, Stream::Error, &"x".repeat(WRITE_BYTES));
            assert!(log.lock().error.capacity() <= 2 * LINE_BYTES);
        }
        assert!(log.with(|log| log.is_full() && log.bytes() <= 100_000));
    }

    #[test]
    fn a_panic_of_a_program_is_remembered_with_its_message() {
        let log = log(1000);
        write(
            &log,
            Stream::Error,
            "\nthread '<unnamed>' (1) panicked at src/lib.rs:3:5:\nno such day\nnote: run\n",
        );
        let panic = log.with(|log| log.panic().map(str::to_owned));
        assert_eq!(panic.as_deref(), Some("panicked at src/lib.rs:3:5: no such day"));
    }
}
