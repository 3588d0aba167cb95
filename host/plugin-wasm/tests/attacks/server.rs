//! A server on loopback that does what a test says, and a resolver that leads to it or elsewhere.

use std::{
    collections::VecDeque,
    io,
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use optimus_plugin_wasm::{Resolve, Resolving};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
    task::JoinHandle,
};

/// What a server does once it has read the head of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Does {
    /// Sends this and closes.
    Answers(&'static str),
    /// Reads the whole body, in chunks, and answers.
    Reads,
    /// Sends a body that never ends.
    Floods,
    /// Sends headers that never end.
    FloodsHeaders,
    /// Sends a byte now and then.
    Dawdles,
    /// Nothing.
    Hangs,
}

/// What a server has seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The heads of requests.
    pub(crate) heads: Mutex<Vec<String>>,
    /// Connections that are open.
    pub(crate) open: AtomicUsize,
    /// Connections that there were.
    pub(crate) accepted: AtomicUsize,
    /// Bytes that were sent as far as the system took them.
    pub(crate) sent: AtomicUsize,
}

/// Listens until it is dropped.
pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) seen: Arc<Seen>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub(crate) async fn that(does: Does) -> Self {
        Self::listen(does, None).await
    }

    /// Over TLS, with this certificate.
    pub(crate) async fn secure(does: Does, config: rustls::ServerConfig) -> Self {
        Self::listen(does, Some(tokio_rustls::TlsAcceptor::from(Arc::new(config)))).await
    }

    async fn listen(does: Does, tls: Option<tokio_rustls::TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, seen) = (listener.local_addr().unwrap().port(), Arc::new(Seen::default()));
        let watched = seen.clone();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                watched.accepted.fetch_add(1, Ordering::Relaxed);
                watched.open.fetch_add(1, Ordering::Relaxed);
                let (seen, tls) = (watched.clone(), tls.clone());
                tokio::spawn(async move {
                    // Whoever hangs up in the middle is what some tests are about.
                    let _ = match tls {
                        None => serve(stream, does, &seen).await,
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => serve(stream, does, &seen).await,
                            Err(cause) => Err(cause),
                        },
                    };
                    seen.open.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
        Self { port, seen, task }
    }

    /// The authority of a name at this server.
    pub(crate) fn at(&self, name: &str) -> String {
        format!("{name}:{}", self.port)
    }

    pub(crate) fn heads(&self) -> Vec<String> {
        self.seen.heads.lock().unwrap().clone()
    }

    /// Waits until nobody is connected any more, and stops.
    pub(crate) async fn stop(self) {
        until("no connection is left", || self.seen.open.load(Ordering::Relaxed) == 0).await;
        self.task.abort();
        until("the server has stopped", || self.task.is_finished()).await;
    }
}

/// Waits for something that is about to happen.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(30), "waited 30 s until {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, does: Does, seen: &Seen) -> io::Result<()> {
    let head = head(&mut stream).await?;
    seen.heads.lock().unwrap().push(head);
    const OK: &str = "HTTP/1.1 200 OK\r\n";
    match does {
        Does::Answers(answer) => {
            stream.write_all(answer.as_bytes()).await?;
            stream.shutdown().await
        }
        Does::Reads => {
            drain(&mut stream).await?;
            stream.write_all(format!("{OK}content-length: 4\r\n\r\ngood").as_bytes()).await?;
            stream.shutdown().await
        }
        Does::Floods => {
            stream.write_all(format!("{OK}\r\n").as_bytes()).await?;
            flood(&mut stream, &[b'x'; 16 * 1024], seen).await
        }
        Does::FloodsHeaders => {
            stream.write_all(OK.as_bytes()).await?;
            flood(&mut stream, b"x-more: headers and more headers\r\n", seen).await
        }
        Does::Dawdles => {
            stream.write_all(format!("{OK}\r\n").as_bytes()).await?;
            loop {
                tokio::time::sleep(Duration::from_millis(20)).await;
                stream.write_all(b".").await?;
            }
        }
        Does::Hangs => drain(&mut stream).await,
    }
}

async fn head(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Reads to the end of a body in chunks, or until nobody is there any more.
async fn drain(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    let (mut buffer, mut last) = ([0; 4096], Vec::new());
    while !last.ends_with(b"0\r\n\r\n") {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        last.extend_from_slice(&buffer[..read]);
        let keep = last.len().saturating_sub(5);
        last.drain(..keep);
    }
    Ok(())
}

async fn flood(stream: &mut (impl AsyncWrite + Unpin), bytes: &[u8], seen: &Seen) -> io::Result<()> {
    loop {
        stream.write_all(bytes).await?;
        seen.sent.fetch_add(bytes.len(), Ordering::Relaxed);
    }
}

/// Answers with these lists of addresses, one after the other, the last for ever; remembers what it was asked.
#[derive(Debug)]
pub(crate) struct Names {
    answers: Mutex<VecDeque<Vec<IpAddr>>>,
    pub(crate) asked: Mutex<Vec<String>>,
}

impl Names {
    pub(crate) fn leading_to(answers: &[&[&str]]) -> Arc<Self> {
        let parse = |list: &&[&str]| list.iter().map(|address| address.parse().unwrap()).collect();
        Arc::new(Self { answers: Mutex::new(answers.iter().map(parse).collect()), asked: Mutex::default() })
    }

    pub(crate) fn times_asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

impl Resolve for Names {
    fn resolve<'a>(&'a self, name: &'a str) -> Resolving<'a> {
        self.asked.lock().unwrap().push(name.to_owned());
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(std::future::ready(answer.ok_or_else(|| io::ErrorKind::NotFound.into())))
    }
}
