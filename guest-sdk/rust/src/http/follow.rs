//! A request and what the server sends it on to.

use std::time::Duration;

use super::{Error, Method, Request, Response, transport, url::Url};

/// Headers that say what is wanted and hold no secret: they go along to another server.
const GO_ALONG: [&str; 4] = ["accept", "accept-language", "content-type", "user-agent"];

/// One request as it is sent.
#[derive(Debug, Clone)]
pub(super) struct Hop {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) timeout: Option<Duration>,
    pub(super) max_body: usize,
}

/// Sends a request, and after it those that redirects lead to.
pub(super) fn send(request: Request) -> Result<Response, Error> {
    let allowed = request.redirects;
    let mut hop = Hop::first(request)?;
    for left in (0..=allowed).rev() {
        let response = transport::send(&hop)?;
        let Some(location) = location(&response).filter(|_| allowed > 0) else { return Ok(response) };
        if left > 0 {
            hop = hop.next(response.status(), location)?;
        }
    }
    Err(Error::Redirect(format!("the server redirects more than {allowed} times")))
}

/// Where the server sends the request on to, if it does.
fn location(response: &Response) -> Option<&str> {
    matches!(response.status(), 301 | 302 | 303 | 307 | 308).then(|| response.header("location"))?
}

impl Hop {
    fn first(request: Request) -> Result<Self, Error> {
        let url = Url::parse(&request.url);
        let url = url.map_err(|why| Error::BadRequest(format!("the URL cannot be used: {why}")))?;
        Ok(Self {
            method: request.method,
            url: url.with_query(&request.query),
            headers: request.headers,
            body: request.body,
            timeout: request.timeout,
            max_body: request.max_body,
        })
    }

    fn next(mut self, status: u16, location: &str) -> Result<Self, Error> {
        let url = self.url.join(location).map_err(|why| Error::Redirect(format!("to no URL: {why}")))?;
        if self.url.tls && !url.tls {
            return Err(Error::Redirect("it leads from https to http".into()));
        }
        if self.url.origin() != url.origin() {
            self.headers.retain(|(name, _)| GO_ALONG.iter().any(|kept| name.eq_ignore_ascii_case(kept)));
        }
        let becomes_get = match status {
            303 => self.method != Method::Head,
            301 | 302 => self.method == Method::Post,
            _ => false,
        };
        if becomes_get {
            self.method = Method::Get;
            self.body.clear();
            let of_body =
                |name: &str| name.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("content-"));
            self.headers.retain(|(name, _)| !of_body(name));
        }
        Ok(Self { url, ..self })
    }

    /// The grant that it needs, as a policy would say it: without the query, which may hold a secret.
    pub(super) fn grant(&self) -> String {
        format!("http {} {}{}", self.method, self.url.origin(), self.url.path())
    }
}
