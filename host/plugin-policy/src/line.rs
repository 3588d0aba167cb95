//! Lines of a policy, as they are proposed to an operator: exact, in the flow style, and what they risk.

use std::{fmt::Write, net::IpAddr};

use crate::{CacheGrant, Grants, HttpGrant, RequestHost, SecretUse, words};

/// Keys of `grants` and what would have to be in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Of a key that has a list, one item of it.
    entries: Vec<(&'static str, String)>,
    risk: String,
}

impl Line {
    pub(crate) fn new(key: &'static str, value: impl Into<String>, risk: impl Into<String>) -> Self {
        Self { entries: vec![(key, value.into())], risk: risk.into() }
    }

    /// With what another one grants before it.
    pub(crate) fn after(mut self, other: Self) -> Self {
        self.entries.splice(0..0, other.entries);
        self
    }

    /// The whole line: yaml that grants just this, if it is all that there is of the plugin.
    pub(crate) fn for_plugin(&self, plugin: &str) -> String {
        format!("plugins: {{{}: {{grants: {{{}}}}}}}", text(plugin), keys_of(&self.entries).join(", "))
    }

    pub(crate) fn entries(&self) -> &[(&'static str, String)] {
        &self.entries
    }

    pub(crate) fn risk(&self) -> &str {
        &self.risk
    }
}

/// Each key once, with all that is to be in it, in the order in which keys come first.
pub(crate) fn keys_of(entries: &[(&'static str, String)]) -> Vec<String> {
    let mut keys: Vec<(&str, Vec<&str>)> = Vec::new();
    for (key, value) in entries {
        match keys.iter_mut().find(|(there, _)| there == key) {
            Some((_, values)) if values.contains(&value.as_str()) => {}
            Some((_, values)) => values.push(value),
            None => keys.push((key, vec![value])),
        }
    }
    let one = |(key, values): (&str, Vec<&str>)| match key {
        "http" | "secrets" | "config" | "environment" => format!("{key}: [{}]", values.join(", ")),
        // Of what is no list the last one holds.
        _ => format!("{key}: {}", values.last().copied().unwrap_or_default()),
    };
    keys.into_iter().map(one).collect()
}

/// A text as yaml in flow style: plain where it can only be that text, else in double quotes, in ASCII.
pub(crate) fn text(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-*".contains(c))
        && optimus_yaml_nodes::reads_as_text(text);
    if plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        let written = match c {
            '"' | '\\' => write!(out, "\\{c}"),
            ' '..='~' => write!(out, "{c}"),
            _ => write!(out, "\\U{:08X}", u32::from(c)),
        };
        debug_assert!(written.is_ok(), "a string takes everything");
    }
    out.push('"');
    out
}

pub(crate) fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<String> = items.into_iter().map(text).collect();
    format!("[{}]", items.join(", "))
}

/// `https://example.com`, with its port where it is not that of the scheme.
pub(crate) fn origin(tls: bool, host: &str, port: u16) -> String {
    let (scheme, usual) = if tls { ("https", 443) } else { ("http", 80) };
    let host =
        if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() };
    if port == usual { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{port}") }
}

pub(crate) fn http_risk(host: &str, tls: bool) -> String {
    let open = if tls { "" } else { ", and everybody on the way can read and change it" };
    format!("the plugin can then send whatever it was given (configuration, assets) to {host}{open}")
}

/// One item of `http`.
pub(crate) fn http_item(grant: &HttpGrant) -> String {
    let HttpGrant { host, port, tls, methods, path_prefix, addresses, .. } = grant;
    let mut item = format!("{{host: {}", text(host));
    let mut add = |part: String| item.push_str(&part);
    if *port != if *tls { 443 } else { 80 } {
        add(format!(", port: {port}"));
    }
    if !tls {
        add(", scheme: http".to_owned());
    }
    add(format!(", methods: {}", list(methods.iter().map(|method| &**method))));
    if &**path_prefix != "/" {
        add(format!(", path: {}", text(path_prefix)));
    }
    if !addresses.is_empty() {
        let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        add(format!(", addresses: {}", list(addresses.iter().map(String::as_str))));
    }
    item.push('}');
    item
}

pub(crate) fn http(grant: &HttpGrant) -> Line {
    Line::new("http", http_item(grant), http_risk(&grant.host, grant.tls))
}

pub(crate) fn http_request(method: &str, tls: bool, host: &RequestHost, port: u16, path: &str) -> Line {
    let host = match host {
        RequestHost::Name(name) => name.to_string(),
        RequestHost::Address(address) => address.to_string(),
    };
    let mut grant = HttpGrant::new(&host, port, tls, "");
    grant.methods = vec![method.into()];
    grant.path_prefix = path.into();
    http(&grant)
}

pub(crate) fn http_address(grant: &HttpGrant, address: IpAddr) -> Line {
    let mut grant = grant.clone();
    grant.addresses.push(address);
    let risk = format!(
        "the plugin can then reach {address}, a machine that the Internet cannot reach, under any granted path"
    );
    Line::new("http", http_item(&grant), risk)
}

/// One item of `secrets`.
pub(crate) fn secret(name: &str, usage: &SecretUse) -> Line {
    let carried = |host: &str, how: &str| {
        format!("requests of the plugin to {host} then carry the secret{how}; it does not see it")
    };
    let (how, risk) = match usage {
        SecretUse::Header { name: header, host } => {
            (format!("header: {}, host: {}", text(header), text(host)), carried(host, ""))
        }
        SecretUse::Query { name: parameter, host } => (
            format!("query: {}, host: {}", text(parameter), text(host)),
            carried(host, " in their URL, which servers log"),
        ),
        SecretUse::Reveal => (
            "reveal: true".to_owned(),
            "the plugin then sees the secret itself, and can send it wherever it may send anything"
                .to_owned(),
        ),
    };
    Line::new("secrets", format!("{{name: {}, {how}}}", text(name)), risk)
}

/// One item of `config`.
pub(crate) fn config(pattern: &str) -> Line {
    Line::new(
        "config",
        text(pattern),
        "the plugin then sees this configuration of every project that it is asked about",
    )
}

/// The value of `cache`.
pub(crate) fn cache(cache: CacheGrant) -> Line {
    let bytes = u64::try_from(cache.bytes).unwrap_or(u64::MAX);
    let (size, lifetime) = (words::show_size(bytes), words::show_time(cache.lifetime));
    let risk = format!(
        "the plugin can then remember {size} per tenant, and answer out of what it saw up to {lifetime} ago"
    );
    Line::new("cache", cache_value(cache), risk)
}

pub(crate) fn cache_value(cache: CacheGrant) -> String {
    let bytes = u64::try_from(cache.bytes).unwrap_or(u64::MAX);
    format!("{{size: {}, lifetime: {}}}", words::show_size(bytes), words::show_time(cache.lifetime))
}

/// `clocks: true`.
pub(crate) fn clocks() -> Line {
    Line::new(
        "clocks",
        "true",
        "the plugin can then answer differently at another time, and measure how long things take",
    )
}

/// `random: true`.
pub(crate) fn random() -> Line {
    Line::new("random", "true", "the plugin can then answer differently each time")
}

/// One item of `environment`.
pub(crate) fn environment(variable: &str) -> Line {
    Line::new("environment", text(variable), "the plugin then sees what this variable of the host holds")
}

/// Everything in grants, key by key.
pub(crate) fn entries_of(grants: &Grants) -> Vec<(&'static str, String)> {
    let secrets = grants.secrets.iter().map(|grant| secret(&grant.name, &grant.usage));
    let lines = grants.http.iter().map(http).chain(secrets);
    let lines = lines.chain(grants.config.iter().flatten().map(|pattern| config(pattern)));
    let lines = lines.chain(grants.cache.map(cache)).chain(grants.clocks.then(clocks));
    let lines = lines.chain(grants.random.then(random));
    lines
        .chain(grants.environment.iter().map(|variable| environment(variable)))
        .flat_map(|line| line.entries)
        .collect()
}
