use std::path::PathBuf;

use optimus_plugin_api::CallLimits;

use crate::{Host, PluginPolicy, kinds::Kinds, load::Loader, policy::Policies, seed_directories};

/// Builds a [`Host`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct HostBuilder {
    directories: Option<Vec<PathBuf>>,
    policies: Policies,
}

impl HostBuilder {
    /// Where to look, in this order. Without it: [`seed_directories`].
    pub fn directories(mut self, directories: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        self.directories = Some(directories.into_iter().map(Into::into).collect());
        self
    }

    /// Limits of each call of every plugin that has no policy of its own.
    pub fn limits(mut self, limits: CallLimits) -> Self {
        self.policies.default.limits = limits;
        self
    }

    /// The policy of every plugin that has none of its own.
    pub fn default_policy(mut self, policy: PluginPolicy) -> Self {
        self.policies.default = policy;
        self
    }

    /// The policy of the plugin with this name in its file name; it replaces the default as a whole.
    pub fn policy(mut self, name: impl Into<String>, policy: PluginPolicy) -> Self {
        self.policies.named.insert(name.into(), policy);
        self
    }

    /// Finds and loads the plugins, several at once. It never fails as a whole: what cannot be served is in
    /// [`Registry::not_served`](crate::Registry::not_served), with the reason.
    ///
    /// Components are compiled and processes started, so this takes as long as the slowest of them.
    ///
    /// # Panics
    /// Outside of a tokio runtime with time and io enabled.
    pub async fn load(self) -> Host {
        let directories = self.directories.unwrap_or_else(seed_directories);
        Host::load(Loader { directories, kinds: Kinds::new(self.policies) }).await
    }
}
