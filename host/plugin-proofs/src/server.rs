use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A server on the loopback interface that answers every request with as many bytes as it is told, and counts. It ends when it
/// is dropped.
pub(crate) struct Server {
    pub(crate) port: u16,
    served: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(body: usize) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let (port, served) = (listener.local_addr()?.port(), Arc::new(AtomicUsize::new(0)));
        let count = Arc::clone(&served);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, body, Arc::clone(&count)));
            }
        });
        Ok(Self { port, served, accepting })
    }

    /// How many requests it has answered.
    pub(crate) fn served(&self) -> usize {
        self.served.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Requests here have a head and no body.
async fn answer(mut stream: TcpStream, body: usize, served: Arc<AtomicUsize>) {
    let (mut head, mut buffer) = (Vec::new(), [0; 4096]);
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(read) if read > 0 && head.len() < 64 << 10 => {
                head.extend_from_slice(buffer.get(..read).unwrap_or_default());
            }
            _ => return,
        }
    }
    served.fetch_add(1, Ordering::SeqCst);
    let answer = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {body}\r\n\r\n");
    // Whoever asked may have had enough.
    let _ = stream.write_all(&[answer.as_bytes(), &vec![b'x'; body]].concat()).await;
    let _ = stream.shutdown().await;
}
