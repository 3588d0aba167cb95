//! Requests: to whom, with what, how much and for how long.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use optimus_plugin_api::{CallContext, Code, Verdict};
use optimus_plugin_policy::{Grants, HttpGrant, SecretGrant, SecretSource, SecretUse};
use optimus_plugin_wasm::{LoadOptions, WasmPlugin};

use super::{
    Host,
    imports::{Audit, load, says},
    server::{Does, Names, Server, until},
    survives,
};
use crate::support::{Guest, validate_in};

const HELLO: Does = Does::Answers("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
const SECRET: &str = "hunter2-of-tenant";

/// What the guest says of an error, by its place in `error-code`.
fn letter(place: u8) -> String {
    char::from(b'A' + place).to_string()
}

fn denied() -> String {
    letter(15)
}

/// One server, by the name `example.com` and this machine's address, for requests that get.
fn grant(port: u16) -> HttpGrant {
    let mut grant = HttpGrant::new("example.com", port, false, "plugins.evil.grants.http[0]");
    grant.methods = vec!["GET".into()];
    grant.addresses = vec!["127.0.0.1".parse().unwrap()];
    grant
}

fn options(grant: HttpGrant, names: &Arc<Names>) -> LoadOptions {
    let mut grants = Grants::default();
    grants.http.push(grant);
    let mut options = LoadOptions::granting(grants);
    options.http.resolver = Some(names.clone());
    options
}

fn home() -> Arc<Names> {
    Names::leading_to(&[&["127.0.0.1"]])
}

async fn plugin(host: &Host, options: &LoadOptions) -> WasmPlugin {
    load(host, Guest::of_wasi("fetches"), options).await.unwrap()
}

#[test]
fn a_request_that_is_granted_is_made_and_audit_says_so() {
    survives(async |host| {
        let (server, names, audit) = (Server::that(HELLO).await, home(), Audit::default());
        let options = audit.of(options(grant(server.port), &names));
        assert_eq!(options.limits.time, Duration::from_secs(200));
        let plugin = plugin(host, &options).await;
        assert_eq!(says(&plugin, &server.at("EXAMPLE.com"), "/a?b=c").await, "200 hello");
        let heads = server.heads();
        let host_header = format!("host: example.com:{}", server.port);
        assert!(
            heads[0].starts_with("GET /a?b=c HTTP/1.1\r\n") && heads[0].contains(&host_header),
            "{heads:?}"
        );
        assert_eq!(names.asked.lock().unwrap().as_slice(), ["example.com"]);
        let asked = format!("http GET http://EXAMPLE.com:{}/a\"", server.port);
        assert!(
            audit.has(&[&asked, "allowed", "plugins.evil.grants.http[0]", "sha256:"]),
            "{:?}",
            audit.lines()
        );
        drop(plugin);
        server.stop().await;
    });
}

#[test]
fn w29_hosts_and_ports_that_nearly_match_are_denied_and_nothing_is_sent() {
    survives(async |host| {
        let (server, names, audit) = (Server::that(HELLO).await, home(), Audit::default());
        let options = audit.of(options(grant(server.port), &names));
        let evil = plugin(host, &options).await;
        for near in [
            "evil-example.com",
            "example.com.evil",
            "sub.example.com",
            "example.co",
            "xample.com",
            "example.com.%00",
            "127.0.0.1",
            "[::ffff:127.0.0.1]",
            "2130706433",
            "0177.1",
            "0x7f.1",
            "example.com..",
        ] {
            let said = says(&evil, &server.at(near), "/").await;
            assert!(said == denied() || said == "a", "{near}: {said}");
        }
        let port = server.port;
        for near in [
            "example.com".to_owned(),
            format!("example.com:{}", port ^ 1),
            format!("user@example.com:{port}"),
        ] {
            assert_eq!(says(&evil, &near, "/").await, denied(), "{near}");
        }
        let posting = Guest::of_wasi("fetches")
            .with_text("(global $method i32 (i32.const 0))", "(global $method i32 (i32.const 2))");
        let posting = load(host, posting, &options).await.unwrap();
        assert_eq!(says(&posting, &server.at("example.com"), "/").await, denied());
        let secure = Guest::of_wasi("fetches")
            .with_text("(global $scheme i32 (i32.const 0))", "(global $scheme i32 (i32.const 1))");
        let secure = load(host, secure, &options).await.unwrap();
        assert_eq!(says(&secure, &server.at("example.com"), "/").await, denied());
        assert!(audit.has(&["evil-example.com", "denied", "default: deny"]), "{:?}", audit.lines());
        assert_eq!((server.seen.accepted.load(Ordering::Relaxed), names.times_asked()), (0, 0));
        server.stop().await;
    });
}

#[test]
fn w29_a_path_beside_the_granted_one_is_denied() {
    survives(async |host| {
        let (server, names) = (Server::that(HELLO).await, home());
        let mut grant = grant(server.port);
        grant.path_prefix = "/v1".into();
        let plugin = plugin(host, &options(grant, &names)).await;
        for path in ["/", "/v10", "/v1/../admin", "/v1/%2e%2e/admin", "/v1\\..\\admin", "//v1"] {
            let said = says(&plugin, &server.at("example.com"), path).await;
            assert!(said == denied() || said == "p", "{path}: {said}");
        }
        assert_eq!(says(&plugin, &server.at("example.com"), "/v1/x").await, "200 hello");
        drop(plugin);
        server.stop().await;
    });
}

#[test]
fn w30_a_redirect_is_an_answer_and_is_not_followed() {
    survives(async |host| {
        const AWAY: &str = "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/latest/meta-data\r\ncontent-length: 0\r\n\r\n";
        let (server, names) = (Server::that(Does::Answers(AWAY)).await, home());
        let plugin = plugin(host, &options(grant(server.port), &names)).await;
        assert_eq!(says(&plugin, &server.at("example.com"), "/").await, "302 ");
        assert_eq!((server.heads().len(), names.times_asked()), (1, 1));
        drop(plugin);
        server.stop().await;
    });
}

#[test]
fn w31_a_name_that_leads_elsewhere_the_second_time_is_denied_and_each_request_resolves_once() {
    survives(async |host| {
        let (server, audit) = (Server::that(HELLO).await, Audit::default());
        let names = Names::leading_to(&[&["127.0.0.1"], &["10.0.0.1"], &["127.0.0.1"]]);
        let options = audit.of(options(grant(server.port), &names));
        let plugin = plugin(host, &options).await;
        let server_name = server.at("example.com");
        assert_eq!(says(&plugin, &server_name, "/").await, "200 hello");
        assert_eq!(says(&plugin, &server_name, "/").await, denied());
        assert_eq!(says(&plugin, &server_name, "/").await, "200 hello");
        assert_eq!(names.times_asked(), 3);
        assert!(audit.has(&["10.0.0.1", "a private address", "denied"]), "{:?}", audit.lines());
        drop(plugin);
        server.stop().await;
    });
}

#[test]
fn w31_every_spelling_of_an_address_that_is_not_public_is_denied_even_among_good_ones() {
    survives(async |host| {
        let server = Server::that(HELLO).await;
        for address in [
            "127.0.0.2",
            "::ffff:127.0.0.2",
            "::1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.0.1",
            "100.64.0.1",
            "169.254.169.254",
            "fd00:ec2::254",
            "fc00::1",
            "fe80::1",
            "0.0.0.0",
            "::",
            "255.255.255.255",
            "224.0.0.1",
        ] {
            let names = Names::leading_to(&[&["127.0.0.1", address]]);
            let plugin = plugin(host, &options(grant(server.port), &names)).await;
            assert_eq!(says(&plugin, &server.at("example.com"), "/").await, denied(), "{address}");
        }
        assert_eq!(server.seen.accepted.load(Ordering::Relaxed), 0);
        server.stop().await;
    });
}

#[test]
fn w33_a_body_without_end_is_cut_off_at_its_bytes() {
    survives(async |host| {
        const MOST: u64 = 1024 * 1024;
        let (server, names, audit) = (Server::that(Does::Floods).await, home(), Audit::default());
        let mut options = audit.of(options(grant(server.port), &names));
        options.limits.http_response_bytes = MOST;
        let plugin = plugin(host, &options).await;
        let said = says(&plugin, &server.at("example.com"), "/").await;
        assert!(said.starts_with("200 ") && said.ends_with('!'), "{said}");
        assert!(audit.has(&["limited", "limits.http_response_bytes"]), "{:?}", audit.lines());
        until("the connection is closed", || server.seen.open.load(Ordering::Relaxed) == 0).await;
        // What the systems of both sides hold on the way is not counted.
        let sent = u64::try_from(server.seen.sent.load(Ordering::Relaxed)).unwrap();
        assert!((MOST - 65_536..MOST + 32 * 1024 * 1024).contains(&sent), "{sent}");
        drop(plugin);
        server.stop().await;
    });
}

#[test]
fn w33_headers_without_end_are_refused() {
    survives(async |host| {
        let (server, names) = (Server::that(Does::FloodsHeaders).await, home());
        let plugin = plugin(host, &options(grant(server.port), &names)).await;
        assert_eq!(says(&plugin, &server.at("example.com"), "/").await, letter(26));
        drop(plugin);
        server.stop().await;
    });
}

#[test]
fn w33_a_slow_body_and_a_server_that_hangs_end_with_the_time_of_the_call_and_leave_no_connection() {
    survives(async |host| {
        for does in [Does::Dawdles, Does::Hangs] {
            let (server, names) = (Server::that(does).await, home());
            let plugin = plugin(host, &options(grant(server.port), &names)).await;
            let ctx = CallContext::builder().timeout(Duration::from_millis(500)).build();
            let begin = Instant::now();
            let error = validate_in(&ctx, &plugin, &server.at("example.com"), "/").await.unwrap_err();
            assert_eq!(error.code(), Code::TIME_LIMIT, "{does:?}: {error}");
            assert!(begin.elapsed() < Duration::from_secs(20), "{does:?}");
            plugin.plugin_info(&CallContext::default()).await.unwrap();
            server.stop().await;
        }
    });
}

#[test]
fn a_call_that_is_dropped_in_a_request_leaves_no_connection() {
    survives(async |host| {
        let (server, names) = (Server::that(Does::Hangs).await, home());
        let plugin = plugin(host, &options(grant(server.port), &names)).await;
        let (ctx, name) = (CallContext::default(), server.at("example.com"));
        let mut call = Box::pin(validate_in(&ctx, &plugin, &name, "/"));
        let waiting = until("the server was asked", || !server.heads().is_empty());
        tokio::select! {
            done = &mut call => unreachable!("{done:?}"),
            () = waiting => {}
        }
        drop(call);
        server.stop().await;
    });
}

fn many(requests: u32) -> Guest {
    Guest::of_wasi("fetches").with_text(
        "(global $requests i32 (i32.const 1))",
        &format!("(global $requests i32 (i32.const {requests}))"),
    )
}

fn count(said: &str, what: &str) -> usize {
    said.matches(what).count()
}

#[test]
fn connections_at_once_are_bounded() {
    survives(async |host| {
        // Its answers never end, so that each keeps its connection.
        let (server, names, audit) = (Server::that(Does::Dawdles).await, home(), Audit::default());
        let mut options = audit.of(options(grant(server.port), &names));
        options.limits.http_connections = 2;
        let plugin = load(host, many(5), &options).await.unwrap();
        let said = says(&plugin, &server.at("example.com"), "/").await;
        assert_eq!((count(&said, "z"), count(&said, &letter(11))), (2, 3), "{said}");
        assert!(audit.has(&["limited", "limits.http_connections"]), "{:?}", audit.lines());
        drop(plugin);
        server.stop().await;
    });
}

#[test]
fn requests_of_a_call_are_bounded() {
    survives(async |host| {
        let (server, names, audit) = (Server::that(HELLO).await, home(), Audit::default());
        let mut options = audit.of(options(grant(server.port), &names));
        options.limits.http_requests = 3;
        let plugin = load(host, many(7), &options).await.unwrap();
        let said = says(&plugin, &server.at("example.com"), "/").await;
        assert_eq!((count(&said, "z"), count(&said, &denied())), (3, 4), "{said}");
        let limited = audit.lines().iter().filter(|line| line.contains("limits.http_requests")).count();
        assert_eq!(limited, 1, "said once");
        drop(plugin);
        server.stop().await;
    });
}

fn sending(chunks: u32) -> Guest {
    Guest::of_wasi("fetches")
        .with_text("(global $method i32 (i32.const 0))", "(global $method i32 (i32.const 2))")
        .with_text(
            "(global $chunks i32 (i32.const 0))",
            &format!("(global $chunks i32 (i32.const {chunks}))"),
        )
}

#[test]
fn a_body_is_sent_and_no_more_of_it_than_is_allowed() {
    survives(async |host| {
        let (server, names, audit) = (Server::that(Does::Reads).await, home(), Audit::default());
        let mut grant = grant(server.port);
        grant.methods = vec!["POST".into()];
        let mut options = audit.of(options(grant, &names));
        options.limits.http_request_bytes = 256 * 1024;
        let small = load(host, sending(8), &options).await.unwrap();
        assert_eq!(says(&small, &server.at("example.com"), "/").await, "200 good");
        let large = load(host, sending(1000), &options).await.unwrap();
        assert_eq!(says(&large, &server.at("example.com"), "/").await, letter(17));
        assert!(audit.has(&["limited", "limits.http_request_bytes"]), "{:?}", audit.lines());
        drop((small, large));
        server.stop().await;
    });
}

fn with_secret(mut options: LoadOptions, usage: SecretUse) -> LoadOptions {
    let mut grants = Grants::clone(&options.grants);
    grants.secrets.push(SecretGrant::new("KEY", usage, "plugins.evil.grants.secrets[0]"));
    options.grants = Arc::new(grants);
    options.secrets =
        SecretSource::new(|name, tenant| (name == "KEY" && tenant == Some("t")).then(|| SECRET.to_owned()));
    options
}

async fn says_for(plugin: &WasmPlugin, tenant: &str, authority: &str, path: &str) -> String {
    let ctx = CallContext::builder().tenant(tenant).build();
    match validate_in(&ctx, plugin, authority, path).await.unwrap() {
        Verdict::Rejected(said) => said,
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_secret_takes_the_place_of_its_token_in_its_header_and_is_seen_by_nobody_else() {
    survives(async |host| {
        let (server, names, audit) = (Server::that(HELLO).await, home(), Audit::default());
        let options = audit.of(options(grant(server.port), &names));
        let usage = SecretUse::Header { name: "authorization".into(), host: "example.com".into() };
        let options = with_secret(options, usage);
        let good = plugin(host, &options).await;
        let name = server.at("example.com");
        assert_eq!(says_for(&good, "t", &name, "/").await, "200 hello");
        assert!(server.heads()[0].contains(&format!("authorization: {SECRET}\r\n")), "{:?}", server.heads());
        // Another tenant has no such secret, and its plugin no token.
        assert_eq!(says_for(&good, "other", &name, "/").await, "200 hello");
        assert!(!server.heads()[1].contains("authorization"), "{:?}", server.heads());
        let evil = Guest::of_wasi("fetches").with_text("\"authorization\"", "\"x-other-place\"");
        let evil = load(host, evil, &options).await.unwrap();
        assert_eq!(says_for(&evil, "t", &name, "/").await, denied());
        assert_eq!(server.heads().len(), 2);
        let used = ["secret KEY in GET http", "allowed", "plugins.evil.grants.secrets[0]"];
        assert!(audit.has(&used), "{:?}", audit.lines());
        assert!(audit.has(&["the token of KEY is elsewhere than granted", "denied"]), "{:?}", audit.lines());
        let shown = format!("{:?}{good:?}{options:?}", audit.lines());
        assert!(!shown.contains(SECRET) && !shown.contains("optimus-token"), "{shown}");
        drop((good, evil));
        server.stop().await;
    });
}

/// The guest, with its token in the query in place of a header.
fn with_token_in_query() -> Guest {
    const IN_HEADER: &str = "(call $append (local.get $headers) (i32.const 12320) (i32.const 13)
        (i32.load (i32.const 8196)) (i32.load (i32.const 8200)) (i32.const 8192))
      (if (i32.load8_u (i32.const 8192)) (then (call $say (i32.const 104)) (return (i32.const 0))))";
    const IN_QUERY: &str =
        "(memory.copy (i32.const 13321) (i32.load (i32.const 8196)) (i32.load (i32.const 8200)))
      (local.set $value (i32.const 13312))
      (local.set $size (i32.add (i32.const 9) (i32.load (i32.const 8200))))";
    Guest::of_wasi("fetches").with_text(IN_HEADER, IN_QUERY).with_text(
        "(data (i32.const 12288)",
        "(data (i32.const 13312) \"/a?b&key=\") (data (i32.const 12288)",
    )
}

#[test]
fn a_secret_takes_the_place_of_its_token_in_its_parameter_and_is_seen_by_nobody_else() {
    survives(async |host| {
        let (server, names, audit) = (Server::that(HELLO).await, home(), Audit::default());
        let usage = SecretUse::Query { name: "key".into(), host: "example.com".into() };
        let options = with_secret(audit.of(options(grant(server.port), &names)), usage);
        let good = load(host, with_token_in_query(), &options).await.unwrap();
        assert_eq!(says_for(&good, "t", &server.at("example.com"), "/").await, "200 hello");
        assert!(server.heads()[0].starts_with(&format!("GET /a?b&key={SECRET} ")), "{:?}", server.heads());
        // The same token in another parameter is refused.
        let evil = load(host, with_token_in_query().with_text("&key=", "&kex="), &options).await.unwrap();
        assert_eq!(says_for(&evil, "t", &server.at("example.com"), "/").await, denied());
        assert_eq!(server.heads().len(), 1);
        let shown = format!("{:?}{good:?}{options:?}", audit.lines());
        assert!(!shown.contains(SECRET) && !shown.contains("optimus-token"), "{shown}");
        drop((good, evil));
        server.stop().await;
    });
}

#[test]
fn a_token_out_of_its_parameter_and_one_of_another_call_refuse_the_request() {
    survives(async |host| {
        let (server, names, audit) = (Server::that(HELLO).await, home(), Audit::default());
        let usage = SecretUse::Query { name: "key".into(), host: "example.com".into() };
        let options = with_secret(audit.of(options(grant(server.port), &names)), usage);
        // In a header the token of a parameter is refused.
        let evil = plugin(host, &options).await;
        assert_eq!(says_for(&evil, "t", &server.at("example.com"), "/").await, denied());
        // What looks like a token of this call, and is none.
        let path = "/?key=optimus-token-v100112233445566778899aabbccddeeff";
        let plain = Guest::of_wasi("fetches").with_text("\"secret.KEY\"", "\"secret.NOT\"");
        let plain = load(host, plain, &options).await.unwrap();
        assert_eq!(says_for(&plain, "t", &server.at("example.com"), path).await, denied());
        assert!(server.heads().is_empty() && !audit.lines().concat().contains("optimus-token"));
        server.stop().await;
    });
}

#[test]
fn a_header_of_the_connection_is_refused_whoever_sets_it() {
    survives(async |host| {
        let (server, names) = (Server::that(HELLO).await, home());
        let options = with_secret(options(grant(server.port), &names), SecretUse::Reveal);
        for (name, length) in
            [("host", 4), ("connection", 10), ("transfer-encoding", 17), ("te", 2), ("proxy-connection", 16)]
        {
            let guest =
                Guest::of_wasi("fetches").with_text("\"authorization\"", &format!("\"{name}\"")).with_text(
                    "(i32.const 12320) (i32.const 13)",
                    &format!("(i32.const 12320) (i32.const {length})"),
                );
            let plugin = load(host, guest, &options).await.unwrap();
            assert_eq!(says_for(&plugin, "t", &server.at("example.com"), "/").await, "h", "{name}");
        }
        assert!(server.heads().is_empty());
        server.stop().await;
    });
}

#[test]
fn a_request_over_tls_is_made_only_to_whom_a_trusted_certificate_names() {
    survives(async |host| {
        let key = rcgen::generate_simple_self_signed(vec!["example.com".to_owned()]).unwrap();
        let (certificate, secret) = (key.cert.der().clone(), key.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], secret.try_into().unwrap())
            .unwrap();
        let (server, names) = (Server::secure(HELLO, config).await, home());
        let mut grant = grant(server.port);
        grant.tls = true;
        let guest = || {
            Guest::of_wasi("fetches")
                .with_text("(global $scheme i32 (i32.const 0))", "(global $scheme i32 (i32.const 1))")
        };
        let mut options = options(grant, &names);
        let untrusting = load(host, guest(), &options).await.unwrap();
        assert_eq!(says(&untrusting, &server.at("example.com"), "/").await, letter(13));
        options.http.extra_roots = vec![certificate.to_vec()];
        let trusting = load(host, guest(), &options).await.unwrap();
        assert_eq!(says(&trusting, &server.at("example.com"), "/").await, "200 hello");
        // The same server under a name that its certificate does not have.
        let mut grants = Grants::clone(&options.grants);
        grants.http[0].host = "other.example.com".into();
        options.grants = Arc::new(grants);
        let other = load(host, guest(), &options).await.unwrap();
        assert_eq!(says(&other, &server.at("other.example.com"), "/").await, letter(13));
        drop((untrusting, trusting, other));
        server.stop().await;
    });
}
