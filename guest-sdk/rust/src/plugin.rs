//! Who a plugin is.

/// What every plugin says: who it is.
pub trait Plugin {
    /// Describes the plugin.
    ///
    /// Called once, when the host loads the plugin, and kept; it must not depend on anything but the plugin itself. What the
    /// plugin can do is not part of it: [`export!`](crate::export!) knows.
    fn info() -> Info;
}

/// What a plugin says about itself. Made by [`Info::task`] or [`Info::hook`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Info {
    /// The name by which jobs use it: unique on a server, case-sensitive, not empty, at most 256 bytes.
    pub name: String,
    /// What it does, for people.
    pub description: String,
    /// Task or hook.
    pub plugin_type: PluginType,
    /// Its version, not empty. Shown, compared for equality, never ordered.
    pub version: String,
    /// Versions of the plugin protocol that it was written for. Shown, never checked.
    pub api_version: Vec<String>,
    /// The container image that does the work, with its tag, not empty.
    pub image: String,
    /// Hooks only: names of the hooks that run before this one. Unknown names are ignored.
    pub depends_on: Vec<String>,
    /// Hooks only: when it runs.
    pub hook_type: Option<HookType>,
    /// Where the container expects its secret as a file; empty for none.
    pub secret_path: String,
}

/// What a plugin stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PluginType {
    /// The one transformation of a job.
    Task,
    /// Work before or after it.
    Hook,
}

/// When a hook runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HookType {
    /// Before the task.
    Pre,
    /// After the task.
    Post,
    /// After the task has failed.
    Fail,
}

impl Info {
    /// A task: its name, its version and the image that does the work. `env!("CARGO_PKG_VERSION")` is a good version.
    #[must_use]
    pub fn task(name: impl Into<String>, version: impl Into<String>, image: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            description: String::new(),
            plugin_type: PluginType::Task,
            version: version.into(),
            api_version: vec!["1".to_owned()],
            image: image.into(),
            depends_on: Vec::new(),
            hook_type: None,
            secret_path: String::new(),
        }
    }

    /// A hook, and when it runs.
    #[must_use]
    pub fn hook(
        name: impl Into<String>,
        version: impl Into<String>,
        image: impl Into<String>,
        runs: HookType,
    ) -> Self {
        Self { plugin_type: PluginType::Hook, hook_type: Some(runs), ..Self::task(name, version, image) }
    }

    /// Says what it does, for people.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = text.into();
        self
    }

    /// Replaces the versions of the plugin protocol, `["1"]` unless set.
    #[must_use]
    pub fn api_version(mut self, versions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.api_version = versions.into_iter().map(Into::into).collect();
        self
    }

    /// Names the hooks that run before this one.
    #[must_use]
    pub fn depends_on(mut self, hooks: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.depends_on = hooks.into_iter().map(Into::into).collect();
        self
    }

    /// Says where the container expects its secret as a file.
    #[must_use]
    pub fn secret_path(mut self, path: impl Into<String>) -> Self {
        self.secret_path = path.into();
        self
    }
}
