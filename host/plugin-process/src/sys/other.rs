use std::{fs::File, io, os::fd::OwnedFd, path::Path, process::Command, sync::Arc};

use crate::contain::Bounds;

/// There is none.
#[derive(Debug)]
pub(crate) struct Leash;

/// There is none.
#[derive(Debug)]
pub(crate) struct Cgroup;

impl Cgroup {
    pub(crate) fn ran_out_of_memory(&self) -> bool {
        false
    }

    pub(crate) fn ran_out_of_tasks(&self) -> bool {
        false
    }

    pub(crate) fn kill(&self) {}
}

/// What a child is held by: nothing.
#[derive(Debug)]
pub(crate) struct Confined {
    pub(crate) leash: Arc<Leash>,
    pub(crate) cgroup: Option<Cgroup>,
}

/// What there is to contain processes with: nothing. The form that Linux has.
#[derive(Debug, Default)]
pub(crate) struct Machine {
    pub(crate) no_linux: Option<&'static str>,
    pub(crate) landlock: i32,
    pub(crate) no_landlock: Option<&'static str>,
    pub(crate) no_filter: Option<&'static str>,
    pub(crate) no_cgroup: Option<String>,
    pub(crate) no_memory: Option<String>,
    pub(crate) no_tasks: Option<String>,
    pub(crate) no_close_range: bool,
}

pub(crate) fn machine() -> &'static Machine {
    static MACHINE: std::sync::OnceLock<Machine> = std::sync::OnceLock::new();
    MACHINE.get_or_init(|| Machine {
        no_linux: Some("executables are contained on Linux only"),
        no_cgroup: Some("there are no cgroups".into()),
        no_memory: Some("there are no cgroups".into()),
        no_tasks: Some("there are no cgroups".into()),
        ..Machine::default()
    })
}

/// No child contains itself here.
pub(crate) fn failed_part(_: &io::Error) -> Option<(&'static str, io::Error)> {
    None
}

/// Nothing is held or confined here: a child survives `kill -9` of its host.
#[expect(clippy::unnecessary_wraps, reason = "the form that Linux has")]
pub(crate) fn confine(_: &mut Command, _: Option<OwnedFd>, _: &Bounds) -> io::Result<Confined> {
    Ok(Confined { leash: Arc::new(Leash), cgroup: None })
}

/// There are no executable files in memory: a copy in a folder must do.
#[expect(clippy::unnecessary_wraps, reason = "the form that Linux has")]
pub(crate) fn memory_file(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

/// There is nothing to seal.
pub(crate) fn seal(_: File) -> io::Result<OwnedFd> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A process that is no child of this one. It cannot be held here: its end is seen by the end of the connection, and it is
/// never signalled.
#[derive(Debug)]
pub(crate) struct Held;

impl Held {
    pub(crate) fn take(_: u32, _: Option<u64>) -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) async fn ended(&self) {
        std::future::pending().await
    }

    pub(crate) fn kill(&self) {}

    pub(crate) fn terminate(&self) {}
}
