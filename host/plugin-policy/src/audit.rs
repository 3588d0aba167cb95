use std::{
    fmt,
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use optimus_plugin_api::{Error, Operation};
use serde::Serialize;

use crate::Digest;

/// One decision about what a plugin asked for. It holds names and counts, never values.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AuditEvent {
    /// The plugin, by the name under which it is served, or that of its file before that is known.
    pub plugin: Arc<str>,
    /// The digest of its file, if it was computed.
    pub digest: Option<Digest>,
    /// On whose behalf it ran; `None` is the tenant `default`.
    pub tenant: Option<Arc<str>>,
    /// The call in which it asked.
    pub call: Operation,
    /// What was asked: `http GET https://api.example.com:443/v1`, `secret TOKEN`, `import wasi:http/outgoing-handler`, `limit
    /// memory`. A path of a URL is cut before its query, and never longer than 200 bytes.
    pub asked: String,
    /// What became of it.
    pub verdict: AuditVerdict,
    /// The rule that decided: the path of it in the policy (`plugins.neo.grants.http[0]`), or `default: deny`.
    pub rule: String,
}

/// What became of what a plugin asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum AuditVerdict {
    /// It was done.
    Allowed,
    /// It was refused.
    Denied,
    /// A limit cut it off.
    Limited,
}

impl AuditVerdict {
    /// Its word in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Limited => "limited",
        }
    }
}

impl AuditEvent {
    /// An event of one plugin's call. Whatever comes from the plugin is escaped and cut here.
    #[must_use]
    pub fn new(
        plugin: &Arc<str>,
        call: Operation,
        asked: &str,
        verdict: AuditVerdict,
        rule: impl Into<String>,
    ) -> Self {
        let asked = one_line(asked);
        Self {
            plugin: Arc::clone(plugin),
            digest: None,
            tenant: None,
            call,
            asked,
            verdict,
            rule: rule.into(),
        }
    }

    /// The event as one line of JSON, without its end.
    #[must_use]
    pub fn to_json(&self) -> String {
        let digest = self.digest.as_ref().map(ToString::to_string);
        let event = serde_json::json!({
            "plugin": one_line(&self.plugin),
            "digest": digest,
            "tenant": one_line(self.tenant.as_deref().unwrap_or("default")),
            "call": self.call.as_str(),
            "asked": self.asked,
            "verdict": self.verdict,
            "rule": self.rule,
        });
        event.to_string()
    }
}

/// What an attacker chose, on one line of at most 200 bytes.
pub(crate) fn one_line(text: &str) -> String {
    let mut end = text.len().min(200);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Error::escape(text.get(..end).unwrap_or_default()).replace('\n', "\\n").replace('\t', "\\t")
}

/// Where audit events go. The default drops them.
#[derive(Clone, Default)]
pub struct AuditSink(Option<Arc<Report>>);

type Report = dyn Fn(&AuditEvent) + Send + Sync;

impl AuditSink {
    /// Hands every event to a function, which must not block for long.
    pub fn new(report: impl Fn(&AuditEvent) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(report)))
    }

    /// Writes one line of JSON for each event.
    pub fn lines(writer: impl Write + Send + 'static) -> Self {
        let writer = Mutex::new(writer);
        Self::new(move |event| {
            let mut line = event.to_json();
            line.push('\n');
            let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(_broken) = writer.write_all(line.as_bytes()).and_then(|()| writer.flush()) {
                // A log that cannot be written must not stop calls; whoever made the writer sees its errors.
            }
        })
    }

    /// Whether anybody listens: an event that nobody sees need not be made.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Hands one event on.
    pub fn report(&self, event: &AuditEvent) {
        if let Some(report) = &self.0 {
            report(event);
        }
    }
}

impl fmt::Debug for AuditSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_on() { "AuditSink(on)" } else { "AuditSink(off)" })
    }
}
