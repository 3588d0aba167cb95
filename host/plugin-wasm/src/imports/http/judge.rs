use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri, header, uri::Scheme};
use optimus_plugin_api::{Error as ApiError, Mode, Operation};
use optimus_plugin_policy::{AuditVerdict, Denied, RequestHost, parse_authority};
use wasmtime_wasi_http::{DEFAULT_FORBIDDEN_HEADERS, Error, WasiBody};

use super::{
    account::Account,
    connect::Server,
    substitute::{Misplaced, Substitute},
};
use crate::imports::{Access, Tokens};

/// Names and values of the headers of a request, in bytes.
const HEADER_BYTES: usize = 16 * 1024;

/// Headers that a plugin neither sets nor sees: those of the connection, and those by which one request passes for another.
pub(super) fn is_forbidden(name: &HeaderName) -> bool {
    DEFAULT_FORBIDDEN_HEADERS.contains(name) || [header::TE, header::TRAILER, header::EXPECT].contains(name)
}

/// Judges the requests of one call.
pub(super) struct Judge<'a> {
    pub(super) access: &'a Access,
    pub(super) account: &'a Account,
    pub(super) tokens: &'a Tokens,
}

impl Judge<'_> {
    /// The request as it is sent, and the server that it is for.
    ///
    /// # Errors
    /// It is not sent. Whoever watches was told why; the plugin learns only that it was denied, or which of its sizes was wrong.
    pub(super) fn judge(&self, mut request: Request<WasiBody>) -> Result<(Request<WasiBody>, Server), Error> {
        let asked = shown(&request);
        self.count(&asked)?;
        let server = self.server(&request).map_err(|denied| self.denied(&asked, &denied))?;
        self.check_headers(request.headers(), &asked)?;
        self.substitute(&mut request, &server, &asked)?;
        let host = host_header(&server).ok_or(Error::HttpRequestUriInvalid)?;
        request.headers_mut().insert(header::HOST, host);
        self.tell(AuditVerdict::Allowed, &server.grant.rule, &asked);
        Ok((request, server))
    }

    fn count(&self, asked: &str) -> Result<(), Error> {
        let (before, most) = (self.account.request(), self.account.limits.requests);
        if before < most {
            return Ok(());
        }
        if before == most {
            // Once: whoever loops over requests does not fill the log of audit.
            self.tell(AuditVerdict::Limited, "limits.http_requests", asked);
            self.warn(&format!("it made more than {most} requests in this call"));
        }
        Err(Error::HttpRequestDenied)
    }

    fn server(&self, request: &Request<WasiBody>) -> Result<Server, Reason> {
        // Its answer must not depend on anything but the plugin, and at load there is no tenant yet.
        if [Operation::Load, Operation::PluginInfo].contains(&self.account.asking().call) {
            return Err(Reason::Fixed("plugin-info asks nobody"));
        }
        if self.account.mode != Mode::Normal {
            return Err(Reason::Fixed("a deterministic call asks nobody"));
        }
        let (tls, authority, path) = parts(request.uri()).ok_or(Reason::Fixed("it has no host"))?;
        let (host, port) = parse_authority(authority, tls).map_err(Reason::Policy)?;
        let method = request.method().as_str();
        let grant = self
            .access
            .grants
            .allows_request(method, tls, &host.to_string(), port, path)
            .map_err(Reason::Policy)?;
        Ok(Server { host, port, grant: grant.clone() })
    }

    fn check_headers(&self, headers: &HeaderMap, asked: &str) -> Result<(), Error> {
        if headers.keys().any(is_forbidden) {
            return Err(self.denied(asked, &Reason::Fixed("it sets a header of the connection")));
        }
        let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        if size > HEADER_BYTES {
            self.tell(AuditVerdict::Limited, "the headers of a request", asked);
            return Err(Error::HttpRequestHeaderSectionSize(u32::try_from(size).ok()));
        }
        Ok(())
    }

    fn substitute(&self, request: &mut Request<WasiBody>, server: &Server, asked: &str) -> Result<(), Error> {
        let asking = self.account.asking();
        let tokens = self.tokens.issued();
        let substitute = Substitute {
            grants: &self.access.grants,
            tokens: &tokens,
            host: &server.host,
            grant: &server.grant,
            value: &|name| self.access.secrets.get(name, asking.tenant),
        };
        let mut used = Vec::new();
        let mut put = || {
            substitute.headers(request.headers_mut(), &mut used)?;
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
            substitute.query(path, &mut used)
        };
        let query = put().map_err(|misplaced| self.misplaced(&misplaced, asked))?;
        *request.uri_mut() = origin_form(request.uri(), query).ok_or(Error::HttpRequestUriInvalid)?;
        for name in used {
            let rule = self.access.grants.secret(&name).map_or(Denied::RULE, |secret| &secret.rule);
            self.access.report(asking, AuditVerdict::Allowed, rule, || format!("secret {name} in {asked}"));
        }
        Ok(())
    }

    fn misplaced(&self, misplaced: &Misplaced, asked: &str) -> Error {
        let why = match misplaced {
            Misplaced::Secret(name) => format!("the token of {name} is elsewhere than granted"),
            Misplaced::Stranger => "it has a token that is none of this call".to_owned(),
            Misplaced::Absent(name) => format!("there is no secret {name} for this tenant"),
            Misplaced::Unfit(name) => format!("the secret {name} cannot be in a header"),
        };
        self.tell(AuditVerdict::Denied, Denied::RULE, &format!("{asked}: {why}"));
        self.warn(&ApiError::escape(&why));
        Error::HttpRequestDenied
    }

    fn denied(&self, asked: &str, reason: &Reason) -> Error {
        self.tell(AuditVerdict::Denied, Denied::RULE, asked);
        match reason {
            Reason::Policy(denied) => self.warn(denied.reason()),
            Reason::Fixed(reason) => self.warn(reason),
        }
        Error::HttpRequestDenied
    }

    /// An address of a granted name is refused.
    pub(super) fn refused(&self, denied: &Denied) -> Error {
        self.tell(AuditVerdict::Denied, denied.nearest().unwrap_or(Denied::RULE), denied.reason());
        self.warn(denied.reason());
        Error::HttpRequestDenied
    }

    /// A limit stopped it.
    pub(super) fn limited(&self, rule: &str, asked: &str) {
        self.tell(AuditVerdict::Limited, rule, asked);
    }

    fn tell(&self, verdict: AuditVerdict, rule: &str, asked: &str) {
        self.access.report(self.account.asking(), verdict, rule, || format!("http {asked}"));
    }

    /// For whoever reads the plugin's log and wonders why it does not work.
    fn warn(&self, reason: &str) {
        let (plugin, call) = (self.access.speaker.name(), self.account.asking().call.as_str());
        tracing::warn!(target: "optimus::plugin", plugin, call, "P0503: a request was denied: {reason}");
    }
}

enum Reason {
    Policy(Denied),
    Fixed(&'static str),
}

/// Whether it is over TLS, the authority, and path and query.
fn parts(uri: &Uri) -> Option<(bool, &str, &str)> {
    let authority = uri.authority()?.as_str();
    Some((
        uri.scheme() == Some(&Scheme::HTTPS),
        authority,
        uri.path_and_query().map_or("/", |path| path.as_str()),
    ))
}

/// Method and URL without query, for audit.
pub(super) fn shown(request: &Request<WasiBody>) -> String {
    let uri = request.uri();
    let scheme = uri.scheme_str().unwrap_or_default();
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    // What stands before an `@` may be a password.
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{} {scheme}://{host}{}", request.method(), uri.path())
}

/// Path and query alone: the host is in its header, and whoever gets a whole URL may go elsewhere.
fn origin_form(uri: &Uri, query: Option<String>) -> Option<Uri> {
    let path = match query {
        Some(query) => query,
        None => uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
    };
    let path = if path.starts_with('/') { path } else { format!("/{path}") };
    Uri::builder().path_and_query(path).build().ok()
}

fn host_header(server: &Server) -> Option<HeaderValue> {
    let usual = if server.grant.tls { 443 } else { 80 };
    let host: &RequestHost = &server.host;
    let text = if server.port == usual { host.to_string() } else { format!("{host}:{}", server.port) };
    text.parse().ok()
}
