use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::process::{CommandExt, ExitStatusExt},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{
    CompileBy, CompileOptions, Source,
    child::{status, this_program_can},
    orders::{Orders, VARIABLE},
    trusted::Trusted,
};
use crate::sys::{self, Code};

/// How often it is looked whether the process has ended: first often, then seldom.
const PAUSES: (Duration, Duration) = (Duration::from_micros(500), Duration::from_millis(5));
/// What is read of the reason for which it failed.
const REASON_BYTES: u64 = 8 * 1024;
/// How Rust's allocator words its end; a test guards the wording.
const OUT_OF_MEMORY: &str = "memory allocation of";
/// How machine code begins; what follows says which engine it is for, and is looked at when it is mapped.
const MACHINE_CODE: &[u8] = b"\x7fELF";
/// What the child gets of this program's environment: where its libraries are.
const PASSED_ON: &[&str] = &["LD_LIBRARY_PATH"];

/// Why there is no machine code.
#[derive(Debug)]
pub(super) enum Failure {
    /// The engine refuses the component, for this reason.
    Refused(String),
    /// It takes more than it may: which limit, and its value.
    Budget { limit: &'static str, value: String },
    /// The compiling process ended as none should; it may be the component's doing.
    Crashed(String),
    /// There is no program that compiles.
    NoCompiler(String),
    /// Nobody waits for it any more.
    Cancelled,
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::NoCompiler(error.to_string())
    }
}

/// Says that nobody waits any more, when it is dropped.
#[derive(Debug, Default)]
pub(super) struct Waiting(Arc<AtomicBool>);

/// Whether anybody waits.
#[derive(Debug, Clone)]
pub(super) struct Cancelled(Arc<AtomicBool>);

impl Waiting {
    pub(super) fn watched(&self) -> Cancelled {
        Cancelled(self.0.clone())
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Cancelled {
    fn is(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Lets another process compile, and waits for it on this thread, which so outlives it.
pub(super) fn compile(
    options: &CompileOptions,
    orders: &Orders,
    source: &Source,
    cancelled: &Cancelled,
) -> Result<Trusted, Failure> {
    let program = program(&options.by)?;
    let (input, output, mut reason) = (input(source)?, sys::memory_file()?, sys::memory_file()?);
    let mut command = Command::new(program);
    command.env_clear().env(VARIABLE, orders.line());
    command.envs(PASSED_ON.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.current_dir("/").process_group(0).arg0("optimus: compiling a component");
    command.stdin(input).stdout(output.try_clone()?).stderr(reason.try_clone()?);
    let begin = Instant::now();
    let mut child = command.spawn()?;
    // The command still holds the files; sealed they are all the same, but it need not keep memory.
    drop(command);
    let ended = wait(&mut child, begin + options.time, cancelled)?;
    match ended {
        Ended::Cancelled => Err(Failure::Cancelled),
        Ended::Late => Err(Failure::Budget { limit: "compile time", value: format!("{:?}", options.time) }),
        Ended::ByItself(status) if status.success() => made(output),
        Ended::ByItself(status) => Err(why(status, &text(&mut reason), options)),
    }
}

fn program(by: &CompileBy) -> Result<PathBuf, Failure> {
    match by {
        CompileBy::Program(path) => Ok(path.clone()),
        _ if this_program_can() => Ok(sys::place_of_this_program()?),
        _ => Err(Failure::NoCompiler("`compiling_child` was not called first in `main`".to_owned())),
    }
}

fn input(source: &Source) -> io::Result<Stdio> {
    let mut file = sys::memory_file()?;
    file.write_all(&source.bytes)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file.into())
}

/// What the process wrote, if it is one that compiles.
fn made(output: File) -> Result<Trusted, Failure> {
    let (code, mut start) = (Code::seal(output)?, Vec::new());
    code.reader()?.take(MACHINE_CODE.len() as u64).read_to_end(&mut start)?;
    if start == MACHINE_CODE {
        return Ok(Trusted::just_made(code));
    }
    Err(Failure::NoCompiler("the program that was started ended well and made no machine code".to_owned()))
}

enum Ended {
    ByItself(ExitStatus),
    Late,
    Cancelled,
}

#[expect(clippy::disallowed_methods, reason = "on a thread that does nothing else")]
fn wait(child: &mut Child, until: Instant, cancelled: &Cancelled) -> io::Result<Ended> {
    let mut pause = PAUSES.0;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Ended::ByItself(status));
        }
        let late = Instant::now() >= until;
        if late || cancelled.is() {
            // It has no children of its own, and is reaped at once.
            child.kill()?;
            child.wait()?;
            return Ok(if late { Ended::Late } else { Ended::Cancelled });
        }
        thread::sleep(pause);
        pause = (pause * 2).min(PAUSES.1);
    }
}

fn why(ended: ExitStatus, reason: &str, options: &CompileOptions) -> Failure {
    let over = |limit, value| Failure::Budget { limit, value };
    match (ended.code(), ended.signal()) {
        (Some(status::REFUSED), _) => Failure::Refused(reason.to_owned()),
        (Some(status::OTHER_VERSION | status::ENVIRONMENT), _) => Failure::NoCompiler(reason.to_owned()),
        (_, Some(libc::SIGXCPU)) => over("compile cpu", format!("{:?}", options.cpu_time)),
        (_, Some(libc::SIGXFSZ)) => over("compiled size", format!("{} bytes", options.artefact_bytes)),
        (_, Some(libc::SIGABRT)) if reason.contains(OUT_OF_MEMORY) => {
            over("compile memory", format!("{} bytes", options.memory_bytes))
        }
        (_, Some(libc::SIGKILL)) => {
            over("compile memory", "that of this machine (the system killed it)".to_owned())
        }
        _ => Failure::Crashed(format!("{ended}: {reason}")),
    }
}

fn text(file: &mut File) -> String {
    let mut bytes = Vec::new();
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.take(REASON_BYTES).read_to_end(&mut bytes));
    read.map_or_else(|error| error.to_string(), |_| String::from_utf8_lossy(&bytes).into_owned())
}
