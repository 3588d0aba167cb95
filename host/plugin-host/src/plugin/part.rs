use std::{
    mem,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use optimus_plugin_api::{Backend, Diagnostics, Error};
use optimus_plugin_policy::PluginRules;
use tokio::runtime::Handle;

use super::{Answerer, Container};
use crate::{PluginKind, discovery::Stamp, source::Loaded};

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
    /// What is not as meant in the file, although it can be used.
    mistakes: Diagnostics,
    containers: Vec<Container>,
    /// What the policy says of it.
    rules: Arc<PluginRules>,
    ended: AtomicBool,
    runtime: Option<Handle>,
}

impl Part {
    /// A backend that the caller made. What is spawned for its end runs on the current runtime, if there is one.
    pub(crate) fn new(answerer: Answerer, backend: Arc<dyn Backend>) -> Self {
        let (ended, runtime) = (AtomicBool::new(false), Handle::try_current().ok());
        let (mistakes, containers, rules) = Default::default();
        Self { answerer, stamp: None, backend, mistakes, containers, rules, ended, runtime }
    }

    /// A backend that was made of a file.
    pub(crate) fn of_file(answerer: Answerer, stamp: Stamp, loaded: Loaded) -> Self {
        let mut part = Self::new(answerer, loaded.backend);
        part.rules = loaded.rules;
        (part.stamp, part.mistakes, part.containers) = (Some(stamp), loaded.mistakes, loaded.containers);
        part
    }

    /// Under these rules.
    pub(crate) fn with_rules(mut self, rules: PluginRules) -> Self {
        self.rules = Arc::new(rules);
        self
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

    pub(crate) fn mistakes(&self) -> &Diagnostics {
        &self.mistakes
    }

    pub(crate) fn rules(&self) -> &PluginRules {
        &self.rules
    }

    /// With the place in the policy of the limit that was reached, if it was one.
    #[cold]
    pub(crate) fn explained(&self, error: Error) -> Error {
        self.rules.explain(self.file_name(), error)
    }

    /// Whether it is data without logic, for which nobody has to wait.
    pub(crate) fn is_data(&self) -> bool {
        self.kind().describes()
    }

    pub(crate) fn containers(&self) -> &[Container] {
        &self.containers
    }

    /// What to call it where it has no name of its own.
    pub(crate) fn file_name(&self) -> &str {
        let file = self.path().file_name().and_then(|name| name.to_str());
        file.and_then(|file| self.kind().plugin_name(file)).unwrap_or_else(|| self.backend.name())
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
                    let error = crate::errors::logged(&error);
                    tracing::warn!(%error, "a plugin that is no longer served did not end in order");
                }
            });
        }
    }
}
