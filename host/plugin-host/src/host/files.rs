use std::path::{Path, PathBuf};

use optimus_plugin_api::Error;
use optimus_plugin_policy::{Digest, PluginRules};

use super::HostBuilder;
use crate::{PluginKind, discovery, discovery::digest_of, errors, seed_directories};

/// A plugin's file, as far as it can be told without running or compiling any of it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PluginFile {
    /// The name in its file name.
    pub name: String,
    /// What it is.
    pub kind: PluginKind,
    /// Where it lies.
    pub path: PathBuf,
    /// Its size, in bytes.
    pub size: u64,
    /// Its digest.
    pub digest: Digest,
    /// What the policy says about it.
    pub rules: PluginRules,
}

impl HostBuilder {
    /// The files of a plugin: of every kind the first of this name, or the file at this path. Nothing of them is run.
    ///
    /// # Errors
    /// `P0105`: there is none. `P0107`: one cannot be read.
    pub async fn files(&self, what: &str) -> Result<Vec<PluginFile>, Error> {
        let path = Path::new(what);
        if let (true, Some(kind)) = (path.is_file(), PluginKind::of_file(path)) {
            let file_name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
            let name = kind.plugin_name(&file_name).unwrap_or(what);
            return Ok(vec![self.file(kind, name, path).await?]);
        }
        let mut files = Vec::new();
        for source in self.search().await.into_iter().filter(|source| source.name == what) {
            files.push(self.file(source.kind, &source.name, &source.path).await?);
        }
        if files.is_empty() { Err(errors::unknown_plugin(what, None, None)) } else { Ok(files) }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "reads directories, which may hang on a network; far from any call"
    )]
    async fn search(&self) -> Vec<crate::source::Source> {
        let directories = self.directories.clone().unwrap_or_else(seed_directories);
        tokio::task::spawn_blocking(move || discovery::search(&directories).sources).await.unwrap_or_default()
    }

    async fn file(&self, kind: PluginKind, name: &str, path: &Path) -> Result<PluginFile, Error> {
        let digest = digest_of(name, path).await?;
        let size = path.metadata().map_err(|cause| errors::unreadable(name, cause))?.len();
        let rules = self.policies.of(name, Some(&digest)).rules;
        Ok(PluginFile { name: name.to_owned(), kind, path: path.to_owned(), size, digest, rules })
    }
}
