use std::{sync::Arc, time::Duration};

use optimus_plugin_api::Error;
use tokio::time::Instant;

use super::Host;
use crate::{errors, plugin::Part};

impl Host {
    /// Ends every plugin: nothing is served from now on, calls in flight are given time, then processes are ended. It waits
    /// for this, all plugins at once, for at most `grace`.
    ///
    /// What it gives back went wrong: a plugin that had to be killed, or one that was still busy after the grace and is
    /// ended without further waiting. Calling it twice is harmless.
    pub async fn shutdown(&self, grace: Duration) -> Vec<Error> {
        let served = self.retire();
        let until = Instant::now() + grace;
        let parts = served.iter().flat_map(|plugin| plugin.parts()).cloned();
        // Each in a task of its own, which goes on after the grace: the kind still has to end the process.
        let endings: Vec<_> = parts.map(|part| (Arc::clone(&part), tokio::spawn(end(part)))).collect();
        let mut errors = Vec::new();
        for (part, ending) in endings {
            match tokio::time::timeout_at(until, ending).await {
                Ok(Ok(Err(error))) => errors.push(error),
                Ok(_) => {}
                Err(_) => errors.push(errors::still_running(part.name())),
            }
        }
        errors
    }
}

async fn end(part: Arc<Part>) -> Result<(), Error> {
    part.end().await
}
