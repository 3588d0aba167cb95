//! What a plugin says besides its answers: the log on stderr, and whatever it prints, as structured events.
//!
//! Events have the target [`TARGET`] and the fields `plugin`, `module` (the plugin's own logger) and `fields` (what it
//! attached, as `key=value`). Nothing in them can end a line or move a cursor.

mod lines;
mod record;
mod tail;

use std::{error::Error, sync::Arc};

use prost::Message;
use tokio::io::AsyncRead;
use tonic::{Code, Status};
use tracing::event;

use crate::{
    error::one_line,
    transport::{Connection, is_unimplemented},
    wire,
};
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
    let mut stream = match connection.stream(STDIO).await {
        Ok(stream) => stream,
        Err(status) => return without(&plugin, "stream for its output", &status),
    };
    let (mut out, mut err) = (lines::Splitter::default(), lines::Splitter::default());
    while let Ok(Some(message)) = stream.message().await {
        // Reading goes on all the same: an unread stream would stop the plugin.
        let Ok(data) = wire::StdioData::decode(message) else { continue };
        let splitter = if data.channel == STDOUT { &mut out } else { &mut err };
        for line in splitter.split(&data.data) {
            emit(&plugin, &Record::plain(Level::Info, &String::from_utf8_lossy(&line)));
        }
    }
}

/// Opens the stream on which plugins may offer further connections, as go-plugin's client does, and reads it. Optimus uses none.
pub(crate) async fn broker(plugin: Arc<str>, connection: Connection) {
    match connection.listen(BROKER).await {
        Ok(mut stream) => while let Ok(Some(_)) = stream.message().await {},
        Err(status) => without(&plugin, "broker", &status),
    }
}

/// Not having one is no mistake: plugins written by hand have neither, and the stream came with go-plugin 1.1. That the
/// plugin ended meanwhile is told elsewhere.
fn without(plugin: &str, what: &str, status: &Status) {
    if is_unimplemented(status) || (status.code() == Code::Unavailable && status.source().is_none()) {
        let why = one_line(status.message());
        tracing::debug!(target: TARGET, plugin, "it has no {what} ({:?}: {why})", status.code());
    }
}

fn emit(plugin: &str, record: &Record) {
    if !is_wanted(record.level) {
        return;
    }
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
