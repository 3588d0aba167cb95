use std::{fs, io, io::Write as _, net::TcpStream, os::unix::net::UnixStream, thread, time::Duration};

use super::server::field;

/// What the process does once it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attack {
    /// Answers, to show that an executable is served at all.
    Nothing,
    /// Takes memory until it dies.
    Memory,
    /// Never answers.
    Silence,
    /// Answers with 3 MiB.
    Much,
    /// Writes 20,000 lines of 100 bytes to stderr, then answers.
    Flood,
    /// Says whether it could read a file of the host's user that no profile names.
    Reads,
    /// Says whether it could write outside of its folder.
    Writes,
    /// Says whether it could connect by TCP to the port in its last argument.
    Connects,
    /// Says whether it could connect to the socket of somebody else.
    Sockets,
    /// Says the value of the variable in its last argument.
    Environment,
    /// Says how many tasks it could start.
    Tasks,
    /// Ends as soon as it is called.
    Dies,
}

/// What a path is answered with.
pub(super) enum Reply {
    Message(Vec<u8>),
    Status(u8, &'static str),
    /// Nothing, and the call stays open.
    Silence,
}

/// As many tasks as it tries to start.
const TASKS: usize = 200;

impl Attack {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "nothing" => Self::Nothing,
            "memory" => Self::Memory,
            "silence" => Self::Silence,
            "much" => Self::Much,
            "flood" => Self::Flood,
            "reads" => Self::Reads,
            "writes" => Self::Writes,
            "connects" => Self::Connects,
            "sockets" => Self::Sockets,
            "environment" => Self::Environment,
            "tasks" => Self::Tasks,
            "dies" => Self::Dies,
            _ => return None,
        })
    }

    /// In the call.
    pub(super) fn in_call(self) -> Reply {
        match self {
            Self::Nothing => said("nothing"),
            Self::Memory => {
                take_memory();
                said("it was never refused memory")
            }
            Self::Silence => Reply::Silence,
            // One asset: `DefaultAssetsResponse { assets: Assets { assets: [Asset { name, value }] } }`.
            Self::Much => {
                let asset = [field(1, b"a"), field(2, &vec![b'x'; 3 << 20])].concat();
                Reply::Message(field(1, &field(1, &asset)))
            }
            Self::Flood => {
                flood();
                said("nothing")
            }
            Self::Reads => said(outcome(fs::read(last_argument()).map(drop))),
            Self::Writes => said(outcome(fs::write(last_argument(), "written").map(drop))),
            Self::Connects => said(outcome(TcpStream::connect(("127.0.0.1", port())).map(drop))),
            Self::Sockets => said(outcome(UnixStream::connect(last_argument()).map(drop))),
            Self::Environment => {
                said(&std::env::var(last_argument()).unwrap_or_else(|_| "absent".to_owned()))
            }
            Self::Tasks => said(&tasks().to_string()),
            Self::Dies => std::process::abort(),
        }
    }
}

/// `ValidateQuestionResponse { success: false, error }`: a rejection whose text is what was found out.
fn said(text: &str) -> Reply {
    Reply::Message(field(2, text.as_bytes()))
}

fn outcome(done: io::Result<()>) -> &'static str {
    match done {
        Ok(()) => "done",
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => "refused",
        Err(_) => "failed",
    }
}

fn port() -> u16 {
    last_argument().parse().unwrap_or_default()
}

pub(super) fn last_argument() -> String {
    std::env::args().next_back().unwrap_or_default()
}

/// Touches every page, so that it is memory and not only addresses.
fn take_memory() {
    let mut held = Vec::new();
    for _ in 0..4096 {
        held.push(vec![1_u8; 1 << 20]);
    }
    drop(std::hint::black_box(held));
}

fn flood() {
    let line = [[b'x'; 99].as_slice(), b"\n"].concat();
    let mut stderr = io::stderr().lock();
    for _ in 0..20_000 {
        if stderr.write_all(&line).is_err() {
            return;
        }
    }
}

fn tasks() -> usize {
    let nap = || thread::park_timeout(Duration::from_secs(5));
    (0..TASKS).map_while(|_| thread::Builder::new().stack_size(64 << 10).spawn(nap).ok()).count()
}
