//! What a plugin is made of: a closed set, matched in this file and nowhere else.

use std::{fmt, path::PathBuf, sync::Arc};

use optimus_plugin_api::{Backend, Diagnostics, Error, Operation};
use optimus_plugin_policy::{AuditEvent, AuditVerdict, Digest, PluginRules};

use crate::{
    Container, PluginPolicy,
    discovery::{Stamp, digest_of},
    kinds::Kinds,
};

/// What a plugin file is.
///
/// The order is the order of preference: of several files with the same name a component answers before an executable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PluginKind {
    /// A WebAssembly component, `optimus-plugin-<name>.wasm`.
    Wasm,
    /// An executable that speaks go-plugin, `optimus-<name>_<os>_<arch>`.
    Process,
    /// Data without logic, `optimus-plugin-<name>.yaml`.
    Yaml,
}

impl PluginKind {
    /// Every kind, in the order of preference.
    pub const ALL: [Self; 3] = [Self::Wasm, Self::Process, Self::Yaml];

    /// The word that people read: `wasm`, `binary` or `yaml`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wasm => "wasm",
            Self::Process => "binary",
            Self::Yaml => "yaml",
        }
    }

    /// How its files are called.
    #[must_use]
    pub const fn pattern(self) -> &'static str {
        match self {
            Self::Wasm => "optimus-plugin-<name>.wasm",
            Self::Process => "optimus-<name>_<os>_<arch>",
            Self::Yaml => "optimus-plugin-<name>.yaml",
        }
    }

    /// What a file is by the name by which it would be found as a plugin.
    #[must_use]
    pub fn of_file(path: &std::path::Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        Self::ALL.into_iter().find(|kind| kind.plugin_name(name).is_some())
    }

    /// Whether it describes a plugin that another file computes for: gives info and survey, and leaves to it what it can do.
    pub(crate) const fn describes(self) -> bool {
        matches!(self, Self::Yaml)
    }

    /// Whether it can do nothing that it was not given.
    pub(crate) const fn is_sandboxed(self) -> bool {
        matches!(self, Self::Wasm)
    }

    /// Whether loading it is mostly waiting for somebody else.
    pub(crate) const fn is_waited_for(self) -> bool {
        matches!(self, Self::Process)
    }

    /// Whether its backend applies the rules of questions itself.
    pub(crate) const fn applies_rules(self) -> bool {
        matches!(self, Self::Yaml)
    }

    /// The name of a plugin whose file is called like this, if it is a file of this kind for this machine.
    pub(crate) fn plugin_name(self, file_name: &str) -> Option<&str> {
        match self {
            Self::Wasm => file_name.strip_prefix("optimus-plugin-")?.strip_suffix(".wasm"),
            Self::Process => crate::discovery::executable_name(file_name),
            Self::Yaml => file_name.strip_prefix("optimus-plugin-")?.strip_suffix(".yaml"),
        }
    }
}

impl fmt::Display for PluginKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What loading a file gives.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) backend: Arc<dyn Backend>,
    /// What is not as meant, although the file can be used.
    pub(crate) mistakes: Diagnostics,
    /// The containers that it names beyond the image of its info.
    pub(crate) containers: Vec<Container>,
    /// What the policy says of it.
    pub(crate) rules: Arc<PluginRules>,
}

impl Loaded {
    /// A backend about which there is nothing to say.
    pub(crate) fn clean(backend: impl Backend) -> Self {
        let (mistakes, containers, rules) = Default::default();
        Self { backend: Arc::new(backend), mistakes, containers, rules }
    }
}

/// A file that looks like a plugin.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) kind: PluginKind,
    /// The name in its file name. What the plugin calls itself is known only after loading.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) stamp: Stamp,
}

impl Source {
    /// Reads, checks and starts it. With a digest the kind is told to load this very content.
    pub(crate) async fn load(&self, kinds: &Kinds, digest: Option<Digest>) -> Result<Loaded, Error> {
        let policy = self.policy(kinds).await?.of_content(digest);
        let loaded = match self.kind {
            PluginKind::Wasm => kinds.wasm.load(self, &policy, &kinds.policies).await,
            PluginKind::Process => kinds.process.load(self, &policy, &kinds.policies).await,
            PluginKind::Yaml => kinds.yaml.load(self, &policy).await,
        };
        let loaded = loaded.map_err(|error| policy.rules.explain(&self.name, error))?;
        Ok(Loaded { rules: Arc::new(policy.rules), ..loaded })
    }

    /// Whether the file is still the one that was found.
    pub(crate) fn is_unchanged(&self) -> bool {
        std::fs::metadata(&self.path).is_ok_and(|file| Stamp::of(&file) == self.stamp)
    }

    /// Checks it without running any of its code. A yaml has none, so it is loaded.
    pub(crate) async fn look(&self, kinds: &Kinds) -> Result<Option<Loaded>, Error> {
        match self.kind {
            PluginKind::Wasm => {
                kinds.wasm.look(self, &self.policy(kinds).await?, &kinds.policies).await.map(|()| None)
            }
            PluginKind::Process => kinds.process.look(self).await.map(|()| None),
            PluginKind::Yaml => kinds.yaml.load(self, &self.policy(kinds).await?).await.map(Some),
        }
    }

    /// What holds for this file. Where that may depend on its digest, the kind is told to load this very content.
    pub(crate) async fn policy(&self, kinds: &Kinds) -> Result<PluginPolicy, Error> {
        if !kinds.policies.asks_for_digests(&self.name) {
            return Ok(kinds.policies.of(&self.name, None));
        }
        let digest = digest_of(&self.name, &self.path).await?;
        let mut policy = kinds.policies.of(&self.name, Some(&digest));
        // Once its digest is the one to load, nobody can tell any more whether the policy named it.
        self.check(kinds, &policy.rules, digest)?;
        policy.rules.digests = vec![digest];
        Ok(policy)
    }

    /// Whether the policy lets a file of this digest be used; where not, that is reported.
    pub(crate) fn check(&self, kinds: &Kinds, rules: &PluginRules, digest: Digest) -> Result<(), Error> {
        let is_process = self.kind == PluginKind::Process;
        let checked = match is_process {
            true => rules.check_trust(&self.name, &digest),
            false => rules.check_digest(&self.name, &digest),
        };
        let audit = &kinds.policies.audit;
        if checked.is_err() && audit.is_on() {
            let (name, rule) = (self.name.as_str().into(), &*rules.rule);
            let mut event = AuditEvent::new(&name, Operation::Load, "load", AuditVerdict::Denied, rule);
            event.digest = Some(digest);
            audit.report(&event);
        }
        checked
    }
}
