use std::path::Path;

use optimus_plugin_api::{Code, Diagnostics, Error, Operation, Severity};

/// What a plugin is called as long as only its file is known: `neo` for `optimus-plugin-neo.yaml`.
pub(crate) fn name_of(path: &Path) -> String {
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let name = file.strip_prefix("optimus-plugin-").and_then(|rest| rest.strip_suffix(".yaml"));
    name.filter(|name| !name.is_empty()).unwrap_or(&file).to_owned()
}

/// The diagnostics as warnings, or if there is an error among them, as one error.
pub(crate) fn check(plugin: &str, diagnostics: Diagnostics) -> Result<Diagnostics, Error> {
    let errors = diagnostics.list.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let message = match errors.clone().count() {
        0 => return Ok(diagnostics),
        1 => "the yaml has a mistake".to_owned(),
        count => format!("the yaml has {count} mistakes"),
    };
    let code = errors.map(|diagnostic| diagnostic.code).next().unwrap_or(Code::YAML_SYNTAX);
    Err(Error::new(code, plugin, Operation::Load, message).with_diagnostics(diagnostics))
}
