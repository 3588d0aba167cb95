use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use optimus_plugin_api::{Code, Error, Operation};

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
    /// The most specific part of the policy that holds (`plugins.neo`, `defaults`).
    pub rule: Arc<str>,
    pub(crate) origins: Origins,
}

/// Which part of the policy each key comes from, and the file that the policy was read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Origins {
    parts: BTreeMap<&'static str, Arc<str>>,
    file: Option<PathBuf>,
    prefix: &'static str,
}

impl Origins {
    pub(crate) fn set(&mut self, key: &'static str, rule: &Arc<str>) {
        self.parts.insert(key, Arc::clone(rule));
    }

    pub(crate) fn of_file(&mut self, file: Option<&Path>, prefix: &'static str) {
        (self.file, self.prefix) = (file.map(Path::to_owned), prefix);
    }

    pub(crate) fn prefix(&self) -> &'static str {
        self.prefix
    }

    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

impl PluginRules {
    /// Where the policy says a key (`limits.time`, `grants.http`): `plugins.neo.limits.time`. `None` where it is silent, and the
    /// default of the kind holds.
    #[must_use]
    pub fn whence(&self, key: &str) -> Option<String> {
        self.origins.parts.get(key).map(|rule| format!("{rule}.{key}"))
    }

    /// Whether a file of this digest may be the plugin.
    ///
    /// # Errors
    /// P0509: the policy names digests for the plugin, and this one is not among them.
    pub fn check_digest(&self, plugin: &str, digest: &Digest) -> Result<(), Error> {
        if self.digests.is_empty() || self.digests.contains(digest) {
            return Ok(());
        }
        let named: Vec<String> = self.digests.iter().take(3).map(ToString::to_string).collect();
        let message = "its file has another digest than the policy names for it";
        Err(Error::new(Code::DIGEST_MISMATCH, plugin, Operation::Load, message)
            .note("found", digest.to_string())
            .note("policy", named.join(", "))
            .with_help("if the file was replaced on purpose, put its digest into the policy; if not, find out by whom"))
    }

    /// Whether an executable of this digest is run.
    ///
    /// # Errors
    /// P0505: `trust: listed`, and the policy does not name the digest. P0509 as [`Self::check_digest`].
    pub fn check_trust(&self, plugin: &str, digest: &Digest) -> Result<(), Error> {
        self.check_digest(plugin, digest)?;
        if self.trust == Trust::Announced || !self.digests.is_empty() {
            return Ok(());
        }
        let message = "the policy says `trust: listed`, and does not name the digest of this executable";
        let line = format!("plugins: {{{}: {{digest: \"{digest}\"}}}}", crate::line::text(plugin));
        Err(Error::new(Code::NOT_TRUSTED, plugin, Operation::Load, message)
            .note("allow", line)
            .note("risk", "the executable then runs with the rights that its profile leaves it"))
    }
}
