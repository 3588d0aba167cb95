use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use optimus_plugin_api::{
    Answer, Backend, CallContext, CliMod, Error, GetQuestionsRequest, GetQuestionsResponse, Question,
    ValidateQuestionRequest, Verdict,
};
use optimus_plugin_policy::{Containment, Profile};
use optimus_plugin_process::{ProcessOptions, ProcessPlugin};

/// What answers within this time answers; what takes longer hangs.
pub(crate) const LONG: Duration = Duration::from_secs(60);

/// The same plugin on the oldest go-plugin that matters, which has no stream for output and no reflection, on the one of
/// Optimus' time, and on the newest.
pub(crate) const FULL: [&str; 3] = ["full-1.0.1", "full-1.4.3", "full-1.8.0"];

/// One plugin on the other side of the wire.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    pub(crate) program: &'static str,
    pub(crate) auto_mtls: bool,
}

/// Everybody who answers as `tests/processes/full` does: in Go over a unix socket, in Python over tcp and without go-plugin.
const ALL: [&str; 4] = ["full-1.0.1", "full-1.4.3", "full-1.8.0", "python"];

/// All of them, with AutoMTLS (if it is built in) and without.
pub(crate) fn peers() -> impl Iterator<Item = Peer> {
    let secure = [false, true].into_iter().filter(|secure| cfg!(feature = "auto-mtls") || !secure);
    secure.flat_map(|auto_mtls| ALL.map(|program| Peer { program, auto_mtls }))
}

impl Peer {
    pub(crate) fn options(self) -> ProcessOptions {
        let mut options = ProcessOptions::default();
        options.containment = containment(self.program);
        options.auto_mtls = self.auto_mtls;
        options
    }

    pub(crate) async fn start(self) -> ProcessPlugin {
        self.start_with(self.options()).await
    }

    pub(crate) async fn start_with(self, mut options: ProcessOptions) -> ProcessPlugin {
        options.auto_mtls = self.auto_mtls;
        let started = ProcessPlugin::start(&built(self.program), &options).await;
        started.unwrap_or_else(|error| panic!("{self}: {error:?}"))
    }
}

/// What a fixture needs: the plugin in Python listens on a port, and reads what it is made of.
pub(crate) fn containment(program: &str) -> Containment {
    let mut containment = Containment::default();
    if program == "python" {
        containment.profile = Profile::Network(Vec::new());
        containment.read = python();
    }
    containment
}

/// Where the plugin in Python, its packages and its interpreter are.
pub(crate) fn python() -> Vec<PathBuf> {
    let environment = repository().join("target/fixtures/python");
    let text = std::fs::read_to_string(environment.join("pyvenv.cfg")).unwrap();
    let home = text.lines().find_map(|line| line.strip_prefix("home = ")).unwrap();
    let prefix = Path::new(home).parent().unwrap().to_owned();
    vec![repository().join("tests/processes/python"), environment, prefix]
}

impl std::fmt::Display for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.program, if self.auto_mtls { " with AutoMTLS" } else { "" })
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// An executable that was built from `tests/processes`.
pub(crate) fn built(name: &str) -> PathBuf {
    let path = repository().join("target/fixtures/process").join(name);
    assert!(path.exists(), "{} is missing: run `cargo xtask fixtures`", path.display());
    path
}

/// The example, under the name by which it is discovered.
pub(crate) fn neo() -> String {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let go =
        |word: &str| word.replace("macos", "darwin").replace("x86_64", "amd64").replace("aarch64", "arm64");
    format!("optimus-neo_{}_{}", go(os), go(arch))
}

/// A script of `tests/processes/scripts`.
pub(crate) fn script(name: &str) -> PathBuf {
    repository().join("tests/processes/scripts").join(name)
}

pub(crate) fn with_args(args: &[&str]) -> ProcessOptions {
    let mut options = ProcessOptions::default();
    options.args = args.iter().map(OsString::from).collect();
    // What listens on a port needs the profile for that.
    if args.contains(&"tcp") {
        options.containment.profile = Profile::Network(Vec::new());
    }
    options
}

pub(crate) async fn start(name: &str) -> ProcessPlugin {
    let mut options = ProcessOptions::default();
    options.containment = containment(name);
    ProcessPlugin::start(&built(name), &options).await.unwrap()
}

pub(crate) async fn start_plain(args: &[&str]) -> Result<ProcessPlugin, Error> {
    ProcessPlugin::start(&built("plain"), &with_args(args)).await
}

/// What an error notes under a label.
pub(crate) fn note(error: &Error, label: &str) -> String {
    error.notes().iter().find(|(known, _)| *known == label).map(|(_, text)| text.clone()).unwrap_or_default()
}

/// `get-questions` for a job name, which fixtures take for a switch.
pub(crate) async fn survey(plugin: &ProcessPlugin, job: &str) -> Result<GetQuestionsResponse, Error> {
    survey_with(plugin, &CallContext::default(), job).await
}

pub(crate) async fn survey_with(
    plugin: &ProcessPlugin,
    ctx: &CallContext,
    job: &str,
) -> Result<GetQuestionsResponse, Error> {
    let request = GetQuestionsRequest { job_name: job.to_owned(), ..Default::default() };
    plugin.cli().unwrap().get_questions(ctx, &request).await
}

/// The names of the questions, by which fixtures tell things.
pub(crate) async fn told(plugin: &ProcessPlugin, switch: &str) -> Vec<String> {
    let reply = survey(plugin, switch).await.unwrap();
    reply.questions.into_iter().map(|question| question.name).collect()
}

pub(crate) async fn pid(plugin: &ProcessPlugin) -> u32 {
    told(plugin, "do:pid").await[0].parse().unwrap()
}

/// The folder that the process was given.
pub(crate) async fn folder(plugin: &ProcessPlugin) -> PathBuf {
    told(plugin, "do:folder").await[0].clone().into()
}

pub(crate) async fn validate(plugin: &ProcessPlugin, question: &str, value: &str) -> Result<Verdict, Error> {
    let answer = Answer { question: Question::new(question, ""), value: value.to_owned() };
    let request = ValidateQuestionRequest { answer, ..Default::default() };
    let cli: &dyn CliMod = plugin.cli().unwrap();
    cli.validate_question(&CallContext::default(), &request).await
}

/// Whether a process runs: one that is dead and not yet reaped does not.
pub(crate) fn runs(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

/// The most memory that this process had at once, in bytes.
pub(crate) fn most_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
}

/// Waits for something that is sure to come.
pub(crate) async fn until(what: &str, reached: impl Fn() -> bool) {
    let start = Instant::now();
    while !reached() {
        assert!(start.elapsed() < LONG, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Waits until the process answers a switch with something else than 0.
pub(crate) async fn until_told(plugin: &ProcessPlugin, switch: &str) {
    let start = Instant::now();
    while told(plugin, switch).await == ["0"] {
        assert!(start.elapsed() < LONG, "waited in vain: {switch}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
