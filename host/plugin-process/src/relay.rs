//! What a plugin says besides its answers: the log on stderr, and whatever it prints, as structured events.
//!
//! Events have the target [`TARGET`] and the fields `plugin`, `module` (the plugin's own logger) and `fields` (what it
//! attached, as `key=value`). Nothing in them can end a line or move a cursor.

mod lines;
mod record;
mod tail;

use std::sync::Arc;

use prost::Message;
use tokio::io::AsyncRead;
use tracing::event;

use crate::{error::one_line, transport::Connection, wire};
use lines::Lines;
use record::{Level, Parser, Record};
pub(crate) use tail::Tail;

/// The target of every event that repeats what a plugin said.
const TARGET: &str = "optimus::plugin";
const STDIO: &str = "/plugin.GRPCStdio/StreamStdio";
const BROKER: &str = "/plugin.GRPCBroker/StartStream";
const STDOUT: i32 = 1;

/// Relays a plugin's stderr until it ends.
pub(crate) async fn stderr(plugin: Arc<str>, source: impl AsyncRead + Unpin, tail: Arc<Tail>) {
    let (mut lines, mut parser) = (Lines::new(source), Parser::default());
    while let Some(line) = lines.next().await {
        let record = parser.record(&String::from_utf8_lossy(&line));
        tail.keep(&record);
        emit(&plugin, &record);
    }
}

/// Reads and forgets what a plugin prints after its handshake: an unread pipe would stop it.
pub(crate) async fn drain(mut source: impl AsyncRead + Unpin) {
    let _ = tokio::io::copy(&mut source, &mut tokio::io::sink()).await;
}

/// Relays what go-plugin's server collects from the plugin's own stdout and stderr, which it replaces after the handshake.
/// It blocks when nobody reads. Servers before go-plugin 1.1 do not have it.
pub(crate) async fn stdio(plugin: Arc<str>, connection: Connection) {
    let Ok(mut stream) = connection.stream(STDIO).await else {
        tracing::debug!(target: TARGET, plugin = &*plugin, "it has no stream for stdout");
        return;
    };
    let (mut out, mut err) = (lines::Splitter::default(), lines::Splitter::default());
    while let Ok(Some(message)) = stream.message().await {
        let Ok(data) = wire::StdioData::decode(message) else { return };
        let splitter = if data.channel == STDOUT { &mut out } else { &mut err };
        for line in splitter.split(&data.data) {
            emit(&plugin, &Record::plain(Level::Info, &String::from_utf8_lossy(&line)));
        }
    }
}

/// Opens the stream on which plugins may offer further connections, as go-plugin's client does. Optimus uses none.
pub(crate) async fn broker(connection: Connection) {
    if let Ok(mut stream) = connection.listen(BROKER).await {
        while let Ok(Some(_)) = stream.message().await {}
    }
}

fn emit(plugin: &str, record: &Record) {
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
}
