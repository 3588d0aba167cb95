//! Requests that come near to what is granted.

use optimus_plugin_policy::{Grants, HttpGrant, RequestHost, parse_authority};

fn grant(host: &str, methods: &[&str], path: &str, rule: &str) -> HttpGrant {
    let mut grant = HttpGrant::new(host, 443, true, rule);
    grant.methods = methods.iter().map(|method| (*method).into()).collect();
    grant.path_prefix = path.into();
    grant
}

fn granting(http: Vec<HttpGrant>) -> Grants {
    let mut grants = Grants::default();
    grants.http = http;
    grants
}

fn example() -> Grants {
    granting(vec![
        grant("example.com", &["GET", "HEAD"], "/v1", "http[0]"),
        grant("*.example.org", &["POST"], "/", "http[1]"),
        grant("10.0.0.7", &["GET"], "/", "http[2]"),
        grant("::1", &["GET"], "/", "http[3]"),
    ])
}

fn rule(method: &str, tls: bool, host: &str, port: u16, path: &str) -> Option<String> {
    example().allows_request(method, tls, host, port, path).ok().map(|grant| grant.rule.to_string())
}

#[test]
fn a_request_is_allowed_by_the_grant_that_names_it() {
    for (host, path) in [
        ("example.com", "/v1"),
        ("example.com", "/v1/"),
        ("EXAMPLE.com", "/v1/x?y=../z"),
        ("example.com.", "/v1?"),
    ] {
        assert_eq!(rule("GET", true, host, 443, path).as_deref(), Some("http[0]"), "{host}{path}");
    }
    assert_eq!(rule("POST", true, "a.example.org", 443, "").as_deref(), Some("http[1]"));
    assert_eq!(rule("GET", true, "10.0.0.7", 443, "/").as_deref(), Some("http[2]"));
    assert_eq!(rule("GET", true, "[::ffff:10.0.0.7]", 443, "/").as_deref(), Some("http[2]"));
    assert_eq!(rule("GET", true, "[::1]", 443, "/").as_deref(), Some("http[3]"));
    assert_eq!(rule("GET", true, "0:0::1", 443, "/").as_deref(), Some("http[3]"));
}

#[test]
fn w29_a_near_miss_of_a_granted_host_is_denied() {
    for host in [
        "evil-example.com",
        "example.com.evil",
        "example.com.evil.net",
        "www.example.com",
        "xample.com",
        "example.co",
        "example.com..",
        ".example.com",
        "example..com",
        "user@example.com",
        "example.com@evil.net",
        "example.com:443",
        "example.com/",
        "example.com/v1",
        "example.com\\evil.net",
        "example.com#",
        "example.com?",
        "example.com%2eevil.net",
        "ex%61mple.com",
        "example.com%00",
        "example.com\0",
        "example.com\n",
        " example.com",
        "example.com ",
        "example\u{3002}com",
        "exampl\u{435}.com",
        "\u{ff45}xample.com",
        "xn--exampl-2of.com",
        "example.org",
        "a.b.example.org",
        ".example.org",
        "*.example.org",
        "",
        ".",
        "*",
        "evil-example.org",
        "aexample.org",
        "[example.com]",
        "[10.0.0.7]",
    ] {
        assert_eq!(rule("GET", true, host, 443, "/v1"), None, "{host}");
        assert_eq!(rule("POST", true, host, 443, "/v1"), None, "{host}");
    }
}

#[test]
fn w29_scheme_port_method_and_path_must_fit_too() {
    assert_eq!(rule("GET", false, "example.com", 443, "/v1"), None);
    assert_eq!(rule("GET", false, "example.com", 80, "/v1"), None);
    assert_eq!(rule("GET", true, "example.com", 8443, "/v1"), None);
    assert_eq!(rule("GET", true, "example.com", 0, "/v1"), None);
    for method in ["get", "Get", "POST", "", "GET ", "GET\r\n", "CONNECT"] {
        assert_eq!(rule(method, true, "example.com", 443, "/v1"), None, "{method}");
    }
    for path in [
        "",
        "/",
        "/v10",
        "/V1",
        "v1",
        "//v1",
        "/v1/../admin",
        "/v1/%2e%2e/admin",
        "/v1/..%2fadmin",
        "/v1%2f..%2fadmin",
        "/v1/..;/admin",
        "/v1\\..\\admin",
        "/v1/%5c..",
        "/v1/\r\nHost: evil",
        "/v1 HTTP/1.1",
        "/v%31",
        "/v1/%00",
        "/v1/%252e%252e/admin",
        "http://evil.net/v1",
        "@evil.net/v1",
        "/v1#x",
        "/v1?a b",
        "/v1?\u{e4}",
    ] {
        assert_eq!(rule("GET", true, "example.com", 443, path), None, "{path}");
    }
}

#[test]
fn w31_an_address_is_one_in_its_usual_form_only_and_must_be_granted_as_that() {
    let any_name = granting(vec![
        grant("*.1", &["GET"], "/", "x"),
        grant("0x7f.1", &["GET"], "/", "x"),
        grant("127.0.0.1", &["GET"], "/", "x"),
    ]);
    for host in [
        "2130706433",
        "0177.1",
        "0x7f.1",
        "0x7f000001",
        "127.1",
        "127.0.1",
        "0177.0.0.1",
        "127.0.0.01",
        "127.0.0.0x1",
        "127.0.0.1.",
        "017700000001",
        "1",
        "0",
        "0x",
        "a.1",
        "a.0x",
        "4294967296",
        "256.0.0.1",
        "127.0.0.1.1",
        "::1",
        "[::1%25lo]",
        "[::1%lo]",
        "fe80::1%1",
        "[::1",
        "::1]",
        "[]",
        "[[::1]]",
        "1:2",
        "::ffff:0x7f.1",
    ] {
        let granted = any_name.allows_request("GET", true, host, 443, "/").is_ok();
        assert_eq!(granted, host == "127.0.0.1.", "{host}");
    }
}

#[test]
fn an_empty_list_of_methods_or_grants_denies_all() {
    let none = granting(vec![grant("example.com", &[], "/", "http[0]")]);
    let denied = none.allows_request("GET", true, "example.com", 443, "/").unwrap_err();
    assert_eq!(denied.to_string(), "GET https://example.com/ is not granted; no method is granted there");
    let denied = Grants::default().allows_request("GET", true, "example.com", 443, "/").unwrap_err();
    assert_eq!(denied.to_string(), "requests are not granted; it asked for GET https://example.com/");
}

#[test]
fn a_denial_says_what_missed_the_nearest_rule_and_the_line_that_would_allow_it() {
    let grants = example();
    let denied = |method, tls, host, port, path| {
        let denied = grants.allows_request(method, tls, host, port, path).unwrap_err();
        (
            denied.to_string(),
            denied.nearest().unwrap_or("-").to_owned(),
            denied.allow("neo").map(|(line, _)| line),
        )
    };
    let (reason, nearest, line) = denied("POST", true, "example.com", 443, "/v1/x?token=s3cret");
    assert_eq!(reason, "POST https://example.com/v1/x is not granted; granted there: GET, HEAD");
    assert_eq!(nearest, "http[0]");
    assert_eq!(
        line.unwrap(),
        "plugins: {neo: {grants: {http: [{host: example.com, methods: [POST], path: /v1/x}]}}}"
    );
    assert_eq!(
        denied("GET", true, "example.com", 443, "/").0,
        "GET https://example.com/ is not granted; granted there: what begins with /v1"
    );
    assert_eq!(
        denied("GET", false, "example.com", 8080, "/v1").0,
        "GET http://example.com:8080/v1 is not granted; granted: https://example.com"
    );
    let (reason, nearest, line) = denied("GET", true, "evil-example.com", 443, "/");
    assert_eq!((&*reason, &*nearest), ("requests to evil-example.com are not granted", "-"));
    assert!(line.unwrap().contains("{host: evil-example.com, methods: [GET]}"));
    let (reason, _, line) = denied("GET", true, "2130706433", 443, "/");
    assert_eq!(
        reason,
        "`2130706433` is no host: an address is written with four decimal numbers, as in 192.0.2.1"
    );
    assert_eq!(line, None);
    let (reason, ..) = denied("GET", true, "\u{1b}[2J", 443, "/");
    assert!(!reason.contains('\u{1b}'), "{reason}");
}

#[test]
fn an_authority_is_a_host_and_a_port() {
    let read = |text, tls| parse_authority(text, tls).map(|(host, port)| (host.to_string(), port)).ok();
    let found = |host: &str, port| Some((host.to_owned(), port));
    assert_eq!(read("Example.com", true), found("example.com", 443));
    assert_eq!(read("example.com:8443", true), found("example.com", 8443));
    assert_eq!(read("example.com", false), found("example.com", 80));
    assert_eq!(read("[::1]:81", false), found("[::1]", 81));
    assert_eq!(read("[::1]", false), found("[::1]", 80));
    for wrong in [
        "",
        ":80",
        "example.com:",
        "example.com:0",
        "example.com:65536",
        "example.com:+80",
        "example.com: 80",
        "example.com:80:80",
        "example.com::80",
        "a:b@example.com",
        "user@example.com:80",
        "[::1]x",
        "[::1]:",
        "[::1",
        "example.com:80/",
        "example.com:8\u{660}",
    ] {
        assert_eq!(read(wrong, false), None, "{wrong}");
    }
    assert_eq!(RequestHost::parse("EXAMPLE.com.").unwrap().to_string(), "example.com");
}
