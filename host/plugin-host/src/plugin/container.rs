/// A container that a plugin's yaml names. For a scheduler: nothing here runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Container {
    /// By which version of the plugin a job asks for it; `default` for a job that asks for none.
    pub version: String,
    /// The image as it is pulled, with its tag.
    pub image: String,
    /// What runs in it, where the yaml says so; else the image's own.
    pub entrypoint: Option<Entrypoint>,
}

/// What a container runs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entrypoint {
    /// The shell that the script is given to, for example `/bin/sh`.
    pub shell: String,
    /// The commands, in one line.
    pub script: String,
}

#[cfg(feature = "yaml")]
impl Container {
    /// All that a yaml names: its versions, or the one image.
    pub(crate) fn all_of(plugin: &optimus_plugin_yaml::YamlPlugin) -> Vec<Self> {
        use optimus_plugin_api::Backend as _;
        let versions = plugin.versions().map(|version| Self {
            version: version.name.to_owned(),
            image: version.reference(),
            entrypoint: Some(version.entrypoint.into()),
        });
        let mut all: Vec<_> = versions.collect();
        if all.is_empty() {
            let image = plugin.info().map_or_else(String::new, |info| info.image.clone());
            let entrypoint = plugin.entrypoint().map(Into::into);
            all.push(Self { version: "default".to_owned(), image, entrypoint });
        }
        all
    }
}

#[cfg(feature = "yaml")]
impl From<optimus_plugin_yaml::Entrypoint<'_>> for Entrypoint {
    fn from(entrypoint: optimus_plugin_yaml::Entrypoint<'_>) -> Self {
        Self { shell: entrypoint.shell.to_owned(), script: entrypoint.script.to_owned() }
    }
}
