use std::{net::IpAddr, sync::Arc, time::Duration};

/// What a plugin may reach beyond computing. The default is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grants {
    /// Requests that it may make. Empty: none.
    pub http: Vec<HttpGrant>,
    /// Secrets that may be used on its behalf, or revealed to it. Empty: none.
    pub secrets: Vec<SecretGrant>,
    /// Keys of the project's configuration that it may read; `*` at the end of one stands for the rest of a key, alone for
    /// all. Empty: none. `None` where the policy is silent: none for a component, all for an executable, as Optimus sends them.
    pub config: Option<Vec<String>>,
    /// What it may remember from call to call. `None`: nothing.
    pub cache: Option<CacheGrant>,
    /// Whether it sees the real clocks; without it a clock stands still at 1970-01-01T00:00:00Z.
    pub clocks: bool,
    /// Whether its random numbers are random; without it they come from a fixed seed.
    pub random: bool,
    /// Variables of the host's environment that it sees. Empty: none. (An executable gets its short list besides.)
    pub environment: Vec<String>,
}

/// A server and what may be asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpGrant {
    /// The host name, in lower case, without a dot at its end; `*.` before it stands for exactly one more label. Or an address
    /// (`127.0.0.1`, `::1`), by which alone private addresses can be granted.
    pub host: Arc<str>,
    /// The port.
    pub port: u16,
    /// Whether TLS is used. Plain HTTP is granted in words only.
    pub tls: bool,
    /// The methods, in upper case. Empty: none.
    pub methods: Vec<Arc<str>>,
    /// What the path must begin with, at a `/`: `/v1` grants `/v1` and `/v1/x`, not `/v10`.
    pub path_prefix: Arc<str>,
    /// Addresses to which the name may resolve although they are private, local or the like.
    pub addresses: Vec<IpAddr>,
    /// Where the policy says so (`plugins.neo.grants.http[0]`), for audit and errors.
    pub rule: Arc<str>,
}

impl HttpGrant {
    /// Every path and no method of one server; the caller fills in the rest.
    #[must_use]
    pub fn new(host: &str, port: u16, tls: bool, rule: &str) -> Self {
        Self {
            host: host.into(),
            port,
            tls,
            methods: Vec::new(),
            path_prefix: "/".into(),
            addresses: Vec::new(),
            rule: rule.into(),
        }
    }
}

/// A secret, and how it may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SecretGrant {
    /// Its name.
    pub name: Arc<str>,
    /// How it reaches its use.
    pub usage: SecretUse,
    /// Where the policy says so.
    pub rule: Arc<str>,
}

impl SecretGrant {
    /// A secret of this name and use.
    #[must_use]
    pub fn new(name: &str, usage: SecretUse, rule: &str) -> Self {
        Self { name: name.into(), usage, rule: rule.into() }
    }
}

/// How a secret reaches its use.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretUse {
    /// The plugin gets a token; the host puts the secret in its place in this header of requests to this host.
    Header {
        /// The header, in lower case.
        name: Arc<str>,
        /// The host of the request, exactly as in a grant of HTTP.
        host: Arc<str>,
    },
    /// The plugin gets a token; the host puts the secret in its place in this parameter of the query of requests to this host.
    Query {
        /// The parameter.
        name: Arc<str>,
        /// The host of the request, exactly as in a grant of HTTP.
        host: Arc<str>,
    },
    /// The plugin sees the secret itself, and may do with it whatever else it may do.
    Reveal,
}

/// What a plugin may remember from call to call: per plugin and tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheGrant {
    /// Keys and values together, in bytes.
    pub bytes: usize,
    /// The longest lifetime of an entry.
    pub lifetime: Duration,
}

impl CacheGrant {
    /// So many bytes for so long.
    #[must_use]
    pub const fn new(bytes: usize, lifetime: Duration) -> Self {
        Self { bytes, lifetime }
    }
}

impl Grants {
    /// Whether a key of the project's configuration may be read; where the policy is silent, `otherwise`.
    #[must_use]
    pub fn allows_config(&self, key: &str, otherwise: bool) -> bool {
        let Some(granted) = &self.config else { return otherwise };
        granted.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => key.starts_with(prefix),
            None => pattern == key,
        })
    }

    /// The grant of a secret, by its name.
    #[must_use]
    pub fn secret(&self, name: &str) -> Option<&SecretGrant> {
        self.secrets.iter().find(|secret| &*secret.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_denies_all_and_a_star_stands_for_the_rest_of_a_key() {
        let granting = |keys: &[&str]| {
            let config = Some(keys.iter().map(|key| (*key).to_owned()).collect());
            Grants { config, ..Grants::default() }
        };
        assert!(!granting(&[]).allows_config("PROJECT", true));
        assert!(granting(&["*"]).allows_config("PROJECT", false));
        assert!(
            granting(&["BQ_*"]).allows_config("BQ_X", false) && !granting(&["BQ_*"]).allows_config("B", true)
        );
        assert!(Grants::default().allows_config("X", true) && !Grants::default().allows_config("X", false));
    }
}
