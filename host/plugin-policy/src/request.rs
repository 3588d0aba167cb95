//! Whether a plugin may make a request. Pure: nothing is resolved, nothing is sent.

mod address;
mod host;
mod path;

pub use self::{
    address::address_allowed,
    host::{RequestHost, parse_authority},
};
pub(crate) use self::{
    host::name_matches,
    path::{begins_with, check as check_path},
};
use crate::{Denied, Grants, HttpGrant, line};

impl Grants {
    /// The grant that allows a request, the first one that does. `host` and `port` as in its authority ([`parse_authority`]).
    ///
    /// The address that is then connected to must be asked about too: [`address_allowed`].
    ///
    /// # Errors
    /// No grant allows it, or it cannot be judged: a host or path that different readers take for different things.
    pub fn allows_request(
        &self,
        method: &str,
        tls: bool,
        host: &str,
        port: u16,
        path_and_query: &str,
    ) -> Result<&HttpGrant, Denied> {
        let host = RequestHost::parse(host)?;
        let path = path::path_of(path_and_query).map_err(|why| {
            Denied::new(format!("the path `{}` is refused: {why}", shown(before_query(path_and_query))))
        })?;
        let asked = Asked { method, tls, host, port, path };
        self.http.iter().find(|grant| asked.missed(grant).is_none()).ok_or_else(|| asked.denied(&self.http))
    }
}

struct Asked<'a> {
    method: &'a str,
    tls: bool,
    host: RequestHost,
    port: u16,
    path: &'a str,
}

/// What of a grant does not fit, the least near first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Missed {
    Host,
    Server,
    Path,
    Method,
}

impl Asked<'_> {
    fn missed(&self, grant: &HttpGrant) -> Option<Missed> {
        if !self.host.is_granted_by(&grant.host) {
            Some(Missed::Host)
        } else if grant.port != self.port || grant.tls != self.tls {
            Some(Missed::Server)
        } else if !begins_with(self.path, &grant.path_prefix) {
            Some(Missed::Path)
        } else if !grant.methods.iter().any(|method| &**method == self.method) {
            Some(Missed::Method)
        } else {
            None
        }
    }

    fn denied(&self, grants: &[HttpGrant]) -> Denied {
        let nearest = grants.iter().filter_map(|grant| Some((self.missed(grant)?, grant)));
        let nearest = nearest.max_by(|(one, _), (other, _)| one.cmp(other));
        let denied = match nearest {
            None => Denied::new(format!("requests are not granted; it asked for {}", self.shown())),
            Some((Missed::Host, _)) => Denied::new(format!("requests to {} are not granted", self.host)),
            Some((missed, grant)) => {
                let but = Self::but(&missed, grant);
                Denied::new(format!("{} is not granted; {but}", self.shown())).near(&grant.rule)
            }
        };
        match self.can_be_granted() {
            true => {
                denied.allow_with(line::http_request(self.method, self.tls, &self.host, self.port, self.path))
            }
            false => denied,
        }
    }

    /// What the nearest grant allows instead.
    fn but(missed: &Missed, grant: &HttpGrant) -> String {
        let methods = grant.methods.join(", ");
        match missed {
            Missed::Method if methods.is_empty() => "no method is granted there".to_owned(),
            Missed::Method => format!("granted there: {methods}"),
            Missed::Path => format!("granted there: what begins with {}", grant.path_prefix),
            Missed::Server | Missed::Host => {
                format!("granted: {}", line::origin(grant.tls, &grant.host, grant.port))
            }
        }
    }

    fn can_be_granted(&self) -> bool {
        self.port != 0 && crate::method::check(self.method).is_ok()
    }

    /// Method and URL without query, cut and escaped.
    fn shown(&self) -> String {
        let Self { method, tls, host, port, path } = self;
        shown(&format!("{method} {}{path}", line::origin(*tls, &host.to_string(), *port)))
    }
}

fn before_query(path_and_query: &str) -> &str {
    path_and_query.split(['?', '#']).next().unwrap_or_default()
}

/// Text of a plugin in a message: on one line, at most 200 bytes.
pub(crate) fn shown(text: &str) -> String {
    crate::audit::one_line(text)
}
