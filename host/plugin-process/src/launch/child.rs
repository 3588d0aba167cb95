use std::{
    ffi::OsString,
    os::{
        fd::{AsRawFd, OwnedFd},
        unix::process::ExitStatusExt,
    },
    path::Path,
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use optimus_plugin_api::{Code, Error};
use optimus_plugin_policy::Digest;
use tokio::{
    io::BufReader,
    process::{ChildStdout, Command},
    task::JoinSet,
    time::timeout,
};

use super::{
    Launcher, diagnose, environment,
    folder::Folder,
    spawner,
    verified::{self, Program, Verified, Wanted},
};
use crate::{
    contain::{Bounds, admission, hint, place},
    error::Site,
    limits,
    relay::{self, Speaker, Tail},
    sys::{self, Cgroup, Confined, Leash},
    transport::Credentials,
};

/// The pipes of a dead process end at once; this is for those that somebody else holds.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// A running process, with what reads from it and its folder. Dropping it kills the process and all that it started in its
/// group, and removes the folder.
#[derive(Debug)]
pub(crate) struct Child {
    process: tokio::process::Child,
    group: Group,
    stdout: Option<BufReader<ChildStdout>>,
    has_shaken_hands: bool,
    readers: JoinSet<()>,
    folder: Folder,
    /// Of the file that runs.
    digest: Option<Digest>,
}

/// The process group of a child: its leader's id is the group's.
#[derive(Debug)]
struct Group {
    leader: u32,
    /// Everybody in it was killed and the leader reaped: from then on the number may be somebody else's.
    is_over: bool,
    /// Kills it when this process dies.
    _leash: Arc<Leash>,
    /// Who left the group is in it still.
    cgroup: Option<Cgroup>,
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.is_over {
            sys::kill_group(self.leader);
        }
    }
}

impl Child {
    /// Starts the executable.
    pub(super) async fn spawn(launcher: &Launcher, credentials: Option<&Credentials>) -> Result<Self, Error> {
        let (site, options) = (launcher.site(), &launcher.options);
        let failed = |error| diagnose::start_failed(site, error);
        let folder = Folder::new(options.socket_group).map_err(|error| {
            site.error(Code::START_FAILED, "no folder for its socket can be made").with_source(error)
        })?;
        let program = admitted(launcher, folder.path()).await?;
        let digest = program.digest;
        let variables = environment::variables(options, folder.path(), credentials);
        let bounds = bounds(launcher, folder.path(), &program, &variables);
        let (mut command, Confined { leash, cgroup }) = command(launcher, program, &bounds)?;
        prepare(&mut command, launcher);
        command.envs(variables);
        let mut process = spawner::spawn(command).await.map_err(failed)?;
        let group = Group { leader: process.id().unwrap_or_default(), is_over: false, _leash: leash, cgroup };
        let stdout = process.stdout.take().map(BufReader::new);
        let readers = JoinSet::new();
        Ok(Self { process, group, stdout, has_shaken_hands: false, readers, folder, digest })
    }

    /// Of the file that runs; `None` where it could not be read.
    pub(super) fn digest(&self) -> Option<Digest> {
        self.digest
    }

    /// The limit of its group that it met, if its group has limits.
    pub(super) fn limit_met(&self) -> Option<&'static str> {
        let group = self.group.cgroup.as_ref()?;
        if group.ran_out_of_memory() {
            return Some("memory");
        }
        group.ran_out_of_tasks().then_some("tasks")
    }

    /// Relays stderr until it ends.
    pub(super) fn relay_stderr(&mut self, speaker: Arc<Speaker>, tail: Arc<Tail>) {
        if let Some(stderr) = self.process.stderr.take() {
            self.readers.spawn(relay::stderr(speaker, stderr, tail));
        }
    }

    /// What runs for as long as the process is wanted.
    pub(super) fn readers(&mut self) -> &mut JoinSet<()> {
        &mut self.readers
    }

    pub(super) fn take_stdout(&mut self) -> Option<BufReader<ChildStdout>> {
        self.stdout.take()
    }

    pub(super) fn give_back_stdout(&mut self, stdout: BufReader<ChildStdout>) {
        self.stdout = Some(stdout);
    }

    /// From here on what it prints is forgotten.
    pub(super) fn drain_stdout(&mut self) {
        self.has_shaken_hands = true;
        if let Some(stdout) = self.stdout.take() {
            self.readers.spawn(relay::drain(stdout));
        }
    }

    pub(super) fn has_shaken_hands(&self) -> bool {
        self.has_shaken_hands
    }

    /// Its own folder: where its socket belongs.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Asks it to end.
    pub(super) fn terminate(&self) {
        sys::terminate(self.group.leader);
    }

    /// Waits for the process's end and says how it came, after "it". Cancel-safe.
    pub(super) async fn wait(&mut self) -> String {
        match self.process.wait().await {
            Ok(status) => describe(status),
            Err(error) => format!("was lost: {error}"),
        }
    }

    /// Waits until the process has ended and its output had time to arrive.
    pub(super) async fn outlived(&mut self) {
        self.wait().await;
        tokio::time::sleep(limits::POST_MORTEM).await;
    }

    /// How it ended, if it did or does at once.
    pub(super) async fn ended_soon(&mut self) -> Option<String> {
        timeout(limits::POST_MORTEM, self.wait()).await.ok()
    }

    /// Kills the process and all that it started.
    pub(super) async fn kill(&mut self) {
        sys::kill_group(self.group.leader);
        if let Some(group) = &self.group.cgroup {
            group.kill();
        }
        let _ = self.process.wait().await;
        self.group.is_over = true;
    }

    /// Waits until what reads from a dead process has read it all, or somebody outside its group keeps it from ending.
    pub(super) async fn last_words(&mut self) {
        let _ = timeout(LAST_WORDS, async { while self.readers.join_next().await.is_some() {} }).await;
    }

    /// Adds to the error of a start what is known of the file and what the process said, and ends it.
    pub(super) async fn explain(mut self, launcher: &Launcher, error: Error, tail: &Tail) -> Error {
        self.kill().await;
        self.last_words().await;
        let error = if self.has_shaken_hands { error } else { diagnose::facts(launcher.site(), error) };
        let said = tail.text().unwrap_or_default();
        let error = match self.limit_met() {
            Some(limit) => error.note("limit", hint::limit(&launcher.options, limit)),
            None => hint::explain_start(error, &launcher.options, &said),
        };
        if said.is_empty() { error } else { error.note("stderr", said) }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "reading and hashing an executable blocks, and a start is no hot path"
)]
/// The executable, if the policy and the place that it is in allow it to run.
async fn admitted(launcher: &Launcher, folder: &Path) -> Result<Program, Error> {
    let (site, options) = (launcher.site(), &launcher.options);
    admission::enforceable(site, options)?;
    if !options.any_place {
        place::check(site).inspect_err(|_| admission::misplaced(site, options))?;
    }
    let (path, file_name, folder) = (launcher.path.clone(), launcher.file_name.clone(), folder.to_owned());
    let (checksum, copies) = (options.checksum, admission::runs_verified(options));
    let reading = tokio::task::spawn_blocking(move || {
        let wanted = Wanted { checksum, copy_in: copies.then_some(&*folder) };
        verified::program(Site { plugin: &file_name, label: "path", path: &path }, wanted)
    });
    let stopped = |error| site.error(Code::START_FAILED, "it was not verified").with_source(error);
    let program = reading.await.map_err(stopped)??;
    admission::admit(site, options, program.digest)?;
    Ok(program)
}

/// What the process may reach: besides what the policy says, its own file, who interprets it, and the certificates that its
/// variables name.
fn bounds(
    launcher: &Launcher,
    folder: &Path,
    program: &Program,
    variables: &[(OsString, OsString)],
) -> Bounds {
    let options = &launcher.options;
    let mut bounds = Bounds::of(&options.containment, folder, options.socket_group.is_some());
    if let Some(reach) = &mut bounds.reach {
        let path = variables.iter().rev().find(|(name, _)| name == "PATH").map(|(_, value)| value);
        reach.follow(variables);
        reach.admit(&launcher.path, &program.head, path);
    }
    bounds
}

/// The very bytes that were verified, or the file. The first argument is the path of the file in any case.
fn command(launcher: &Launcher, program: Program, bounds: &Bounds) -> Result<(Command, Confined), Error> {
    let site = launcher.site();
    let (mut command, held) = match program.verified {
        None => (Command::new(site.path), None),
        Some(Verified::Sealed(file)) => (by_descriptor(&file), Some(file)),
        Some(Verified::Copied(path)) => (Command::new(path), None),
    };
    command.arg0(site.path);
    let confined = sys::confine(command.as_std_mut(), held, bounds).map_err(|error| {
        site.error(Code::NOT_CONTAINED, "it is not run, because it cannot be contained").with_source(error)
    })?;
    Ok((command, confined))
}

/// In the child the number is the same, and the descriptor is closed once the program was opened through it.
fn by_descriptor(file: &OwnedFd) -> Command {
    Command::new(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

fn prepare(command: &mut Command, launcher: &Launcher) {
    let options = &launcher.options;
    if let Some(address) = &options.telemetry {
        command.arg("-t").arg(address);
    }
    command.args(&options.args).env_clear().process_group(0).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
}

fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exited with status {code}"),
        (_, Some(signal)) => format!("was killed by signal {signal}"),
        _ => "ended".to_owned(),
    }
}
