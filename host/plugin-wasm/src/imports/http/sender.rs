use std::{future::Future, sync::Arc};

use http::{HeaderName, Request, Response};
use hyper::Error as HyperError;
use wasmtime_wasi_http::{
    Error, ForbiddenHeaderFilter, RequestOptions, Result, WasiBody, WasiHttpHooks,
    p2::bindings::http::types::ErrorCode,
};

use super::{
    account::Account,
    exchange::{Exchange, Exchanging},
    judge::{self, Judge},
};
use crate::imports::{Access, Tokens};

/// What a stream of a request's body takes at once, in bytes.
const CHUNK_BYTES: usize = 64 * 1024;

/// Sends the requests of one call.
pub(crate) struct Sender {
    access: Arc<Access>,
    account: Arc<Account>,
    tokens: Tokens,
}

impl Sender {
    pub(crate) fn new(access: Arc<Access>, account: Arc<Account>, tokens: Tokens) -> Self {
        Self { access, account, tokens }
    }

    /// Forgets the tokens of the call. What it began ends with its time.
    pub(crate) fn rest(&mut self) {
        self.tokens = Tokens::default();
    }

    fn begin(&self, request: Request<WasiBody>, options: Option<RequestOptions>) -> Result<Exchange> {
        let judge = Judge { access: &self.access, account: &self.account, tokens: &self.tokens };
        let asked = judge::shown(&request);
        let (request, server) = judge.judge(request)?;
        let Some(connected) = self.account.connect() else {
            judge.limited("limits.http_connections", &asked);
            return Err(Error::ConnectionLimitReached);
        };
        let (access, account) = (Arc::clone(&self.access), Arc::clone(&self.account));
        Ok(Exchange {
            access,
            account,
            request,
            server,
            connected,
            options: options.unwrap_or_default(),
            asked,
        })
    }
}

type Sending = Box<dyn Future<Output = Result<(Response<WasiBody>, Exchanging)>> + Send>;

impl WasiHttpHooks for Sender {
    fn forbidden_header_filter(&mut self) -> ForbiddenHeaderFilter {
        Arc::new(judge::is_forbidden)
    }

    fn is_forbidden_header(&mut self, name: &HeaderName) -> bool {
        judge::is_forbidden(name)
    }

    /// The host is written from what was judged.
    fn set_host_header(&mut self) -> bool {
        false
    }

    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _processed: Box<dyn Future<Output = Result<()>> + Send>,
    ) -> Sending {
        match self.begin(request, options) {
            Ok(exchange) => Box::new(exchange.run()),
            Err(denied) => Box::new(std::future::ready(Err(denied))),
        }
    }

    fn p2_outgoing_body_chunk_size(&mut self) -> usize {
        CHUNK_BYTES
    }

    fn p2_error_from_hyper(&mut self, _: &HyperError) -> ErrorCode {
        ErrorCode::HttpProtocolError
    }
}
