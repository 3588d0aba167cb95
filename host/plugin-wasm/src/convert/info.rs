use optimus_plugin_api::{Error, HookType, PluginInfo, PluginMod, PluginType};

use super::Answer;
use crate::bindings::exports::optimus::plugin::base;

/// What the plugin says about itself. Which fields must be filled is the registry's business, for all kinds alike.
pub(crate) fn info(answer: &mut Answer<'_>, info: base::Info) -> Result<PluginInfo, Error> {
    answer.name("the name", &info.name)?;
    answer.text("the description", &info.description)?;
    answer.name("the version", &info.plugin_version)?;
    answer.text("the image", &info.image)?;
    answer.text("the path of the secret", &info.secret_path)?;
    answer.items("mods", &info.plugin_mods)?;
    Ok(PluginInfo {
        name: info.name,
        description: info.description,
        plugin_type: plugin_type(answer, info.plugin_type)?,
        plugin_mods: info
            .plugin_mods
            .into_iter()
            .map(|one| plugin_mod(answer, one))
            .collect::<Result<_, _>>()?,
        plugin_version: info.plugin_version,
        api_version: names(answer, "versions of the protocol", info.api_version)?,
        image: info.image,
        depends_on: names(answer, "hooks that it depends on", info.depends_on)?,
        hook_type: info.hook_type.map(|one| hook_type(answer, one)).transpose()?,
        secret_path: info.secret_path,
    })
}

fn names(answer: &mut Answer<'_>, what: &str, names: Vec<String>) -> Result<Vec<String>, Error> {
    answer.items(what, &names)?;
    names.iter().try_for_each(|name| answer.name(what, name))?;
    Ok(names)
}

fn word(answer: &mut Answer<'_>, word: String) -> Result<String, Error> {
    answer.name("a word", &word)?;
    Ok(word)
}

fn plugin_type(answer: &mut Answer<'_>, plugin_type: base::PluginType) -> Result<PluginType, Error> {
    Ok(match plugin_type {
        base::PluginType::Task => PluginType::Task,
        base::PluginType::Hook => PluginType::Hook,
        base::PluginType::Other(other) => PluginType::Other(word(answer, other)?),
    })
}

fn plugin_mod(answer: &mut Answer<'_>, plugin_mod: base::PluginMod) -> Result<PluginMod, Error> {
    Ok(match plugin_mod {
        base::PluginMod::Cli => PluginMod::Cli,
        base::PluginMod::DependencyResolver => PluginMod::DependencyResolver,
        base::PluginMod::Other(other) => PluginMod::Other(word(answer, other)?),
    })
}

fn hook_type(answer: &mut Answer<'_>, hook_type: base::HookType) -> Result<HookType, Error> {
    Ok(match hook_type {
        base::HookType::Pre => HookType::Pre,
        base::HookType::Post => HookType::Post,
        base::HookType::Fail => HookType::Fail,
        base::HookType::Other(other) => HookType::Other(word(answer, other)?),
    })
}
