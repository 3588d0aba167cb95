use std::fmt::Write as _;

use optimus_plugin_api::PluginMod;
use optimus_plugin_host::Plugin;

use super::facts;
use crate::{
    cli::Global,
    failure::Outcome,
    plugins::{self, Wanted},
    ui::{Ui, in_one_line, one_line, relative},
};

/// `optimus plugin info NAME`.
pub(super) fn run(global: &Global, ui: Ui, name: &str) -> Outcome {
    plugins::with_host(ui, global, Wanted::Looks, async |host| {
        let plugin = host.plugins().plugin(name)?;
        if ui.json { ui.print_json(&facts::plugin_json(&plugin)) } else { ui.print(&text(&plugin, ui)) }
    })
}

fn text(plugin: &Plugin, ui: Ui) -> String {
    let info = plugin.info();
    let (name, version) = (one_line(plugin.name()), one_line(&info.plugin_version));
    let mut out =
        format!("{} {version}, {}, {}\n", ui.out.bold(name), facts::type_of(info), facts::kinds(plugin));
    let mut fact = |label: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {} {value}", ui.out.faint(format_args!("{label:<13}")));
        }
    };
    fact("description", one_line(&info.description));
    fact("image", one_line(&info.image));
    for container in plugin.containers() {
        let version = one_line(&container.version);
        if container.image != info.image {
            fact("version", format!("{version}: {}", one_line(&container.image)));
        }
        if let Some(run) = &container.entrypoint {
            fact("entrypoint", format!("{version}: {} -c '{}'", one_line(&run.shell), one_line(&run.script)));
        }
    }
    fact("mods", list(info.plugin_mods.iter().map(PluginMod::as_str)));
    fact("depends on", list(info.depends_on.iter().map(String::as_str)));
    fact("secret", one_line(&info.secret_path));
    fact("api versions", list(info.api_version.iter().map(String::as_str)));
    for (capability, word) in facts::CAPABILITIES {
        let told = plugin.answers(capability).map(|by| by.kind.to_string());
        fact(word, told.unwrap_or_else(|| "-".to_owned()));
    }
    for file in plugin.files() {
        fact("file", format!("{}, {}", relative(&file.path), file.kind));
    }
    for warning in plugin.warnings() {
        fact("warning", format!("{} [{}]", in_one_line(warning), warning.code()));
    }
    out
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(one_line).collect::<Vec<_>>().join(", ")
}
