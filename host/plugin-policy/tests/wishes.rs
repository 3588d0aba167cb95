//! What a component wishes, what of it holds, and what would grant the rest.

use optimus_plugin_policy::{
    CacheGrant, Grants, Held, HttpGrant, MAX_WISHES_BYTES, SecretGrant, SecretUse, Wishes, wishes_section,
    with_wishes_section,
};
use serde_json::{Value, json};
use std::time::Duration;

fn wishes(value: &Value) -> Wishes {
    Wishes::from_json(value).unwrap()
}

fn wrong(value: &Value) -> String {
    Wishes::from_json(value).unwrap_err().to_string()
}

fn http(host: &str, methods: &[&str], path: &str, rule: &str) -> HttpGrant {
    let mut grant = HttpGrant::new(host, 443, true, rule);
    grant.methods = methods.iter().map(|method| (*method).into()).collect();
    grant.path_prefix = path.into();
    grant
}

fn everything() -> Value {
    json!({
        "http": [{"host": "api.example.com", "methods": ["GET", "POST"], "path": "/v1"}],
        "secrets": [
            {"name": "TOKEN", "header": "Authorization", "host": "api.example.com"},
            {"name": "KEY", "query": "key", "host": "api.example.com"},
            {"name": "S", "reveal": true},
        ],
        "config": ["PROJECT", "BQ_*"],
        "cache": {"size": "1 MiB", "lifetime": "24h"},
        "clocks": true,
        "random": true,
        "environment": ["HTTPS_PROXY"],
        "why": "it asks where the tables are",
    })
}

#[test]
fn wishes_are_read_back_from_the_section_that_they_are_written_to() {
    let read = wishes(&everything());
    assert_eq!(Wishes::from_section(&read.to_section()).unwrap(), read);
    assert_eq!(read.cache, Some(CacheGrant::new(1 << 20, Duration::from_secs(86_400))));
    assert_eq!(read.http[0].port, Some(443));
    let component = with_wishes_section(b"\0asm\x0d\0\x01\0", &read.to_section()).unwrap();
    assert_eq!(wishes_section(&component), Ok(Some(&read.to_section()[..])));
    assert_eq!(Wishes::of_component(&component).unwrap(), read);
    assert!(Wishes::of_component(b"\0asm\x0d\0\x01\0").unwrap().is_empty());
}

#[test]
fn w37_bytes_that_are_no_wishes_are_refused_with_the_place() {
    let message = |bytes: &[u8]| Wishes::from_section(bytes).unwrap_err().to_string();
    assert_eq!(message(b""), "they are empty: not even a version");
    assert_eq!(message(b"\x02{}"), "they have the version 2, and this program knows 1");
    assert!(message(b"\x01").contains("no JSON"));
    assert!(message(b"\x01{}x").contains("no JSON"));
    assert!(message(b"\x01{\"clocks\": true, \"clocks\": false}").contains("`clocks` is there twice"));
    assert!(
        message(&[b"\x01".as_slice(), &b"[".repeat(MAX_WISHES_BYTES - 1)].concat()).contains("recursion")
    );
    assert!(message(&vec![1; MAX_WISHES_BYTES + 1]).contains("more than 65536 bytes"));
    let keys: Vec<String> = (0..6000).map(|key| format!("\"{key}\":1")).collect();
    assert!(message(format!("\x01{{{}}}", keys.join(",")).as_bytes()).contains("more than 64 keys"));
    assert!(message(b"\x01[]").contains("it must be a mapping, not a list"));
    assert!(message(b"\x01\xff").contains("no JSON"));
}

#[test]
fn wishes_in_a_file_of_json_or_yaml_are_the_same() {
    let text = everything().to_string();
    assert_eq!(Wishes::from_json_text(&text).unwrap(), wishes(&everything()));
    assert_eq!(Wishes::from_yaml(&text).unwrap(), wishes(&everything()), "JSON is yaml");
    let yaml = "http:\n- {host: a.example, port: 8443, methods: [GET]}\ncache: {size: 1 MiB, lifetime: 1h}\nclocks: yes\n";
    assert_eq!(Wishes::from_yaml(yaml).unwrap().http[0].port, Some(8443));
    let wrong = |text: &str| Wishes::from_yaml(text).unwrap_err().to_string();
    assert_eq!(wrong("clocks: true\nclocks: false\n"), "the key `clocks` is there twice");
    assert_eq!(wrong("1: true\n"), "a key is not text");
    assert!(wrong("a: [\n").starts_with("line 2: "), "{}", wrong("a: [\n"));
    assert!(Wishes::from_json_text("{\"clocks\": true, \"clocks\": true}").is_err());
}

#[test]
fn every_mistake_in_wishes_has_its_place() {
    for (value, expected) in [
        (json!({"htpp": []}), "unknown key `htpp`; did you mean `http`?"),
        (json!({"http": {}}), "`http`: it must be a list, not a mapping"),
        (json!({"http": [{}]}), "`http[0]`: it has no `host`"),
        (json!({"http": [{"host": "a.example"}]}), "`http[0]`: it has no `methods`"),
        (
            json!({"http": [{"host": "a.example", "methods": []}]}),
            "`http[0]`: it names no method, so it wishes nothing",
        ),
        (
            json!({"http": [{"host": "a.example", "methods": ["get"]}]}),
            "`http[0].methods[0]`: `get`: methods are written in upper case",
        ),
        (json!({"http": [{"host": "", "methods": ["GET"]}]}), "`http[0].host`: ``: it is empty"),
        (
            json!({"http": [{"host": "*.com", "methods": ["GET"]}]}),
            "`http[0].host`: `*.com`: a `*` would stand for every name of a top-level domain",
        ),
        (
            json!({"http": [{"host": "a.example", "methods": ["GET"], "port": 0}]}),
            "`http[0].port`: a port is a whole number from 1 to 65535",
        ),
        (
            json!({"http": [{"host": "a.example", "methods": ["GET"], "port": -1}]}),
            "`http[0].port`: a port is a whole number from 1 to 65535",
        ),
        (
            json!({"http": [{"host": "a.example", "methods": ["GET"], "tls": true, "scheme": "https"}]}),
            "`http[0]`: say `scheme` or `tls`, not both",
        ),
        (
            json!({"http": [{"host": "a.example", "methods": ["GET"], "path": "v1"}]}),
            "`http[0].path`: `v1`: it does not begin with `/`",
        ),
        (
            json!({"http": vec![json!({"host": "a.example", "methods": ["GET"]}); 65]}),
            "`http`: it has 65 items, and may have 64",
        ),
        (
            json!({"secrets": [{"name": "T", "header": "a", "host": "a.example"}]}),
            "`secrets[0].host`: no wish of `http` has the host `a.example`",
        ),
        (
            json!({"secrets": [{"name": "T"}]}),
            "`secrets[0]`: a secret has `header` and `host`, or `query` and `host`, or `reveal: true`",
        ),
        (
            json!({"secrets": [{"name": "T", "reveal": true, "host": "a.example"}]}),
            "`secrets[0]`: a secret has `header` and `host`, or `query` and `host`, or `reveal: true`",
        ),
        (json!({"config": ["A*B"]}), "`config[0]`: `A*B`: a `*` stands at the end of a key only"),
        (json!({"config": [1]}), "`config[0]`: it must be text, not a number"),
        (json!({"cache": {"size": "1 MiB"}}), "`cache`: it has no `lifetime`"),
        (json!({"cache": {"size": 0, "lifetime": "1h"}}), "`cache.size`: no size that a cache can have"),
        (
            json!({"cache": {"size": 1, "bytes": 1, "lifetime": "1h"}}),
            "`cache`: it has a `size` and a `lifetime`",
        ),
        (json!({"clocks": "yes"}), "`clocks`: it must be true or false, not text"),
        (
            json!({"environment": ["A=B"]}),
            "`environment[0]`: `A=B`: a variable is named in full, without `=` and `*`",
        ),
        (json!({"why": "\u{1b}[2J"}), "`why`: `\\u{1b}[2J`: it has a character that cannot be seen"),
        (json!({"\u{1b}[2J": 1}), "unknown key `\\u{1b}[2J`"),
        (json!([]), "it must be a mapping, not a list"),
    ] {
        assert_eq!(wrong(&value), expected, "{value}");
    }
}

#[test]
fn what_holds_is_wish_and_grant() {
    let wish = wishes(&everything());
    let mut grants = Grants::default();
    grants.http = vec![
        http("*.example.com", &["GET", "DELETE"], "/", "http[0]"),
        http("api.example.com", &["POST"], "/v1/tables", "http[1]"),
        http("api.example.com", &["GET"], "/v2", "http[2]"),
    ];
    grants.secrets = vec![
        SecretGrant::new("S", SecretUse::Reveal, "secrets[0]"),
        SecretGrant::new("KEY", SecretUse::Reveal, "secrets[1]"),
    ];
    grants.config = Some(vec!["*".to_owned()]);
    grants.cache = Some(CacheGrant::new(1000, Duration::from_secs(7 * 86_400)));
    grants.clocks = true;
    grants.environment = vec!["HOME".to_owned()];
    let Held { grants: held, missing, unwished, .. } = wish.within("neo", &grants);
    assert_eq!(
        held.http,
        [
            http("api.example.com", &["GET"], "/v1", "http[0]"),
            http("api.example.com", &["POST"], "/v1/tables", "http[1]")
        ]
    );
    assert_eq!(held.secrets, [SecretGrant::new("S", SecretUse::Reveal, "secrets[0]")]);
    assert_eq!(held.config, Some(vec!["PROJECT".to_owned(), "BQ_*".to_owned()]));
    assert_eq!(held.cache, Some(CacheGrant::new(1000, Duration::from_secs(86_400))));
    assert!(held.clocks && !held.random && held.environment.is_empty());
    let missing: Vec<&str> = missing.iter().map(|missing| missing.wish.as_str()).collect();
    assert_eq!(
        missing,
        [
            "http POST https://api.example.com/v1",
            "secret TOKEN",
            "secret KEY",
            "cache",
            "random",
            "environment HTTPS_PROXY"
        ]
    );
    assert_eq!(unwished, ["http GET https://api.example.com/v2", "secret KEY", "environment HOME"]);
}

#[test]
fn a_wish_that_is_not_granted_comes_with_its_line_and_the_risk_of_it() {
    let wish = wishes(&json!({"http": [{"host": "bigquery.googleapis.com", "methods": ["GET", "POST"]}]}));
    let held = wish.within("bq2bq", &Grants::default());
    assert!(held.grants.http.is_empty());
    assert_eq!(
        held.missing[0].line,
        "plugins: {bq2bq: {grants: {http: [{host: bigquery.googleapis.com, methods: [GET, POST]}]}}}"
    );
    assert_eq!(
        held.missing[0].risk,
        "the plugin can then send whatever it was given (configuration, assets) to bigquery.googleapis.com"
    );
    assert_eq!(
        held.policy,
        "plugins:\n  bq2bq:\n    grants:\n      http: [{host: bigquery.googleapis.com, methods: [GET, POST]}]\n"
    );
}

#[test]
fn a_component_without_wishes_holds_nothing_and_what_is_granted_to_it_is_told() {
    let mut grants = Grants::default();
    grants.http = vec![http("example.com", &["GET"], "/", "http[0]")];
    grants.config = Some(vec!["*".to_owned()]);
    grants.clocks = true;
    let held = Wishes::default().within("neo", &grants);
    let mut nothing = Grants::default();
    nothing.config = Some(Vec::new());
    assert_eq!(held.grants, nothing);
    assert!(held.missing.is_empty() && held.policy.is_empty());
    assert_eq!(held.unwished, ["http GET https://example.com/", "config *", "clocks"]);
}

#[test]
fn a_host_that_is_left_open_is_the_one_that_the_operator_grants() {
    let wish = wishes(&json!({
        "http": [{"host": "*", "methods": ["GET"]}],
        "secrets": [{"name": "T", "header": "authorization", "host": "*"}],
    }));
    let mut grants = Grants::default();
    let mut grant = http("intern.example", &["GET"], "/weather", "http[0]");
    (grant.port, grant.tls) = (8080, false);
    grants.http = vec![grant.clone()];
    let usage = SecretUse::Header { name: "authorization".into(), host: "intern.example".into() };
    grants.secrets = vec![SecretGrant::new("T", usage, "secrets[0]")];
    let held = wish.within("neo", &grants);
    assert_eq!((&held.grants.http, &held.grants.secrets), (&grants.http, &grants.secrets));
    assert!(held.unwished.is_empty());
    assert!(held.missing.is_empty());
    let missing = wish.within("neo", &Grants::default()).missing;
    assert_eq!(missing[0].line, "plugins: {neo: {grants: {http: [{host: THE-HOST, methods: [GET]}]}}}");
}
