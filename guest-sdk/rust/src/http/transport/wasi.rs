use std::time::Duration;

use super::super::{Error, Method, Response, follow::Hop};
use crate::sys::wasi::wasi::{
    http::{
        outgoing_handler,
        types::{
            self, ErrorCode, Fields, FutureIncomingResponse, HeaderError, IncomingResponse, OutgoingBody,
            OutgoingRequest, RequestOptions, Scheme,
        },
    },
    io::streams::{InputStream, StreamError},
};

/// What a stream takes in one blocking call, in bytes; WASI says so.
const WRITE_BYTES: usize = 4096;
/// What is read at once, in bytes.
const READ_BYTES: u64 = 64 * 1024;

/// Sends it through the host and reads the whole answer.
///
/// Handles of the host are dropped in the reverse order of their making, children before parents, as WASI wants it.
pub(in super::super) fn send(hop: &Hop) -> Result<Response, Error> {
    let request = outgoing(hop)?;
    let body = request.body().map_err(|()| unexpected("the request has no body"))?;
    let sent = outgoing_handler::handle(request, hop.timeout.map(options));
    let future = sent.map_err(|code| error(hop, &code))?;
    let written = write(body, &hop.body);
    let response = answer(hop, &future);
    match (response, written) {
        // Whoever answers before the end of the body has said why.
        (Ok(response), _) => read(hop, &response),
        (Err(error), _) => Err(error),
    }
}

fn outgoing(hop: &Hop) -> Result<OutgoingRequest, Error> {
    let request = OutgoingRequest::new(headers(hop)?);
    let scheme = if hop.url.tls { Scheme::Https } else { Scheme::Http };
    let set = request
        .set_method(&method(hop.method))
        .and_then(|()| request.set_scheme(Some(&scheme)))
        .and_then(|()| request.set_authority(Some(&hop.url.authority)))
        .and_then(|()| request.set_path_with_query(Some(&hop.url.path_and_query)));
    match set {
        Ok(()) => Ok(request),
        Err(()) => Err(Error::BadRequest("the host does not take the URL".into())),
    }
}

fn headers(hop: &Hop) -> Result<Fields, Error> {
    let fields = Fields::new();
    let append = |name: &str, value: &str| {
        fields.append(name, value.as_bytes()).map_err(|refused| {
            let why = match refused {
                HeaderError::InvalidSyntax => "it is not one",
                HeaderError::Forbidden => "it is the host's to set",
                HeaderError::Immutable => "it cannot be set",
            };
            Error::BadRequest(format!("the header {name:?}: {why}"))
        })
    };
    for (name, value) in &hop.headers {
        append(name, value)?;
    }
    // Without a length the body would be sent in chunks, which not every server takes.
    let is_stated = hop.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    if !is_stated
        && (!hop.body.is_empty() || matches!(hop.method, Method::Post | Method::Put | Method::Patch))
    {
        append("content-length", &hop.body.len().to_string())?;
    }
    Ok(fields)
}

fn method(method: Method) -> types::Method {
    match method {
        Method::Get => types::Method::Get,
        Method::Head => types::Method::Head,
        Method::Post => types::Method::Post,
        Method::Put => types::Method::Put,
        Method::Delete => types::Method::Delete,
        Method::Options => types::Method::Options,
        Method::Patch => types::Method::Patch,
    }
}

fn options(timeout: Duration) -> RequestOptions {
    let options = RequestOptions::new();
    let nanoseconds = Some(u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX));
    // A host that does not know one of them has its own.
    let _ = options.set_connect_timeout(nanoseconds);
    let _ = options.set_first_byte_timeout(nanoseconds);
    let _ = options.set_between_bytes_timeout(nanoseconds);
    options
}

/// Writes the whole body. When the connection breaks meanwhile, the answer says why.
fn write(body: OutgoingBody, bytes: &[u8]) -> Result<(), ()> {
    {
        let stream = body.write()?;
        for part in bytes.chunks(WRITE_BYTES) {
            stream.blocking_write_and_flush(part).map_err(drop)?;
        }
    }
    OutgoingBody::finish(body, None).map_err(drop)
}

fn answer(hop: &Hop, future: &FutureIncomingResponse) -> Result<IncomingResponse, Error> {
    future.subscribe().block();
    match future.get() {
        Some(Ok(Ok(response))) => Ok(response),
        Some(Ok(Err(code))) => Err(error(hop, &code)),
        Some(Err(())) | None => Err(unexpected("the host has no answer")),
    }
}

fn read(hop: &Hop, incoming: &IncomingResponse) -> Result<Response, Error> {
    let mut response = Response::new(incoming.status());
    for (name, value) in incoming.headers().entries() {
        response = response.with_header(name, String::from_utf8_lossy(&value));
    }
    let length = response.header("content-length").and_then(|length| length.parse::<usize>().ok());
    if hop.method != Method::Head && length.is_some_and(|length| length > hop.max_body) {
        return Err(Error::BodyTooLarge(hop.max_body));
    }
    let body = incoming.consume().map_err(|()| unexpected("the answer has no body"))?;
    let stream = body.stream().map_err(|()| unexpected("the body cannot be read"))?;
    let body = read_body(hop, &stream)?;
    Ok(response.with_body(body))
}

/// Never asks for more than may still come, and one byte, by which too much is noticed.
fn read_body(hop: &Hop, stream: &InputStream) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    loop {
        let left = u64::try_from(hop.max_body - body.len()).unwrap_or(u64::MAX);
        match stream.blocking_read(READ_BYTES.min(left.saturating_add(1))) {
            Ok(part) if part.len() > hop.max_body - body.len() => {
                return Err(Error::BodyTooLarge(hop.max_body));
            }
            Ok(part) => body.extend_from_slice(&part),
            Err(StreamError::Closed) => return Ok(body),
            Err(StreamError::LastOperationFailed(failed)) => {
                return Err(match types::http_error_code(&failed) {
                    Some(code) => error(hop, &code),
                    None => Error::Network("the connection broke".into()),
                });
            }
        }
    }
}

fn unexpected(what: &str) -> Error {
    Error::BadResponse(what.into())
}

/// What the host's word means for the author of a plugin.
fn error(hop: &Hop, code: &ErrorCode) -> Error {
    let network = |what: &str| Error::Network(what.into());
    let limited = |what: &str| Error::Limited(what.into());
    let bad = |what: &str| Error::BadResponse(what.into());
    match code {
        ErrorCode::HttpRequestDenied => Error::Denied { needs: hop.grant() },
        ErrorCode::DestinationIpProhibited => {
            Error::Denied { needs: format!("{}, and the address that it is at", hop.grant()) }
        }
        ErrorCode::ConnectionLimitReached => limited("connections"),
        ErrorCode::HttpRequestBodySize(_) => limited("bytes that are sent"),
        ErrorCode::HttpRequestHeaderSectionSize(_) | ErrorCode::HttpRequestHeaderSize(_) => {
            limited("headers that are sent")
        }
        ErrorCode::HttpResponseBodySize(_) => limited("bytes of the answer"),
        ErrorCode::HttpResponseHeaderSectionSize(_) | ErrorCode::HttpResponseHeaderSize(_) => {
            limited("headers of the answer")
        }
        ErrorCode::DnsTimeout
        | ErrorCode::ConnectionTimeout
        | ErrorCode::ConnectionReadTimeout
        | ErrorCode::ConnectionWriteTimeout
        | ErrorCode::HttpResponseTimeout => Error::Timeout,
        ErrorCode::HttpRequestMethodInvalid
        | ErrorCode::HttpRequestUriInvalid
        | ErrorCode::HttpRequestUriTooLong
        | ErrorCode::HttpRequestLengthRequired
        | ErrorCode::HttpRequestTrailerSectionSize(_)
        | ErrorCode::HttpRequestTrailerSize(_) => Error::BadRequest(format!("{code:?}")),
        ErrorCode::DnsError(_) | ErrorCode::DestinationNotFound => network("its name has no address"),
        ErrorCode::ConnectionRefused => network("it refuses connections"),
        ErrorCode::ConnectionTerminated => network("the connection broke"),
        ErrorCode::DestinationUnavailable | ErrorCode::DestinationIpUnroutable => {
            network("there is no way to it")
        }
        ErrorCode::TlsProtocolError | ErrorCode::TlsAlertReceived(_) => network("TLS failed"),
        ErrorCode::TlsCertificateError => network("its certificate is not valid"),
        ErrorCode::HttpResponseIncomplete => bad("it is not whole"),
        ErrorCode::HttpProtocolError
        | ErrorCode::HttpResponseTrailerSectionSize(_)
        | ErrorCode::HttpResponseTrailerSize(_)
        | ErrorCode::HttpResponseTransferCoding(_)
        | ErrorCode::HttpResponseContentCoding(_)
        | ErrorCode::HttpUpgradeFailed
        | ErrorCode::LoopDetected => bad("it is not HTTP as it should be"),
        ErrorCode::ConfigurationError => network("the host is set up wrongly"),
        ErrorCode::InternalError(told) => network(told.as_deref().unwrap_or("the host does not say why")),
    }
}
