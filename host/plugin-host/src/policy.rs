//! What the operator allows and wants of each plugin.

use std::collections::HashMap;

use optimus_plugin_api::CallLimits;

/// How plugins of one name are loaded and called.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct PluginPolicy {
    /// Limits of each call; `None` leaves the default of the kind. An executable knows limits of time alone: memory, answers
    /// and logs of a process are bounded by the defaults of its kind.
    pub limits: CallLimits,
    /// Whether instances of a component outlive a call.
    pub instances: Instances,
    /// How an executable is started, secured and ended. `limits.time` comes before the times of calls in here.
    #[cfg(feature = "process")]
    pub process: optimus_plugin_process::ProcessOptions,
}

/// Whether an instance of a component serves more than one call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Instances {
    /// A fresh one for every call, so that nothing leaks from one call, or tenant, to the next.
    #[default]
    Fresh,
    /// Up to this many are kept and used again: faster, for plugins and callers that trust each other.
    Warm(usize),
}

/// The policy of every plugin, by the name in its file name: it holds before a plugin has said what it is called.
#[derive(Debug, Clone, Default)]
pub(crate) struct Policies {
    pub(crate) default: PluginPolicy,
    pub(crate) named: HashMap<String, PluginPolicy>,
}

impl Policies {
    pub(crate) fn of(&self, name: &str) -> &PluginPolicy {
        self.named.get(name).unwrap_or(&self.default)
    }
}
