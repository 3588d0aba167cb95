use std::sync::OnceLock;

use optimus_plugin_policy::{Grants, Policy, RequestHost, parse_authority};
use url::{Host, Url};

const POLICY: &str = "defaults: {grants: {http: [{host: example.com, methods: [GET], path: /v1}, {host: '*.example.org', \
                      methods: [GET], path: /v1}, {host: 10.0.0.7, port: 8080, scheme: http, methods: [GET], path: /v1}]}}";

/// A URL, whose parts a plugin hands over apart. What the rules allow, the `url` crate takes for the same server and a path below
/// the same prefix: nobody behind the rules can be sent elsewhere than they were asked about.
pub fn url_rules(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
    if scheme != "http" && scheme != "https" {
        return;
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let path = if path.is_empty() { "/" } else { path };
    let tls = scheme == "https";
    let Ok((host, port)) = parse_authority(authority, tls) else { return };
    let Ok(grant) = grants().allows_request("GET", tls, &host.to_string(), port, path) else { return };
    let url = Url::parse(&format!("{scheme}://{authority}{path}"));
    let url = url.unwrap_or_else(|error| panic!("{authority:?} {path:?} is allowed and is no URL: {error}"));
    assert_eq!(url.port_or_known_default(), Some(port), "{url}");
    assert!(url.username().is_empty() && url.password().is_none(), "{url}");
    assert!(is_same(&host, url.host()), "{host} and {url}");
    assert!(is_below(url.path(), &grant.path_prefix), "{url} is not below {}", grant.path_prefix);
}

fn grants() -> &'static Grants {
    static GRANTS: OnceLock<Grants> = OnceLock::new();
    GRANTS.get_or_init(|| Policy::from_text(POLICY).unwrap().rules("", None).grants)
}

fn is_same(ours: &RequestHost, theirs: Option<Host<&str>>) -> bool {
    match (ours, theirs) {
        (RequestHost::Name(ours), Some(Host::Domain(theirs))) => {
            **ours == *theirs.strip_suffix('.').unwrap_or(theirs)
        }
        (RequestHost::Address(ours), Some(Host::Ipv4(theirs))) => *ours == theirs,
        (RequestHost::Address(ours), Some(Host::Ipv6(theirs))) => *ours == theirs.to_canonical(),
        _ => false,
    }
}

fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || prefix.ends_with('/'))
}
