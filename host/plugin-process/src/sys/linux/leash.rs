use std::{
    io,
    os::fd::{AsRawFd, OwnedFd, RawFd},
};

use rustix::{
    pipe::{PipeFlags, pipe_with},
    process::getpid,
};

/// Kills a process group when this process ends, however it ends.
///
/// The signal upon a parent's death reaches the child itself only; what a wrapping script started lives on. So there is a
/// pipe of which this process alone holds both ends, and each end has the kernel send SIGKILL to the child's group when the
/// other is closed (`O_ASYNC` with an owner and a signal of one's own; `pipe_release` in the kernel). Whichever of them is
/// closed first, when this process dies, the other is still open.
///
/// The alternative is a process per plugin that watches a pipe. Forked from a host with threads it could call next to
/// nothing and would keep a copy of the host's memory alive; as a program of its own it would have to be installed. This
/// costs two descriptors. And the kernel keeps the group itself, not its number: a group of the same number that comes
/// later is not meant. Out of reach are processes that left the group (`setsid`, a shell with job control).
#[derive(Debug)]
pub(crate) struct Leash {
    one: OwnedFd,
    other: OwnedFd,
}

impl Leash {
    pub(super) fn new() -> io::Result<Self> {
        let (one, other) = pipe_with(PipeFlags::CLOEXEC)?;
        Ok(Self { one, other })
    }

    /// Puts the calling process's group on it. The caller is a child between fork and exec, so that no moment is left in
    /// which it runs its program untied: what is set belongs to the open pipe, which it shares with its parent.
    ///
    /// # Errors
    /// The system does not have it. The signal upon the parent's death must do there.
    pub(super) fn tie(&self) -> io::Result<()> {
        tie(self.one.as_raw_fd())?;
        tie(self.other.as_raw_fd())
    }
}

/// The signal before the flag: until then, and without it, the signal would be SIGIO.
fn tie(end: RawFd) -> io::Result<()> {
    control(end, libc::F_SETOWN, -getpid().as_raw_nonzero().get())?;
    control(end, F_SETSIG, libc::SIGKILL)?;
    control(end, libc::F_SETFL, libc::O_ASYNC)
}

/// The same on every architecture that Rust runs on; `libc` does not have it for every C library.
const F_SETSIG: libc::c_int = 10;

fn control(end: RawFd, command: libc::c_int, value: libc::c_int) -> io::Result<()> {
    // SAFETY: the descriptor is open as long as its owner is borrowed, and these commands take an integer.
    match unsafe { libc::fcntl(end, command, value) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}
