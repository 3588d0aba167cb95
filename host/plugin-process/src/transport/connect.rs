use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use hyper_util::rt::TokioIo;
use tonic::transport::{Endpoint, Uri};

use super::{Address, Connection, socket::Socket};
use crate::limits;

/// Opens the socket, again and again while nobody listens there yet. The caller bounds the time.
///
/// # Errors
/// What is not a matter of waiting: somebody else's socket, no permission.
pub(crate) async fn dial(address: &Address) -> io::Result<Dialled> {
    loop {
        match Socket::open(address).await {
            Ok(socket) => return Ok(Dialled(socket)),
            Err(error) if may_come(&error) => tokio::time::sleep(Duration::from_millis(10)).await,
            Err(error) => return Err(error),
        }
    }
}

/// An open socket that speaks no HTTP yet.
pub(crate) struct Dialled(Socket);

fn may_come(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused)
}

/// Speaks HTTP/2 over an open socket.
///
/// # Errors
/// The handshake of HTTP/2 failed.
pub(crate) async fn connect(dialled: Dialled) -> Result<Connection, tonic::transport::Error> {
    let closed = dialled.0.watch();
    let socket = Arc::new(Mutex::new(Some(dialled.0)));
    let connector = tower::service_fn(move |_: Uri| {
        let socket = socket.lock().unwrap_or_else(PoisonError::into_inner).take();
        async move { socket.map(TokioIo::new).ok_or_else(|| io::Error::other("the connection is gone")) }
    });
    let channel = endpoint().connect_with_connector(connector).await?;
    Ok(Connection { channel, closed })
}

/// The name is for the `:authority` header only; go-plugin's own is the same.
fn endpoint() -> Endpoint {
    Endpoint::from_static("http://localhost")
        .initial_stream_window_size(limits::STREAM_WINDOW)
        .initial_connection_window_size(limits::CONNECTION_WINDOW)
        .http2_max_header_list_size(limits::HEADER_BYTES)
}
