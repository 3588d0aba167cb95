use std::sync::Arc;

use super::{HttpWish, SecretWish, Wishes};
use crate::{
    CacheGrant, Grants, HttpGrant, SecretGrant, SecretUse,
    line::{self, Line},
    request::{begins_with, name_matches},
};

/// What holds of wishes, and what does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Held {
    /// Wish ∩ grant: all that the plugin gets. Its rules are those of the policy.
    pub grants: Grants,
    /// Wishes that are not granted, or not wholly.
    pub missing: Vec<Missing>,
    /// What the policy grants, and the plugin does not wish: it is not given.
    pub unwished: Vec<String>,
    /// The lines of yaml that grant all that is wished, what is granted of it included. Empty if nothing is missing.
    pub policy: String,
}

/// A wish that is not granted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Missing {
    /// What is wished, in few words: `http GET https://example.com/v1`, `secret TOKEN`, `clocks`.
    pub wish: String,
    /// The line of a policy that grants it. What the plugin's keys hold already must be kept beside it: [`Held::policy`].
    pub line: String,
    /// What that line risks.
    pub risk: String,
}

/// What stands in a line for the host that the plugin leaves to the operator.
const ANY_HOST: &str = "THE-HOST";

impl Wishes {
    /// What holds of them for a plugin of this name.
    #[must_use]
    pub fn within(&self, plugin: &str, grants: &Grants) -> Held {
        let mut matching = Matching { wishes: self, grants, lines: Vec::new() };
        let held = Grants {
            http: matching.http(),
            secrets: matching.secrets(),
            config: Some(matching.config()),
            cache: matching.cache(),
            clocks: matching.flag("clocks", self.clocks, grants.clocks, line::clocks),
            random: matching.flag("random", self.random, grants.random, line::random),
            environment: matching.environment(),
        };
        let policy = policy(plugin, grants, &matching.lines);
        let missing = matching.lines.into_iter().map(|(wish, line)| Missing {
            wish,
            line: line.for_plugin(plugin),
            risk: line.risk().to_owned(),
        });
        Held { grants: held, missing: missing.collect(), unwished: unwished(self, grants), policy }
    }
}

/// The lines that grant what is missing, key by key, beside what these keys hold already.
fn policy(plugin: &str, grants: &Grants, missing: &[(String, Line)]) -> String {
    let missing: Vec<_> = missing.iter().flat_map(|(_, line)| line.entries()).cloned().collect();
    if missing.is_empty() {
        return String::new();
    }
    let mut entries = line::entries_of(grants);
    entries.retain(|(key, _)| missing.iter().any(|(there, _)| there == key));
    entries.extend(missing);
    let keys: Vec<String> = line::keys_of(&entries).into_iter().map(|key| format!("      {key}\n")).collect();
    format!("plugins:\n  {}:\n    grants:\n{}", line::text(plugin), keys.concat())
}

struct Matching<'a> {
    wishes: &'a Wishes,
    grants: &'a Grants,
    lines: Vec<(String, Line)>,
}

impl Matching<'_> {
    fn http(&mut self) -> Vec<HttpGrant> {
        let mut held: Vec<HttpGrant> = Vec::new();
        for wish in &self.wishes.http {
            let met = self.grants.http.iter().filter_map(|grant| meet(wish, grant));
            for grant in met {
                if !held.contains(&grant) {
                    held.push(grant);
                }
            }
            let covered = |method: &str| self.grants.http.iter().any(|grant| covers(grant, wish, method));
            let missing: Vec<Arc<str>> =
                wish.methods.iter().filter(|method| !covered(method)).cloned().collect();
            if !missing.is_empty() {
                self.lines.push(http_line(wish, missing));
            }
        }
        held
    }

    fn secrets(&mut self) -> Vec<SecretGrant> {
        let mut held: Vec<SecretGrant> = Vec::new();
        for wish in &self.wishes.secrets {
            let met: Vec<SecretGrant> =
                self.grants.secrets.iter().filter_map(|grant| meet_secret(wish, grant)).collect();
            if !met.iter().any(|met| covers_secret(met, wish)) {
                self.lines.push((format!("secret {}", wish.name), self.secret_line(wish)));
            }
            held.extend(met);
        }
        held
    }

    /// A secret goes to hosts that are granted: where this one is not, the line has both.
    fn secret_line(&self, wish: &SecretWish) -> Line {
        let host = match &wish.usage {
            SecretUse::Header { host, .. } | SecretUse::Query { host, .. } => host,
            SecretUse::Reveal => return line::secret(&wish.name, &SecretUse::Reveal),
        };
        let named = |host: &Arc<str>| if &**host == "*" { ANY_HOST.into() } else { Arc::clone(host) };
        let usage = match &wish.usage {
            SecretUse::Header { name, host } => {
                SecretUse::Header { name: Arc::clone(name), host: named(host) }
            }
            SecretUse::Query { name, host } => SecretUse::Query { name: Arc::clone(name), host: named(host) },
            SecretUse::Reveal => SecretUse::Reveal,
        };
        let line = line::secret(&wish.name, &usage);
        if self.grants.http.iter().any(|grant| grant.host == *host) {
            return line;
        }
        let wished = self.wishes.http.iter().filter(|http| http.host == *host);
        wished.rev().fold(line, |line, http| line.after(http_line(http, http.methods.clone()).1))
    }

    fn config(&mut self) -> Vec<String> {
        let granted = || self.grants.config.iter().flatten();
        let mut held: Vec<String> = Vec::new();
        for wish in &self.wishes.config {
            for met in granted().filter_map(|grant| meet_pattern(wish, grant)) {
                if !held.iter().any(|there| there == met) {
                    held.push(met.to_owned());
                }
            }
            if !granted().any(|grant| meet_pattern(wish, grant) == Some(wish)) {
                self.lines.push((format!("config {wish}"), line::config(wish)));
            }
        }
        held
    }

    fn cache(&mut self) -> Option<CacheGrant> {
        let wish = self.wishes.cache?;
        let granted = self.grants.cache;
        let held = granted
            .map(|grant| CacheGrant::new(grant.bytes.min(wish.bytes), grant.lifetime.min(wish.lifetime)));
        if held != Some(wish) {
            // Who grants the wish must not take from what is granted.
            let more = granted.unwrap_or(wish);
            let more = CacheGrant::new(more.bytes.max(wish.bytes), more.lifetime.max(wish.lifetime));
            self.lines.push(("cache".to_owned(), line::cache(more)));
        }
        held
    }

    fn flag(&mut self, name: &str, wished: bool, granted: bool, line: impl Fn() -> Line) -> bool {
        if wished && !granted {
            self.lines.push((name.to_owned(), line()));
        }
        wished && granted
    }

    fn environment(&mut self) -> Vec<String> {
        let (held, missing): (Vec<&String>, Vec<&String>) =
            self.wishes.environment.iter().partition(|variable| self.grants.environment.contains(variable));
        self.lines
            .extend(missing.iter().map(|name| (format!("environment {name}"), line::environment(name))));
        held.into_iter().cloned().collect()
    }
}

fn http_line(wish: &HttpWish, methods: Vec<Arc<str>>) -> (String, Line) {
    let host = if &*wish.host == "*" { ANY_HOST } else { &*wish.host };
    let tls = wish.tls.unwrap_or(true);
    let port = wish.port.unwrap_or(if tls { 443 } else { 80 });
    let shown = format!("http {} {}{}", methods.join(", "), line::origin(tls, host, port), wish.path_prefix);
    let mut grant = HttpGrant::new(host, port, tls, "");
    grant.methods = methods;
    grant.path_prefix = Arc::clone(&wish.path_prefix);
    (shown, line::http(&grant))
}

/// What both allow; `None` if that is nothing.
fn meet(wish: &HttpWish, grant: &HttpGrant) -> Option<HttpGrant> {
    if !same_server(wish, grant) {
        return None;
    }
    let host = meet_host(&wish.host, &grant.host)?;
    let path_prefix = if begins_with(&wish.path_prefix, &grant.path_prefix) {
        &wish.path_prefix
    } else if begins_with(&grant.path_prefix, &wish.path_prefix) {
        &grant.path_prefix
    } else {
        return None;
    };
    let methods: Vec<_> =
        wish.methods.iter().filter(|method| grant.methods.contains(method)).cloned().collect();
    let met = HttpGrant {
        host: Arc::clone(host),
        port: grant.port,
        tls: grant.tls,
        methods,
        path_prefix: Arc::clone(path_prefix),
        addresses: grant.addresses.clone(),
        rule: Arc::clone(&grant.rule),
    };
    (!met.methods.is_empty()).then_some(met)
}

fn same_server(wish: &HttpWish, grant: &HttpGrant) -> bool {
    wish.port.is_none_or(|port| port == grant.port) && wish.tls.is_none_or(|tls| tls == grant.tls)
}

/// The narrower of two hosts, if one is within the other.
fn meet_host<'a>(wish: &'a Arc<str>, grant: &'a Arc<str>) -> Option<&'a Arc<str>> {
    if &**wish == "*" || name_matches(grant, wish) {
        Some(grant)
    } else {
        name_matches(wish, grant).then_some(wish)
    }
}

/// Whether a grant allows all that is wished with one method. Where the host is left to the operator, so is how much of it.
fn covers(grant: &HttpGrant, wish: &HttpWish, method: &str) -> bool {
    let is_wide_enough = match &*wish.host {
        "*" => meet(wish, grant).is_some(),
        host => name_matches(host, &grant.host) && begins_with(&wish.path_prefix, &grant.path_prefix),
    };
    is_wide_enough && same_server(wish, grant) && grant.methods.iter().any(|granted| &**granted == method)
}

fn meet_secret(wish: &SecretWish, grant: &SecretGrant) -> Option<SecretGrant> {
    if wish.name != grant.name {
        return None;
    }
    let usage = match (&wish.usage, &grant.usage) {
        (SecretUse::Header { name, host }, SecretUse::Header { name: granted, host: at })
            if name == granted =>
        {
            SecretUse::Header { name: Arc::clone(name), host: Arc::clone(meet_host(host, at)?) }
        }
        (SecretUse::Query { name, host }, SecretUse::Query { name: granted, host: at })
            if name == granted =>
        {
            SecretUse::Query { name: Arc::clone(name), host: Arc::clone(meet_host(host, at)?) }
        }
        (SecretUse::Reveal, SecretUse::Reveal) => SecretUse::Reveal,
        _ => return None,
    };
    Some(SecretGrant { name: Arc::clone(&grant.name), usage, rule: Arc::clone(&grant.rule) })
}

fn covers_secret(met: &SecretGrant, wish: &SecretWish) -> bool {
    match (&met.usage, &wish.usage) {
        (
            SecretUse::Header { host, .. } | SecretUse::Query { host, .. },
            SecretUse::Header { host: wished, .. } | SecretUse::Query { host: wished, .. },
        ) => host == wished || &**wished == "*",
        _ => true,
    }
}

/// The narrower of two keys with or without a `*`, if one is within the other.
fn meet_pattern<'a>(wish: &'a str, grant: &'a str) -> Option<&'a str> {
    if pattern_covers(grant, wish) { Some(wish) } else { pattern_covers(wish, grant).then_some(grant) }
}

fn pattern_covers(wide: &str, narrow: &str) -> bool {
    match wide.strip_suffix('*') {
        Some(prefix) => narrow.strip_suffix('*').unwrap_or(narrow).starts_with(prefix),
        None => wide == narrow,
    }
}

fn unwished(wishes: &Wishes, grants: &Grants) -> Vec<String> {
    let mut out = Vec::new();
    for grant in
        grants.http.iter().filter(|grant| !wishes.http.iter().any(|wish| meet(wish, grant).is_some()))
    {
        let methods = grant.methods.join(", ");
        out.push(format!(
            "http {methods} {}{}",
            line::origin(grant.tls, &grant.host, grant.port),
            grant.path_prefix
        ));
    }
    let is_wished =
        |grant: &SecretGrant| wishes.secrets.iter().any(|wish| meet_secret(wish, grant).is_some());
    out.extend(
        grants.secrets.iter().filter(|grant| !is_wished(grant)).map(|grant| format!("secret {}", grant.name)),
    );
    let is_wished = |grant: &str| wishes.config.iter().any(|wish| meet_pattern(wish, grant).is_some());
    out.extend(
        grants.config.iter().flatten().filter(|key| !is_wished(key)).map(|key| format!("config {key}")),
    );
    let flags = [
        ("cache", grants.cache.is_some() && wishes.cache.is_none()),
        ("clocks", grants.clocks && !wishes.clocks),
        ("random", grants.random && !wishes.random),
    ];
    out.extend(flags.into_iter().filter(|(_, is_unwished)| *is_unwished).map(|(name, _)| name.to_owned()));
    let variables = grants.environment.iter().filter(|variable| !wishes.environment.contains(variable));
    out.extend(variables.map(|variable| format!("environment {variable}")));
    out
}
