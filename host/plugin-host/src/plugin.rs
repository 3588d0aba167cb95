//! One plugin as everybody above sees it, whatever it is made of.

mod asking;
mod calls;
mod container;
#[cfg(feature = "json")]
mod json;
mod part;

use std::{fmt, path::PathBuf, sync::Arc};

use optimus_plugin_api::{Backend, Error, PluginInfo};

use crate::{
    PluginKind,
    admission::{Desk, Desks},
    policies,
};
pub use container::{Container, Entrypoint};
pub(crate) use part::Part;

/// Something that a plugin may be able to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Capability {
    /// `get-questions`, `validate-question`, `default-config`, `default-assets`.
    Survey,
    /// `compile-assets`. Where nobody has it, files pass through unchanged.
    AssetCompiler,
    /// `generate-destination`, `generate-dependencies`.
    DependencyResolver,
}

impl Capability {
    /// Every capability, in the order of the contract.
    pub const ALL: [Self; 3] = [Self::Survey, Self::AssetCompiler, Self::DependencyResolver];

    /// Whether a backend has it.
    pub(crate) fn is_of(self, backend: &dyn Backend) -> bool {
        match self {
            Self::Survey => backend.cli().is_some(),
            Self::AssetCompiler => backend.asset_compiler().is_some(),
            Self::DependencyResolver => backend.dependency_resolver().is_some(),
        }
    }
}

/// A file that answers for a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answerer {
    /// What it is.
    pub kind: PluginKind,
    /// Where it lies.
    pub path: PathBuf,
}

impl Answerer {
    /// A file and what it is.
    #[must_use]
    pub fn new(kind: PluginKind, path: impl Into<PathBuf>) -> Self {
        Self { kind, path: path.into() }
    }
}

/// One plugin: complete info, and for each capability the file that answers it.
///
/// Only a [`Registry`](crate::Registry) makes one. Calls borrow from it; a call that must outlive its surroundings is made
/// from an `Arc` of it: `async move { plugin.compile_assets(&ctx, &request).await }`. Dropping a call's future cancels it.
pub struct Plugin {
    info: PluginInfo,
    parts: Vec<Arc<Part>>,
    survey: Option<Arc<Part>>,
    asset_compiler: Option<Arc<Part>>,
    dependency_resolver: Option<Arc<Part>>,
    /// Where its calls are let in and counted.
    desk: Arc<Desk>,
    warnings: Vec<Error>,
}

impl Plugin {
    /// A plugin that these parts answer for. The survey is that of a part that describes the others, if it has one;
    /// everything else is the first part's that has it.
    pub(crate) fn new(info: PluginInfo, parts: Vec<Arc<Part>>, warnings: Vec<Error>, desks: &Desks) -> Self {
        let first = |capability: Capability| parts.iter().find(|part| capability.is_of(part.backend()));
        let describing =
            parts.iter().find(|part| part.kind().describes() && Capability::Survey.is_of(part.backend()));
        let survey = describing.or_else(|| first(Capability::Survey)).cloned();
        let asset_compiler = first(Capability::AssetCompiler).cloned();
        let dependency_resolver = first(Capability::DependencyResolver).cloned();
        // Of the part that computes, which comes first.
        let bounds = parts.first().map(|part| policies::bounds(part.rules())).unwrap_or_default();
        let desk = desks.desk(&info.name, bounds);
        Self { info, parts, survey, asset_compiler, dependency_resolver, desk, warnings }
    }

    /// The name by which jobs use it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.info.name
    }

    /// What it says about itself, asked once at load. Of a yaml and another file the yaml is believed; the mods are those
    /// of both.
    #[must_use]
    pub fn info(&self) -> &PluginInfo {
        &self.info
    }

    /// What it is made of: a component or an executable, then a yaml.
    #[must_use]
    pub fn kinds(&self) -> Vec<PluginKind> {
        self.parts.iter().map(|part| part.kind()).collect()
    }

    /// The files that it is made of, in the order of [`Plugin::kinds`].
    pub fn files(&self) -> impl Iterator<Item = &Answerer> {
        self.parts.iter().map(|part| part.answerer())
    }

    /// The file that answers for a capability; `None` if the plugin does not have it.
    #[must_use]
    pub fn answers(&self, capability: Capability) -> Option<&Answerer> {
        self.part(capability).map(|part| part.answerer())
    }

    /// The containers that its yaml names, the default first: in files of `version: 2` one for each version of the plugin.
    /// Empty without a yaml; [`PluginInfo::image`] is all that a component or an executable says.
    #[must_use]
    pub fn containers(&self) -> &[Container] {
        self.parts.iter().rev().map(|part| part.containers()).find(|all| !all.is_empty()).unwrap_or_default()
    }

    /// What is not as it should be although the plugin is served, for instance a yaml of its name that cannot be read.
    #[must_use]
    pub fn warnings(&self) -> &[Error] {
        &self.warnings
    }

    pub(crate) fn parts(&self) -> &[Arc<Part>] {
        &self.parts
    }

    fn part(&self, capability: Capability) -> Option<&Arc<Part>> {
        match capability {
            Capability::Survey => self.survey.as_ref(),
            Capability::AssetCompiler => self.asset_compiler.as_ref(),
            Capability::DependencyResolver => self.dependency_resolver.as_ref(),
        }
    }
}

impl fmt::Debug for Plugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<_> = self.files().collect();
        f.debug_struct("Plugin").field("name", &self.name()).field("files", &files).finish_non_exhaustive()
    }
}
