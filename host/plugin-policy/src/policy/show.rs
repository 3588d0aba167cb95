//! Rules as a person and a program read them.

use serde_json::{Map, Value, json};

use crate::{
    Containment, Enforce, Execution, Grants, HttpGrant, Limits, PluginRules, Profile, SecretGrant, SecretUse,
    Trust, line, words,
};

/// One thing that a policy says about a plugin, or is silent about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// What: `limits.time`, `grants.http`, `process.profile`.
    pub name: &'static str,
    /// In the words in which a policy would say it. `None`: nothing is said, and the default of the kind holds.
    pub value: Option<String>,
    /// Where the policy says it (`plugins.neo.limits.time`), or `default`.
    pub whence: String,
}

impl PluginRules {
    /// Limits, in the order of the policy's words: every one that there is.
    #[must_use]
    pub fn limit_rows(&self) -> Vec<Row> {
        shown_limits(&self.limits).into_iter().map(|(name, value)| self.row(name, value)).collect()
    }

    /// Grants: those that there are. A list has a row for each of its items.
    #[must_use]
    pub fn grant_rows(&self) -> Vec<Row> {
        self.rows_of(&self.grants)
    }

    /// As [`Self::grant_rows`], of what holds of these rules for a component.
    #[must_use]
    pub fn rows_of(&self, grants: &Grants) -> Vec<Row> {
        let Grants { http, secrets, config, cache, clocks, random, environment } = grants;
        let ruled =
            |name, value: String, rule: &str| Row { name, value: Some(value), whence: rule.to_owned() };
        let mut rows: Vec<Row> =
            http.iter().map(|grant| ruled("grants.http", shown_http(grant), &grant.rule)).collect();
        rows.extend(secrets.iter().map(|grant| ruled("grants.secrets", shown_secret(grant), &grant.rule)));
        let mut add =
            |name, value: Option<String>| rows.extend(value.map(|value| self.row(name, Some(value))));
        add("grants.config", config.as_ref().map(|keys| line::list(keys.iter().map(String::as_str))));
        add("grants.cache", cache.map(line::cache_value));
        add("grants.clocks", clocks.then(|| "true".to_owned()));
        add("grants.random", random.then(|| "true".to_owned()));
        let variables = line::list(environment.iter().map(String::as_str));
        add("grants.environment", (!environment.is_empty()).then_some(variables));
        rows
    }

    /// How the process of an executable is contained.
    #[must_use]
    pub fn process_rows(&self) -> Vec<Row> {
        shown_containment(&self.containment).into_iter().map(|(name, value)| self.row(name, value)).collect()
    }

    /// All of it: grants, limits, the process, and the rest.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = self.grant_rows();
        rows.extend(self.limit_rows());
        rows.extend(self.process_rows());
        rows.push(self.row("warm_instances", Some(self.warm_instances.to_string())));
        rows.push(self.row("enforce", Some(enforce(self.enforce).to_owned())));
        rows
    }

    fn row(&self, name: &'static str, value: Option<String>) -> Row {
        Row { name, value, whence: self.whence(name).unwrap_or_else(|| "default".to_owned()) }
    }

    /// As data: sizes in bytes, times in milliseconds, `null` where the policy is silent.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let digests: Vec<String> = self.digests.iter().map(ToString::to_string).collect();
        json!({
            "rule": &*self.rule,
            "digests": digests,
            "grants": self.grants.to_json(),
            "limits": self.limits.to_json(),
            "process": containment_json(&self.containment),
            "warm_instances": self.warm_instances,
            "enforce": enforce(self.enforce),
            "trust": match self.trust { Trust::Announced => "announced", Trust::Listed => "listed" },
        })
    }
}

impl Limits {
    /// As data: sizes in bytes, times in milliseconds, `null` where the default of the kind holds.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "memory": self.memory_bytes,
            "time_ms": self.time.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX)),
            "fuel": self.fuel,
            "stack": self.stack_bytes,
            "result": self.result_bytes,
            "asset": self.asset_bytes,
            "logs": self.log_bytes,
            "log_lines": self.log_lines,
            "requests": self.http_requests,
            "request_bytes": self.http_request_bytes,
            "response_bytes": self.http_response_bytes,
            "connections": self.http_connections,
            "calls": self.calls,
            "queue": self.queue,
        })
    }
}

impl Grants {
    /// As data. `config` is `null` where the policy is silent about it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let cache = self
            .cache
            .map(|cache| json!({"size": cache.bytes, "lifetime": words::show_time(cache.lifetime)}));
        json!({
            "http": self.http.iter().map(http_json).collect::<Vec<Value>>(),
            "secrets": self.secrets.iter().map(secret_json).collect::<Vec<Value>>(),
            "config": self.config,
            "cache": cache,
            "clocks": self.clocks,
            "random": self.random,
            "environment": self.environment,
        })
    }
}

fn http_json(grant: &HttpGrant) -> Value {
    let methods: Vec<&str> = grant.methods.iter().map(|method| &**method).collect();
    let addresses: Vec<String> = grant.addresses.iter().map(ToString::to_string).collect();
    json!({
        "host": &*grant.host,
        "port": grant.port,
        "scheme": if grant.tls { "https" } else { "http" },
        "methods": methods,
        "path": &*grant.path_prefix,
        "addresses": addresses,
        "rule": &*grant.rule,
    })
}

fn secret_json(grant: &SecretGrant) -> Value {
    let mut map = Map::new();
    map.insert("name".to_owned(), json!(&*grant.name));
    match &grant.usage {
        SecretUse::Header { name, host } => {
            map.insert("header".to_owned(), json!(&**name));
            map.insert("host".to_owned(), json!(&**host));
        }
        SecretUse::Query { name, host } => {
            map.insert("query".to_owned(), json!(&**name));
            map.insert("host".to_owned(), json!(&**host));
        }
        SecretUse::Reveal => {
            map.insert("reveal".to_owned(), json!(true));
        }
    }
    map.insert("rule".to_owned(), json!(&*grant.rule));
    Value::Object(map)
}

fn containment_json(containment: &Containment) -> Value {
    let Containment { read, write, memory_bytes, tasks, crash_starts, crash_window, .. } = containment;
    let ports = if let Profile::Network(ports) = &containment.profile { Some(ports) } else { None };
    let paths = |paths: &[std::path::PathBuf]| -> Vec<String> {
        paths.iter().map(|path| path.display().to_string()).collect()
    };
    json!({
        "profile": profile(&containment.profile),
        "ports": ports,
        "execute": execution(containment.execution),
        "read": paths(read),
        "write": paths(write),
        "memory": memory_bytes,
        "tasks": tasks,
        "crashes": {"starts": crash_starts, "within": words::show_time(*crash_window)},
        "socket": socket(containment.any_socket),
        "auto_mtls": containment.auto_mtls,
        "args": containment.args,
    })
}

fn profile(profile: &Profile) -> &'static str {
    match profile {
        Profile::Default => "default",
        Profile::Network(_) => "network",
        Profile::Open => "open",
    }
}

fn execution(execution: Execution) -> &'static str {
    match execution {
        Execution::Verified => "verified",
        Execution::Path => "path",
    }
}

fn socket(is_any: bool) -> &'static str {
    if is_any { "any" } else { "own" }
}

fn enforce(enforce: Enforce) -> &'static str {
    match enforce {
        Enforce::Report => "report",
        Enforce::Strict => "strict",
    }
}

fn shown_limits(limits: &Limits) -> [(&'static str, Option<String>); 14] {
    let size = |bytes: Option<u64>| bytes.map(words::show_size);
    let count = |count: Option<u64>| count.map(|count| count.to_string());
    [
        ("limits.memory", size(limits.memory_bytes)),
        ("limits.time", limits.time.map(words::show_time)),
        ("limits.fuel", count(limits.fuel)),
        ("limits.stack", size(limits.stack_bytes)),
        ("limits.result", size(limits.result_bytes)),
        ("limits.asset", size(limits.asset_bytes)),
        ("limits.logs", size(limits.log_bytes)),
        ("limits.log_lines", count(limits.log_lines)),
        ("limits.requests", count(limits.http_requests)),
        ("limits.request_bytes", size(limits.http_request_bytes)),
        ("limits.response_bytes", size(limits.http_response_bytes)),
        ("limits.connections", count(limits.http_connections)),
        ("limits.calls", count(limits.calls.map(u64::from))),
        ("limits.queue", count(limits.queue.map(u64::from))),
    ]
}

fn shown_containment(containment: &Containment) -> Vec<(&'static str, Option<String>)> {
    let paths =
        |paths: &[std::path::PathBuf]| line::list(paths.iter().map(|path| path.to_str().unwrap_or_default()));
    let profile = match &containment.profile {
        Profile::Network(ports) => {
            let ports: Vec<String> = ports.iter().map(ToString::to_string).collect();
            format!("network, ports: [{}]", ports.join(", "))
        }
        other => profile(other).to_owned(),
    };
    let crashes = words::show_time(containment.crash_window);
    vec![
        ("process.profile", Some(profile)),
        ("process.execute", Some(execution(containment.execution).to_owned())),
        ("process.read", Some(paths(&containment.read))),
        ("process.write", Some(paths(&containment.write))),
        ("process.memory", containment.memory_bytes.map(words::show_size)),
        ("process.tasks", containment.tasks.map(|tasks| tasks.to_string())),
        ("process.crashes", Some(format!("{{starts: {}, within: {crashes}}}", containment.crash_starts))),
        ("process.socket", Some(socket(containment.any_socket).to_owned())),
        ("process.auto_mtls", Some(containment.auto_mtls.to_string())),
        ("process.args", Some(line::list(containment.args.iter().map(String::as_str)))),
    ]
}

fn shown_http(grant: &HttpGrant) -> String {
    let methods = if grant.methods.is_empty() { "no method".to_owned() } else { grant.methods.join(", ") };
    let mut shown =
        format!("{methods} {}{}", line::origin(grant.tls, &grant.host, grant.port), grant.path_prefix);
    if !grant.addresses.is_empty() {
        let addresses: Vec<String> = grant.addresses.iter().map(ToString::to_string).collect();
        shown.push_str(&format!(" (also at {})", addresses.join(", ")));
    }
    shown
}

fn shown_secret(grant: &SecretGrant) -> String {
    match &grant.usage {
        SecretUse::Header { name, host } => {
            format!("{} in the header {name} of requests to {host}", grant.name)
        }
        SecretUse::Query { name, host } => {
            format!("{} as {name} in the query of requests to {host}", grant.name)
        }
        SecretUse::Reveal => format!("{} revealed", grant.name),
    }
}
