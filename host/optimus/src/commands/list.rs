use std::fmt::Write as _;

use optimus_plugin_api::{Code, Error};
use optimus_plugin_host::{NotServed, Registry};
use serde_json::json;

use super::facts;
use crate::{
    cli::Global,
    failure::{Failure, Outcome},
    plugins::{self, Wanted},
    ui::{Table, Ui, error_json, in_one_line, one_line, relative},
};

/// `optimus plugin list [--strict]`.
pub(super) fn run(global: &Global, ui: Ui, strict: bool) -> Outcome {
    plugins::with_silent_host(ui, global, Wanted::Looks, async |host| {
        let registry = host.plugins();
        if ui.json {
            ui.print_json(&as_json(&registry))?;
        } else {
            ui.print(&text(&registry, ui))?;
        }
        let is_whole = registry.not_served().is_empty() && registry.warnings().is_empty();
        if strict && !is_whole { Err(Failure::Said) } else { Ok(()) }
    })
}

fn as_json(registry: &Registry) -> serde_json::Value {
    let plugins: Vec<_> = registry.iter().map(|plugin| facts::plugin_json(plugin)).collect();
    let not_served: Vec<_> = registry.not_served().iter().map(facts::not_served_json).collect();
    let warnings: Vec<_> = registry.warnings().iter().map(error_json).collect();
    json!({"plugins": plugins, "not_served": not_served, "warnings": warnings})
}

fn text(registry: &Registry, ui: Ui) -> String {
    let mut table = Table::new(["NAME", "KIND", "TYPE", "VERSION", "ANSWERS", "FILE"]);
    let mut empty = true;
    for plugin in registry.iter() {
        empty = false;
        table.row([
            one_line(plugin.name()),
            facts::kinds(plugin),
            facts::type_of(plugin.info()),
            one_line(&plugin.info().plugin_version),
            facts::answers(plugin),
            plugin.files().next().map(|file| relative(&file.path)).unwrap_or_default(),
        ]);
    }
    let mut out = if empty { "No plugins found.\n".to_owned() } else { table.render(ui.out, ui.width) };
    warnings(&mut out, registry, ui);
    not_served(&mut out, registry.not_served(), ui);
    out
}

/// Of plugins, and of what is beside them, such as a directory that cannot be read.
fn warnings(out: &mut String, registry: &Registry, ui: Ui) {
    let of_plugins = registry.iter().flat_map(|plugin| plugin.warnings());
    let all: Vec<&Error> = registry.warnings().iter().chain(of_plugins).collect();
    if all.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", ui.out.bold("Warnings:"));
    for warning in all {
        let about = one_line(warning.plugin());
        let _ = writeln!(out, "  {about}: {} [{}]", in_one_line(warning), warning.code());
    }
}

fn not_served(out: &mut String, files: &[NotServed], ui: Ui) {
    if files.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", ui.out.bold("Not served:"));
    let paths: Vec<String> = files.iter().map(|file| relative(&file.path)).collect();
    let width = paths.iter().map(|path| path.chars().count()).max().unwrap_or(0);
    for (path, file) in paths.iter().zip(files) {
        let _ = writeln!(out, "  {path:width$}  {}", reason(file));
    }
    let _ = writeln!(out, "Details: {}", details(files));
}

/// That a file is shadowed is no mistake and needs no code.
fn reason(file: &NotServed) -> String {
    let message = in_one_line(&file.reason);
    match file.reason.code() {
        Code::SHADOWED => message,
        code => format!("{message} [{code}]"),
    }
}

fn details(files: &[NotServed]) -> String {
    let code = files.iter().map(|file| file.reason.code()).find(|code| *code != Code::SHADOWED);
    format!("optimus plugin info NAME, optimus explain {}", code.unwrap_or(Code::SHADOWED))
}
