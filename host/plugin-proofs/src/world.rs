use std::{ffi::OsString, path::PathBuf, sync::Arc, time::Duration};

use optimus_plugin_api::{
    Answer, CallContext, Code, ConfigEntry, DefaultAssetsRequest, DefaultAssetsResponse, Error,
    GenerateDestinationRequest, Operation, Project, ValidateQuestionRequest, Verdict,
};
use optimus_plugin_host::{Host, HostBuilder, Plugin, PluginPolicy};
use tempfile::TempDir;

/// How long whatever is left of a proof may take to end.
const GRACE: Duration = Duration::from_secs(2);

/// In which program the proofs are made.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Setting {
    /// A host as this program makes them: how it compiles, where it keeps what it compiled.
    pub host: HostBuilder,
    /// A program that calls [`hostile::run`](crate::hostile::run) when it is started with the arguments below and the name of
    /// an attack.
    pub program: PathBuf,
    /// See [`Self::program`].
    pub arguments: Vec<OsString>,
}

impl Setting {
    /// These hosts, and this program.
    #[must_use]
    pub fn new(host: HostBuilder, program: PathBuf, arguments: Vec<OsString>) -> Self {
        Self { host, program, arguments }
    }
}

/// A host that serves one hostile plugin.
pub(crate) struct World {
    host: Host,
    name: String,
    _folder: TempDir,
}

impl World {
    /// Serves a file under a policy. The plugin's name is that in the file's name.
    pub(crate) async fn serve(
        builder: HostBuilder,
        name: &str,
        file: &str,
        content: Content<'_>,
        policy: PluginPolicy,
    ) -> Result<Self, Error> {
        let folder = tempfile::tempdir().map_err(|cause| unwritten(name, cause))?;
        content.put(&folder.path().join(file)).map_err(|cause| unwritten(name, cause))?;
        let builder = builder.directories([folder.path()]).default_policy(policy);
        Ok(Self { host: builder.load().await, name: name.to_owned(), _folder: folder })
    }

    /// The plugin, or why it is not served.
    pub(crate) fn plugin(&self) -> Result<Arc<Plugin>, Error> {
        self.host.plugins().plugin(&self.name)
    }

    /// Why the file is not served.
    pub(crate) fn refusal(&self) -> Option<(Code, String)> {
        let plugins = self.host.plugins();
        let file = plugins.not_served().first()?;
        Some((file.reason.code(), file.reason.message().to_owned()))
    }

    /// Ends what was served.
    pub(crate) async fn end(self) {
        self.host.shutdown(GRACE).await;
    }
}

/// Somebody who has nothing to do with the plugin: a file, a port, a socket.
pub(crate) struct Bystander {
    folder: TempDir,
    listener: std::net::TcpListener,
    _socket: std::os::unix::net::UnixListener,
}

impl World {
    /// See [`Bystander`].
    pub(crate) fn bystander() -> Result<Bystander, Error> {
        let made = || {
            let folder = tempfile::tempdir()?;
            std::fs::write(folder.path().join("file"), "a file of this user")?;
            let socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket"))?;
            let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
            Ok(Bystander { folder, listener, _socket: socket })
        };
        made().map_err(|cause| unwritten("guest", cause))
    }
}

impl Bystander {
    pub(crate) fn file(&self) -> String {
        self.folder.path().join("file").display().to_string()
    }

    pub(crate) fn socket(&self) -> String {
        self.folder.path().join("socket").display().to_string()
    }

    pub(crate) fn port(&self) -> String {
        self.listener.local_addr().map_or_else(|_| String::new(), |address| address.port().to_string())
    }
}

/// What a plugin's file is made of.
pub(crate) enum Content<'a> {
    Bytes(&'a [u8]),
    /// The same file under another name.
    Executable(&'a std::path::Path),
}

impl Content<'_> {
    fn put(&self, path: &std::path::Path) -> std::io::Result<()> {
        match self {
            Self::Bytes(bytes) => std::fs::write(path, bytes),
            // A copy: who may write to a link's file is not known.
            Self::Executable(program) => std::fs::copy(program, path).map(drop),
        }
    }
}

fn unwritten(plugin: &str, cause: std::io::Error) -> Error {
    Error::new(Code::NOT_WRITTEN, plugin, Operation::Load, "no folder for the proof can be made")
        .with_source(cause)
}

/// Asks about an answer to the question `Q`.
pub(crate) async fn validate(plugin: &Plugin, ctx: &CallContext, value: &str) -> Result<Verdict, Error> {
    ask(plugin, ctx, "Q", value).await
}

/// Asks about an answer to a question.
pub(crate) async fn ask(
    plugin: &Plugin,
    ctx: &CallContext,
    question: &str,
    value: &str,
) -> Result<Verdict, Error> {
    let request = ValidateQuestionRequest { answer: Answer::named(question, value), ..Default::default() };
    plugin.validate_question(ctx, &request).await
}

/// Asks for the files of a new job.
pub(crate) async fn assets(plugin: &Plugin, ctx: &CallContext) -> Result<DefaultAssetsResponse, Error> {
    plugin.default_assets(ctx, &DefaultAssetsRequest::default()).await
}

/// Asks what a job writes, in a project that has one key of configuration.
pub(crate) async fn destination(plugin: &Plugin, key: &str, value: &str) -> Result<String, Error> {
    let config = vec![ConfigEntry::new(key, value)];
    let project = Some(Project { name: "proof".to_owned(), config });
    let request = GenerateDestinationRequest { project, ..Default::default() };
    Ok(plugin.generate_destination(&patient(), &request).await?.destination)
}

/// Calls never end a proof by waiting: none may take longer than this.
pub(crate) fn patient() -> CallContext {
    CallContext::builder().timeout(Duration::from_secs(20)).build()
}
