use std::sync::Arc;

use optimus_plugin_api::Span;
use optimus_yaml_nodes::Spanned;

use super::{
    field::{Part, Word},
    judge::Judge,
    raw::{CacheRaw, GrantsRaw, HttpRaw, SecretRaw},
};
use crate::{
    CacheGrant, HttpGrant, SecretGrant, SecretUse,
    words::{self, Why},
};

/// The grants of one part of a policy. `None`: this part does not name the key, so a more general part may.
#[derive(Debug, Clone, Default)]
pub(super) struct GrantsPart {
    pub(super) http: Option<Vec<HttpGrant>>,
    pub(super) secrets: Option<Vec<SecretGrant>>,
    pub(super) config: Option<Vec<String>>,
    /// Named, and nothing: no cache.
    pub(super) cache: Option<Option<CacheGrant>>,
    pub(super) clocks: Option<bool>,
    pub(super) random: Option<bool>,
    pub(super) environment: Option<Vec<String>>,
    /// Hosts of secrets, to be looked for in `http`.
    pub(super) secret_hosts: Vec<(Arc<str>, Span)>,
}

pub(super) fn grants(judge: &mut Judge<'_>, raw: &GrantsRaw, rule: &str) -> GrantsPart {
    let mut secret_hosts = Vec::new();
    GrantsPart {
        http: http_list(judge, &raw.http, &format!("{rule}.grants.http")),
        secrets: secret_list(judge, &raw.secrets, &format!("{rule}.grants.secrets"), &mut secret_hosts),
        config: judge.words("config", &raw.config, words::config),
        cache: raw.cache.value.as_ref().map(|cache| cache_of(judge, cache, raw.cache.span)),
        clocks: raw.clocks.value,
        random: raw.random.value,
        environment: judge.words("environment", &raw.environment, words::variable),
        secret_hosts,
    }
}

fn http_list(
    judge: &mut Judge<'_>,
    list: &Part<Vec<Spanned<HttpRaw>>>,
    rule: &str,
) -> Option<Vec<HttpGrant>> {
    let items = judge.items("http", list)?;
    let read = |(index, item)| http(judge, item, &format!("{rule}[{index}]"));
    Some(items.iter().enumerate().filter_map(read).collect())
}

fn http(judge: &mut Judge<'_>, item: &Spanned<HttpRaw>, rule: &str) -> Option<HttpGrant> {
    let Spanned { value: raw, span } = item;
    let host = judge.required(*span, "host", &raw.host, words::host);
    let tls = judge.choice("scheme", &raw.scheme, &[("https", true), ("http", false)]).unwrap_or(true);
    let port = judge.word("port", &raw.port, port).unwrap_or(if tls { 443 } else { 80 });
    let methods = judge.words("methods", &raw.methods, words::method);
    if methods.is_none() {
        judge.lacks(*span, "methods");
    }
    let path_prefix = judge.word("path", &raw.path, words::path);
    let addresses = judge.words("addresses", &raw.addresses, words::address);
    let mut grant = HttpGrant::new(&host?, port, tls, rule);
    grant.methods = methods?;
    grant.path_prefix = path_prefix.unwrap_or_else(|| "/".into());
    grant.addresses = addresses.unwrap_or_default();
    Some(grant)
}

/// A port, which is never 0.
pub(super) fn port(text: &str) -> Result<u16, Why> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let port = text.parse().ok().filter(|port| *port != 0 && is_number);
    port.ok_or("a port is a whole number from 1 to 65535")
}

fn secret_list(
    judge: &mut Judge<'_>,
    list: &Part<Vec<Spanned<SecretRaw>>>,
    rule: &str,
    hosts: &mut Vec<(Arc<str>, Span)>,
) -> Option<Vec<SecretGrant>> {
    let items = judge.items("secrets", list)?;
    let read = |(index, item)| secret(judge, item, &format!("{rule}[{index}]"), hosts);
    Some(items.iter().enumerate().filter_map(read).collect())
}

fn secret(
    judge: &mut Judge<'_>,
    item: &Spanned<SecretRaw>,
    rule: &str,
    hosts: &mut Vec<(Arc<str>, Span)>,
) -> Option<SecretGrant> {
    let Spanned { value: raw, span } = item;
    let name = judge.required(*span, "name", &raw.name, words::name);
    let usage = usage(judge, raw, *span)?;
    if let SecretUse::Header { host, .. } | SecretUse::Query { host, .. } = &usage {
        hosts.push((Arc::clone(host), raw.host.span));
    }
    Some(SecretGrant::new(&name?, usage, rule))
}

fn usage(judge: &mut Judge<'_>, raw: &SecretRaw, span: Span) -> Option<SecretUse> {
    let is_there = |word: &Word| word.text.is_some();
    let reveal = raw.reveal.value.unwrap_or_default();
    match (is_there(&raw.header), is_there(&raw.query), is_there(&raw.host), reveal) {
        (true, false, true, false) => {
            let name = judge.word("header", &raw.header, words::header);
            let host = judge.word("host", &raw.host, words::host);
            Some(SecretUse::Header { name: name?, host: host? })
        }
        (false, true, true, false) => {
            let name = judge.word("query", &raw.query, words::parameter);
            let host = judge.word("host", &raw.host, words::host);
            Some(SecretUse::Query { name: name?, host: host? })
        }
        (false, false, false, true) => Some(SecretUse::Reveal),
        _ => {
            let message = "a secret has `header` and `host`, or `query` and `host`, or `reveal: true`";
            judge.wrong(span, message, "this is none of these, or more than one");
            None
        }
    }
}

fn cache_of(judge: &mut Judge<'_>, raw: &CacheRaw, span: Span) -> Option<CacheGrant> {
    let is_nothing = raw.size.text.is_none() && raw.lifetime.text.is_none();
    if is_nothing && raw.size.span == Span::default() && raw.lifetime.span == Span::default() {
        return None;
    }
    let size = judge.required(span, "size", &raw.size, cache_size);
    let lifetime = judge.required(span, "lifetime", &raw.lifetime, words::time);
    Some(CacheGrant::new(size?, lifetime?))
}

fn cache_size(text: &str) -> Result<usize, Why> {
    let size = words::size(text)?;
    usize::try_from(size).ok().filter(|size| *size > 0).ok_or("no size that a cache can have")
}
