use std::{fmt, time::Duration};

/// Why there is no answer, or none that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The plugin made a request that is none: an address that is no URL, a header that is not allowed. The text says which.
    BadRequest(String),
    /// The host denied it, and will deny it again until the operator grants it. Only the operator's log says what of the
    /// grant is missing: the server, the method, the path, its address, or that of a secret.
    Denied {
        /// The grant that is needed, for example `http GET https://catalog.example.com:443/v1`.
        needs: String,
    },
    /// A limit of the host stopped it: requests, connections, or bytes of this call. The text says which.
    Limited(String),
    /// The server did not connect, answer or go on in time.
    Timeout,
    /// The server cannot be reached, or the connection broke. The text says how.
    Network(String),
    /// The server answered something that is not HTTP, or not what was promised. The text says what.
    BadResponse(String),
    /// The body has more bytes than the author allowed with [`Request::max_body`](super::Request::max_body): that many.
    BodyTooLarge(usize),
    /// A redirect that is not followed: one too many, or one to where no request should go. The text says why.
    Redirect(String),
    /// The server refused, by [`Response::error_for_status`](super::Response::error_for_status).
    Status {
        /// What the server answered, 400 to 599.
        status: u16,
        /// After how long it wants to be asked again, where it said so in seconds.
        retry_after: Option<Duration>,
    },
}

impl Error {
    /// Whether the same request may be answered later, without anybody changing anything.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Timeout | Self::Network(_) | Self::BadResponse(_) => true,
            Self::Status { status, .. } => matches!(status, 408 | 429 | 500..),
            _ => false,
        }
    }

    /// The word that stands in an error of the contract.
    fn code(&self) -> &'static str {
        match self {
            Self::BadRequest(_) => "http-bad-request",
            Self::Denied { .. } => "http-denied",
            Self::Limited(_) => "http-limited",
            Self::Timeout => "http-timeout",
            Self::Network(_) => "http-network",
            Self::BadResponse(_) => "http-bad-response",
            Self::BodyTooLarge(_) => "http-body-too-large",
            Self::Redirect(_) => "http-redirect",
            Self::Status { .. } => "http-status",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadRequest(what) => write!(f, "no request can be made: {what}"),
            Self::Denied { needs } => {
                write!(
                    f,
                    "the host denied the request, which needs the grant `{needs}`; its log says what is missing"
                )
            }
            Self::Limited(what) => write!(f, "a limit of the host stopped the request: {what}"),
            Self::Timeout => f.write_str("the server took too long"),
            Self::Network(what) => write!(f, "the server cannot be reached: {what}"),
            Self::BadResponse(what) => write!(f, "the server's answer cannot be used: {what}"),
            Self::BodyTooLarge(most) => write!(f, "the server's answer has more than {most} bytes"),
            Self::Redirect(why) => write!(f, "the redirect is not followed: {why}"),
            Self::Status { status, .. } => write!(f, "the server answered with status {status}"),
        }
    }
}

/// Not through `std::error::Error`, which would make every error `Other`: whether to try again is known here.
impl From<Error> for crate::Error {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        let made = if error.is_temporary() { Self::unavailable(text) } else { Self::other(text) };
        let made = made.with_code(error.code());
        match error {
            Error::Status { retry_after: Some(after), .. } => made.retry_after(after),
            _ => made,
        }
    }
}
