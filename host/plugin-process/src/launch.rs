//! From an executable, or a running process, to a connected plugin: environment, process, handshake, connection, dialect.

mod attached;
mod child;
pub(crate) mod diagnose;
mod environment;
mod folder;
mod handshake;
mod machine;
mod output;
mod process;
mod spawner;
mod trust;
mod verified;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use optimus_plugin_api::{Code, Error};
use optimus_plugin_policy::Digest;
use tokio::{
    task::JoinSet,
    time::{Instant, timeout_at},
};

use crate::{
    ProcessOptions, Reattach,
    dialect::{self, Identity},
    error::{Site, shown},
    relay::{self, Speaker, Tail},
    transport::{self, Address, Connection, Credentials},
};
pub(crate) use attached::Attached;
pub(crate) use child::Child;
use handshake::Handshake;
#[cfg(feature = "fuzzing")]
pub(crate) use handshake::fuzz_handshake;
pub(crate) use process::Process;
use trust::Trust;

/// How to start one plugin, again and again, or to find one that runs.
#[derive(Debug)]
pub(crate) struct Launcher {
    /// The executable, absolute; of a running plugin, where it listens.
    pub(crate) path: PathBuf,
    /// The file name: what errors call the plugin before it has said its name.
    pub(crate) file_name: Arc<str>,
    /// How.
    pub(crate) options: ProcessOptions,
    /// Whose log it is.
    pub(crate) speaker: Arc<Speaker>,
    /// The running plugin, if none is to be started.
    pub(crate) reattach: Option<Reattach>,
}

/// A process that answers.
pub(crate) struct Launched {
    pub(crate) process: Process,
    pub(crate) connection: Connection,
    pub(crate) identity: Identity,
    pub(crate) tail: Arc<Tail>,
    /// Of the file that runs; `None` where it could not be read, and of a process that was found.
    pub(crate) digest: Option<Digest>,
}

impl Launcher {
    pub(crate) fn new(
        path: PathBuf,
        file_name: Arc<str>,
        options: &ProcessOptions,
        reattach: Option<&Reattach>,
    ) -> Self {
        let speaker = Arc::new(Speaker::new(file_name.clone(), options.log_bytes, options.log_lines));
        Self { path, file_name, options: options.clone().merged(), speaker, reattach: reattach.cloned() }
    }

    /// Starts the process, or finds it, and asks it who it is. Dropping the future ends what was started.
    ///
    /// # Errors
    /// It cannot be run or is not there; it is no plugin, or one that speaks something else; it ends or says nothing in time.
    pub(crate) async fn launch(&self) -> Result<Launched, Error> {
        let options = &self.options;
        let contradiction = if self.reattach.is_none() {
            options.contradiction()
        } else {
            options.contradiction_of_reattaching()
        };
        if let Some(why) = contradiction {
            return Err(self.site().error(Code::BAD_PROCESS_OPTIONS, why));
        }
        let deadline = Instant::now() + options.start_timeout;
        match &self.reattach {
            None => self.start(deadline).await,
            Some(to) => {
                let found = timeout_at(deadline, self.find(to)).await;
                found.unwrap_or_else(|_| Err(self.out_of_time("it was connected to and then did not answer")))
            }
        }
    }

    async fn start(&self, deadline: Instant) -> Result<Launched, Error> {
        let credentials = self.credentials()?;
        let spawned = timeout_at(deadline, Child::spawn(self, credentials.as_ref())).await;
        let mut child = spawned.unwrap_or_else(|_| Err(self.out_of_time("it was not started")))?;
        let tail = Arc::new(Tail::default());
        child.relay_stderr(self.speaker.clone(), tail.clone());
        let met = timeout_at(deadline, async {
            let connection = self.meet(&mut child, credentials.as_ref()).await?;
            match self.ask(child.readers(), &connection).await {
                Ok(identity) => Ok((connection, identity)),
                Err(error) if credentials.is_some() => {
                    Err(self.shut_out(&mut child, &connection, error).await)
                }
                Err(error) => Err(error),
            }
        });
        match met.await.unwrap_or_else(|_| Err(self.silent(child.has_shaken_hands()))) {
            Ok((connection, identity)) => {
                let digest = child.digest();
                Ok(Launched { process: Process::Own(Box::new(child)), connection, identity, tail, digest })
            }
            Err(error) => Err(child.explain(self, error, &tail).await),
        }
    }

    async fn find(&self, to: &Reattach) -> Result<Launched, Error> {
        let (mut process, dialled) = Attached::find(self, to).await?;
        let connection =
            dialled.connect().await.map_err(|error| self.refused("no HTTP/2").with_source(error))?;
        let identity = self.ask(process.readers(), &connection).await?;
        let (process, tail) = (Process::Attached(process), Arc::default());
        Ok(Launched { process, connection, identity, tail, digest: None })
    }

    /// From the start to a connection.
    async fn meet(&self, child: &mut Child, credentials: Option<&Credentials>) -> Result<Connection, Error> {
        let handshake = self.shake_hands(child).await?;
        let trust = self.agree_on_tls(credentials, &handshake)?;
        self.keeps_to(child.folder(), &handshake)?;
        tokio::select! {
            connection = self.connect(&handshake.address, trust) => connection,
            ending = child.wait() => Err(self.gone(&format!("after its handshake: it {ending}"))),
        }
    }

    /// What go-plugin's client does first on a connection, and then who it is.
    async fn ask(&self, readers: &mut JoinSet<()>, connection: &Connection) -> Result<Identity, Error> {
        readers.spawn(relay::stdio(self.speaker.clone(), connection.clone()));
        readers.spawn(relay::broker(self.speaker.clone(), connection.clone()));
        dialect::health(connection, self.site()).await?;
        dialect::detect(connection, self.site()).await
    }

    /// Reads the first line, and from then on forgets what the process prints.
    async fn shake_hands(&self, child: &mut Child) -> Result<Handshake, Error> {
        let line = output::first_line(child).await.map_err(|why| why.into_error(self.site()))?;
        let handshake = Handshake::parse(&line, &self.options.protocol_versions)
            .map_err(|why| why.into_error(self.site(), &line))?;
        child.drain_stdout();
        Ok(handshake)
    }

    /// A socket elsewhere is somebody else's until the operator says that it is the plugin's.
    fn keeps_to(&self, folder: &Path, handshake: &Handshake) -> Result<(), Error> {
        let Address::Unix(socket) = &handshake.address else { return Ok(()) };
        let real = |path: &Path| path.canonicalize().ok();
        let is_own = socket.parent().and_then(real).is_some_and(|parent| real(folder) == Some(parent));
        if is_own || self.options.any_socket {
            return Ok(());
        }
        let message = "its address is not used: its socket is outside the folder that it was given";
        Err(self
            .site()
            .error(Code::BAD_HANDSHAKE, message)
            .note("found", shown(&socket.to_string_lossy()))
            .with_help("make the socket in the folder that `PLUGIN_UNIX_SOCKET_DIR` and `TMPDIR` name"))
    }

    async fn connect(&self, address: &Address, trust: Option<Trust<'_>>) -> Result<Connection, Error> {
        let dialled = transport::dial(address).await;
        let dialled = dialled.map_err(|error| self.refused(&error.to_string()).with_source(error))?;
        match trust {
            None => dialled.connect().await.map_err(|error| self.refused("no HTTP/2").with_source(error)),
            Some(trust) => self.secure(dialled, &trust).await,
        }
    }

    fn refused(&self, what: &str) -> Error {
        self.site().error(Code::START_FAILED, format!("it cannot be connected to: {what}"))
    }

    fn gone(&self, when: &str) -> Error {
        self.site().error(Code::EXITED_EARLY, format!("it ended {when}"))
    }

    fn silent(&self, shaken_hands: bool) -> Error {
        self.out_of_time(if shaken_hands {
            "it shook hands and then did not answer"
        } else {
            "it did not print a handshake"
        })
    }

    fn out_of_time(&self, what: &str) -> Error {
        let message = format!("{what} within {:?}", self.options.start_timeout);
        self.site().error(Code::START_TIMEOUT, message)
    }

    pub(crate) fn site(&self) -> Site<'_> {
        let label = if self.reattach.is_some() { "address" } else { "path" };
        Site { plugin: &self.file_name, label, path: &self.path }
    }
}
