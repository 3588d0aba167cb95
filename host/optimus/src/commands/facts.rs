//! What there is to say about a plugin, as text and as JSON. `version`, `plugin list` and `plugin info` share it.

use std::path::Path;

use optimus_plugin_api::PluginInfo;
use optimus_plugin_host::{Answerer, Capability, Container, NotServed, Plugin};
use serde_json::{Value, json};

use crate::ui::{error_json, one_line};

/// The capabilities in the words of a user, in the order in which they are shown.
pub(super) const CAPABILITIES: [(Capability, &str); 3] = [
    (Capability::Survey, "survey"),
    (Capability::AssetCompiler, "compile"),
    (Capability::DependencyResolver, "dependencies"),
];

/// `wasm + yaml`.
pub(super) fn kinds(plugin: &Plugin) -> String {
    plugin.kinds().iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" + ")
}

/// `task`, or `hook (post)`.
pub(super) fn type_of(info: &PluginInfo) -> String {
    match &info.hook_type {
        Some(when) => format!("{} ({})", one_line(info.plugin_type.as_str()), one_line(when.as_str())),
        None => one_line(info.plugin_type.as_str()),
    }
}

/// `survey (yaml), compile, dependencies`: who answers is said where it is not the kind named first.
pub(super) fn answers(plugin: &Plugin) -> String {
    let main = plugin.kinds().first().copied();
    let told = CAPABILITIES.iter().filter_map(|(capability, word)| {
        let kind = plugin.answers(*capability)?.kind;
        Some(if Some(kind) == main { (*word).to_owned() } else { format!("{word} ({kind})") })
    });
    told.collect::<Vec<_>>().join(", ")
}

/// The kind that answers for a capability, for the log.
pub(super) fn answered_by(plugin: &Plugin, capability: Capability) -> &'static str {
    plugin.answers(capability).map_or("nobody", |answerer| answerer.kind.as_str())
}

/// Everything about a plugin that is served.
pub(super) fn plugin_json(plugin: &Plugin) -> Value {
    let answers = CAPABILITIES.iter().map(|(capability, word)| {
        ((*word).to_owned(), plugin.answers(*capability).map_or(Value::Null, file_json))
    });
    json!({
        "name": plugin.name(),
        "kinds": plugin.kinds().iter().map(|kind| kind.as_str()).collect::<Vec<_>>(),
        "info": plugin.info(),
        "answers": answers.collect::<serde_json::Map<_, _>>(),
        "containers": plugin.containers().iter().map(container_json).collect::<Vec<_>>(),
        "files": plugin.files().map(file_json).collect::<Vec<_>>(),
        "warnings": plugin.warnings().iter().map(error_json).collect::<Vec<_>>(),
    })
}

fn container_json(container: &Container) -> Value {
    let entrypoint = container.entrypoint.as_ref();
    json!({
        "version": container.version,
        "image": container.image,
        "entrypoint": entrypoint.map(|run| json!({"shell": run.shell, "script": run.script})),
    })
}

/// A file that is not served, and why.
pub(super) fn not_served_json(file: &NotServed) -> Value {
    json!({"path": path(&file.path), "kind": file.kind.as_str(), "reason": error_json(&file.reason)})
}

fn file_json(file: &Answerer) -> Value {
    json!({"kind": file.kind.as_str(), "path": path(&file.path)})
}

fn path(path: &Path) -> String {
    path.display().to_string()
}
