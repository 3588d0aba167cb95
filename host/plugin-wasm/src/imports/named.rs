use optimus_plugin_policy::Grants;

/// An import that a component has because of its toolchain, and what becomes of it here.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stub {
    /// The import, as the component names it: `wasi:cli/environment@0.2.6`.
    pub import: String,
    /// What the plugin gets instead, in a few words.
    pub becomes: &'static str,
}

/// What a name of an import stands for, under these grants.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "wasi"), allow(dead_code, reason = "what WASI alone needs"))]
pub(crate) enum Named {
    /// It is linked, and does this.
    Linked(&'static str),
    /// A capability that the grants do not have, and what would grant it: words for a policy, or none if nothing would.
    Withheld(&'static str, Option<&'static str>),
    /// Something that no grant and no stub stands for.
    Unknown,
}

/// What becomes of an import that a policy need not grant because it does nothing: `None` if it is no such import. Nothing of the
/// component runs; `optimus plugin inspect` asks by name.
#[must_use]
pub fn stub(import: &str, grants: &Grants) -> Option<Stub> {
    match named(import, grants) {
        Named::Linked(becomes) if !import.starts_with("wasi:http/") => {
            Some(Stub { import: import.to_owned(), becomes })
        }
        _ => None,
    }
}

pub(crate) const GRANT_CACHE: &str = "cache: {size: 1 MiB, lifetime: 24h}";
#[cfg(feature = "wasi")]
const GRANT_HTTP: &str = "http: [{host: example.com, methods: [GET]}]";

#[cfg(not(feature = "wasi"))]
pub(crate) fn named(_import: &str, _grants: &Grants) -> Named {
    Named::Unknown
}

/// Only names and versions are looked at here; the types are compared when it is linked.
#[cfg(feature = "wasi")]
pub(crate) fn named(import: &str, grants: &Grants) -> Named {
    let Some((package, interface)) = import.strip_prefix("wasi:").and_then(|name| name.split_once('/'))
    else {
        return Named::Unknown;
    };
    let Some((interface, version)) = interface.split_once('@') else { return Named::Unknown };
    match package {
        "cli" | "clocks" | "filesystem" | "http" | "io" | "random" | "sockets" => {}
        _ => return Named::Withheld("a capability of WASI that is not offered to plugins", None),
    }
    // Other lines of WASI have other types, and some are not finished.
    match version.strip_prefix("0.2.").map(str::parse::<u32>) {
        Some(Ok(_patch)) => wasi(package, interface, grants),
        _ => Named::Unknown,
    }
}

#[cfg(feature = "wasi")]
fn wasi(package: &str, interface: &str, grants: &Grants) -> Named {
    let given = |granted, real, stub| Named::Linked(if granted { real } else { stub });
    match (package, interface) {
        ("cli", "environment") => given(
            !grants.environment.is_empty(),
            "the granted variables; no arguments",
            "no variables, no arguments",
        ),
        ("cli", "exit") => Named::Linked("ends the call as a crash"),
        ("cli", "stdin") => Named::Linked("is empty"),
        ("cli", "stdout") => Named::Linked("its lines are logged as `info`"),
        ("cli", "stderr") => Named::Linked("its lines are logged as `warn`"),
        (
            "cli",
            "terminal-input" | "terminal-output" | "terminal-stdin" | "terminal-stdout" | "terminal-stderr",
        ) => Named::Linked("there is no terminal"),
        ("clocks", "wall-clock") => {
            given(grants.clocks, "the real clock, granted", "stands still at 1970-01-01T00:00:00Z")
        }
        ("clocks", "monotonic-clock") => given(
            grants.clocks,
            "the real clock, granted; waiting ends with the call's time",
            "stands still; waiting ends with the call's time",
        ),
        ("filesystem", "preopens") => Named::Linked("no folders"),
        ("filesystem", "types") => Named::Linked("no files: there is nothing to open"),
        ("io", "error" | "poll" | "streams") => {
            Named::Linked("streams and waiting, for what else is imported")
        }
        ("random", "random" | "insecure" | "insecure-seed") => {
            given(grants.random, "random numbers, granted", "numbers from a seed that never changes")
        }
        (
            "sockets",
            "instance-network" | "ip-name-lookup" | "network" | "tcp" | "tcp-create-socket" | "udp"
            | "udp-create-socket",
        ) => Named::Linked("no sockets and no names: every attempt is denied"),
        ("http", "types" | "outgoing-handler") if grants.http.is_empty() => {
            Named::Withheld("requests over HTTP", Some(GRANT_HTTP))
        }
        ("http", "types" | "outgoing-handler") => Named::Linked("requests that are granted"),
        _ => Named::Unknown,
    }
}

#[cfg(all(test, feature = "wasi"))]
mod tests {
    use super::*;
    use optimus_plugin_policy::HttpGrant;

    #[test]
    fn w25_what_is_not_granted_is_told_from_what_nobody_knows() {
        let none = Grants::default();
        let is_withheld = |name| matches!(named(name, &none), Named::Withheld(..));
        for name in ["wasi:http/types@0.2.6", "wasi:http/outgoing-handler@0.2.0", "wasi:keyvalue/store@0.2.0"]
        {
            assert!(is_withheld(name), "{name}");
        }
        for name in [
            "wasi:cli/environment@0.3.0",
            "wasi:cli/environment@0.2.0-rc",
            "wasi:cli/environment",
            "wasi:cli/run@0.2.0",
            "wasi:http/incoming-handler@0.2.0",
            "launch",
            "wasi:",
        ] {
            assert_eq!(named(name, &none), Named::Unknown, "{name}");
        }
    }

    #[test]
    fn a_stub_says_what_becomes_of_it_and_a_grant_changes_that() {
        let mut grants = Grants::default();
        let clock = "wasi:clocks/wall-clock@0.2.6";
        assert_eq!(stub(clock, &grants).unwrap().becomes, "stands still at 1970-01-01T00:00:00Z");
        grants.clocks = true;
        assert_eq!(stub(clock, &grants).unwrap().becomes, "the real clock, granted");
        grants.http.push(HttpGrant::new("example.com", 443, true, "r"));
        assert_eq!(stub("wasi:http/types@0.2.6", &grants), None);
    }
}
