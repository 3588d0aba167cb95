//! What fuzzers call: any bytes, and what must hold of them. Not for anybody else; it may change at any time.
//!
//! The corpus to begin with is in `tests/corpus`. Each of these ends silently for every input, or has found a mistake here.

use crate::{Policy, Wishes, parse_authority, wishes_section, with_wishes_section};

/// A policy file. What is read grants nothing that was not written, and reads the same again.
pub fn fuzz_policy(bytes: &[u8]) {
    let Ok(policy) = Policy::from_bytes(bytes) else { return };
    for name in policy.names().into_iter().take(16).chain(["a plugin without a part"]) {
        let rules = policy.rules(name, None);
        let proposed = crate::line::keys_of(&crate::line::entries_of(&rules.grants));
        let again = format!("defaults: {{grants: {{{}}}}}", proposed.join(", "));
        let again = Policy::from_text(&again).map(|again| again.rules("", None).grants.to_json());
        let same = again.as_ref().map(unruled) == Ok(unruled(&rules.grants.to_json()));
        // A part may grant a secret to a host that only its own digest is granted, and then these lines are refused.
        assert!(
            same || again.is_err_and(|found| found.to_string().contains("the secret goes to")),
            "{proposed:?}"
        );
        assert!(!rules.rows().is_empty() && rules.to_json().is_object());
    }
}

/// Without the places of the rules, and without what silence and an empty list have in common for a component.
fn unruled(grants: &serde_json::Value) -> serde_json::Value {
    let mut grants = grants.clone();
    for key in ["http", "secrets"] {
        let items = grants.get_mut(key).and_then(serde_json::Value::as_array_mut).into_iter().flatten();
        items.filter_map(serde_json::Value::as_object_mut).for_each(|item| {
            item.remove("rule");
        });
    }
    if let Some(config) =
        grants.get_mut("config").filter(|config| config.as_array().is_some_and(Vec::is_empty))
    {
        *config = serde_json::Value::Null;
    }
    grants
}

/// A request: method, scheme, authority and path, each on a line. What is allowed is what the grant says.
pub fn fuzz_request(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.splitn(4, '\n');
    let mut part = || parts.next().unwrap_or_default();
    let (method, scheme, authority, path) = (part(), part(), part(), part());
    let tls = scheme != "http";
    let policy = "defaults: {grants: {http: [{host: example.com, methods: [GET], path: /v1}, {host: '*.example.org', \
                  methods: [POST]}, {host: 10.0.0.7, port: 8080, scheme: http, methods: [GET]}]}}";
    let grants = Policy::from_text(policy).map(|policy| policy.rules("", None).grants).unwrap_or_default();
    assert_eq!(grants.http.len(), 3);
    let Ok((host, port)) = parse_authority(authority, tls) else { return };
    let Ok(grant) = grants.allows_request(method, tls, &host.to_string(), port, path) else { return };
    let (host, is_below) =
        (host.to_string(), path == "/v1" || path.starts_with("/v1/") || path.starts_with("/v1?"));
    assert!(
        grant.port == port && grant.tls == tls && grant.methods.iter().any(|granted| &**granted == method)
    );
    let is_it = match &*grant.host {
        "*.example.org" => host.strip_suffix(".example.org").is_some_and(|label| !label.contains('.')),
        granted => host == granted,
    };
    assert!(is_it && (is_below || host != "example.com"), "{host} {path}");
    assert!(!path.split('?').next().unwrap_or_default().split('/').any(|segment| segment == ".."), "{path}");
}

/// A component whose section is read, or the section alone. What is read is written and read as the same.
pub fn fuzz_wishes(bytes: &[u8]) {
    if let Ok(found) = wishes_section(bytes) {
        let was = found.map(<[u8]>::to_vec);
        let with = with_wishes_section(bytes, b"new")
            .map(|with| wishes_section(&with).map(|new| new.map(<[u8]>::to_vec)));
        assert_eq!(with, Ok(Ok(Some(b"new".to_vec()))), "{was:?}");
    }
    let Ok(wishes) = Wishes::from_section(bytes).or_else(|_| Wishes::of_component(bytes)) else { return };
    let again = Wishes::from_section(&wishes.to_section());
    // Written out with all defaults they may be longer than a section may be.
    assert!(
        again.as_ref() == Ok(&wishes) || wishes.to_section().len() > crate::MAX_WISHES_BYTES,
        "{again:?}"
    );
    let held = wishes.within("neo", &crate::Grants::default());
    assert_eq!(held.missing.is_empty(), wishes.is_empty());
    if let Ok(policy) = Policy::from_text(&held.policy) {
        let missing = wishes.within("neo", &policy.rules("neo", None).grants).missing;
        assert!(missing.is_empty(), "{missing:?}");
    }
}
