use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Notify, watch},
    time::timeout,
};

use crate::{
    dialect::{self, Dialect},
    launch::Launched,
    limits::POST_MORTEM,
    transport::Connection,
};

/// One life of a plugin's process, as its calls see it.
#[derive(Debug)]
pub(crate) struct Generation {
    pub(crate) connection: Connection,
    pub(crate) dialect: &'static Dialect,
    ending: watch::Sender<Option<Arc<Ending>>>,
    /// Somebody is looking whether it hangs.
    suspected: AtomicBool,
    /// It hangs, and is to be killed.
    condemned: Notify,
}

/// How a process came to its end.
#[derive(Debug)]
pub(crate) struct Ending {
    /// After "it".
    pub(crate) how: String,
    /// Its last words on stderr.
    pub(crate) words: Option<String>,
    /// The limit that ended it, as errors name it.
    pub(crate) limit: Option<String>,
}

impl Generation {
    pub(super) fn of(launched: &Launched) -> Self {
        let ending = watch::Sender::new(None);
        let (connection, dialect) = (launched.connection.clone(), launched.identity.dialect);
        Self { connection, dialect, ending, suspected: AtomicBool::new(false), condemned: Notify::new() }
    }

    pub(super) fn end(&self, how: &str, words: Option<String>, limit: Option<String>) {
        self.ending.send_replace(Some(Arc::new(Ending { how: how.to_owned(), words, limit })));
    }

    /// Looks, with nobody waiting, whether a process that did not end a call in time answers anything at all. If it does not
    /// within this time, it is killed: it would keep its processor busy, and every later call would wait for it in vain.
    pub(crate) fn suspect(self: &Arc<Self>, patience: Duration) {
        if self.suspected.swap(true, Ordering::Relaxed) {
            return;
        }
        let suspected = self.clone();
        tokio::spawn(async move {
            if timeout(patience, dialect::is_alive(&suspected.connection)).await.is_err() {
                suspected.condemned.notify_one();
            }
            suspected.suspected.store(false, Ordering::Relaxed);
        });
    }

    /// Waits until it was found to hang. Cancel-safe.
    pub(super) async fn condemned(&self) {
        self.condemned.notified().await;
    }

    /// How the process ended, if it did or does at once: for the error of a call that broke off.
    pub(crate) async fn ending(&self) -> Option<Arc<Ending>> {
        let mut ending = self.ending.subscribe();
        let ended = timeout(POST_MORTEM, ending.wait_for(Option::is_some)).await;
        ended.ok()?.ok()?.clone()
    }
}
