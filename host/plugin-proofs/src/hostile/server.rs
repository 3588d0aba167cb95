use std::{io, path::Path};

use bytes::Bytes;
use h2::{RecvStream, server::SendResponse};
use http::{HeaderMap, HeaderValue, Request, Response};
use tokio::{io::AsyncWriteExt, net::UnixListener};

use super::attack::{Attack, Reply, last_argument};

/// gRPC's `UNIMPLEMENTED`.
const UNIMPLEMENTED: u8 = 12;

/// Prints the handshake and serves until the host ends the process.
pub(super) async fn serve(attack: Attack, socket: &Path) -> io::Result<()> {
    let listener = UnixListener::bind(socket)?;
    let mut stdout = tokio::io::stdout();
    stdout.write_all(format!("1|1|unix|{}|grpc|\n", socket.display()).as_bytes()).await?;
    stdout.flush().await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let mut connection = h2::server::handshake(stream).await.map_err(io::Error::other)?;
        while let Some(request) = connection.accept().await {
            let (request, respond) = request.map_err(io::Error::other)?;
            tokio::spawn(answer(attack, request, respond));
        }
    }
}

async fn answer(attack: Attack, request: Request<RecvStream>, respond: SendResponse<Bytes>) {
    let path = request.uri().path().to_owned();
    let mut sent = Vec::new();
    // The stream of reflection ends when its client likes.
    if !path.contains("Reflection") {
        let mut body = request.into_body();
        while let Some(Ok(chunk)) = body.data().await {
            let _ = body.flow_control().release_capacity(chunk.len());
            sent.extend_from_slice(&chunk);
        }
    }
    let reply = match path.rsplit('/').next().unwrap_or_default() {
        "Check" => Reply::Message(vec![0x08, 1]),
        "PluginInfo" if path.contains("v1beta1.BaseService") => Reply::Message(info()),
        "ValidateQuestion" | "DefaultAssets" => attack.in_call(),
        "GenerateDestination" => Reply::Message(field(1, told(&sent).as_bytes())),
        _ => Reply::Status(UNIMPLEMENTED, "unknown service"),
    };
    // Whoever asked may be gone.
    let _ = send(reply, respond);
}

/// Whether it was told what its last argument says.
fn told(sent: &[u8]) -> &'static str {
    let sought = last_argument().into_bytes();
    let is_there = !sought.is_empty() && sent.windows(sought.len()).any(|part| part == sought);
    if is_there { "told" } else { "not told" }
}

fn send(reply: Reply, mut respond: SendResponse<Bytes>) -> Result<(), h2::Error> {
    let mut head = Response::new(());
    let headers = head.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/grpc"));
    let message = match reply {
        Reply::Message(message) => message,
        Reply::Silence => {
            // The stream stays open for as long as the process lives.
            std::mem::forget(respond.send_response(head, false)?);
            return Ok(());
        }
        Reply::Status(code, text) => {
            headers.insert("grpc-status", HeaderValue::from(u16::from(code)));
            headers.insert("grpc-message", HeaderValue::from_static(text));
            respond.send_response(head, true)?;
            return Ok(());
        }
    };
    let mut stream = respond.send_response(head, false)?;
    let length = u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes();
    stream.send_data([&[0], &length[..], &message].concat().into(), false)?;
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    stream.send_trailers(trailers)
}

/// `PluginInfo`: a task called `guest`, version 1, image `i`, with a survey and a resolver.
fn info() -> Vec<u8> {
    let texts = [(1, "guest"), (5, "1"), (10, "i")];
    let texts = texts.iter().flat_map(|(number, text)| field(*number, text.as_bytes()));
    texts.chain([0x18, 1, 0x20, 1, 0x20, 2]).collect()
}

/// A field of a message whose content has a length. Lengths here take one to four bytes.
pub(super) fn field(number: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![number << 3 | 2];
    let mut length = content.len();
    while length >= 0x80 {
        bytes.push(u8::try_from(length & 0x7f).unwrap_or_default() | 0x80);
        length >>= 7;
    }
    bytes.push(u8::try_from(length).unwrap_or_default());
    bytes.extend_from_slice(content);
    bytes
}
