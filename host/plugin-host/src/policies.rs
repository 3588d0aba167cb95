//! What the operator allows and wants of each plugin.

use std::{collections::HashMap, sync::Arc};

use optimus_plugin_policy::{AuditSink, Digest, PluginRules, Policy, SecretSource};

use crate::admission::PluginBounds;

/// Each instance has room for a memory of 4 GiB, and each engine room for all of them: of 5,000 instances a process can have six
/// times the room.
const MOST_KEPT: u32 = 4_000;

/// How plugins of one name are loaded and called.
///
/// The default is what holds without a policy file: nothing is granted, the limits are those of the kind, every call of a
/// component has an instance of its own.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct PluginPolicy {
    /// Grants, limits, containment, trust: what a policy file can say.
    pub rules: PluginRules,
    /// How an executable is started, secured and ended. `rules.limits.time` comes before the times of calls in here, and what
    /// `rules.containment` says before what is said here of the same.
    #[cfg(feature = "process")]
    pub process: optimus_plugin_process::ProcessOptions,
}

impl PluginPolicy {
    /// For an executable that was hashed already: this very content is run. Whoever hashed it has announced it too.
    #[cfg(feature = "process")]
    pub(crate) fn of_content(mut self, digest: Option<Digest>) -> Self {
        let is_named = !self.rules.digests.is_empty();
        self.process.digests.extend(digest.filter(|_| !is_named));
        self.process.known_digests.extend(digest);
        self
    }

    #[cfg(not(feature = "process"))]
    pub(crate) fn of_content(self, _: Option<Digest>) -> Self {
        self
    }
}

/// How many calls run and wait.
pub(crate) fn bounds(rules: &PluginRules) -> PluginBounds {
    let limits = &rules.limits;
    PluginBounds { calls: limits.calls, queue: limits.queue, time: limits.time }
}

/// The policy of every plugin, by the name in its file name: it holds before a plugin has said what it is called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Policies {
    pub(crate) default: PluginPolicy,
    /// Given by the program, hence before what a file says.
    pub(crate) named: HashMap<String, PluginPolicy>,
    pub(crate) file: Option<Arc<Policy>>,
    pub(crate) audit: AuditSink,
    pub(crate) secrets: SecretSource,
}

impl Policies {
    /// How many instances of components may be kept, as far as it can be known: of each plugin of which the program or the policy
    /// speaks by name, and of one more. Beyond [`MOST_KEPT`] they have no room of their own.
    pub(crate) fn warm_instances(&self) -> u32 {
        let of_program = |policy: &PluginPolicy| policy.rules.warm_instances;
        let others = self.file.as_ref().map_or(of_program(&self.default), |file| file.warm_instances());
        let kept = self.named.values().map(of_program).fold(others, usize::saturating_add);
        u32::try_from(kept).unwrap_or(u32::MAX).min(MOST_KEPT)
    }

    /// What holds for a file of this name, and of this digest where it is known.
    pub(crate) fn of(&self, name: &str, digest: Option<&Digest>) -> PluginPolicy {
        let mut policy = self.named.get(name).unwrap_or(&self.default).clone();
        if let (None, Some(file)) = (self.named.get(name), &self.file) {
            policy.rules = file.rules(name, digest);
        }
        policy
    }

    /// Whether what holds for a plugin may depend on the digest of its file.
    pub(crate) fn asks_for_digests(&self, name: &str) -> bool {
        self.file.is_some() && !self.named.contains_key(name)
    }
}
