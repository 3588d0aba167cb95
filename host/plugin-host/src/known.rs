//! What executables said about themselves when they ran, by the digest of their file: so that who only wants to look starts
//! nothing that is known.
//!
//! The answers are files in a folder of this user alone. They are shown, and nothing else: whether an executable may run is
//! decided by the policy, on the digest of what then runs, whatever stands here. Who can write here is this user, or root; all
//! that he gains is a wrong line in a list, and a first start that is not announced. Hence no key: it would lie beside them.
//! What somebody else could have written (another owner, a folder or file that others may write, a link) is not read.

mod backend;
mod folder;
mod record;

use std::{path::PathBuf, sync::Arc};

use optimus_plugin_api::Backend;
use optimus_plugin_policy::Digest;

use crate::source::{Loaded, Source};
pub(crate) use backend::KnownBackend;
use folder::Folder;
use record::Record;

/// Where answers are remembered for this user: `$XDG_CACHE_HOME/optimus/known`, or below `~/.cache`. `None` where neither is
/// known.
#[must_use]
pub fn known_answers_directory() -> Option<PathBuf> {
    let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(cache.join("optimus").join("known"))
}

/// The answers that are remembered. Without a folder none is.
#[derive(Debug, Default)]
pub(crate) struct Known(Option<Folder>);

impl Known {
    pub(crate) fn new(directory: Option<PathBuf>) -> Self {
        Self(directory.map(Folder::new))
    }

    /// Whether anything is remembered.
    pub(crate) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// What the file of this digest said, as a plugin that is not there to be called.
    pub(crate) async fn answer(&self, digest: Digest) -> Option<KnownBackend> {
        let folder = self.0.clone()?;
        aside(move || folder.read(digest)).await.flatten().map(KnownBackend::new)
    }

    /// Remembers what the file of this digest says, unless the file was changed meanwhile: then it is not known what ran.
    pub(crate) async fn remember(&self, digest: Digest, source: &Source, backend: &dyn Backend) {
        let Some(folder) = self.0.clone() else { return };
        let (record, source) = (Record::of(digest, backend), source.clone());
        let written =
            aside(move || if source.is_unchanged() { folder.write(digest, &record) } else { Ok(()) });
        if let Some(Err(error)) = written.await {
            tracing::debug!(%error, "what an executable said cannot be remembered");
        }
    }
}

/// Ends what ran, and puts in its place what it said.
pub(crate) async fn only_looked_at(digest: Digest, loaded: Loaded) -> Loaded {
    let record = Record::of(digest, &*loaded.backend);
    if let Err(error) = loaded.backend.shutdown().await {
        let error = crate::errors::logged(&error);
        tracing::debug!(%error, "an executable that was only asked who it is did not end in order");
    }
    Loaded { backend: Arc::new(KnownBackend::new(record)), ..loaded }
}

#[expect(clippy::disallowed_methods, reason = "once per load, never in a call: reads and writes files")]
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}
