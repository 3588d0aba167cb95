use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::watch,
};
use tonic::transport::{Endpoint, Uri};

use super::{
    Address, Connection,
    socket::Socket,
    tls::{Certificate, Credentials, Secure},
};
use crate::limits;

/// An open socket that speaks no HTTP yet.
pub(crate) struct Dialled {
    socket: Socket,
    closed: watch::Receiver<bool>,
}

/// Opens the socket, again and again while nobody listens there yet. The caller bounds the time.
///
/// # Errors
/// What is not a matter of waiting: somebody else's socket, no permission.
pub(crate) async fn dial(address: &Address) -> io::Result<Dialled> {
    loop {
        match dial_once(address).await {
            Err(error) if may_come(&error) => tokio::time::sleep(Duration::from_millis(10)).await,
            other => return other,
        }
    }
}

/// Opens the socket if somebody listens there.
pub(crate) async fn dial_once(address: &Address) -> io::Result<Dialled> {
    let socket = Socket::open(address).await?;
    Ok(Dialled { closed: socket.watch(), socket })
}

fn may_come(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused)
}

impl Dialled {
    /// The process that listens, where the system can tell: it cannot of a port.
    pub(crate) fn peer(&self) -> Option<u32> {
        self.socket.peer()
    }

    /// Speaks HTTP/2 over the socket.
    ///
    /// # Errors
    /// The handshake of HTTP/2 failed.
    pub(crate) async fn connect(self) -> Result<Connection, tonic::transport::Error> {
        speak(self.socket, self.closed, endpoint()).await
    }

    /// Speaks TLS over the socket.
    ///
    /// # Errors
    /// The other side is not who was agreed on, does not accept this side, or speaks no TLS.
    pub(crate) async fn secure(self, credentials: &Credentials, peer: &Certificate) -> io::Result<Secured> {
        Ok(Secured { stream: credentials.secure(self.socket, peer).await?, closed: self.closed })
    }
}

/// A secured connection that speaks no HTTP yet.
pub(crate) struct Secured {
    stream: Secure,
    closed: watch::Receiver<bool>,
}

impl Secured {
    /// Speaks HTTP/2 over it.
    ///
    /// # Errors
    /// The other side ended the connection: in TLS 1.3 that is how it says that it does not accept this side.
    pub(crate) async fn connect(self) -> Result<Connection, tonic::transport::Error> {
        let endpoint = endpoint().origin(Uri::from_static("https://localhost"));
        speak(self.stream, self.closed, endpoint).await
    }
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    closed: watch::Receiver<bool>,
    endpoint: Endpoint,
) -> Result<Connection, tonic::transport::Error> {
    let stream = Arc::new(Mutex::new(Some(stream)));
    let connector = tower::service_fn(move |_: Uri| {
        let stream = stream.lock().unwrap_or_else(PoisonError::into_inner).take();
        async move { stream.map(TokioIo::new).ok_or_else(|| io::Error::other("the connection is gone")) }
    });
    let channel = endpoint.connect_with_connector(connector).await?;
    Ok(Connection { channel, closed })
}

/// The name is for the `:authority` header only; go-plugin's own is the same.
fn endpoint() -> Endpoint {
    Endpoint::from_static("http://localhost")
        .initial_stream_window_size(limits::STREAM_WINDOW)
        .initial_connection_window_size(limits::CONNECTION_WINDOW)
        .http2_max_header_list_size(limits::HEADER_BYTES)
}
