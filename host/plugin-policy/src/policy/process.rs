use std::{
    path::{Component, Path, PathBuf},
    time::Duration,
};

use optimus_plugin_api::Span;

use super::{field::Word, grants::port, judge::Judge, limits::positive, raw::ProcessRaw};
use crate::{
    Execution, Profile,
    words::{self, Why},
};

/// What one part of a policy says of a process. `None`: this part does not name the key.
#[derive(Debug, Clone, Default)]
pub(super) struct ProcessPart {
    pub(super) profile: Option<Profile>,
    pub(super) execution: Option<Execution>,
    pub(super) read: Option<Vec<PathBuf>>,
    pub(super) write: Option<Vec<PathBuf>>,
    pub(super) memory_bytes: Option<u64>,
    pub(super) tasks: Option<u32>,
    pub(super) crashes: Option<(u32, Duration)>,
    pub(super) any_socket: Option<bool>,
    pub(super) auto_mtls: Option<bool>,
    pub(super) args: Option<Vec<String>>,
}

pub(super) fn process(judge: &mut Judge<'_>, raw: &ProcessRaw) -> ProcessPart {
    let executions = [("verified", Execution::Verified), ("path", Execution::Path)];
    ProcessPart {
        profile: profile(judge, raw),
        execution: judge.choice("execute", &raw.execute, &executions),
        read: judge.words("read", &raw.read, path),
        write: judge.words("write", &raw.write, path),
        memory_bytes: judge.word("memory", &raw.memory, super::limits::size),
        tasks: judge.word("tasks", &raw.tasks, positive),
        crashes: raw.crashes.value.as_ref().and_then(|crashes| {
            let span = raw.crashes.span;
            let starts = judge.required(span, "starts", &crashes.starts, positive);
            let within = judge.required(span, "within", &crashes.within, words::time);
            Some((starts?, within?))
        }),
        any_socket: judge.choice("socket", &raw.socket, &[("own", false), ("any", true)]),
        auto_mtls: raw.auto_mtls.value,
        args: judge.words("args", &raw.args, argument),
    }
}

#[derive(Clone, Copy)]
enum Named {
    Default,
    Network,
    Open,
}

fn profile(judge: &mut Judge<'_>, raw: &ProcessRaw) -> Option<Profile> {
    let names = [("default", Named::Default), ("network", Named::Network), ("open", Named::Open)];
    let named = judge.choice("profile", &raw.profile, &names);
    let ports = judge.words("ports", &raw.ports, port);
    match (named, ports) {
        (Some(Named::Network), Some(ports)) => {
            if ports.is_empty() && raw.ports.value.as_ref().is_none_or(Vec::is_empty) {
                judge.wrong(raw.ports.span, "the profile `network` needs a port", "no port is named here");
            }
            Some(Profile::Network(ports))
        }
        (Some(Named::Network), None) => {
            judge.wrong(raw.profile.span, "the profile `network` needs `ports`", "for which ports?");
            None
        }
        (named, Some(_)) => {
            if named.is_some() || not_written(&raw.profile) {
                judge.wrong(
                    raw.ports.span,
                    "`ports` belong to `profile: network`",
                    "without it they say nothing",
                );
            }
            None
        }
        (Some(Named::Default), None) => Some(Profile::Default),
        (Some(Named::Open), None) => Some(Profile::Open),
        (None, None) => None,
    }
}

fn not_written(word: &Word) -> bool {
    word.text.is_none() && word.span == Span::default()
}

fn path(text: &str) -> Result<PathBuf, Why> {
    let path = Path::new(text);
    if text.is_empty() || text.contains('\0') || text.len() > 4096 {
        return Err("it is no path");
    }
    if !path.is_absolute() {
        return Err("a path begins at the root, with `/`");
    }
    if path.components().any(|part| part == Component::ParentDir) {
        return Err("a path has no `..`");
    }
    Ok(path.to_owned())
}

fn argument(text: &str) -> Result<String, Why> {
    match text {
        _ if text.contains('\0') => Err("an argument has no NUL"),
        _ if text.len() > 64 * 1024 => Err("an argument has at most 64 KiB"),
        _ => Ok(text.to_owned()),
    }
}
