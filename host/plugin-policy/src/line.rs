//! Lines of a policy, as they are proposed to an operator: exact, in the flow style, and what they risk.

use std::{fmt::Write, net::IpAddr};

use crate::{HttpGrant, RequestHost, SecretUse};

/// A key of `grants` and what would have to be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) key: &'static str,
    /// The value; of a list one item of it.
    pub(crate) value: String,
    pub(crate) is_item: bool,
    pub(crate) risk: String,
}

impl Line {
    /// The whole line: yaml that grants just this, if it is all there is of the plugin.
    pub(crate) fn for_plugin(&self, plugin: &str) -> String {
        let Self { key, value, .. } = self;
        let value = if self.is_item { format!("[{value}]") } else { value.clone() };
        format!("plugins: {{{}: {{grants: {{{key}: {value}}}}}}}", text(plugin))
    }

    pub(crate) fn risk(&self) -> String {
        self.risk.clone()
    }

    fn item(key: &'static str, value: String, risk: impl Into<String>) -> Self {
        Self { key, value, is_item: true, risk: risk.into() }
    }
}

/// A text as yaml in flow style: plain where it can only be that text, else in double quotes, in ASCII.
pub(crate) fn text(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c))
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
    Line::item("http", http_item(grant), http_risk(&grant.host, grant.tls))
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
    Line::item("http", http_item(&grant), risk)
}

/// One item of `secrets`.
pub(crate) fn secret(name: &str, usage: &SecretUse) -> Line {
    let (use_of_it, risk) = match usage {
        SecretUse::Header { name: header, host } => (
            format!("header: {}, host: {}", text(header), text(host)),
            format!("requests of the plugin to {host} then carry the secret; it does not see it"),
        ),
        SecretUse::Query { name: parameter, host } => (
            format!("query: {}, host: {}", text(parameter), text(host)),
            format!(
                "requests of the plugin to {host} then carry the secret in their URL, which servers log; it does not see it"
            ),
        ),
        SecretUse::Reveal => (
            "reveal: true".to_owned(),
            "the plugin then sees the secret itself, and can send it wherever it may send anything"
                .to_owned(),
        ),
    };
    Line::item("secrets", format!("{{name: {}, {use_of_it}}}", text(name)), risk)
}
