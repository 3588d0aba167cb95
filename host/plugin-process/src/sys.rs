//! What needs `unsafe`, and what only one operating system has.
#![allow(unsafe_code, reason = "the one module of this crate that may")]

use std::{io, process::Command};

/// Makes a command's child die with this process and inherit no descriptor but its three.
///
/// The child dies when the *thread* that forked it ends, so the caller must be a thread that lives as long as the process.
/// On systems other than Linux this does nothing: there a child survives `kill -9` of its host.
pub(crate) fn confine(command: &mut Command) {
    #[cfg(target_os = "linux")]
    linux::confine(command);
    #[cfg(not(target_os = "linux"))]
    let _ = command;
}

#[cfg(target_os = "linux")]
mod linux {
    use std::os::unix::process::CommandExt;

    use rustix::process::{Pid, Signal, getpid, getppid, set_parent_process_death_signal};

    use super::{Command, io};

    pub(super) fn confine(command: &mut Command) {
        let host = getpid();
        // SAFETY: `prepare` runs between fork and exec in a copy of a process with other threads. It calls prctl, getppid and
        // close_range only, which are plain system calls: it takes no lock, allocates nothing and touches no shared state.
        unsafe { command.pre_exec(move || prepare(host)) };
    }

    fn prepare(host: Pid) -> io::Result<()> {
        set_parent_process_death_signal(Some(Signal::KILL))?;
        if getppid() != Some(host) {
            // The host died before the signal was set: nobody would end this child.
            return Err(io::Error::from_raw_os_error(libc::ESRCH));
        }
        close_others_on_exec();
        Ok(())
    }

    /// Kernels before 5.11 do not have it; there the standard library's own flag on every descriptor must do.
    fn close_others_on_exec() {
        // SAFETY: close_range takes three integers and touches no memory.
        unsafe { libc::syscall(libc::SYS_close_range, 3, u32::MAX, libc::CLOSE_RANGE_CLOEXEC) };
    }
}

/// Ends a process and everything that it started in its group.
pub(crate) fn kill_group(leader: u32) {
    let pid = i32::try_from(leader).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(pid) = pid {
        // It fails when nobody is left, which is what is wanted.
        let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
    }
}

/// Asks a process to end.
pub(crate) fn terminate(leader: u32) {
    let pid = i32::try_from(leader).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(pid) = pid {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
    }
}
