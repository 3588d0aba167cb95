//! What needs `unsafe`, and what only one operating system has.
#![allow(unsafe_code, reason = "the one module of this crate that may")]

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;

#[cfg(target_os = "linux")]
pub(crate) use linux::{
    Cgroup, Confined, Held, Leash, Machine, confine, failed_part, machine, memory_file, seal,
};
#[cfg(not(target_os = "linux"))]
pub(crate) use other::{
    Cgroup, Confined, Held, Leash, Machine, confine, failed_part, machine, memory_file, seal,
};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// Ends a process and everything that it started in its group.
pub(crate) fn kill_group(leader: u32) {
    if let Some(pid) = pid(leader) {
        // It fails when nobody is left, which is what is wanted.
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

/// Asks a process to end.
pub(crate) fn terminate(leader: u32) {
    if let Some(pid) = pid(leader) {
        let _ = kill_process(pid, Signal::TERM);
    }
}

fn pid(number: u32) -> Option<Pid> {
    i32::try_from(number).ok().and_then(Pid::from_raw)
}
