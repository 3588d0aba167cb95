use std::path::Path;

use optimus_plugin_api::{Asset, ConfigEntry, Diagnostics, PluginInfo, Question};

/// A plugin that a yaml describes, checked and ready to answer. Calls on it read and never wait.
#[derive(Debug, Clone)]
pub struct YamlPlugin {
    pub(crate) info: PluginInfo,
    pub(crate) image_name: String,
    pub(crate) questions: Vec<Question>,
    pub(crate) config: Vec<ConfigEntry>,
    pub(crate) assets: Vec<Asset>,
    pub(crate) warnings: Diagnostics,
}

impl YamlPlugin {
    /// What the file gives as `image`, without the version that [`PluginInfo::image`] ends in. Empty if it gives none, which
    /// the image of the info does not show: that is `:<pluginversion>` then.
    #[must_use]
    pub fn image_name(&self) -> &str {
        &self.image_name
    }

    /// The survey, in the order of asking.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// `defaultconfig`: what every job gets beside its answers.
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
