use std::sync::Arc;

use crate::{Containment, Digest, Grants, Limits};

/// What to do with a plugin when the machine cannot enforce what its policy says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Enforce {
    /// Say so, and serve it.
    #[default]
    Report,
    /// Refuse it.
    Strict,
}

/// Which executables are run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trust {
    /// Every one that is found; the first run of an unknown digest is announced.
    #[default]
    Announced,
    /// Only those whose digest the policy names.
    Listed,
}

/// Everything that the policy says about one plugin, the defaults included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PluginRules {
    /// What it may use.
    pub limits: Limits,
    /// What it may reach.
    pub grants: Grants,
    /// How its process is contained.
    pub containment: Containment,
    /// See [`Enforce`].
    pub enforce: Enforce,
    /// See [`Trust`].
    pub trust: Trust,
    /// The digests that the policy names for this plugin: a file with another one is refused. Empty: any.
    pub digests: Vec<Digest>,
    /// How many instances of a component are kept for further calls; 0: each call has a fresh one.
    pub warm_instances: usize,
    /// Which part of the policy holds (`plugins.neo`, `defaults`).
    pub rule: Arc<str>,
}
