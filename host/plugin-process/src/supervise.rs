//! One task per plugin owns its process: it sees the process die, starts it again, and ends it.

mod backoff;
mod crashes;
mod generation;
mod shutdown;

use std::sync::Arc;

use optimus_plugin_api::{Code, Error, Operation};
use optimus_plugin_policy::{AuditVerdict, Digest};
use tokio::{
    sync::{RwLock, RwLockReadGuard, mpsc, oneshot, watch},
    time::{Instant, timeout_at},
};

use crate::{
    contain::admission,
    dialect::Identity,
    launch::{Launched, Launcher},
};
use backoff::Backoff;
use crashes::Crashes;
pub(crate) use generation::Generation;

/// What calls can expect.
#[derive(Debug, Clone)]
enum State {
    Ready(Arc<Generation>),
    /// It died; why the last try to start it again failed, if there was one.
    Restarting(Option<Arc<str>>),
    /// It ended, as told here, and was not started by this host: nobody starts it again.
    Gone(Arc<str>),
    /// It died too often, the last time as told here, and is not started again.
    Broken(Arc<str>),
    ShutDown,
}

/// The calls' side of a supervised process.
#[derive(Debug)]
pub(crate) struct Supervisor {
    shared: Arc<Shared>,
    orders: mpsc::Sender<oneshot::Sender<Result<(), Error>>>,
}

#[derive(Debug)]
struct Shared {
    launcher: Launcher,
    /// What the plugin said about itself at its first start.
    identity: Identity,
    /// The name that errors use.
    name: String,
    /// Of the file that was started first; every later start must have the same.
    digest: Option<Digest>,
    state: watch::Sender<State>,
    /// Read by every running call; whoever can write it knows that none runs.
    running: RwLock<()>,
}

/// A call's right to a process. The process is not asked to end while one is held, up to its grace.
pub(crate) struct Permit<'a> {
    pub(crate) generation: Arc<Generation>,
    _running: RwLockReadGuard<'a, ()>,
}

impl Supervisor {
    /// Takes over a process that was just started.
    pub(crate) fn new(launcher: Launcher, launched: Launched, name: String) -> Self {
        let (orders, inbox) = mpsc::channel(1);
        let generation = Arc::new(Generation::of(&launched));
        let state = watch::Sender::new(State::Ready(generation.clone()));
        let (identity, digest) = (launched.identity.clone(), launched.digest);
        let shared = Arc::new(Shared { launcher, identity, name, digest, state, running: RwLock::new(()) });
        tokio::spawn(Keeper { shared: shared.clone(), inbox }.keep(launched, generation));
        Self { shared, orders }
    }

    /// What the plugin said about itself at its first start.
    pub(crate) fn identity(&self) -> &Identity {
        &self.shared.identity
    }

    /// The name that errors use.
    pub(crate) fn name(&self) -> &str {
        &self.shared.name
    }

    /// Of the file that runs.
    pub(crate) fn digest(&self) -> Option<Digest> {
        self.shared.digest
    }

    /// How the process is started and called.
    pub(crate) fn launcher(&self) -> &Launcher {
        &self.shared.launcher
    }

    /// The process, waiting for it while it is being restarted.
    ///
    /// # Errors
    /// It was shut down, or is not back in time.
    pub(crate) async fn permit(&self, operation: Operation, deadline: Instant) -> Result<Permit<'_>, Error> {
        let patience = deadline.min(Instant::now() + self.launcher().options.restart_patience);
        let mut state = self.shared.state.subscribe();
        let usable = |state: &State| !matches!(state, State::Restarting(_)) && !is_gone(state);
        let reached = timeout_at(patience, state.wait_for(usable))
            .await
            .ok()
            .and_then(Result::ok)
            .map(|state| state.clone());
        match (reached, self.shared.running.try_read()) {
            (Some(State::Ready(generation)), Ok(running)) => Ok(Permit { generation, _running: running }),
            (None | Some(State::Restarting(_)), _) => Err(self.restarting(operation)),
            (Some(State::Gone(how)), _) => Err(self.gone(operation, &how)),
            (Some(State::Broken(how)), _) => Err(self.broken(operation, &how)),
            _ => Err(Error::new(Code::SHUT_DOWN, self.name(), operation, "the plugin was shut down")),
        }
    }

    fn restarting(&self, operation: Operation) -> Error {
        let error =
            Error::new(Code::RESTARTING, self.name(), operation, "its process died and is being restarted")
                .with_retry_after(self.launcher().options.restart_patience);
        match &*self.shared.state.borrow() {
            State::Restarting(Some(why)) => error.note("restart", why.to_string()),
            _ => error,
        }
    }

    fn gone(&self, operation: Operation, how: &str) -> Error {
        let message =
            format!("its process {how}, and cannot be restarted: it was not started by this program");
        Error::new(Code::NOT_RESTARTED, self.name(), operation, message)
            .with_help("start the plugin again, and reattach to it or let this program start it")
    }

    fn broken(&self, operation: Operation, how: &str) -> Error {
        let containment = &self.launcher().options.containment;
        let (starts, window) = (containment.crash_starts, containment.crash_window);
        let message = "its process died again and again; it is not started any more";
        Error::new(Code::CRASH_LOOP, self.name(), operation, message)
            .note("last", how)
            .note("limit", format!("process.crashes = {{starts: {starts}, within: {window:?}}}"))
            .with_help("reload the plugins once it is repaired")
    }

    /// Ends the process. The second time there is nothing to do.
    pub(crate) async fn shutdown(&self) -> Result<(), Error> {
        self.shared.state.send_replace(State::ShutDown);
        let (reply, ended) = oneshot::channel();
        if self.orders.send(reply).await.is_err() {
            return Ok(());
        }
        ended.await.unwrap_or(Ok(()))
    }
}

/// Whether a start failed because of what the process did. A file that is refused did nothing.
fn is_crash(error: &Error) -> bool {
    [Code::EXITED_EARLY, Code::START_TIMEOUT, Code::BAD_HANDSHAKE].contains(&error.code())
}

/// Whether the connection is lost and the keeper has not noticed yet: a call that is not sent is not lost.
fn is_gone(state: &State) -> bool {
    matches!(state, State::Ready(generation) if generation.connection.is_closed())
}

/// The task that owns the process.
struct Keeper {
    shared: Arc<Shared>,
    inbox: mpsc::Receiver<oneshot::Sender<Result<(), Error>>>,
}

/// What comes after a process.
enum Next {
    Process(Box<Launched>),
    /// The plugin is no longer wanted.
    Unwanted,
    /// It died too often.
    Broken,
}

impl Keeper {
    async fn keep(mut self, mut launched: Launched, mut generation: Arc<Generation>) {
        let containment = &self.shared.launcher.options.containment;
        let mut crashes = Crashes::new(containment.crash_starts, containment.crash_window);
        let mut backoff = Backoff::default();
        loop {
            let ending = tokio::select! {
                order = self.inbox.recv() => return self.end(launched, order).await,
                ending = launched.death(&generation) => ending,
            };
            self.announce(&generation, &launched, &ending);
            drop(launched);
            if self.shared.launcher.reattach.is_some() {
                return self.rest().await;
            }
            let next = if crashes.add() {
                self.break_the_loop(&ending);
                Next::Broken
            } else {
                self.restart(&mut backoff, &mut crashes).await
            };
            match next {
                Next::Unwanted => return,
                Next::Broken => return self.rest().await,
                Next::Process(next) => launched = *next,
            }
            generation = Arc::new(Generation::of(&launched));
            self.change(State::Ready(generation.clone()));
        }
    }

    fn announce(&self, generation: &Generation, launched: &Launched, ending: &str) {
        tracing::warn!(plugin = self.shared.name, "the plugin process died: it {ending}");
        let is_own = self.shared.launcher.reattach.is_none();
        let limit = launched.limit_met(&self.shared.launcher.options);
        if let Some(limit) = &limit {
            self.shared.audit(&format!("limit {limit}"), AuditVerdict::Limited);
        }
        self.change(if is_own { State::Restarting(None) } else { State::Gone(ending.into()) });
        generation.end(ending, launched.tail.text(), limit);
    }

    fn break_the_loop(&self, how: &str) {
        tracing::error!(
            plugin = self.shared.name,
            "the plugin process dies again and again, and is not started any more: {how}"
        );
        self.shared.audit("limit crashes", AuditVerdict::Limited);
        self.change(State::Broken(how.into()));
    }

    /// Waits until the plugin is no longer wanted: there is nothing left to do for it.
    async fn rest(&mut self) {
        if let Some(reply) = self.inbox.recv().await {
            let _ = reply.send(Ok(()));
        }
    }

    /// The next process, if one is wanted and comes.
    async fn restart(&mut self, backoff: &mut Backoff, crashes: &mut Crashes) -> Next {
        loop {
            let pause = backoff.next();
            let attempt = async {
                tokio::time::sleep(pause).await;
                self.shared.launcher.launch().await.and_then(|launched| self.shared.same(launched))
            };
            let outcome = tokio::select! {
                order = self.inbox.recv() => {
                    if let Some(reply) = order { let _ = reply.send(Ok(())); }
                    return Next::Unwanted;
                }
                outcome = attempt => outcome,
            };
            match outcome {
                Ok(launched) => return Next::Process(Box::new(launched)),
                Err(error) if is_crash(&error) && crashes.add() => {
                    self.break_the_loop(error.message());
                    return Next::Broken;
                }
                Err(error) => self.failed(&error),
            }
        }
    }

    fn failed(&self, error: &Error) {
        tracing::warn!(plugin = self.shared.name, "the plugin process cannot be restarted: {error}");
        self.change(State::Restarting(Some(error.message().into())));
    }

    /// A plugin that was shut down stays so.
    fn change(&self, to: State) {
        self.shared.state.send_if_modified(|state| {
            let changes = !matches!(state, State::ShutDown);
            if changes {
                *state = to;
            }
            changes
        });
    }
}

impl Shared {
    /// What was registered is one plugin; if its file was replaced by another meanwhile, loading it is the registry's work.
    fn same(&self, launched: Launched) -> Result<Launched, Error> {
        let is_same_file = launched.digest == self.digest;
        if is_same_file && launched.identity.is_still(&self.identity) {
            return Ok(launched);
        }
        let name = Error::escape(&launched.identity.name);
        let message = if launched.identity.is_still(&self.identity) {
            format!("the file of `{name}` was replaced by another one")
        } else {
            format!("the file is another plugin now: `{name}`")
        };
        Err(self.launcher.site().error(Code::START_FAILED, message).with_help("reload the plugins"))
    }

    fn audit(&self, asked: &str, verdict: AuditVerdict) {
        let options = &self.launcher.options;
        let site = crate::error::Site { plugin: &self.name, ..self.launcher.site() };
        admission::audit(options, site, self.digest, asked, verdict, options.rule.to_string());
    }
}
