//! One plugin out of the files of one name.
//!
//! A component answers before an executable. A yaml gives info and survey, the other file compilation and resolver, and where
//! it has none, a yaml that resolves does. A broken file of the name takes nothing away from the others, but for one: an
//! executable does not answer in place of a component.

use std::sync::Arc;

use optimus_plugin_api::{Code, Error, PluginInfo, PluginMod};

use super::{NotServed, assemble::ByKind};
use crate::{Capability, Plugin, PluginKind, admission::Desks, errors, plugin::Part};

/// What became of the files of one name.
pub(super) struct Merged {
    pub(super) plugin: Option<Plugin>,
    pub(super) refused: Vec<(Arc<Part>, Error)>,
}

pub(super) fn merge(name: &str, files: ByKind, not_served: &[NotServed], desks: &Desks) -> Merged {
    let (describing, computing): (Vec<_>, Vec<_>) =
        files.into_values().partition(|part| part.kind().describes());
    let mut computing = computing.into_iter();
    let chosen = computing.next();
    let mut refused: Vec<_> = computing.map(|part| shadow(name, chosen.as_ref(), part)).collect();
    let instead_of = |part: &Arc<Part>| missing_sandbox(part.kind(), name, not_served);
    let chosen = match chosen.as_ref().and_then(instead_of) {
        Some(reason) => {
            refused.extend(chosen.map(|part| (part, reason)));
            None
        }
        None => chosen,
    };
    let parts: Vec<_> = chosen.into_iter().chain(describing).collect();
    let Some(info) = info_of(&parts) else {
        let broken = not_served.iter().find(|file| file.name == name && file.kind.describes());
        let reason = || errors::no_info(name, broken.map(|file| &*file.path));
        refused.extend(parts.into_iter().map(|part| (part, reason())));
        return Merged { plugin: None, refused };
    };
    let warnings = warnings(name, &parts, &info, not_served);
    Merged { plugin: Some(Plugin::new(info, parts, warnings, desks)), refused }
}

/// Why a file is not served although it is good: it is not sandboxed, and a component of its name, which is, cannot be used.
pub(crate) fn missing_sandbox(kind: PluginKind, name: &str, not_served: &[NotServed]) -> Option<Error> {
    if kind.is_sandboxed() || kind.describes() {
        return None;
    }
    // A program that cannot run components at all has no sandbox to keep to; one that is shadowed has another in its place.
    let unusable = |file: &&NotServed| {
        let passed_over = [Code::KIND_DISABLED, Code::SHADOWED, Code::NAME_IN_USE];
        file.name == name && file.kind.is_sandboxed() && !passed_over.contains(&file.reason.code())
    };
    let broken = not_served.iter().find(unusable)?;
    Some(errors::not_in_place_of(name, &broken.path))
}

fn shadow(name: &str, by: Option<&Arc<Part>>, part: Arc<Part>) -> (Arc<Part>, Error) {
    let path = by.map_or_else(|| part.path().to_path_buf(), |by| by.path().to_path_buf());
    (part, errors::safer_first(name, &path))
}

/// The info of the part that describes the others, else of the one that there is. The mods of a merged plugin are what its
/// parts can do together: a yaml alone would claim a survey and nothing else.
fn info_of(parts: &[Arc<Part>]) -> Option<PluginInfo> {
    let said = |part: &Arc<Part>| part.backend().info().cloned();
    let mut info = parts.iter().rev().find_map(said)?;
    if parts.len() > 1 {
        info.plugin_mods = mods_of(parts);
    }
    Some(info)
}

fn mods_of(parts: &[Arc<Part>]) -> Vec<PluginMod> {
    let has = |capability: Capability| parts.iter().any(|part| capability.is_of(part.backend()));
    let cli = has(Capability::Survey) || has(Capability::AssetCompiler);
    let known = [(cli, PluginMod::Cli), (has(Capability::DependencyResolver), PluginMod::DependencyResolver)];
    let mut mods: Vec<_> = known.into_iter().filter_map(|(there, word)| there.then_some(word)).collect();
    let said = parts.iter().filter_map(|part| part.backend().info()).flat_map(|info| &info.plugin_mods);
    for word in said.filter(|word| matches!(word, PluginMod::Other(_))) {
        if !mods.contains(word) {
            mods.push(word.clone());
        }
    }
    mods
}

fn warnings(name: &str, parts: &[Arc<Part>], info: &PluginInfo, not_served: &[NotServed]) -> Vec<Error> {
    let missing = |file: &&NotServed| {
        file.name == name
            && ![Code::SHADOWED, Code::NAME_IN_USE].contains(&file.reason.code())
            && parts.iter().all(|part| part.kind() != file.kind)
    };
    let partners = not_served.iter().filter(missing);
    let partners = partners.map(|file| errors::without_partner(name, file.kind, &file.path, &file.reason));
    let other_type = |part: &Arc<Part>| {
        let said = &part.backend().info()?.plugin_type;
        let differs = *said != info.plugin_type;
        differs.then(|| errors::types_differ(name, part.kind(), said.as_str(), info.plugin_type.as_str()))
    };
    let mistakes = parts.iter().filter_map(|part| errors::of_diagnostics(name, part.mistakes()));
    mistakes.chain(partners).chain(parts.iter().filter_map(other_type)).collect()
}
