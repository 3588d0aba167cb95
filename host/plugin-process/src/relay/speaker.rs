use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::time::Instant;
use tracing::event;

use super::{
    TARGET,
    bucket::Bucket,
    record::{Level, Record},
};
use crate::error::one_line;

/// Who is heard: one plugin, over all its processes and everything that it says.
#[derive(Debug)]
pub(crate) struct Speaker {
    file_name: Arc<str>,
    name: OnceLock<String>,
    bucket: Mutex<Bucket>,
}

impl Speaker {
    /// A plugin that has not said its name yet, and what of it is told in a minute where the policy says that.
    pub(crate) fn new(file_name: Arc<str>, bytes: Option<u64>, lines: Option<u64>) -> Self {
        let bucket = Mutex::new(Bucket::full(Instant::now(), bytes, lines));
        Self { file_name, name: OnceLock::new(), bucket }
    }

    /// From here on it is called by its own name, as components are.
    pub(crate) fn introduce(&self, name: &str) {
        let _ = self.name.set(name.to_owned());
    }

    pub(super) fn name(&self) -> &str {
        self.name.get().map_or(&*self.file_name, String::as_str)
    }

    /// Repeats what it said, unless it says too much.
    pub(super) fn say(&self, record: &Record) {
        if !is_wanted(record.level) || !self.bucket().lets_through(record.size(), Instant::now()) {
            return;
        }
        self.tell_dropped();
        let shown = emit(self.name(), record);
        self.bucket().take(shown);
    }

    fn tell_dropped(&self) {
        let mut bucket = self.bucket();
        if let Some(bytes) = bucket.tell_dropped() {
            let (plugin, limit) = (self.name(), bucket.allows());
            drop(bucket);
            tracing::warn!(target: TARGET, plugin, "{bytes} bytes that it said were dropped: it says more than {limit}");
        }
    }

    fn bucket(&self) -> MutexGuard<'_, Bucket> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One that fell silent for good before it could be told.
impl Drop for Speaker {
    fn drop(&mut self) {
        self.tell_dropped();
    }
}

/// How many bytes of text it came to.
fn emit(plugin: &str, record: &Record) -> usize {
    let (message, module) = (one_line(&record.message), record.module.as_deref().map(one_line));
    let fields = (!record.fields.is_empty()).then(|| one_line(&record.fields_text()));
    macro_rules! emit {
        ($level:ident) => {
            event!(target: TARGET, tracing::Level::$level, plugin, module, fields, "{message}")
        };
    }
    match record.level {
        Level::Trace => emit!(TRACE),
        Level::Debug => emit!(DEBUG),
        Level::Info => emit!(INFO),
        Level::Warn => emit!(WARN),
        Level::Error => emit!(ERROR),
    }
    message.len() + module.map_or(0, |text| text.len()) + fields.map_or(0, |text| text.len())
}

/// Making a line harmless costs more than not telling it: a flood that nobody listens to is only read.
fn is_wanted(level: Level) -> bool {
    use tracing::{Level as L, event_enabled};
    match level {
        Level::Trace => event_enabled!(target: TARGET, L::TRACE),
        Level::Debug => event_enabled!(target: TARGET, L::DEBUG),
        Level::Info => event_enabled!(target: TARGET, L::INFO),
        Level::Warn => event_enabled!(target: TARGET, L::WARN),
        Level::Error => event_enabled!(target: TARGET, L::ERROR),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_is_called_after_its_file_until_it_has_said_its_name() {
        let speaker = Speaker::new("optimus-neo_linux_amd64".into(), None, None);
        assert_eq!(speaker.name(), "optimus-neo_linux_amd64");
        speaker.introduce("neo");
        speaker.introduce("another");
        assert_eq!(speaker.name(), "neo");
    }
}
