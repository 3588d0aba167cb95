use std::path::Path;

use optimus_plugin_api::{Asset, ConfigEntry, Diagnostics, PluginInfo, Question};

use crate::{
    Dialect,
    dialect::{EntrypointSpec, VersionSpec},
    resolver::Resolver,
};

/// A plugin that a yaml describes, checked and ready to answer. Calls on it read and never wait.
#[derive(Debug, Clone)]
pub struct YamlPlugin {
    pub(crate) dialect: Dialect,
    pub(crate) info: PluginInfo,
    pub(crate) images: Images,
    pub(crate) questions: Vec<Question>,
    pub(crate) config: Vec<ConfigEntry>,
    pub(crate) assets: Vec<Asset>,
    pub(crate) resolver: Option<Resolver>,
    pub(crate) warnings: Diagnostics,
    pub(crate) most: Most,
}

/// How large answers may be, in bytes; `None`: as the contract says.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Most {
    pub(crate) result: Option<usize>,
    pub(crate) asset: Option<usize>,
}

impl YamlPlugin {
    /// With limits of every answer as a whole, and of each asset in it; in bytes. `None` leaves what the contract allows.
    #[must_use]
    pub fn limited(mut self, result_bytes: Option<usize>, asset_bytes: Option<usize>) -> Self {
        self.most = Most { result: result_bytes, asset: asset_bytes };
        self
    }
}

/// What the file says about containers.
#[derive(Debug, Clone)]
pub(crate) enum Images {
    One { name: String, entrypoint: Option<EntrypointSpec> },
    Versions { default: VersionSpec, others: Vec<(String, VersionSpec)> },
}

/// What a container runs: for a scheduler, nothing here does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entrypoint<'p> {
    /// The shell that the script is given to; `/bin/sh` where the file names none.
    pub shell: &'p str,
    /// The commands, in one line: `; ` stands where the file has a line break, as Optimus hands it to the shell.
    pub script: &'p str,
}

/// One version of a plugin of `version: 2`, what it leaves out filled in from the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PluginVersion<'p> {
    /// By which a job asks for it (`version` of its task).
    pub name: &'p str,
    /// The image without its tag.
    pub image: &'p str,
    /// Its tag.
    pub tag: &'p str,
    /// What runs in it.
    pub entrypoint: Entrypoint<'p>,
}

impl PluginVersion<'_> {
    /// The image as it is pulled: `<image>:<tag>`.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}:{}", self.image, self.tag)
    }
}

const SHELL: &str = "/bin/sh";
const DEFAULT: &str = "default";

impl YamlPlugin {
    /// The form that the file was read in.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What the file gives as `image`: without the version that [`PluginInfo::image`] ends in where the form puts one behind it.
    /// Empty if it gives none, which the image of the info does not show: that is `:<pluginversion>` then.
    #[must_use]
    pub fn image_name(&self) -> &str {
        match &self.images {
            Images::One { name, .. } => name,
            Images::Versions { default, .. } => &default.image.value,
        }
    }

    /// `entrypoint`: what the container runs, if the file says so; that of the default version in a file with several.
    #[must_use]
    pub fn entrypoint(&self) -> Option<Entrypoint<'_>> {
        match &self.images {
            Images::One { entrypoint, .. } => entrypoint.as_ref().map(|spec| filled(spec, &spec.shell)),
            Images::Versions { default, .. } => Some(version(DEFAULT, default, default).entrypoint),
        }
    }

    /// The versions of a file of `version: 2`: the default, then the others in the order of the file. None in other forms.
    pub fn versions(&self) -> impl Iterator<Item = PluginVersion<'_>> {
        let (default, others) = match &self.images {
            Images::One { .. } => (None, [].as_slice()),
            Images::Versions { default, others } => (Some(default), others.as_slice()),
        };
        default.into_iter().flat_map(move |default| {
            let others = others.iter().map(move |(name, spec)| version(name, spec, default));
            std::iter::once(version(DEFAULT, default, default)).chain(others)
        })
    }

    /// The survey, in the order of asking.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// `defaultconfig`, or `default_config`: what every job gets beside its answers.
    #[must_use]
    pub fn config(&self) -> &[ConfigEntry] {
        &self.config
    }

    /// `defaultassets`.
    #[must_use]
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// What works, but probably not as meant.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// The file, if it came from one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.warnings.file.as_deref()
    }
}

fn version<'p>(name: &'p str, spec: &'p VersionSpec, default: &'p VersionSpec) -> PluginVersion<'p> {
    let (own, other) = (&spec.entrypoint.value, &default.entrypoint.value);
    let script = if own.script.value.is_empty() { other } else { own };
    PluginVersion {
        name,
        image: or(&spec.image.value, &default.image.value),
        tag: or(&spec.tag.value, &default.tag.value),
        entrypoint: filled(script, or(&own.shell, &other.shell)),
    }
}

fn filled<'p>(script: &'p EntrypointSpec, shell: &'p str) -> Entrypoint<'p> {
    Entrypoint { shell: or(shell, SHELL), script: &script.script.value }
}

fn or<'p>(text: &'p str, fallback: &'p str) -> &'p str {
    if text.is_empty() { fallback } else { text }
}
