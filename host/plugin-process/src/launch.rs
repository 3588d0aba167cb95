//! From an executable to a connected plugin: environment, process, handshake, connection, dialect.

mod child;
pub(crate) mod diagnose;
mod environment;
mod handshake;
mod output;
mod spawner;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use optimus_plugin_api::{Code, Error};
use tokio::time::{Instant, timeout_at};

use crate::{
    ProcessOptions,
    dialect::{self, Identity},
    error::{Site, shown},
    relay::{self, Tail},
    transport::{self, Address, Connection},
};
pub(crate) use child::Child;
use handshake::Handshake;

/// How to start one plugin, again and again.
#[derive(Debug)]
pub(crate) struct Launcher {
    /// The executable, absolute.
    pub(crate) path: PathBuf,
    /// The file name: what errors call the plugin before it has said its name.
    pub(crate) file_name: Arc<str>,
    /// How.
    pub(crate) options: ProcessOptions,
}

/// A process that answers.
pub(crate) struct Launched {
    pub(crate) child: Child,
    pub(crate) connection: Connection,
    pub(crate) identity: Identity,
    pub(crate) tail: Arc<Tail>,
}

impl Launcher {
    /// Starts the process and asks it who it is. Dropping the future ends the process.
    ///
    /// # Errors
    /// It cannot be run; it is no plugin, or one that speaks something else; it ends or says nothing in time.
    pub(crate) async fn launch(&self) -> Result<Launched, Error> {
        let deadline = Instant::now() + self.options.start_timeout;
        let mut child = Child::spawn(self).await?;
        let tail = Arc::new(Tail::default());
        child.relay_stderr(self.file_name.clone(), tail.clone());
        let met = timeout_at(deadline, self.meet(&mut child)).await;
        let outcome = met.unwrap_or_else(|_| Err(self.out_of_time(child.has_shaken_hands())));
        match outcome {
            Ok((connection, identity)) => Ok(Launched { child, connection, identity, tail }),
            Err(error) => Err(child.explain(error, &tail).await),
        }
    }

    async fn meet(&self, child: &mut Child) -> Result<(Connection, Identity), Error> {
        let handshake = self.shake_hands(child).await?;
        self.keeps_to(child.folder(), &handshake)?;
        let connection = tokio::select! {
            connection = self.connect(&handshake) => connection?,
            ending = child.wait() => return Err(self.gone(&format!("after its handshake: it {ending}"))),
        };
        child.keep(relay::stdio(self.file_name.clone(), connection.clone()));
        child.keep(relay::broker(connection.clone()));
        dialect::health(&connection, self.site()).await?;
        let identity = dialect::detect(&connection, self.site()).await?;
        Ok((connection, identity))
    }

    /// Reads the first line, and from then on forgets what the process prints.
    async fn shake_hands(&self, child: &mut Child) -> Result<Handshake, Error> {
        let line = output::first_line(child).await.map_err(|why| why.into_error(self.site()))?;
        let handshake = Handshake::parse(&line).map_err(|why| why.into_error(self.site(), &line))?;
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

    async fn connect(&self, handshake: &Handshake) -> Result<Connection, Error> {
        let refused =
            |what: &str| self.site().error(Code::START_FAILED, format!("it cannot be connected to: {what}"));
        let dialled = transport::dial(&handshake.address).await;
        let dialled = dialled.map_err(|error| refused(&error.to_string()).with_source(error))?;
        transport::connect(dialled).await.map_err(|error| refused("no HTTP/2").with_source(error))
    }

    fn gone(&self, when: &str) -> Error {
        self.site().error(Code::EXITED_EARLY, format!("it ended {when}"))
    }

    fn out_of_time(&self, shaken_hands: bool) -> Error {
        let what = if shaken_hands {
            "it shook hands and then did not answer"
        } else {
            "it did not print a handshake"
        };
        let message = format!("{what} within {:?}", self.options.start_timeout);
        self.site().error(Code::START_TIMEOUT, message)
    }

    pub(crate) fn site(&self) -> Site<'_> {
        Site { plugin: &self.file_name, path: &self.path }
    }
}
