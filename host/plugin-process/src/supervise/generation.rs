use std::sync::Arc;

use tokio::{sync::watch, time::timeout};

use crate::{dialect::Dialect, launch::Launched, limits::POST_MORTEM, transport::Connection};

/// One life of a plugin's process, as its calls see it.
#[derive(Debug)]
pub(crate) struct Generation {
    pub(crate) connection: Connection,
    pub(crate) dialect: &'static Dialect,
    ending: watch::Sender<Option<Arc<Ending>>>,
}

/// How a process came to its end.
#[derive(Debug)]
pub(crate) struct Ending {
    /// After "it".
    pub(crate) how: String,
    /// Its last words on stderr.
    pub(crate) words: Option<String>,
}

impl Generation {
    pub(super) fn of(launched: &Launched) -> Self {
        let ending = watch::Sender::new(None);
        Self { connection: launched.connection.clone(), dialect: launched.identity.dialect, ending }
    }

    pub(super) fn end(&self, how: &str, words: Option<String>) {
        self.ending.send_replace(Some(Arc::new(Ending { how: how.to_owned(), words })));
    }

    /// How the process ended, if it did or does at once: for the error of a call that broke off.
    pub(crate) async fn ending(&self) -> Option<Arc<Ending>> {
        let mut ending = self.ending.subscribe();
        let ended = timeout(POST_MORTEM, ending.wait_for(Option::is_some)).await;
        ended.ok()?.ok()?.clone()
    }
}
