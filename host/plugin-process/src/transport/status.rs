use std::error::Error as _;

use optimus_plugin_api::{Code, Error, MAX_TEXT_BYTES, Operation};
use prost::bytes::Bytes;
use tonic::{Code as Grpc, Status};

use super::too_large;
use crate::{allowance::Allowance, error::shown};

/// A reply, or why there is none.
pub(crate) type Reply = Result<Bytes, Failure>;

/// Why a call has no reply, in the ways that matter.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The plugin, or its server, said so.
    Said(Status),
    /// The stream broke off: the connection is gone, or the server does not keep to the protocol.
    Broken(Status),
    /// Time is over.
    Late,
}

impl Failure {
    /// tonic turns what happened to a connection into statuses too: those have a source, or a text of its own.
    pub(crate) fn of(status: Status) -> Self {
        let local = status.source().is_some()
            || status.message().starts_with("h2 protocol error")
            || (status.code() == Grpc::Cancelled && status.message() == "operation was canceled");
        if local { Self::Broken(status) } else { Self::Said(status) }
    }
}

/// Whether the method or its service is not there.
pub(crate) fn is_unimplemented(status: &Status) -> bool {
    status.code() == Grpc::Unimplemented
}

/// Whether this side refused to read an answer, as larger than it may be.
pub(crate) fn is_too_large(status: &Status) -> bool {
    status.code() == Grpc::OutOfRange
        && status.message().starts_with("Error, decoded message length too large")
}

/// What a status of the plugin or its server means.
pub(crate) fn said(plugin: &str, operation: Operation, status: &Status, allowance: &Allowance) -> Error {
    let text = text(status);
    let error = |code, message: String| Error::new(code, plugin, operation, message);
    match status.code() {
        Grpc::InvalidArgument => error(Code::INVALID_INPUT, text),
        Grpc::Unavailable => error(Code::PLUGIN_UNAVAILABLE, text),
        Grpc::Unimplemented => {
            error(Code::NO_CAPABILITY, "it lists the mod but does not serve the call".into())
                .note("server", text)
        }
        Grpc::ResourceExhausted if is_of_size(&text) && !is_sent(&text) => {
            too_large(plugin, operation, "the request is too large").note("server", text)
        }
        Grpc::ResourceExhausted if is_of_size(&text) => {
            error(Code::RESULT_TOO_LARGE, "its answer is too large for its own server".into())
                .note("server", text)
        }
        Grpc::OutOfRange if is_too_large(status) => {
            error(Code::RESULT_TOO_LARGE, "its answer is too large to be read".into())
                .note("found", text)
                .note("limit", allowance.named_result())
        }
        code if allowance.is_over() && tells_of_time(code, &text) => allowance.exceeded(plugin, operation),
        code => error(Code::PLUGIN_ERROR, text).with_plugin_code(format!("{code:?}")),
    }
}

/// Go: `grpc: received message larger than max (5 vs. 4)`. C, and with it Python: `SERVER: Received message larger than max`.
/// Java: `gRPC message exceeds maximum size 4: 5`.
fn is_of_size(text: &str) -> bool {
    text.contains("larger than max") || text.contains("exceeds maximum size")
}

/// Go: `trying to send message larger than max`. C: `Sent message larger than max`.
fn is_sent(text: &str) -> bool {
    text.contains("send message") || text.contains("Sent message")
}

/// Servers of older go-plugins pass a handler's `context deadline exceeded` on as an error like any other.
fn tells_of_time(code: Grpc, text: &str) -> bool {
    matches!(code, Grpc::DeadlineExceeded | Grpc::Cancelled)
        || (code == Grpc::Unknown && text.contains("context deadline exceeded"))
}

/// What broke a call off, in one sentence: tonic, hyper and h2 each wrap it once more, and add their own names for it.
pub(crate) fn cause(status: &Status) -> String {
    let mut innermost: Option<&dyn std::error::Error> = status.source();
    while let Some(inner) = innermost.and_then(std::error::Error::source) {
        innermost = Some(inner);
    }
    let what = innermost.map_or_else(|| status.message().to_owned(), ToString::to_string);
    shown(&what)
}

fn text(status: &Status) -> String {
    let text = status.message();
    let end = (0..=text.len().min(MAX_TEXT_BYTES))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or_default();
    match text.get(..end).unwrap_or_default() {
        "" => format!("it answered with the status {:?} and no text", status.code()),
        text => Error::escape(text),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use optimus_plugin_api::CallContext;

    use super::*;

    fn said_after(time: Duration, status: &Status) -> Error {
        said(
            "neo",
            Operation::CompileAssets,
            status,
            &Allowance::of(&CallContext::default(), time, None, 100),
        )
    }

    fn meaning(status: &Status) -> Error {
        said_after(Duration::from_secs(60), status)
    }

    #[test]
    fn statuses_of_a_plugin_have_their_codes() {
        let rows = [
            (Status::unknown("empty sql file"), Code::PLUGIN_ERROR),
            (Status::invalid_argument("no"), Code::INVALID_INPUT),
            (Status::unavailable("closed"), Code::PLUGIN_UNAVAILABLE),
            (Status::unimplemented("unknown service X"), Code::NO_CAPABILITY),
            (
                Status::resource_exhausted("grpc: received message larger than max (5 vs. 4)"),
                Code::REQUEST_TOO_LARGE,
            ),
            (
                Status::resource_exhausted("SERVER: Received message larger than max (5 vs. 4)"),
                Code::REQUEST_TOO_LARGE,
            ),
            (Status::resource_exhausted("gRPC message exceeds maximum size 4: 5"), Code::REQUEST_TOO_LARGE),
            (
                Status::resource_exhausted("trying to send message larger than max (5 vs. 4)"),
                Code::RESULT_TOO_LARGE,
            ),
            (Status::resource_exhausted("quota"), Code::PLUGIN_ERROR),
            (Status::deadline_exceeded("its own request took too long"), Code::PLUGIN_ERROR),
        ];
        for (status, code) in rows {
            assert_eq!(meaning(&status).code(), code, "{status}");
        }
    }

    #[test]
    fn the_text_of_a_plugin_is_escaped_and_its_code_kept() {
        let error = meaning(&Status::unknown("a\u{1b}[2Jb"));
        assert_eq!((error.message(), error.plugin_code()), ("a\\u{1b}[2Jb", Some("Unknown")));
    }

    #[test]
    fn a_status_after_the_deadline_is_a_time_out() {
        assert!(said_after(Duration::ZERO, &Status::deadline_exceeded("")).is_timeout());
        let old = Status::unknown("context deadline exceeded");
        assert!(said_after(Duration::ZERO, &old).is_timeout());
        assert_eq!(meaning(&old).code(), Code::PLUGIN_ERROR);
    }
}
