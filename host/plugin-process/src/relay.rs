//! What a plugin says besides its answers: the log on stderr, and whatever it prints, as structured events.
//!
//! Events have the target [`TARGET`] and the fields `plugin`, `module` (the plugin's own logger) and `fields` (what it
//! attached, as `key=value`). Nothing in them can end a line or move a cursor, and there are only so many (see `bucket`).

mod bucket;
mod lines;
mod record;
mod speaker;
mod tail;

use std::{error::Error, sync::Arc};

use prost::Message;
use tokio::io::AsyncRead;
use tonic::{Code, Status};

use crate::{
    error::one_line,
    transport::{Connection, is_unimplemented},
    wire,
};
use lines::Lines;
use record::{Level, Parser, Record};
pub(crate) use speaker::Speaker;
pub(crate) use tail::Tail;

/// The target of every event that repeats what a plugin said.
const TARGET: &str = "optimus::plugin";
const STDIO: &str = "/plugin.GRPCStdio/StreamStdio";
const BROKER: &str = "/plugin.GRPCBroker/StartStream";
const STDOUT: i32 = 1;

/// Relays a plugin's stderr until it ends.
pub(crate) async fn stderr(speaker: Arc<Speaker>, source: impl AsyncRead + Unpin, tail: Arc<Tail>) {
    let (mut lines, mut parser) = (Lines::new(source), Parser::default());
    while let Some(line) = lines.next().await {
        let record = parser.record(&String::from_utf8_lossy(&line));
        tail.keep(&record);
        speaker.say(&record);
    }
}

/// Reads and forgets what a plugin prints after its handshake: an unread pipe would stop it.
pub(crate) async fn drain(mut source: impl AsyncRead + Unpin) {
    let _ = tokio::io::copy(&mut source, &mut tokio::io::sink()).await;
}

/// Relays what go-plugin's server collects from the plugin's own stdout and stderr, which it replaces after the handshake.
/// It blocks when nobody reads. Servers before go-plugin 1.1 do not have it.
pub(crate) async fn stdio(speaker: Arc<Speaker>, connection: Connection) {
    let mut stream = match connection.stream(STDIO).await {
        Ok(stream) => stream,
        Err(status) => return without(speaker.name(), "stream for its output", &status),
    };
    let (mut out, mut err) = (lines::Splitter::default(), lines::Splitter::default());
    while let Ok(Some(message)) = stream.message().await {
        // Reading goes on all the same: an unread stream would stop the plugin.
        let Ok(data) = wire::StdioData::decode(message) else { continue };
        let splitter = if data.channel == STDOUT { &mut out } else { &mut err };
        for line in splitter.split(&data.data) {
            speaker.say(&Record::plain(Level::Info, &String::from_utf8_lossy(&line)));
        }
    }
}

/// Opens the stream on which plugins may offer further connections, as go-plugin's client does, and reads it. Optimus uses none.
pub(crate) async fn broker(speaker: Arc<Speaker>, connection: Connection) {
    match connection.listen(BROKER).await {
        Ok(mut stream) => while let Ok(Some(_)) = stream.message().await {},
        Err(status) => without(speaker.name(), "broker", &status),
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
