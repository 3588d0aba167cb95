use std::{
    mem,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use optimus_plugin_api::{Backend, Error};
use tokio::runtime::Handle;

use super::Answerer;
use crate::{PluginKind, discovery::Stamp};

/// One loaded file and the backend behind it.
///
/// It is shared by every registry that serves it. When the last of them is gone, and with it every call, the backend is
/// ended in the background: so a reload ends what it no longer serves without cutting a call short.
#[derive(Debug)]
pub(crate) struct Part {
    answerer: Answerer,
    /// What the file was when it was loaded; `None` for a backend that was not made of a file.
    stamp: Option<Stamp>,
    backend: Arc<dyn Backend>,
    ended: AtomicBool,
    runtime: Option<Handle>,
}

impl Part {
    pub(crate) fn new(answerer: Answerer, stamp: Option<Stamp>, backend: Arc<dyn Backend>) -> Self {
        Self { answerer, stamp, backend, ended: AtomicBool::new(false), runtime: Handle::try_current().ok() }
    }

    pub(crate) fn answerer(&self) -> &Answerer {
        &self.answerer
    }

    pub(crate) fn kind(&self) -> PluginKind {
        self.answerer.kind
    }

    pub(crate) fn path(&self) -> &Path {
        &self.answerer.path
    }

    pub(crate) fn backend(&self) -> &dyn Backend {
        &*self.backend
    }

    /// The name that it goes by: what it says, else what its file says.
    pub(crate) fn name(&self) -> &str {
        self.backend.info().map_or_else(|| self.backend.name(), |info| &info.name)
    }

    /// Whether this is the same file, unchanged.
    pub(crate) fn is_of(&self, path: &Path, stamp: Stamp) -> bool {
        self.path() == path && self.stamp == Some(stamp)
    }

    /// Ends the backend. Calls in flight are given the kind's own grace.
    pub(crate) async fn end(&self) -> Result<(), Error> {
        self.ended.store(true, Ordering::Relaxed);
        self.backend.shutdown().await
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let ended = mem::replace(self.ended.get_mut(), true);
        if let (false, Some(runtime)) = (ended, &self.runtime) {
            let backend = Arc::clone(&self.backend);
            runtime.spawn(async move {
                if let Err(error) = backend.shutdown().await {
                    tracing::warn!(%error, "a plugin that is no longer served did not end in order");
                }
            });
        }
    }
}
