use super::words;

words! {
    /// What a plugin stands for.
    PluginType {
        /// The one transformation of a job.
        Task = "task",
        /// Work before or after it.
        Hook = "hook",
    }
}

words! {
    /// What a plugin can do beyond describing itself, in upstream's words.
    PluginMod {
        /// The survey, or compilation of assets.
        Cli = "cli",
        /// Destination and dependencies.
        DependencyResolver = "dependencyresolver",
    }
}

words! {
    /// When a hook runs.
    HookType {
        /// Before the task.
        Pre = "pre",
        /// After the task.
        Post = "post",
        /// After the task has failed.
        Fail = "fail",
    }
}

/// What a plugin says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PluginInfo {
    /// The name by which jobs use it; unique among the plugins of a server, case-sensitive.
    pub name: String,
    /// What it does, for people.
    #[cfg_attr(feature = "serde", serde(default))]
    pub description: String,
    /// Task or hook.
    pub plugin_type: PluginType,
    /// What it can do.
    #[cfg_attr(feature = "serde", serde(default))]
    pub plugin_mods: Vec<PluginMod>,
    /// Its version, as it writes it: never parsed.
    pub plugin_version: String,
    /// Versions of the plugin protocol that it says to support. Upstream never checks it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub api_version: Vec<String>,
    /// The container image that does the work, with its tag.
    pub image: String,
    /// Hooks only: names of the hooks that run before this one.
    #[cfg_attr(feature = "serde", serde(default))]
    pub depends_on: Vec<String>,
    /// Hooks only: when it runs.
    #[cfg_attr(feature = "serde", serde(default))]
    pub hook_type: Option<HookType>,
    /// Where the container expects its secret as a file; empty for none.
    #[cfg_attr(feature = "serde", serde(default))]
    pub secret_path: String,
}
