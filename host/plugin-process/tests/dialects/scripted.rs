use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use h2::server::{SendResponse, handshake};
use optimus_plugin_api::Error;
use optimus_plugin_process::{ProcessOptions, ProcessPlugin};
use tempfile::TempDir;
use tokio::net::{UnixListener, UnixStream};
use tonic::codegen::{
    Bytes,
    http::{HeaderMap, Request, Response},
};

use crate::support::{LONG, script, with_args};

pub(crate) const REFLECTION: &str = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
pub(crate) const REFLECTION_V1: &str = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

/// What a path is answered with.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// One message.
    Message(Vec<u8>),
    /// A status and its text.
    Status(u8, &'static str),
    /// Nothing, and the call stays open.
    Silence,
    /// The frame of one message that is said to be compressed with gzip.
    Gzip(Vec<u8>),
    /// Bytes as they are: what the server sends need not be gRPC.
    Raw(Vec<u8>),
}

/// The paths that were asked, each with the message that it was sent.
type Asked = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// A plugin whose server is made here, behind the handshake of a script: it answers as it is told to, and remembers.
pub(crate) struct Scripted {
    _folder: TempDir,
    pub(crate) plugin: Result<ProcessPlugin, Error>,
    asked: Asked,
}

impl Scripted {
    /// Starts it. What has no reply is not implemented, as a server in Go says it.
    pub(crate) async fn start(replies: &[(&str, Reply)]) -> Self {
        Self::with(replies, &mut |_| {}).await
    }

    pub(crate) async fn with(replies: &[(&str, Reply)], adjust: &mut dyn FnMut(&mut ProcessOptions)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("s");
        let listener = UnixListener::bind(&socket).unwrap();
        let asked = Asked::default();
        let replies = replies.iter().map(|(path, reply)| ((*path).to_owned(), reply.clone())).collect();
        let served = Served { replies, asked: asked.clone() };
        tokio::spawn(served.serve(listener));
        let mut options = with_args(&[&format!("1|1|unix|{}|grpc|", socket.display())]);
        options.any_socket = true;
        adjust(&mut options);
        let plugin = ProcessPlugin::start(&script("handshake.sh"), &options).await;
        Self { _folder: folder, plugin, asked }
    }

    pub(crate) fn served(&self) -> &ProcessPlugin {
        self.plugin.as_ref().unwrap_or_else(|error| panic!("{error:?}"))
    }

    pub(crate) fn refused(self) -> Error {
        self.plugin.map(|plugin| panic!("{} is served", plugin.speaks())).unwrap_err()
    }

    /// The paths that were asked, in order, without those of go-plugin itself.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|(path, _)| path.clone()).filter(|path| path.contains(".optimus.")).collect()
    }

    /// The last message that a path was sent.
    pub(crate) fn sent_to(&self, path: &str) -> Vec<u8> {
        let asked = self.asked.lock().unwrap();
        asked.iter().rev().find(|(known, _)| known == path).map(|(_, body)| body.clone()).unwrap()
    }
}

#[derive(Clone)]
struct Served {
    replies: HashMap<String, Reply>,
    asked: Asked,
}

impl Served {
    async fn serve(self, listener: UnixListener) {
        let (stream, _) = listener.accept().await.unwrap();
        let mut connection = handshake(stream).await.unwrap();
        while let Some(Ok((request, respond))) = connection.accept().await {
            tokio::spawn(self.clone().answer(request, respond));
        }
    }

    async fn answer(self, request: Request<h2::RecvStream>, respond: SendResponse<Bytes>) {
        let path = request.uri().path().to_owned();
        let reply = self.replies.get(&path).cloned();
        let reply = reply.unwrap_or(Reply::Status(12, "unknown service"));
        // A stream in both directions is not read to its end: that may never come.
        let body = if path.contains("Reflection") { Vec::new() } else { whole(request.into_body()).await };
        self.asked.lock().unwrap().push((path, body.get(5..).unwrap_or_default().to_vec()));
        // Whoever asked may be gone meanwhile.
        let _ = send(reply, respond).await;
    }
}

async fn whole(mut body: h2::RecvStream) -> Vec<u8> {
    let mut all = Vec::new();
    while let Some(Ok(chunk)) = body.data().await {
        let _ = body.flow_control().release_capacity(chunk.len());
        all.extend_from_slice(&chunk);
    }
    all
}

async fn send(reply: Reply, mut respond: SendResponse<Bytes>) -> Result<(), h2::Error> {
    let head = Response::builder().header("content-type", "application/grpc");
    let body = match reply {
        Reply::Status(code, text) => {
            let head = head.header("grpc-status", code.to_string()).header("grpc-message", text);
            respond.send_response(head.body(()).unwrap(), true)?;
            return Ok(());
        }
        Reply::Silence => {
            let _open = respond.send_response(head.body(()).unwrap(), false)?;
            tokio::time::sleep(LONG).await;
            return Ok(());
        }
        Reply::Gzip(_) | Reply::Message(_) | Reply::Raw(_) => reply,
    };
    let (head, body) = match body {
        Reply::Gzip(bytes) => (head.header("grpc-encoding", "gzip"), [&[1], &framed(&bytes)[1..]].concat()),
        Reply::Raw(bytes) => (head, bytes),
        Reply::Message(message) => (head, framed(&message)),
        Reply::Status(..) | Reply::Silence => unreachable!("answered above"),
    };
    let mut stream = respond.send_response(head.body(()).unwrap(), false)?;
    stream.send_data(body.into(), false)?;
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", "0".parse().unwrap());
    stream.send_trailers(trailers)
}

/// A message as gRPC sends it: not compressed, its length, itself.
pub(crate) fn framed(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[0], &length[..], message].concat()
}

/// One call, as bytes, to a server at a socket; its `grpc-status`.
pub(crate) async fn ask(stream: UnixStream, path: &str, message: &[u8]) -> Result<String, h2::Error> {
    let (mut client, connection) = h2::client::handshake(stream).await?;
    let connection = tokio::spawn(connection);
    let request = Request::post(format!("http://localhost{path}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers");
    let (response, mut body) = client.send_request(request.body(()).unwrap(), false)?;
    body.send_data(framed(message).into(), true)?;
    let response = response.await?;
    let status = |headers: &HeaderMap| {
        headers.get("grpc-status").and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    let at_once = status(response.headers());
    let mut body = response.into_body();
    while let Some(chunk) = body.data().await {
        let _ = body.flow_control().release_capacity(chunk?.len());
    }
    let at_the_end = body.trailers().await?.as_ref().and_then(status);
    connection.abort();
    Ok(at_once.or(at_the_end).unwrap_or_default())
}

/// A field of a message whose content has a length.
pub(crate) fn field(number: u32, content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint(u64::from(number << 3 | 2), &mut bytes);
    varint(content.len() as u64, &mut bytes);
    bytes.extend_from_slice(content);
    bytes
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

/// An answer of reflection that lists services.
pub(crate) fn listing(services: &[&str]) -> Reply {
    let services = services.iter().flat_map(|service| field(1, &field(1, service.as_bytes())));
    Reply::Message(field(6, &services.collect::<Vec<_>>()))
}

/// An answer of `PluginInfo`: a task of this name.
pub(crate) fn info(name: &str) -> Reply {
    // plugin_type = TASK, plugin_mods = [CLI, DEPENDENCYRESOLVER].
    let numbers: &[u8] = &[0x18, 1, 0x20, 1, 0x20, 2];
    Reply::Message([&field(1, name.as_bytes()), numbers].concat())
}

/// An answer of `GetName`.
pub(crate) fn name(name: &str) -> Reply {
    Reply::Message(field(1, name.as_bytes()))
}
