use std::{path::PathBuf, sync::Arc};

use optimus_plugin_policy::{AuditSink, Limits, Policy, SecretSource};

use crate::{Host, PluginPolicy, kinds::Kinds, load::Loader, policies::Policies, seed_directories};

/// Builds a [`Host`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct HostBuilder {
    pub(super) directories: Option<Vec<PathBuf>>,
    pub(super) policies: Policies,
}

impl HostBuilder {
    /// Where to look, in this order. Without it: [`seed_directories`].
    pub fn directories(mut self, directories: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        self.directories = Some(directories.into_iter().map(Into::into).collect());
        self
    }

    /// Limits of each call of every plugin that has no policy of its own.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.policies.default.rules.limits = limits;
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

    /// A policy file that was read ([`Policy::read`]). It says what holds for every plugin but those that [`Self::policy`]
    /// speaks of; what it is silent about is as in [`Self::default_policy`].
    pub fn policy_file(mut self, policy: Policy) -> Self {
        self.policies.file = Some(Arc::new(policy));
        self
    }

    /// Where the values of granted secrets come from. Without it no secret has a value.
    pub fn secrets(mut self, secrets: SecretSource) -> Self {
        self.policies.secrets = secrets;
        self
    }

    /// Where decisions are reported: one event each. Without it nowhere.
    pub fn audit(mut self, audit: AuditSink) -> Self {
        self.policies.audit = audit;
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
