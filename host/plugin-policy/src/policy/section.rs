use std::sync::Arc;

use super::{
    field::Words,
    grants::{GrantsPart, grants},
    judge::Judge,
    limits::{limits, number},
    process::{ProcessPart, process},
    raw::{DefaultsRaw, PluginRaw},
};
use crate::{Digest, Enforce, Limits, PluginRules, words::Why};

/// One part of a policy: the defaults, or the rules of a plugin.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    /// Where it is: `defaults`, `plugins.neo`.
    pub(super) rule: Arc<str>,
    pub(super) limits: Limits,
    pub(super) grants: GrantsPart,
    process: ProcessPart,
    pub(super) warm_instances: Option<usize>,
    enforce: Option<Enforce>,
    pub(super) digests: Vec<Digest>,
}

pub(super) const ENFORCE: &[(&str, Enforce)] = &[("report", Enforce::Report), ("strict", Enforce::Strict)];

pub(super) fn of_defaults(judge: &mut Judge<'_>, raw: &DefaultsRaw, rule: &str) -> Section {
    Section {
        limits: limits(judge, &raw.limits),
        grants: grants(judge, &raw.grants, rule),
        process: process(judge, &raw.process),
        warm_instances: judge.word("warm_instances", &raw.warm_instances, warm),
        enforce: None,
        digests: Vec::new(),
        rule: rule.into(),
    }
}

pub(super) fn of_plugin(judge: &mut Judge<'_>, raw: &PluginRaw, rule: &str) -> Section {
    let words: &[_] = raw.digest.value.as_ref().map_or(&[], |Words(words)| words);
    if words.is_empty() && raw.digest.value.is_some() {
        judge.wrong(raw.digest.span, "`digest` is given nothing", "name a digest, or leave `digest` out");
    }
    if words.len() > 1_000 {
        judge.wrong(raw.digest.span, "`digest` has more than 1000 items", "this list");
    }
    Section {
        limits: limits(judge, &raw.limits),
        grants: grants(judge, &raw.grants, rule),
        process: process(judge, &raw.process),
        warm_instances: judge.word("warm_instances", &raw.warm_instances, warm),
        enforce: judge.choice("enforce", &raw.enforce, ENFORCE),
        digests: words.iter().take(1_000).filter_map(|word| judge.word("digest", word, digest)).collect(),
        rule: rule.into(),
    }
}

fn warm(text: &str) -> Result<usize, Why> {
    number(text).and_then(|count| if count > 1_000 { Err("it is at most 1000") } else { Ok(count) })
}

pub(super) fn digest(text: &str) -> Result<Digest, Why> {
    text.parse().map_err(|_| "a digest is `sha256:` and 64 hexadecimal digits in lower case")
}

/// Lays the fields of a part that are named over what rules say so far, and notes where each comes from.
macro_rules! lay {
    ($section:ident over $rules:ident: $($key:literal $from:expr => $to:expr;)+) => {
        $(if let Some(value) = &$from {
            $to = value.clone();
            $rules.origins.set($key, &$section.rule);
        })+
    };
}

impl Section {
    /// The hosts of its grants of requests.
    pub(super) fn hosts(&self) -> impl Iterator<Item = &str> {
        self.grants.http.iter().flatten().map(|grant| &*grant.host)
    }

    /// A part that is more specific than what the rules were made of so far.
    pub(super) fn lay_over(&self, rules: &mut PluginRules) {
        self.lay_limits(rules);
        self.lay_grants(rules);
        self.lay_process(rules);
        lay!(self over rules:
            "warm_instances" self.warm_instances => rules.warm_instances;
            "enforce" self.enforce => rules.enforce;
        );
        rules.rule = Arc::clone(&self.rule);
    }

    fn lay_limits(&self, rules: &mut PluginRules) {
        let (from, to) = (&self.limits, &mut rules.limits);
        macro_rules! each {
            ($($key:literal $field:ident)+) => {
                $(if from.$field.is_some() {
                    to.$field = from.$field;
                    rules.origins.set(concat!("limits.", $key), &self.rule);
                })+
            };
        }
        each!(
            "memory" memory_bytes "time" time "fuel" fuel "stack" stack_bytes "result" result_bytes
            "asset" asset_bytes "logs" log_bytes "log_lines" log_lines "requests" http_requests
            "request_bytes" http_request_bytes "response_bytes" http_response_bytes
            "connections" http_connections "calls" calls "queue" queue
        );
    }

    fn lay_grants(&self, rules: &mut PluginRules) {
        let from = &self.grants;
        lay!(self over rules:
            "grants.http" from.http => rules.grants.http;
            "grants.secrets" from.secrets => rules.grants.secrets;
            "grants.cache" from.cache => rules.grants.cache;
            "grants.clocks" from.clocks => rules.grants.clocks;
            "grants.random" from.random => rules.grants.random;
            "grants.environment" from.environment => rules.grants.environment;
        );
        if from.config.is_some() {
            rules.grants.config.clone_from(&from.config);
            rules.origins.set("grants.config", &self.rule);
        }
    }

    fn lay_process(&self, rules: &mut PluginRules) {
        let from = &self.process;
        lay!(self over rules:
            "process.profile" from.profile => rules.containment.profile;
            "process.execute" from.execution => rules.containment.execution;
            "process.read" from.read => rules.containment.read;
            "process.write" from.write => rules.containment.write;
            "process.socket" from.any_socket => rules.containment.any_socket;
            "process.auto_mtls" from.auto_mtls => rules.containment.auto_mtls;
            "process.args" from.args => rules.containment.args;
        );
        if from.memory_bytes.is_some() {
            rules.containment.memory_bytes = from.memory_bytes;
            rules.origins.set("process.memory", &self.rule);
        }
        if from.tasks.is_some() {
            rules.containment.tasks = from.tasks;
            rules.origins.set("process.tasks", &self.rule);
        }
        if let Some((starts, window)) = from.crashes {
            (rules.containment.crash_starts, rules.containment.crash_window) = (starts, window);
            rules.origins.set("process.crashes", &self.rule);
        }
    }
}
