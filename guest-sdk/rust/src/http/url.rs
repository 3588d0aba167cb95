//! As much of a URL as a request needs. Whether it may be asked is the host's to say, by rules of its own.

use std::fmt::{self, Write as _};

/// An absolute URL of HTTP, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) tls: bool,
    /// Host and perhaps port.
    pub(super) authority: String,
    /// Begins with `/`; without a fragment.
    pub(super) path_and_query: String,
}

impl Url {
    /// # Errors
    /// What is wrong, in words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (scheme, rest) = text.split_once("://").ok_or("it is not `https://host/path`")?;
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err("it begins neither with `https://` nor with `http://`".into()),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let (authority, tail) = rest.split_at(rest.find(['/', '?', '\\']).unwrap_or(rest.len()));
        let slash = if tail.starts_with('/') { "" } else { "/" };
        let url = Self { tls, authority: authority.into(), path_and_query: [slash, tail].concat() };
        url.check().map(|()| url)
    }

    fn check(&self) -> Result<(), String> {
        if self.authority.is_empty() {
            return Err("it has no host".into());
        }
        if self.authority.contains('@') {
            return Err("it has a user or password, which belong into a header".into());
        }
        let text = [&*self.authority, &*self.path_and_query].concat();
        match text.chars().find(|c| !matches!(c, '!'..='~') || matches!(c, '\\' | '"' | '<' | '>')) {
            Some(c) => Err(format!("it has the character {c:?}; `query` encodes what is in parameters")),
            None => Ok(()),
        }
    }

    /// With more parameters, already encoded.
    pub(super) fn with_query(mut self, query: &str) -> Self {
        if !query.is_empty() {
            let separator = match self.path_and_query.split_once('?') {
                None => "?",
                Some((_, before)) if before.is_empty() || before.ends_with('&') => "",
                Some(_) => "&",
            };
            self.path_and_query.push_str(separator);
            self.path_and_query.push_str(query);
        }
        self
    }

    /// What a `location` means when it stands in the answer to this URL.
    pub(super) fn join(&self, location: &str) -> Result<Self, String> {
        let location = location.split('#').next().unwrap_or_default();
        let scheme = if self.tls { "https" } else { "http" };
        if has_scheme(location) {
            return Self::parse(location);
        }
        if location.starts_with("//") {
            return Self::parse(&format!("{scheme}:{location}"));
        }
        let path = self.path();
        let path_and_query = match location.chars().next() {
            None => self.path_and_query.clone(),
            Some('?') => format!("{path}{location}"),
            Some('/') => location.to_owned(),
            Some(_) => {
                let folder = path.rfind('/').and_then(|slash| path.get(..=slash)).unwrap_or("/");
                format!("{folder}{location}")
            }
        };
        let url = Self { path_and_query: without_dots(&path_and_query), ..self.clone() };
        url.check().map(|()| url)
    }

    pub(super) fn path(&self) -> &str {
        self.path_and_query.split('?').next().unwrap_or_default()
    }

    /// Scheme, host and port: whom a request goes to.
    pub(super) fn origin(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        let authority = self.authority.to_ascii_lowercase();
        let has_port = authority.rsplit(':').next().is_some_and(|port| port.parse::<u16>().is_ok());
        match (has_port && authority.contains(':'), self.tls) {
            (true, _) => format!("{scheme}://{authority}"),
            (false, true) => format!("{scheme}://{authority}:443"),
            (false, false) => format!("{scheme}://{authority}:80"),
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.path_and_query)
    }
}

/// Whether it begins as an absolute URL of any kind does: letters, and a colon before every slash.
fn has_scheme(location: &str) -> bool {
    let Some((scheme, _)) = location.split_once(':') else { return false };
    let tail = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(tail)
}

/// Resolves `.` and `..` in the path, as a server would.
fn without_dots(path_and_query: &str) -> String {
    let (path, query) = path_and_query.split_at(path_and_query.find('?').unwrap_or(path_and_query.len()));
    let mut kept: Vec<&str> = Vec::new();
    let mut parts = path.split('/').skip(1).peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        match part {
            "." | ".." => {
                if part == ".." {
                    kept.pop();
                }
                if is_last {
                    kept.push("");
                }
            }
            _ => kept.push(part),
        }
    }
    let mut out = String::with_capacity(path_and_query.len());
    for part in kept {
        out.push('/');
        out.push_str(part);
    }
    if out.is_empty() {
        out.push('/');
    }
    out + query
}

/// Percent-encodes everything that is not unreserved (RFC 3986).
pub(super) fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
