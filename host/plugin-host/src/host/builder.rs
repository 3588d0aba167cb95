use std::{path::PathBuf, sync::Arc, time::Duration};

use optimus_plugin_api::Backend;
use optimus_plugin_policy::{AuditSink, Limits, Policy, SecretSource};

use crate::{
    Answerer, Host, PluginPolicy,
    admission::{Bounds, Desks},
    kinds::{Compile, Kinds},
    known::Known,
    load::{Loader, Looking},
    plugin::Part,
    policies::Policies,
    seed_directories,
};

/// Builds a [`Host`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct HostBuilder {
    pub(super) directories: Option<Vec<PathBuf>>,
    pub(super) policies: Policies,
    bounds: Bounds,
    given: Vec<(Answerer, Arc<dyn Backend>)>,
    known: Option<PathBuf>,
    only_looks: bool,
    pub(super) compile: Compile,
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

    /// Serves a backend that the caller made beside what is found, as if it had been found first.
    pub fn backend(mut self, answerer: Answerer, backend: Arc<dyn Backend>) -> Self {
        self.given.push((answerer, backend));
        self
    }

    /// Remembers what executables say about themselves, by the digest of their file, in this folder, which must be this user's
    /// alone. Without it nothing is remembered. See [`known_answers_directory`](crate::known_answers_directory).
    pub fn known_answers(mut self, directory: impl Into<PathBuf>) -> Self {
        self.known = Some(directory.into());
        self
    }

    /// Nothing is to be called: an executable whose answers are known is not started, any other is asked who it is and ended
    /// at once. Its calls fail with `P0418`. Components and yaml are loaded as ever; they are no processes.
    pub fn only_looks(mut self) -> Self {
        self.only_looks = true;
        self
    }

    /// How many calls run at once, of all plugins together. Without it: 1,000, and as many instances of components there are.
    pub fn calls_at_once(mut self, calls: u32) -> Self {
        self.bounds.calls_at_once = calls.max(1);
        self
    }

    /// How many calls wait because so many run at once. Without it: 1,000. Whatever comes beyond is turned away (`P0417`): of a
    /// flood its own last, and nobody else.
    pub fn queue(mut self, calls: u32) -> Self {
        self.bounds.queue = calls;
        self
    }

    /// How long a call waits for its turn if it has no deadline. Without it: 10 s.
    pub fn patience(mut self, time: Duration) -> Self {
        self.bounds.patience = time;
        self
    }

    /// How components become machine code: by which process, within which limits, and where it is kept. Without it: by this
    /// program, which must have called [`compiling_child`](crate::compiling_child) first in its `main`.
    #[cfg(feature = "wasm")]
    pub fn compile(mut self, options: optimus_plugin_wasm::CompileOptions) -> Self {
        self.compile = options;
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
        let desks = Arc::new(Desks::new(&self.bounds, self.policies.audit.clone()));
        let part = |(answerer, backend): (Answerer, Arc<dyn Backend>)| {
            let rules = self.policies.of(backend.name(), None).rules;
            Arc::new(Part::new(answerer, backend).with_rules(rules))
        };
        let given = self.given.into_iter().map(part).collect();
        let kinds = Kinds::new(self.policies, self.compile, self.bounds.calls_at_once);
        let looking = Looking { known: Known::new(self.known), only: self.only_looks };
        Host::load(Loader { directories, kinds, desks, looking, given }).await
    }
}
