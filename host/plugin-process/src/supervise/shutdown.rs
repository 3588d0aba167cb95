use std::time::Duration;

use optimus_plugin_api::{Code, Error, Operation};
use tokio::{sync::oneshot, time::timeout};

use super::{Generation, Keeper};
use crate::{
    ProcessOptions, contain::hint, launch::Launched, limits::POST_MORTEM, transport::is_unimplemented, wire,
};

const SHUTDOWN: &str = "/plugin.GRPCController/Shutdown";

impl Launched {
    /// Waits for the end of the process, or of the connection without which it is of no use. One that
    /// was started here is dead afterwards.
    pub(super) async fn death(&mut self, generation: &Generation) -> String {
        let ended = tokio::select! {
            ending = self.process.wait() => Some(ending),
            () = generation.condemned() => Some(self.end_what_hangs().await),
            () = self.connection.closed() => timeout(POST_MORTEM, self.process.wait()).await.ok(),
        };
        let otherwise = self.process.bury().await;
        ended.unwrap_or_else(|| otherwise.to_owned())
    }

    async fn end_what_hangs(&mut self) -> String {
        let killed = self.process.kill().await;
        let then = if killed { "was killed" } else { "was left alone: its process is not known for sure" };
        format!("did not answer any more and {then}")
    }

    /// The limit that ended the process, as errors name it: that of its group, or its own, which it must have said itself.
    pub(super) fn limit_met(&self, options: &ProcessOptions) -> Option<String> {
        if let Some(limit) = self.process.limit_met() {
            return Some(hint::limit(options, limit));
        }
        hint::memory_met(options, &self.tail.text()?)
    }

    /// Asks the process to end and waits; whether it did.
    async fn ends_in_order(&mut self, grace: Duration) -> bool {
        let asked = timeout(grace, self.connection.plain(SHUTDOWN, &wire::Empty {})).await;
        // The server usually stops before it replies. One that has no controller is told in the other way.
        if matches!(&asked, Ok(Err(status)) if is_unimplemented(status)) {
            self.process.terminate();
        }
        timeout(grace, self.process.wait()).await.is_ok()
    }
}

impl Keeper {
    /// Ends the process for good. Without an order the plugin was dropped, and nobody waits.
    pub(super) async fn end(self, mut launched: Launched, order: Option<oneshot::Sender<Result<(), Error>>>) {
        let grace = self.shared.launcher.options.grace;
        // Calls that do not end in time are broken off by the server's end.
        let _ = timeout(grace, self.shared.running.write()).await;
        // A test's process goes on: only the connection ends.
        let is_test = self.shared.launcher.reattach.as_ref().is_some_and(|to| to.test);
        let in_order = is_test || launched.ends_in_order(grace).await;
        let killed = launched.process.kill().await;
        let outcome = if in_order { Ok(()) } else { Err(self.stubborn(grace, killed)) };
        if let (Err(error), None) = (&outcome, &order) {
            tracing::warn!(plugin = self.shared.name, "{error}");
        }
        drop(launched);
        if let Some(reply) = order {
            let _ = reply.send(outcome);
        }
    }

    fn stubborn(&self, grace: Duration, killed: bool) -> Error {
        let then = if killed { "was killed" } else { "was left alone: its process is not known for sure" };
        let message = format!("it did not end within {grace:?} of being asked to, and {then}");
        Error::new(Code::TIME_LIMIT, &*self.shared.name, Operation::Shutdown, message)
    }
}
