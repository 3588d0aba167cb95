//! The policy file: what it says, what wins, and every mistake with its place.

use std::time::Duration;

use optimus_plugin_api::{Code, Diagnostics, Severity};
use optimus_plugin_policy::{
    CacheGrant, Digest, Enforce, Execution, Policy, Profile, SecretUse, Trust, Wishes,
};

const FULL: &str = include_str!("policies/full.yaml");

fn digest() -> Digest {
    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef".parse().unwrap()
}

/// The mistakes, each as `line:column message`.
fn mistakes(text: &str) -> Vec<String> {
    let found: Diagnostics = Policy::from_text(text).unwrap_err();
    assert!(found.list.iter().all(|mistake| mistake.severity == Severity::Error));
    found.to_string().lines().map(str::to_owned).collect()
}

#[test]
fn every_key_of_a_policy_is_read() {
    let policy = Policy::from_text(FULL).unwrap();
    assert_eq!(policy.trust(), Trust::Listed);
    assert_eq!((policy.overall().calls, policy.overall().queue), (Some(600), Some(1000)));
    assert_eq!(policy.names(), ["bq2bq", "neo"]);

    let rules = policy.rules("bq2bq", None);
    let limits = &rules.limits;
    assert_eq!((limits.memory_bytes, limits.time), (Some(256 << 20), Some(Duration::from_secs(10))));
    assert_eq!((limits.fuel, limits.stack_bytes), (Some(1_000_000_000), Some(512 << 10)));
    assert_eq!((limits.result_bytes, limits.asset_bytes), (Some(16 << 20), Some(8 << 20)));
    assert_eq!((limits.log_bytes, limits.log_lines), (Some(1 << 20), Some(10_000)));
    assert_eq!((limits.http_requests, limits.http_connections), (Some(50), Some(4)));
    assert_eq!((limits.http_request_bytes, limits.http_response_bytes), (Some(1 << 20), Some(8 << 20)));
    assert_eq!((limits.calls, limits.queue), (Some(100), Some(200)));
    let http = &rules.grants.http[0];
    assert_eq!((&*http.host, http.port, http.tls, &*http.path_prefix), ("api.example.com", 443, true, "/v1"));
    assert_eq!(
        (http.methods.len(), http.addresses.len(), &*http.rule),
        (2, 1, "plugins.bq2bq.grants.http[0]")
    );
    assert_eq!(rules.grants.secrets.len(), 3);
    assert_eq!(rules.grants.secret("S").unwrap().usage, SecretUse::Reveal);
    assert!(rules.grants.allows_config("BQ_X", false) && !rules.grants.allows_config("X", true));
    assert_eq!(rules.grants.cache, Some(CacheGrant::new(1 << 20, Duration::from_secs(86_400))));
    assert!(rules.grants.clocks && rules.grants.random);
    assert_eq!(rules.grants.environment, ["HTTPS_PROXY"]);
    assert_eq!((rules.enforce, rules.warm_instances, rules.digests.len()), (Enforce::Strict, 2, 2));
    let process = &rules.containment;
    assert_eq!((&process.profile, process.execution), (&Profile::Network(vec![443, 8443]), Execution::Path));
    assert_eq!((process.read.len(), process.write.len(), process.args.len()), (1, 2, 2));
    assert_eq!((process.memory_bytes, process.tasks), (Some(2 << 30), Some(64)));
    assert_eq!((process.crash_starts, process.crash_window), (3, Duration::from_secs(30)));
    assert!(process.any_socket && process.auto_mtls);
}

#[test]
fn the_digest_comes_before_the_name_and_the_name_before_the_defaults_key_by_key() {
    let policy = Policy::from_text(FULL).unwrap();
    let plain = policy.rules("other", None);
    assert_eq!(
        (plain.limits.time, plain.limits.memory_bytes),
        (Some(Duration::from_secs(10)), Some(128 << 20))
    );
    assert_eq!((&*plain.rule, plain.enforce), ("defaults", Enforce::Report));
    assert!(plain.grants.clocks && plain.grants.http.is_empty());
    assert_eq!(plain.whence("limits.time").as_deref(), Some("defaults.limits.time"));
    assert_eq!(plain.whence("grants.http"), None);

    let named = policy.rules("neo", None);
    assert_eq!(named.limits.time, Some(Duration::from_millis(1500)));
    assert_eq!(named.limits.memory_bytes, Some(128 << 20), "it does not name it");
    assert!(!named.grants.clocks, "`clocks: false` takes back what the defaults grant");
    assert_eq!(named.grants.config, Some(Vec::new()), "written as nothing is an empty list");
    assert_eq!(named.whence("limits.time").as_deref(), Some("plugins.neo.limits.time"));

    let both = policy.rules("neo", Some(&digest()));
    assert_eq!(both.limits.time, Some(Duration::from_secs(2)));
    assert!(!both.grants.clocks, "the part by digest does not name it");
    assert_eq!(both.digests, [digest()]);
    assert_eq!(policy.rules("elsewhere", Some(&digest())).limits.time, Some(Duration::from_secs(2)));
    assert_eq!(policy.rules("elsewhere", Some(&Digest::of(b"x"))).limits.time, Some(Duration::from_secs(10)));
}

#[test]
fn a_policy_that_is_silent_denies() {
    for text in
        ["", "version: 1", "# nothing\n", "plugins:\n", "plugins: {neo: }", "defaults: {grants: {http: }}"]
    {
        let rules = Policy::from_text(text).unwrap().rules("neo", None);
        assert!(
            rules.grants.http.is_empty() && rules.grants.secrets.is_empty() && rules.grants.cache.is_none(),
            "{text}"
        );
        assert!(
            !rules.grants.clocks && !rules.grants.random && rules.grants.environment.is_empty(),
            "{text}"
        );
        assert!(!rules.grants.allows_config("X", false), "{text}");
    }
}

#[test]
fn an_empty_list_or_nothing_takes_the_place_of_what_the_defaults_grant() {
    for nothing in ["[]", "~", ""] {
        let text = format!(
            "defaults: {{grants: {{http: [{{host: a.example, methods: [GET]}}], config: ['*'], cache: {{size: 1, \
             lifetime: 1s}}, environment: [HOME], clocks: true}}}}\nplugins:\n  neo:\n    grants:\n      http: {nothing}\n      \
             config: {nothing}\n      environment: {nothing}\n      cache: ~\n      clocks: ~\n"
        );
        let policy = Policy::from_text(&text).unwrap();
        assert_eq!(policy.rules("other", None).grants.http.len(), 1);
        let grants = policy.rules("neo", None).grants;
        assert!(
            grants.http.is_empty()
                && grants.environment.is_empty()
                && !grants.clocks
                && grants.cache.is_none()
        );
        assert_eq!(grants.config, Some(Vec::new()));
    }
}

#[test]
fn the_same_stands_under_plugin_in_the_configuration_of_a_server() {
    let text = "version: 1\nlog: {level: info}\nserve: {port: 9100}\nplugins: {location: x}\nplugin:\n  artifacts: [a.zip]\n  \
                trust: listed\n  plugins:\n    neo:\n      grants: {http: [{host: a.example, methods: [GET]}]}\n";
    let policy = Policy::from_text(text).unwrap();
    assert_eq!(policy.trust(), Trust::Listed);
    assert_eq!(&*policy.rules("neo", None).grants.http[0].rule, "plugin.plugins.neo.grants.http[0]");
    assert!(
        Policy::from_text("plugin: {artifacts: [a.zip]}\nlog: {level: info}").unwrap().names().is_empty()
    );
    assert_eq!(
        mistakes("log: {level: info}\nplugin:\n  artifacts: []\n  pluggins: {}\n"),
        ["4:3: unknown field `pluggins` in a policy [P0301]"]
    );
    assert_eq!(
        mistakes("plugin: {trust: listed}\nplugin: {trust: announced}\n"),
        ["2:9: the key `plugin` is there twice [P0303]"]
    );
    // A misspelt `plugins` of a policy is no configuration.
    assert_eq!(
        mistakes("trust: listed\nplugin: {neo: {}}\n"),
        ["2:1: unknown field `plugin` in a policy [P0301]"]
    );
}

#[test]
fn y06_a_key_that_is_there_twice_is_an_error_at_the_second() {
    assert_eq!(
        mistakes("plugins:\n  neo: {}\n  neo: {grants: {clocks: true}}\n"),
        ["3:3: the key `neo` is there twice [P0303]"]
    );
    assert_eq!(
        mistakes("defaults:\n  grants:\n    clocks: false\n    clocks: true\n"),
        ["4:5: the field `clocks` is there twice in grants [P0303]"]
    );
}

#[test]
fn y07_an_unknown_key_is_an_error_with_its_place_and_the_nearest_one() {
    let help = |text: &str| {
        let found = Policy::from_text(text).unwrap_err();
        let unknown = found.list.iter().find(|mistake| mistake.code == Code::YAML_UNKNOWN_FIELD).unwrap();
        let label = unknown.labels[0].span;
        (label.line, label.column, unknown.help.clone().unwrap())
    };
    assert_eq!(help("plugins:\n  neo:\n    grnats: {}\n"), (3, 5, "did you mean `grants`?".to_owned()));
    assert_eq!(help("plugins:\n  neo:\n    http: []\n"), (3, 5, "`http` stands under `grants:`".to_owned()));
    assert_eq!(help("plugins: {neo: {time: 1s}}").2, "`time` stands under `limits:`");
    assert_eq!(help("plugins: {neo: {profile: open}}").2, "`profile` stands under `process:`");
    assert_eq!(
        help("limits: {memory: 1 MiB}").2,
        "a limit of each plugin stands under `defaults: {limits: …}`"
    );
    assert_eq!(help("grants: {}").2, "what every plugin is granted stands under `defaults:`");
    assert_eq!(
        help("defaults: {grants: {http: [{url: x}]}}").2,
        "an address is written in its parts: `host`, `port`, `scheme`, `path`"
    );
}

#[test]
fn what_cannot_be_meant_is_an_error_with_its_place() {
    let grants = |grants: &str| mistakes(&format!("plugins:\n  neo:\n    grants:\n      {grants}\n"));
    for (text, expected) in [
        ("http: [{host: '', methods: [GET]}]", "4:21: `host` is given nothing: it is empty [P0501]"),
        (
            "http: [{host: '*', methods: [GET]}]",
            "4:21: `host` cannot be `*`: a `*` stands for one label only, as in `*.example.com` [P0501]",
        ),
        (
            "http: [{host: '*.com', methods: [GET]}]",
            "4:21: `host` cannot be `*.com`: a `*` would stand for every name of a top-level domain [P0501]",
        ),
        (
            "http: [{host: 2130706433, methods: [GET]}]",
            "4:21: `host` cannot be `2130706433`: an address is written with four decimal numbers, as in 192.0.2.1 [P0501]",
        ),
        ("http: [{methods: [GET]}]", "4:14: `host` is missing [P0309]"),
        ("http: [{host: a.example}]", "4:14: `methods` is missing [P0309]"),
        (
            "http: [{host: a.example, methods: [get]}]",
            "4:42: `methods` cannot be `get`: methods are written in upper case [P0501]",
        ),
        (
            "http: [{host: a.example, methods: [CONNECT]}]",
            "4:42: `methods` cannot be `CONNECT`: CONNECT makes a tunnel, through which nothing can be checked [P0501]",
        ),
        (
            "http: [{host: a.example, port: 0, methods: []}]",
            "4:38: `port` cannot be `0`: a port is a whole number from 1 to 65535 [P0501]",
        ),
        (
            "http: [{host: a.example, scheme: htps, methods: []}]",
            "4:40: `scheme` cannot be `htps`; it is one of https, http [P0501]",
        ),
        (
            "http: [{host: a.example, path: v1, methods: []}]",
            "4:38: `path` cannot be `v1`: it does not begin with `/` [P0501]",
        ),
        (
            "http: [{host: a.example, path: /a/../b, methods: []}]",
            "4:38: `path` cannot be `/a/../b`: it has a `.` or `..` between slashes [P0501]",
        ),
        (
            "http: [{host: a.example, methods: [], addresses: [10.0.0.0/8]}]",
            "4:57: `addresses` cannot be `10.0.0.0/8`: it is no address, as 10.0.0.7 or fd00::7 [P0501]",
        ),
        ("http: {}", "4:13: `plugins.neo.grants.http` must be a list, not a mapping [P0302]"),
        (
            "secrets: [{name: T, header: authorization, host: a.example}]",
            "4:56: the secret goes to `a.example`, and no grant of `http` has that host [P0501]",
        ),
        (
            "secrets: [{name: T}]",
            "4:17: a secret has `header` and `host`, or `query` and `host`, or `reveal: true` [P0501]",
        ),
        (
            "secrets: [{name: T, reveal: true, header: x}]",
            "4:17: a secret has `header` and `host`, or `query` and `host`, or `reveal: true` [P0501]",
        ),
        ("secrets: [{reveal: true}]", "4:17: `name` is missing [P0309]"),
        ("config: [A*B]", "4:16: `config` cannot be `A*B`: a `*` stands at the end of a key only [P0501]"),
        ("config: [~]", "4:16: `config` is given nothing: it is empty [P0501]"),
        (
            "cache: {size: 0, lifetime: 1s}",
            "4:21: `size` cannot be `0`: no size that a cache can have [P0501]",
        ),
        ("cache: {size: 1 MiB}", "4:14: `lifetime` is missing [P0309]"),
        (
            "clocks: maybe",
            "4:15: `plugins.neo.grants.clocks` must be true or false, not text (`maybe`) [P0302]",
        ),
        (
            "environment: [A=B]",
            "4:21: `environment` cannot be `A=B`: a variable is named in full, without `=` and `*` [P0501]",
        ),
    ] {
        assert_eq!(grants(text), [expected], "{text}");
    }
}

#[test]
fn limits_and_processes_that_cannot_be_meant_are_errors_too() {
    for (text, expected) in [
        ("version: 2", "1:10: `version` cannot be `2`; it is one of 1 [P0501]"),
        ("enforce: always", "1:10: `enforce` cannot be `always`; it is one of report, strict [P0501]"),
        ("trust: ~", "1:8: `trust` cannot be ``; it is one of announced, listed [P0501]"),
        ("limits: {calls: 0}", "1:17: `calls` cannot be `0`: with 0 nothing would ever run [P0501]"),
        ("limits: {calls: -1}", "1:17: `calls` cannot be `-1`: it is a whole number, without unit [P0501]"),
        (
            "defaults: {limits: {memory: 128 Mib}}",
            "1:29: `memory` cannot be `128 Mib`: a size is a whole number of bytes, or one with a unit: 64 KiB, 128 MiB, 1 GiB [P0501]",
        ),
        ("defaults: {limits: {memory: 0}}", "1:29: `memory` cannot be `0`: nothing runs in 0 bytes [P0501]"),
        (
            "defaults: {limits: {memory: }}",
            "1:29: `memory` is given nothing: a size is a whole number of bytes, or one with a unit: 64 KiB, 128 MiB, 1 GiB [P0501]",
        ),
        (
            "defaults: {limits: {time: 10}}",
            "1:27: `time` cannot be `10`: a time is a whole number with its unit: 500ms, 10s, 5m, 24h, 7d [P0501]",
        ),
        ("defaults: {limits: {time: [1s]}}", "1:27: `defaults.limits.time` must be text, not a list [P0302]"),
        (
            "defaults: {limits: {calls: 99999999999}}",
            "1:28: `calls` cannot be `99999999999`: it is a whole number, without unit [P0501]",
        ),
        ("defaults: {process: {profile: network}}", "1:31: the profile `network` needs `ports` [P0501]"),
        (
            "defaults: {process: {profile: network, ports: []}}",
            "1:47: the profile `network` needs a port [P0501]",
        ),
        ("defaults: {process: {ports: [443]}}", "1:29: `ports` belong to `profile: network` [P0501]"),
        (
            "defaults: {process: {profile: open, ports: [443]}}",
            "1:44: `ports` belong to `profile: network` [P0501]",
        ),
        (
            "defaults: {process: {profile: network, ports: [0]}}",
            "1:48: `ports` cannot be `0`: a port is a whole number from 1 to 65535 [P0501]",
        ),
        (
            "defaults: {process: {read: [etc]}}",
            "1:29: `read` cannot be `etc`: a path begins at the root, with `/` [P0501]",
        ),
        (
            "defaults: {process: {write: [/a/../b]}}",
            "1:30: `write` cannot be `/a/../b`: a path has no `..` [P0501]",
        ),
        (
            "defaults: {process: {crashes: {starts: 0, within: 1s}}}",
            "1:40: `starts` cannot be `0`: with 0 nothing would ever run [P0501]",
        ),
        (
            "defaults: {process: {socket: some}}",
            "1:30: `socket` cannot be `some`; it is one of own, any [P0501]",
        ),
        ("defaults: {digest: x}", "1:12: unknown field `digest` in the defaults [P0301]"),
        (
            "plugins: {neo: {digest: sha256:00}}",
            "1:25: `digest` cannot be `sha256:00`: a digest is `sha256:` and 64 hexadecimal digits in lower case [P0501]",
        ),
        ("plugins: {neo: {digest: []}}", "1:25: `digest` is given nothing [P0501]"),
        (
            "plugins: {'sha256:00': {}}",
            "1:11: no digest: a digest is `sha256:` and 64 hexadecimal digits in lower case [P0501]",
        ),
        ("plugins: {'': {}}", "1:11: `` is no plugin's name: it is empty [P0501]"),
        ("plugins: []", "1:10: `plugins` must be a mapping, not a list [P0302]"),
        ("---\n# one\nversion: 1\n--- {trust: listed}\n", "4:1: a policy is one document"),
        (
            "version: 1\n---\ntrust: listed\n",
            "2:1: a policy is one document, and here a second one begins [P0501]",
        ),
    ] {
        let found = mistakes(text);
        assert!(found.len() == 1 && found[0].starts_with(expected), "{text}: {found:?}");
    }
}

#[test]
fn every_mistake_of_a_file_is_told_at_once_in_its_order() {
    let found = mistakes(
        "enforce: x\nplugins:\n  neo:\n    grants:\n      http: [{host: '*', methods: [get]}]\n    limts: {}\n",
    );
    let lines: Vec<&str> = found.iter().filter_map(|mistake| mistake.split(':').next()).collect();
    assert_eq!(lines, ["1", "5", "5", "6"]);
    assert_eq!(
        mistakes("defaults: {grants: {http: [~]}}"),
        ["1:28: `host` is missing [P0309]", "1:28: `methods` is missing [P0309]"]
    );
}

#[test]
fn y05_a_file_that_is_too_large_and_lists_that_are_too_long_are_refused() {
    let found = mistakes(&" ".repeat((1 << 20) + 1));
    assert!(found[0].contains("[P0305]"), "{found:?}");
    let keys = vec!["A"; 1001].join(", ");
    let found = mistakes(&format!("defaults: {{grants: {{config: [{keys}]}}}}"));
    assert_eq!(found, ["1:29: `config` has 1001 items, and may have 1000 [P0501]"]);
    let plugins: String = (0..10_001).map(|number| format!("  p{number}: {{}}\n")).collect();
    let found = mistakes(&format!("plugins:\n{plugins}"));
    assert_eq!(found, ["2:3: `plugins` has more than 10000 of them [P0501]"]);
    let many: String = (0..10_000).map(|number| format!("  p{number}: {{digest: x}}\n")).collect();
    assert!(mistakes(&format!("plugins:\n{many}")).len() <= 1001);
}

#[test]
fn a_file_is_read_and_its_mistakes_are_one_error() {
    let folder = std::env::temp_dir().join(format!("optimus-policy-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("policy.yaml");
    std::fs::write(&file, "trust: listed\n").unwrap();
    let policy = Policy::read(&file).unwrap();
    assert_eq!((policy.trust(), policy.file()), (Trust::Listed, Some(file.as_path())));
    std::fs::write(&file, "trsut: listed\nenforce: x\n").unwrap();
    let error = Policy::read(&file).unwrap_err();
    assert_eq!(error.code(), Code::BAD_POLICY);
    assert_eq!(error.message(), "the policy has 2 mistakes, so nothing of it holds");
    let found = error.diagnostics().unwrap();
    assert_eq!((found.file.as_deref(), found.list.len()), (Some(file.as_path()), 2));
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(Policy::read(&file).unwrap_err().message(), "the policy cannot be read");
}

#[test]
fn a_digest_that_the_policy_does_not_name_is_refused() {
    let policy = Policy::from_text(FULL).unwrap();
    let (known, other) = (digest(), Digest::of(b"other"));
    let code = |name: &str, digest: &Digest| {
        policy.rules(name, Some(digest)).check_trust(name, digest).map_err(|error| error.code())
    };
    assert_eq!(code("bq2bq", &Digest::of(b"a")), Ok(()));
    assert_eq!(code("bq2bq", &other), Err(Code::DIGEST_MISMATCH));
    assert_eq!(code("bq2bq", &known), Err(Code::DIGEST_MISMATCH), "the name stays bound to its digests");
    assert_eq!(code("unknown", &known), Ok(()));
    assert_eq!(code("unknown", &other), Err(Code::NOT_TRUSTED));
    let error = policy.rules("unknown", Some(&other)).check_trust("unknown", &other).unwrap_err();
    let line = &error.notes()[0].1;
    assert!(Policy::from_text(line).unwrap().rules("unknown", None).digests.contains(&other), "{line}");
    let announced = Policy::from_text("plugins: {neo: {}}").unwrap();
    assert!(announced.rules("neo", None).check_trust("neo", &other).is_ok());
}

#[test]
fn the_lines_that_are_proposed_grant_what_is_wished_and_nothing_else() {
    let wish = |value| Wishes::from_json(&value).unwrap();
    let wishes = wish(serde_json::json!({
        "http": [
            {"host": "api.example.com", "methods": ["GET", "POST"], "path": "/v1"},
            {"host": "fd00::7", "port": 8080, "scheme": "http", "methods": ["GET"], "path": "/a,b:[c]"},
            {"host": "*.example.org", "methods": ["PUT"]},
        ],
        "secrets": [
            {"name": "TOKEN:{x}", "header": "Authorization", "host": "api.example.com"},
            {"name": "no", "query": "key", "host": "*.example.org"},
            {"name": "~", "reveal": true},
        ],
        "config": ["PROJECT", "BQ_*", "*", "1.10", "true", "#x"],
        "cache": {"size": "1 MiB", "lifetime": "24h"},
        "clocks": true, "random": true,
        "environment": ["HTTPS_PROXY", "<<"],
    }));
    let names = ["neo", "true", "1.10", "a b", "\u{fc}: {}", "sha256", "-", "\"'\\"];
    for name in names {
        let held = wishes.within(name, &optimus_plugin_policy::Grants::default());
        let granted =
            Policy::from_text(&held.policy).unwrap_or_else(|found| panic!("{found}\n{}", held.policy));
        let rules = granted.rules(name, None);
        let now = wishes.within(name, &rules.grants);
        assert!(now.missing.is_empty() && now.unwished.is_empty(), "{:?}\n{}", now.missing, held.policy);
        for missing in &held.missing {
            let one =
                Policy::from_text(&missing.line).unwrap_or_else(|found| panic!("{found}\n{}", missing.line));
            let still = wishes.within(name, &one.rules(name, None).grants).missing;
            assert!(still.iter().all(|other| other.wish != missing.wish), "{}", missing.line);
        }
    }
}

#[test]
fn what_is_proposed_keeps_what_the_plugin_has() {
    let policy = Policy::from_text(FULL).unwrap();
    let wishes = Wishes::from_json(&serde_json::json!({
        "http": [{"host": "other.example.com", "methods": ["GET"]}], "cache": {"size": 10, "lifetime": "48h"},
    }))
    .unwrap();
    let before = policy.rules("bq2bq", None).grants;
    let held = wishes.within("bq2bq", &before);
    let after = Policy::from_text(&held.policy).unwrap().rules("bq2bq", None).grants;
    assert_eq!((after.http.len(), &after.http[0]), (before.http.len() + 1, &before.http[0]));
    assert_eq!(after.cache, Some(CacheGrant::new(1 << 20, Duration::from_secs(2 * 86_400))));
}

#[test]
fn rules_are_shown_with_their_values_and_where_they_come_from() {
    let rules = Policy::from_text(FULL).unwrap().rules("bq2bq", None);
    let rows = rules.rows();
    let row = |name: &str| {
        rows.iter()
            .find(|row| row.name == name)
            .map(|row| (row.value.as_deref(), row.whence.as_str()))
            .unwrap()
    };
    assert_eq!(row("limits.memory"), (Some("256 MiB"), "plugins.bq2bq.limits.memory"));
    assert_eq!(row("limits.time"), (Some("10s"), "defaults.limits.time"));
    assert_eq!(
        row("grants.http"),
        (Some("GET, POST https://api.example.com/v1 (also at 10.0.0.7)"), "plugins.bq2bq.grants.http[0]")
    );
    assert_eq!(row("grants.cache"), (Some("{size: 1 MiB, lifetime: 24h}"), "plugins.bq2bq.grants.cache"));
    assert_eq!(
        row("process.profile"),
        (Some("network, ports: [443, 8443]"), "plugins.bq2bq.process.profile")
    );
    let silent = Policy::default().rules("neo", None);
    assert_eq!(silent.limit_rows().len(), 14);
    assert!(silent.limit_rows().iter().all(|row| row.value.is_none() && row.whence == "default"));
    assert!(silent.grant_rows().is_empty());
    let json = rules.to_json();
    assert_eq!(json["limits"]["memory"], 256 << 20);
    assert_eq!(json["grants"]["http"][0]["host"], "api.example.com");
    assert_eq!(json["grants"]["secrets"][0]["header"], "authorization");
    assert_eq!(json["process"]["ports"][1], 8443);
}
