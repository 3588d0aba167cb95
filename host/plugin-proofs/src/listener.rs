use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

/// How the lines of a flood begin; what the host itself says about it does not.
const FLOOD: &str = "xxx";

/// What of a flood came through to the host's log.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) lines: AtomicU64,
    pub(crate) bytes: AtomicU64,
}

/// A host's log that only counts.
pub(crate) struct Listener(pub(crate) Arc<Heard>);

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event()
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Line(&self.0));
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

struct Line<'a>(&'a Heard);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = format!("{value:?}");
        if field.name() == "message" && text.starts_with(FLOOD) {
            self.0.lines.fetch_add(1, Ordering::SeqCst);
            self.0.bytes.fetch_add(text.len() as u64, Ordering::SeqCst);
        }
    }
}
