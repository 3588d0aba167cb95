use std::{fmt, time::Duration};

use super::{Error, Response, follow, url};

/// How many redirects can be followed at most.
pub const MAX_REDIRECTS: u8 = 5;

/// The largest body of an answer unless the author says otherwise, in bytes: 1 MiB.
pub const DEFAULT_MAX_BODY: usize = 1024 * 1024;

/// What is asked of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// Reads.
    Get,
    /// Reads the headers alone.
    Head,
    /// Sends.
    Post,
    /// Replaces.
    Put,
    /// Removes.
    Delete,
    /// Asks what is possible.
    Options,
    /// Changes a part.
    Patch,
}

impl Method {
    /// Its word in a request, in upper case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Patch => "PATCH",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request, until it is sent.
#[derive(Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) query: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) timeout: Option<Duration>,
    pub(super) max_body: usize,
    pub(super) redirects: u8,
}

impl Request {
    /// A request to an absolute URL, `https://host/path` or `http://…`. What is wrong with it is said by [`Self::send`].
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
            timeout: None,
            max_body: DEFAULT_MAX_BODY,
            redirects: 0,
        }
    }

    /// Reads.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::Get, url)
    }

    /// Sends; usually with a [`Self::body`].
    pub fn post(url: impl Into<String>) -> Self {
        Self::new(Method::Post, url)
    }

    /// Adds a header. `Host`, `Connection` and the like are the host's, and refused.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a parameter to the query; name and value may be any text and are encoded here.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        url::encode(name, &mut self.query);
        self.query.push('=');
        url::encode(value, &mut self.query);
        self
    }

    /// Sends these bytes. What they are says a header, `content-type`.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Waits at most so long for the connection, for the beginning of the answer, and for each next part of it. Unless set it
    /// is the host that decides; the end of the call ends the request in any case.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Takes an answer whose body has at most so many bytes; [`DEFAULT_MAX_BODY`] unless set.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Follows up to `n` redirects, at most [`MAX_REDIRECTS`]; none unless set, and the answer is then the redirect itself.
    ///
    /// Each is a request of its own, which the host allows or denies anew. One from `https` to `http` is not followed. To
    /// another server go only the headers that say what is wanted (`accept`, `accept-language`, `content-type`,
    /// `user-agent`), because any other may hold a secret.
    pub fn follow_redirects(mut self, n: u8) -> Self {
        self.redirects = n.min(MAX_REDIRECTS);
        self
    }

    /// Sends it and waits for the whole answer. An answer that refuses (404, say) is an answer;
    /// [`Response::error_for_status`] makes it an error.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn send(self) -> Result<Response, Error> {
        follow::send(self)
    }
}

/// Without values of headers and parameters, which may be secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.url.split(['?', '#']).next().unwrap_or_default();
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        let mut debug = f.debug_struct("Request");
        debug.field("method", &self.method).field("url", &url).field("headers", &headers);
        debug.field("body", &format_args!("{} bytes", self.body.len())).finish_non_exhaustive()
    }
}
