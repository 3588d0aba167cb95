//! From loaded files to plugins. The outcome depends on the order of files of the same kind alone: a yaml may come before
//! or after what it describes.

use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    sync::Arc,
};

use optimus_plugin_api::Error;

use super::{NotServed, Registry, check, merge};
use crate::{PluginKind, admission::Desks, errors, plugin::Part};

/// Of each kind the first file of a name.
pub(super) type ByKind = BTreeMap<PluginKind, Arc<Part>>;

/// Makes the registry out of what was loaded, in the order in which it was found, and of what could not be.
pub(crate) fn assemble(
    parts: Vec<Arc<Part>>,
    not_served: Vec<NotServed>,
    warnings: Vec<Error>,
    desks: &Arc<Desks>,
) -> Registry {
    let mut assembly = Assembly { not_served, names: BTreeMap::new() };
    parts.into_iter().for_each(|part| assembly.add(part));
    assembly.finish(warnings, desks)
}

struct Assembly {
    not_served: Vec<NotServed>,
    /// Sorted by name, bytewise.
    names: BTreeMap<String, ByKind>,
}

impl Assembly {
    fn add(&mut self, part: Arc<Part>) {
        if let Some(Err(reason)) = part.backend().info().map(|info| check(info, part.file_name())) {
            return self.refuse(&part, reason);
        }
        match self.names.entry(part.name().to_owned()).or_default().entry(part.kind()) {
            Entry::Vacant(place) => {
                place.insert(part);
            }
            Entry::Occupied(first) => {
                let reason = errors::name_in_use(part.name(), first.get().path());
                self.refuse(&part, reason);
            }
        }
    }

    fn refuse(&mut self, part: &Part, reason: Error) {
        let name = if part.name().is_empty() { part.file_name() } else { part.name() };
        let (name, path) = (name.to_owned(), part.path().to_path_buf());
        self.not_served.push(NotServed { name, kind: part.kind(), path, reason });
    }

    fn finish(mut self, warnings: Vec<Error>, desks: &Arc<Desks>) -> Registry {
        let mut plugins = Vec::with_capacity(self.names.len());
        for (name, files) in std::mem::take(&mut self.names) {
            let merged = merge::merge(&name, files, &self.not_served, desks);
            merged.refused.into_iter().for_each(|(part, reason)| self.refuse(&part, reason));
            plugins.extend(merged.plugin.map(Arc::new));
        }
        let by_name = plugins.iter().enumerate().map(|(index, plugin)| (plugin.name().into(), index));
        let by_name: HashMap<_, _> = by_name.collect();
        self.not_served.sort_by(|a, b| a.path.cmp(&b.path));
        Registry { plugins, by_name, not_served: self.not_served, warnings, desks: Arc::clone(desks) }
    }
}
