use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::{
    body::{Body, Frame, Incoming, SizeHint},
    client::conn::http1,
};
use hyper_util::rt::TokioIo;
use tokio::time::{Instant, Sleep, timeout_at};
use wasmtime_wasi::runtime::{AbortOnDropJoinHandle, spawn};
use wasmtime_wasi_http::{Error, RequestOptions, Result, WasiBody};

use super::{
    account::{Account, Connected, Passed},
    connect::{NotConnected, Server, Stream},
    judge::Judge,
    metered::Metered,
};
use crate::imports::{Access, Tokens};

/// What is read ahead of a connection, in bytes: the longest head of an answer too.
const READ_BYTES: usize = 64 * 1024;
/// Headers of an answer.
const MOST_HEADERS: usize = 128;
/// A year stands for ever.
const LONG: Duration = Duration::from_secs(365 * 24 * 3600);

/// What goes on with the connection after the head of the answer.
pub(super) type Exchanging = Box<dyn Future<Output = Result<()>> + Send>;

/// One judged request, and its answer.
pub(super) struct Exchange {
    pub(super) access: Arc<Access>,
    pub(super) account: Arc<Account>,
    pub(super) request: Request<WasiBody>,
    pub(super) server: Server,
    pub(super) connected: Connected,
    pub(super) options: RequestOptions,
    pub(super) asked: String,
}

impl Exchange {
    pub(super) async fn run(self) -> Result<(Response<WasiBody>, Exchanging)> {
        let Self { access, account, request, server, connected, options, asked } = self;
        let stream = within(&account, options.connect_timeout, access.http.connect(&server)).await;
        let stream = match stream.ok_or(Error::ConnectionTimeout)? {
            Ok(stream) => stream,
            Err(NotConnected::Failed(cause)) => return Err(cause),
            Err(NotConnected::Refused(denied)) => {
                let tokens = Tokens::default();
                return Err(Judge { access: &access, account: &account, tokens: &tokens }.refused(&denied));
            }
        };
        let ended = Ended { access, account: Arc::clone(&account), asked };
        let (mut sender, connection) = begin(stream, &account).await.map_err(|cause| ended.error(&cause))?;
        // A task of its own, so that it goes on whoever is polled; dropping the handle ends it.
        let deadline = account.deadline.into();
        let connection = spawn(async move {
            let _counted = connected;
            let _ended = timeout_at(deadline, connection).await;
        });
        let answer = within(&account, options.first_byte_timeout, sender.send_request(request)).await;
        let answer = answer.ok_or(Error::HttpResponseTimeout)?.map_err(|cause| ended.error(&cause))?;
        let patience = options.between_bytes_timeout.unwrap_or(LONG).min(LONG);
        let answer =
            answer.map(|incoming| Answer { incoming, ended, patience, silence: None }.boxed_unsync());
        Ok((answer, Box::new(until_closed(connection))))
    }
}

async fn until_closed(connection: AbortOnDropJoinHandle<()>) -> Result<()> {
    connection.await;
    Ok(())
}

type Connection = http1::Connection<TokioIo<Metered<Box<dyn Stream>>>, WasiBody>;

async fn begin(
    stream: Box<dyn Stream>,
    account: &Arc<Account>,
) -> hyper::Result<(http1::SendRequest<WasiBody>, Connection)> {
    let io = TokioIo::new(Metered::new(stream, Arc::clone(account)));
    http1::Builder::new().max_buf_size(READ_BYTES).max_headers(MOST_HEADERS).handshake(io).await
}

/// Within the time that the plugin gave it and that of the call, whichever ends first; `None` if it did not.
async fn within<F: Future>(account: &Account, time: Option<Duration>, work: F) -> Option<F::Output> {
    let deadline = Instant::from(account.deadline);
    let own = Instant::now().checked_add(time.unwrap_or(LONG).min(LONG));
    timeout_at(own.map_or(deadline, |own| own.min(deadline)), work).await.ok()
}

/// Says why an exchange ended.
struct Ended {
    access: Arc<Access>,
    account: Arc<Account>,
    asked: String,
}

impl Ended {
    fn error(&self, cause: &hyper::Error) -> Error {
        let limits = &self.account.limits;
        match self.account.passed() {
            Some(Passed::Received) => {
                self.limited("limits.http_response_bytes");
                return Error::HttpResponseBodySize(Some(limits.response_bytes));
            }
            Some(Passed::Sent) => {
                self.limited("limits.http_request_bytes");
                return Error::HttpRequestBodySize(Some(limits.request_bytes));
            }
            None => {}
        }
        if cause.is_parse_too_large() {
            Error::HttpResponseHeaderSectionSize(u32::try_from(READ_BYTES).ok())
        } else if cause.is_incomplete_message() {
            Error::HttpResponseIncomplete
        } else if cause.is_parse() || cause.is_user() {
            Error::HttpProtocolError
        } else {
            Error::ConnectionTerminated
        }
    }

    fn limited(&self, rule: &str) {
        let tokens = Tokens::default();
        Judge { access: &self.access, account: &self.account, tokens: &tokens }.limited(rule, &self.asked);
    }
}

/// The body of an answer. Its bytes are counted where they are read; here it is told why they end.
struct Answer {
    incoming: Incoming,
    ended: Ended,
    patience: Duration,
    silence: Option<Pin<Box<Sleep>>>,
}

impl Answer {
    fn silent(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let patience = self.patience;
        let silence = self.silence.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        silence.as_mut().poll(cx)
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>>>> {
        let this = &mut *self;
        match Pin::new(&mut this.incoming).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                this.silence = None;
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(cause))) => Poll::Ready(Some(Err(this.ended.error(&cause)))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                ready!(this.silent(cx));
                Poll::Ready(Some(Err(Error::ConnectionReadTimeout)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
