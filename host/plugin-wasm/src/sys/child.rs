use std::{io, path::PathBuf};

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::compile::Orders;

/// How nice the compiling process is: a server that answers calls comes first, ten to one.
const NICENESS: i32 = 10;
/// Descriptors that the compiling process may have.
const DESCRIPTORS: u64 = 64;

/// Where this program is: the very file that runs, also if another one was put in its place since.
pub(crate) fn place_of_this_program() -> io::Result<PathBuf> {
    let itself = PathBuf::from("/proc/self/exe");
    if cfg!(target_os = "linux") && itself.exists() { Ok(itself) } else { std::env::current_exe() }
}

/// Makes this process, which does nothing yet, one that can only compile: it dies with the host, and within its limits.
///
/// # Errors
/// A limit cannot be set, or the host is gone.
pub(crate) fn become_compiler(orders: &Orders) -> io::Result<()> {
    close_others();
    die_with_the_host(orders.host)?;
    let limit = |resource, most: u64| {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).map_err(io::Error::from)
    };
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, orders.artefact_bytes)?;
    limit(Resource::Nofile, DESCRIPTORS)?;
    limit(Resource::As, orders.memory_bytes)?;
    // At the first the process is told, which ends it; at the second it is killed.
    let seconds =
        Rlimit { current: Some(orders.cpu_seconds), maximum: Some(orders.cpu_seconds.saturating_add(2)) };
    setrlimit(Resource::Cpu, seconds)?;
    rustix::process::nice(NICENESS)?;
    Ok(())
}

/// Descriptors that the host had open without meaning to hand them on.
fn close_others() {
    #[cfg(target_os = "linux")]
    // SAFETY: close_range takes three integers and touches no memory. This process has just begun: its only thread is here, and
    // nobody owns a descriptor yet but the standard library its three, which stay. A kernel before 5.9 refuses, harmlessly.
    unsafe {
        libc::syscall(libc::SYS_close_range, 3, u32::MAX, 0);
    }
}

#[cfg(target_os = "linux")]
fn die_with_the_host(host: u32) -> io::Result<()> {
    use rustix::process::{Signal, getppid, set_parent_process_death_signal};
    // The thread that started this process waits for it, so it does not end before.
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let parent = getppid().map_or(0, |parent| parent.as_raw_nonzero().get());
    if u32::try_from(parent) != Ok(host) {
        return Err(io::Error::other("the host ended before it could be followed"));
    }
    rustix::thread::set_no_new_privs(true)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn die_with_the_host(_: u32) -> io::Result<()> {
    Ok(())
}
