//! `optimus plugin inspect`: what can be told of a plugin's files before anything of them runs.

mod component;
mod text;

use optimus_plugin_host::{PluginFile, PluginKind};
use serde_json::{Value, json};

use self::component::Component;
use crate::{cli::Global, failure::Outcome, plugins, ui::Ui};

/// A file, and what its kind adds.
struct Inspected {
    file: PluginFile,
    component: Option<Component>,
    not_enforced: Vec<NotEnforced>,
}

/// Something that the containment of an executable does not do.
struct NotEnforced {
    what: String,
    why: String,
    /// Because this machine lacks something; else because the profile does not promise it.
    here: bool,
}

/// `optimus plugin inspect PLUGIN`.
pub(super) fn run(global: &Global, ui: Ui, plugin: &str) -> Outcome {
    let builder = plugins::builder(global)?;
    plugins::run(async |interrupts| {
        let files = interrupts.or(builder.files(plugin)).await??;
        let mut inspected = Vec::new();
        for file in files {
            inspected.push(Inspected::of(file)?);
        }
        if ui.json {
            return ui.print_json(&json!({"files": inspected.iter().map(as_json).collect::<Vec<_>>()}));
        }
        let texts: Vec<_> = inspected.iter().map(|one| text::of(one, ui)).collect();
        ui.print(&texts.join("\n"))
    })
}

impl Inspected {
    fn of(file: PluginFile) -> Outcome<Self> {
        let component = (file.kind == PluginKind::Wasm).then(|| Component::read(&file)).transpose()?;
        let not_enforced = if file.kind == PluginKind::Process { not_enforced(&file) } else { Vec::new() };
        Ok(Self { file, component, not_enforced })
    }
}

fn not_enforced(file: &PluginFile) -> Vec<NotEnforced> {
    use optimus_plugin_host::process::{Lack, not_enforced};
    let found = not_enforced(&file.rules.containment).into_iter();
    let one = |lack: optimus_plugin_host::process::NotEnforced| NotEnforced {
        what: lack.what.to_owned(),
        why: lack.why,
        here: lack.lack == Lack::Machine,
    };
    found.map(one).collect()
}

fn as_json(inspected: &Inspected) -> Value {
    let file = &inspected.file;
    let not_enforced = inspected.not_enforced.iter();
    let not_enforced =
        not_enforced.map(|lack| json!({"what": lack.what, "why": lack.why, "machine_lacks_it": lack.here}));
    json!({
        "name": file.name,
        "kind": file.kind.as_str(),
        "path": file.path.display().to_string(),
        "size": file.size,
        "digest": file.digest.to_string(),
        "policy": file.rules.to_json(),
        "component": inspected.component.as_ref().map(Component::to_json),
        "not_enforced": not_enforced.collect::<Vec<_>>(),
    })
}
