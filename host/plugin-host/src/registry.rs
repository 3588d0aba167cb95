//! Which plugins are served, and what each is made of: a snapshot that never changes.

mod assemble;
mod check;
mod merge;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use optimus_plugin_api::{Backend, Error};

use crate::{
    Answerer, Plugin, PluginKind, Snapshot, admission::Desks, counters::snapshot, discovery::Stamp, errors,
    plugin::Part,
};
pub(crate) use assemble::assemble;
pub(crate) use check::{check, check_all};
pub(crate) use merge::missing_sandbox;

/// A file that looks like a plugin and is not served, with the reason.
#[derive(Debug)]
#[non_exhaustive]
pub struct NotServed {
    /// The name of the plugin that it would be: what it calls itself, or where that is not known, the name in its file name.
    pub name: String,
    /// What it is.
    pub kind: PluginKind,
    /// Where it lies.
    pub path: PathBuf,
    /// Why it is not served.
    pub reason: Error,
}

/// The plugins that are served, by name. A snapshot: a reload makes another one, and who holds this one keeps what it serves.
#[derive(Debug, Default)]
pub struct Registry {
    /// Sorted by name, bytewise.
    plugins: Vec<Arc<Plugin>>,
    by_name: HashMap<Box<str>, usize>,
    not_served: Vec<NotServed>,
    warnings: Vec<Error>,
    desks: Arc<Desks>,
}

impl Registry {
    /// A registry of backends that the caller made, in the order in which they would have been found: for plugins that are
    /// part of a program, and for tests. The rules of names, required fields and merging are those of files.
    #[must_use]
    pub fn of(backends: impl IntoIterator<Item = (Answerer, Arc<dyn Backend>)>) -> Self {
        let parts = backends.into_iter().map(|(answerer, backend)| Arc::new(Part::new(answerer, backend)));
        assemble(parts.collect(), Vec::new(), Vec::new(), &Arc::default())
    }

    /// The plugin of exactly this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<Plugin>> {
        self.plugins.get(*self.by_name.get(name)?)
    }

    /// The plugin of exactly this name, or what to say to somebody who asked for it.
    ///
    /// # Errors
    /// `P0105`: nothing of this name is served. The error proposes the nearest name, and says so if a file of this name was
    /// found and could not be used.
    pub fn plugin(&self, name: &str) -> Result<Arc<Plugin>, Error> {
        self.get(name).cloned().ok_or_else(|| {
            let refused = self.not_served.iter().find(|file| file.name == name);
            errors::unknown_plugin(name, self.nearest(name), refused.map(|file| (&*file.path, &file.reason)))
        })
    }

    /// The plugins, sorted by the bytes of their names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Plugin>> {
        self.plugins.iter()
    }

    /// How many plugins are served.
    #[must_use]
    pub fn len(&self) -> usize {
        self.plugins.len()
    }

    /// Whether none is served.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plugins.is_empty()
    }

    /// What was counted of the calls of these plugins, and of all others of the same host.
    #[must_use]
    pub fn counters(&self) -> Snapshot {
        snapshot(&self.desks)
    }

    /// Files that look like plugins and are not served: broken, shadowed, of a name that is taken. Sorted by path.
    #[must_use]
    pub fn not_served(&self) -> &[NotServed] {
        &self.not_served
    }

    /// Takes out why this file is not served.
    pub(crate) fn take_not_served(&mut self, kind: PluginKind, path: &Path) -> Option<NotServed> {
        let place = self.not_served.iter().position(|file| file.kind == kind && file.path == path)?;
        Some(self.not_served.remove(place))
    }

    /// What went wrong beside single files, for instance a directory that cannot be read.
    #[must_use]
    pub fn warnings(&self) -> &[Error] {
        &self.warnings
    }

    /// The served part of this file, if the file has not changed since.
    pub(crate) fn unchanged(&self, kind: PluginKind, path: &Path, stamp: Stamp) -> Option<&Arc<Part>> {
        let parts = self.plugins.iter().flat_map(|plugin| plugin.parts());
        parts.into_iter().find(|part| part.kind() == kind && part.is_of(path, stamp))
    }

    /// The name that was probably meant.
    fn nearest(&self, name: &str) -> Option<&str> {
        let distance = |known: &str| strsim::damerau_levenshtein(&known.to_lowercase(), &name.to_lowercase());
        // Longer names are nobody's typing mistake, and comparing them costs the square of their length.
        let short = |name: &str| name.len() <= 64;
        let names =
            self.plugins.iter().map(|plugin| plugin.name()).filter(|known| short(known) && short(name));
        let (best, known) = names.map(|known| (distance(known), known)).min()?;
        (best <= name.chars().count().div_ceil(3).min(3)).then_some(known)
    }
}
