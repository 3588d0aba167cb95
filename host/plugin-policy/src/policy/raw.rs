//! The shape of a policy file.

use optimus_plugin_api::{Code, Diagnostic};
use optimus_yaml_nodes::{Decode, Decoder, Entries, Node, Record, Spanned, record};

use super::{
    Policy,
    field::{Foreign, Part, Word, Words},
};

#[derive(Debug, Default)]
pub(super) struct PolicyRaw {
    pub(super) version: Word,
    pub(super) enforce: Word,
    pub(super) trust: Word,
    pub(super) limits: OverallRaw,
    pub(super) defaults: DefaultsRaw,
    pub(super) plugins: Part<Entries<PluginRaw>>,
    /// Upstream's own key, in a server's configuration.
    artifacts: Foreign,
}

record!(PolicyRaw, "a policy", {
    "version" => version, "enforce" => enforce, "trust" => trust, "limits" => limits, "defaults" => defaults,
    "plugins" => plugins, "artifacts" => artifacts,
}, hint_of_policy);

fn hint_of_policy(key: &str) -> Option<String> {
    match key {
        "grants" => Some("what every plugin is granted stands under `defaults:`".to_owned()),
        "process" | "warm_instances" => Some(format!("`{key}` stands under `defaults:`, or under a plugin")),
        _ => None,
    }
}

#[derive(Debug, Default)]
pub(super) struct OverallRaw {
    pub(super) calls: Word,
    pub(super) queue: Word,
}

record!(OverallRaw, "the limits over all plugins", { "calls" => calls, "queue" => queue }, hint_of_overall);

fn hint_of_overall(key: &str) -> Option<String> {
    LimitsRaw::has(key).then(|| "a limit of each plugin stands under `defaults: {limits: …}`".to_owned())
}

#[derive(Debug, Default)]
pub(super) struct DefaultsRaw {
    pub(super) limits: LimitsRaw,
    pub(super) grants: GrantsRaw,
    pub(super) process: ProcessRaw,
    pub(super) warm_instances: Word,
}

record!(DefaultsRaw, "the defaults", {
    "limits" => limits, "grants" => grants, "process" => process, "warm_instances" => warm_instances,
}, hint_of_plugin);

#[derive(Debug, Default)]
pub(super) struct PluginRaw {
    pub(super) digest: Part<Words>,
    pub(super) limits: LimitsRaw,
    pub(super) grants: GrantsRaw,
    pub(super) process: ProcessRaw,
    pub(super) warm_instances: Word,
    pub(super) enforce: Word,
}

record!(PluginRaw, "the rules of a plugin", {
    "digest" => digest, "limits" => limits, "grants" => grants, "process" => process,
    "warm_instances" => warm_instances, "enforce" => enforce,
}, hint_of_plugin);

fn hint_of_plugin(key: &str) -> Option<String> {
    let part = if GrantsRaw::has(key) {
        "grants"
    } else if LimitsRaw::has(key) {
        "limits"
    } else if ProcessRaw::has(key) {
        "process"
    } else {
        return None;
    };
    Some(format!("`{key}` stands under `{part}:`"))
}

macro_rules! has {
    ($($type:ident)+) => {
        $(impl $type {
            pub(super) fn has(key: &str) -> bool {
                <Self as Record>::KEYS.contains(&key)
            }
        })+
    };
}

has!(GrantsRaw LimitsRaw ProcessRaw);

impl Policy {
    /// Every key that says what a plugin may use or reach: `limits.time`, `grants.http`, `process.profile`.
    pub fn keys() -> impl Iterator<Item = String> {
        let parts = [("limits", LimitsRaw::KEYS), ("grants", GrantsRaw::KEYS), ("process", ProcessRaw::KEYS)];
        parts.into_iter().flat_map(|(part, keys)| keys.iter().map(move |key| format!("{part}.{key}")))
    }
}

#[derive(Debug, Default)]
pub(super) struct LimitsRaw {
    pub(super) memory: Word,
    pub(super) time: Word,
    pub(super) fuel: Word,
    pub(super) stack: Word,
    pub(super) result: Word,
    pub(super) asset: Word,
    pub(super) logs: Word,
    pub(super) log_lines: Word,
    pub(super) requests: Word,
    pub(super) request_bytes: Word,
    pub(super) response_bytes: Word,
    pub(super) connections: Word,
    pub(super) calls: Word,
    pub(super) queue: Word,
}

record!(LimitsRaw, "limits", {
    "memory" => memory, "time" => time, "fuel" => fuel, "stack" => stack, "result" => result, "asset" => asset,
    "logs" => logs, "log_lines" => log_lines, "requests" => requests, "request_bytes" => request_bytes,
    "response_bytes" => response_bytes, "connections" => connections, "calls" => calls, "queue" => queue,
});

#[derive(Debug, Default)]
pub(super) struct GrantsRaw {
    pub(super) http: Part<Vec<Spanned<HttpRaw>>>,
    pub(super) secrets: Part<Vec<Spanned<SecretRaw>>>,
    pub(super) config: Part<Vec<Word>>,
    pub(super) cache: Part<CacheRaw>,
    pub(super) clocks: Part<bool>,
    pub(super) random: Part<bool>,
    pub(super) environment: Part<Vec<Word>>,
}

record!(GrantsRaw, "grants", {
    "http" => http, "secrets" => secrets, "config" => config, "cache" => cache, "clocks" => clocks,
    "random" => random, "environment" => environment,
});

#[derive(Debug, Default)]
pub(super) struct HttpRaw {
    pub(super) host: Word,
    pub(super) port: Word,
    pub(super) scheme: Word,
    pub(super) methods: Part<Vec<Word>>,
    pub(super) path: Word,
    pub(super) addresses: Part<Vec<Word>>,
}

record!(HttpRaw, "a grant of requests", {
    "host" => host, "port" => port, "scheme" => scheme, "methods" => methods, "path" => path,
    "addresses" => addresses,
}, hint_of_http);

fn hint_of_http(key: &str) -> Option<String> {
    match key {
        "url" => Some("an address is written in its parts: `host`, `port`, `scheme`, `path`".to_owned()),
        "tls" => Some("`scheme: http` grants requests without TLS".to_owned()),
        _ => None,
    }
}

#[derive(Debug, Default)]
pub(super) struct SecretRaw {
    pub(super) name: Word,
    pub(super) header: Word,
    pub(super) query: Word,
    pub(super) host: Word,
    pub(super) reveal: Part<bool>,
}

record!(SecretRaw, "a grant of a secret", {
    "name" => name, "header" => header, "query" => query, "host" => host, "reveal" => reveal,
});

#[derive(Debug, Default)]
pub(super) struct CacheRaw {
    pub(super) size: Word,
    pub(super) lifetime: Word,
}

record!(CacheRaw, "a cache", { "size" => size, "lifetime" => lifetime });

#[derive(Debug, Default)]
pub(super) struct ProcessRaw {
    pub(super) profile: Word,
    pub(super) ports: Part<Vec<Word>>,
    pub(super) execute: Word,
    pub(super) read: Part<Vec<Word>>,
    pub(super) write: Part<Vec<Word>>,
    pub(super) memory: Word,
    pub(super) tasks: Word,
    pub(super) crashes: Part<CrashesRaw>,
    pub(super) socket: Word,
    pub(super) auto_mtls: Part<bool>,
    pub(super) args: Part<Vec<Word>>,
}

record!(ProcessRaw, "the rules of a process", {
    "profile" => profile, "ports" => ports, "execute" => execute, "read" => read, "write" => write,
    "memory" => memory, "tasks" => tasks, "crashes" => crashes, "socket" => socket, "auto_mtls" => auto_mtls,
    "args" => args,
});

#[derive(Debug, Default)]
pub(super) struct CrashesRaw {
    pub(super) starts: Word,
    pub(super) within: Word,
}

record!(CrashesRaw, "the bound of crashes", { "starts" => starts, "within" => within });

/// A file with a policy: one of its own, or a server's configuration, of which it is the part `plugin`.
#[derive(Debug, Default)]
pub(super) struct FileRaw {
    pub(super) policy: PolicyRaw,
    pub(super) is_config: bool,
}

impl Decode for FileRaw {
    fn decode<'a>(&mut self, node: Node<'a>, d: &mut Decoder<'a>) -> bool {
        // What else a configuration has is the server's own business, even a key `plugins`.
        let is_own = ["enforce", "trust", "limits", "defaults"].iter().any(|key| node.get(key).is_some());
        let Some(part) = node.get("plugin").filter(|_| !is_own) else { return self.policy.decode(node, d) };
        self.is_config = true;
        if let Some(second) = node.all("plugin").nth(1) {
            let twice = Diagnostic::error(Code::YAML_DUPLICATE_FIELD, "the key `plugin` is there twice");
            d.push(twice.at(second.span(), "the second one").at(part.span(), "the first one"));
        }
        d.read(part, &mut self.policy)
    }
}
