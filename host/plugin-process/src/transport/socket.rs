use std::{
    io,
    net::{IpAddr, SocketAddr},
    os::unix::fs::FileTypeExt,
    path::{Path, PathBuf},
    pin::Pin,
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpSocket, TcpStream, UnixStream},
    sync::watch,
};

/// Where a plugin listens, checked: see `launch::handshake`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    /// A socket in the file system.
    Unix(PathBuf),
    /// A port of this machine's loopback interface.
    Tcp(IpAddr, u16),
}

/// An open connection; whoever watches is told when it is dropped.
#[derive(Debug)]
pub(super) struct Socket {
    stream: Stream,
    closed: watch::Sender<bool>,
}

#[derive(Debug)]
enum Stream {
    Unix(UnixStream),
    Tcp(TcpStream),
}

impl Socket {
    /// Connects, once.
    pub(super) async fn open(address: &Address) -> io::Result<Self> {
        let stream = match address {
            Address::Unix(path) => {
                no_link(path)?;
                Stream::Unix(owned(UnixStream::connect(path).await?)?)
            }
            Address::Tcp(ip, port) => Stream::Tcp(tcp(SocketAddr::new(*ip, *port)).await?),
        };
        Ok(Self { stream, closed: watch::Sender::new(false) })
    }

    pub(super) fn watch(&self) -> watch::Receiver<bool> {
        self.closed.subscribe()
    }

    /// The process that began to listen there, if the system tells.
    pub(super) fn peer(&self) -> Option<u32> {
        let Stream::Unix(stream) = &self.stream else { return None };
        stream.peer_cred().ok()?.pid()?.try_into().ok()
    }
}

/// A link could lead to a socket of somebody else, and have the host say there what it has to say to the plugin.
fn no_link(path: &Path) -> io::Result<()> {
    if path.symlink_metadata()?.file_type().is_socket() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, "what is there is not a socket"))
}

/// Whoever listens must be of the same user: a path in a shared folder may have been taken by somebody else.
fn owned(stream: UnixStream) -> io::Result<UnixStream> {
    let (peer, own) = (stream.peer_cred()?.uid(), rustix::process::geteuid().as_raw());
    if peer == own {
        return Ok(stream);
    }
    Err(io::Error::new(io::ErrorKind::PermissionDenied, format!("uid {peer} listens there, not uid {own}")))
}

/// With keepalive, as go-plugin's client has it.
async fn tcp(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = if address.is_ipv6() { TcpSocket::new_v6() } else { TcpSocket::new_v4() }?;
    socket.set_keepalive(true)?;
    socket.set_nodelay(true)?;
    socket.connect(address).await
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.closed.send_replace(true);
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Unix(stream) => Pin::new(stream).poll_read(cx, buffer),
            Stream::Tcp(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            Stream::Unix(stream) => Pin::new(stream).poll_write(cx, buffer),
            Stream::Tcp(stream) => Pin::new(stream).poll_write(cx, buffer),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            Stream::Unix(stream) => Pin::new(stream).poll_write_vectored(cx, buffers),
            Stream::Tcp(stream) => Pin::new(stream).poll_write_vectored(cx, buffers),
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            Stream::Unix(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
