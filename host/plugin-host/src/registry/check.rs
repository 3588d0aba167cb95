use optimus_plugin_api::{Error, PluginInfo, PluginType};

use crate::errors;

/// What every plugin must say about itself, in upstream's order: name, image, version, type.
///
/// `file_name` is the name in its file name, for a plugin that has no other.
pub(crate) fn check(info: &PluginInfo, file_name: &str) -> Result<(), Error> {
    let name = if info.name.is_empty() { file_name } else { &info.name };
    let fields = [("name", &info.name), ("image", &info.image), ("version", &info.plugin_version)];
    if let Some((field, _)) = fields.into_iter().find(|(_, value)| value.is_empty()) {
        return Err(errors::missing_field(name, field));
    }
    match &info.plugin_type {
        PluginType::Task | PluginType::Hook => Ok(()),
        PluginType::Other(word) => Err(errors::unsupported_type(name, word)),
    }
}
