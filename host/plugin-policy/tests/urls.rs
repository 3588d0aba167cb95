//! Whatever the `url` crate reads from a URL, the rules judge the same thing.

use optimus_plugin_policy::{Grants, HttpGrant, RequestHost, parse_authority};
use proptest::prelude::*;
use url::{Host, Url};

/// Text that is nearly a part of a URL.
fn soup(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::collection::vec(prop::sample::select(pieces), 0..7).prop_map(|pieces| pieces.concat())
}

const HOSTS: &[&str] = &[
    "example",
    "com",
    ".",
    ".",
    "EVIL",
    "-",
    "xn--",
    "xn--bcher-kva",
    "1",
    "127",
    "0",
    "0x7f",
    "017",
    "256",
    "::",
    "[",
    "]",
    "ffff:",
    ":",
    "@",
    "%2e",
    "%41",
    "_",
    "*",
    "\u{fc}",
    "\u{3002}",
    "\u{ad}",
    " ",
    "\t",
    "\\",
    "/",
    "?",
    "#",
    "80",
    "2130706433",
    "localhost",
];

const PATHS: &[&str] = &[
    "/", "/", "v1", "..", ".", "%2e", "%2E", "%2f", "%5c", "\\", ";", "%25", "%252e", "%", "a", "?", "#",
    "x=1", "//", " ", "\t", "\n", "\u{e9}", "%00", "%41", "|", "\"", "<", ">", "^", "`", "{", "}", "[", "'",
    "*", "@", ":",
];

/// The host in the form of the rules.
fn host_of(url: &Url) -> Option<RequestHost> {
    Some(match url.host()? {
        // The `url` crate keeps a dot at the end and names that no resolver takes.
        Host::Domain(name) => RequestHost::parse(name).ok()?,
        Host::Ipv4(address) => RequestHost::Address(address.into()),
        Host::Ipv6(address) => RequestHost::Address(std::net::IpAddr::V6(address).to_canonical()),
    })
}

fn anything(host: &RequestHost, port: u16, path: &str) -> Grants {
    let host = match host {
        RequestHost::Name(name) => name.to_string(),
        RequestHost::Address(address) => address.to_string(),
    };
    let mut grant = HttpGrant::new(&host, port, true, "http[0]");
    grant.methods = vec!["GET".into()];
    grant.path_prefix = path.into();
    let mut grants = Grants::default();
    grants.http = vec![grant];
    grants
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_authority_that_is_accepted_leads_where_the_url_leads(authority in soup(HOSTS)) {
        let Ok((host, port)) = parse_authority(&authority, true) else { return Ok(()) };
        // The other one refuses Punycode that stands for nothing; it then leads nowhere.
        let Ok(url) = Url::parse(&format!("https://{authority}/")) else { return Ok(()) };
        prop_assert_eq!(Some(host), host_of(&url), "{} {}", authority, url);
        prop_assert_eq!(Some(port), url.port_or_known_default());
        prop_assert_eq!((url.username(), url.password(), url.path()), ("", None, "/"));
    }

    #[test]
    fn a_path_that_is_accepted_is_the_path_of_the_url(path in soup(PATHS)) {
        let host = RequestHost::parse("example.com").unwrap();
        let root = anything(&host, 443, "/");
        if root.allows_request("GET", true, "example.com", 443, &path).is_err() {
            return Ok(());
        }
        let url = Url::parse(&format!("https://example.com{path}")).unwrap();
        let path_only = path.split('?').next().unwrap();
        prop_assert_eq!(url.path(), if path_only.is_empty() { "/" } else { path_only });
        prop_assert_eq!(url.host_str(), Some("example.com"));
    }

    #[test]
    fn what_a_url_reads_is_judged_as_its_own_form(authority in soup(HOSTS), path in soup(PATHS)) {
        let Ok(url) = Url::parse(&format!("https://{authority}{path}")) else { return Ok(()) };
        let (Some(host), Some(text)) = (host_of(&url), url.host_str()) else { return Ok(()) };
        let port = url.port_or_known_default().unwrap();
        let asked = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        // As it normalises a URL, only encoded characters and characters that stand for nothing in paths are left to refuse.
        let judged = |host: &RequestHost, port| anything(host, port, "/").allows_request("GET", true, text, url.port_or_known_default().unwrap(), &asked).is_ok();
        let odd = url.path().contains(['%', '\\', ';']) || url.path().split('/').any(|part| matches!(part, "." | ".."));
        prop_assert!(judged(&host, port) || port == 0 || odd || asked.contains('%'), "{}", url);
        prop_assert!(!judged(&RequestHost::parse("other.example").unwrap(), port));
        prop_assert!(!judged(&host, port ^ 1));
    }

    #[test]
    fn a_grant_of_a_path_allows_what_its_url_is_below_and_nothing_else(
        path in soup(PATHS), prefix in prop::sample::select(vec!["/", "/v1", "/v1/", "/a/v1", "/%41"]),
    ) {
        let host = RequestHost::parse("example.com").unwrap();
        let grants = anything(&host, 443, prefix);
        if grants.allows_request("GET", true, "example.com", 443, &path).is_err() {
            return Ok(());
        }
        let url = Url::parse(&format!("https://example.com{path}")).unwrap();
        let granted: Vec<&str> = prefix.trim_end_matches('/').split('/').collect();
        let segments: Vec<&str> = url.path().split('/').collect();
        prop_assert!(segments.starts_with(&granted), "{} is not below {}", url, prefix);
    }

    #[test]
    fn nothing_makes_the_rules_panic(method in ".{0,8}", host in ".{0,40}", path in ".{0,40}", port: u16, tls: bool) {
        let grants = anything(&RequestHost::parse("example.com").unwrap(), 443, "/");
        let allowed = grants.allows_request(&method, tls, &host, port, &path).is_ok();
        prop_assert!(!allowed || host.eq_ignore_ascii_case("example.com") || host.eq_ignore_ascii_case("example.com."));
        let _ = parse_authority(&host, tls);
    }
}
