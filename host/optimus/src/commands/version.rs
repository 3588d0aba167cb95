use std::fmt::Write as _;

use optimus_plugin_api::{PluginInfo, PluginMod};
use serde_json::json;

use super::facts;
use crate::{
    cli::Global,
    failure::Outcome,
    plugins::{self, Wanted},
    ui::{Ui, one_line},
};

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// A release build names its commit in `OPTIMUS_COMMIT`.
const COMMIT: &str = match option_env!("OPTIMUS_COMMIT") {
    Some(commit) => commit,
    None => "dev",
};

/// `optimus version`, in upstream's own lines: people parse them.
pub(super) fn run(global: &Global, ui: Ui) -> Outcome {
    plugins::with_host(ui, global, Wanted::Looks, async |host| {
        let plugins = host.plugins();
        if ui.json {
            let list: Vec<_> = plugins.iter().map(|plugin| facts::plugin_json(plugin)).collect();
            return ui
                .print_json(&json!({"client": {"version": VERSION, "commit": COMMIT}, "plugins": list}));
        }
        let infos: Vec<&PluginInfo> = plugins.iter().map(|plugin| plugin.info()).collect();
        ui.print(&text(&infos))
    })
}

fn text(infos: &[&PluginInfo]) -> String {
    let mut out = format!("Client: {VERSION}-{COMMIT}\n\nDiscovered plugins: {}\n", infos.len());
    for (index, info) in infos.iter().enumerate() {
        // Writing into a string cannot fail.
        let _ = plugin(&mut out, index + 1, info);
    }
    out
}

fn plugin(out: &mut String, number: usize, info: &PluginInfo) -> std::fmt::Result {
    writeln!(out, "\n{number}. {}", one_line(&info.name))?;
    writeln!(out, "Description: {}", one_line(&info.description))?;
    writeln!(out, "Image: {}", one_line(&info.image))?;
    writeln!(out, "Type: {}", one_line(info.plugin_type.as_str()))?;
    writeln!(out, "Plugin version: {}", one_line(&info.plugin_version))?;
    writeln!(out, "Plugin mods: {}", go_list(info.plugin_mods.iter().map(PluginMod::as_str)))?;
    if let Some(hook_type) = &info.hook_type {
        writeln!(out, "Hook type: {}", one_line(hook_type.as_str()))?;
    }
    if !info.depends_on.is_empty() {
        writeln!(out, "Depends on: {}", go_list(info.depends_on.iter().map(String::as_str)))?;
    }
    Ok(())
}

/// A list as Go prints it with `%v`.
fn go_list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", words.map(one_line).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use optimus_plugin_api::{HookType, PluginType};

    use super::*;

    #[test]
    fn the_lines_are_those_of_upstream() {
        let info = PluginInfo {
            name: "predator".to_owned(),
            description: "Profiles\ntables".to_owned(),
            plugin_type: PluginType::Hook,
            plugin_mods: vec![PluginMod::Cli, PluginMod::DependencyResolver],
            plugin_version: "0.3.1".to_owned(),
            api_version: Vec::new(),
            image: "acme/predator:0.3.1".to_owned(),
            depends_on: vec!["a".to_owned(), "b".to_owned()],
            hook_type: Some(HookType::Post),
            secret_path: String::new(),
        };
        let expected = "\n1. predator\nDescription: Profiles\\ntables\nImage: acme/predator:0.3.1\nType: hook\n\
                        Plugin version: 0.3.1\nPlugin mods: [cli dependencyresolver]\nHook type: post\nDepends on: [a b]\n";
        let shown = text(&[&info]);
        assert!(shown.starts_with(&format!("Client: {VERSION}-")), "{shown}");
        assert!(shown.ends_with(&format!("\nDiscovered plugins: 1\n{expected}")), "{shown}");
    }
}
