mod bounds;
mod cgroup;
mod fence;
mod filter;
mod leash;
mod probe;

use std::{
    fs::File,
    io,
    os::{
        fd::{AsFd, OwnedFd},
        unix::process::CommandExt,
    },
    path::Path,
    process::Command,
    sync::Arc,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create},
    io::Errno,
    process::{
        Pid, PidfdFlags, Signal, getpid, getppid, pidfd_open, pidfd_send_signal,
        set_parent_process_death_signal,
    },
};
use tokio::io::{Interest, unix::AsyncFd};

pub(crate) use bounds::failed_part;
pub(crate) use cgroup::Cgroup;
pub(crate) use leash::Leash;
pub(crate) use probe::{Machine, machine};

use crate::contain::Bounds;
use bounds::Ready;

/// What a child that was confined is held by.
#[derive(Debug)]
pub(crate) struct Confined {
    /// Kills its group when this process dies.
    pub(crate) leash: Arc<Leash>,
    /// Where one could be made.
    pub(crate) cgroup: Option<Cgroup>,
}

/// Makes a command's child and its group die with this process, inherit no descriptor but its three, and keep to its bounds.
/// A descriptor that the command needs to find its program is held until then.
///
/// The child dies when the *thread* that forked it ends, so the caller must be a thread that lives as long as the process.
/// It must be made the leader of a group of its own. The group dies when the leash is dropped.
pub(crate) fn confine(
    command: &mut Command,
    program: Option<OwnedFd>,
    bounds: &Bounds,
) -> io::Result<Confined> {
    let (host, leash) = (getpid(), Arc::new(Leash::new()?));
    let (ready, cgroup) = Ready::new(bounds)?;
    let tied = leash.clone();
    let prepare = move || {
        let _held = &program;
        prepare(host, &tied, &ready)
    };
    // SAFETY: `prepare` runs between fork and exec in a copy of a process with other threads. It makes plain system calls
    // only, on what was prepared before: it takes no lock, allocates nothing and touches no shared state.
    unsafe { command.pre_exec(prepare) };
    Ok(Confined { leash, cgroup })
}

fn prepare(host: Pid, leash: &Leash, ready: &Ready) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    // Before it is confined: the kernel lets only those signal its group who are, at this moment, not.
    let _ = leash.tie();
    if getppid() != Some(host) {
        // The host died before the signal was set: nobody would end this child.
        return Err(io::Error::from_raw_os_error(libc::ESRCH));
    }
    close_others_on_exec();
    ready.put_on()
}

/// Kernels before 5.11 do not have it; there the standard library's own flag on every descriptor must do.
fn close_others_on_exec() {
    // SAFETY: close_range takes three integers and touches no memory.
    unsafe { libc::syscall(libc::SYS_close_range, 3, u32::MAX, libc::CLOSE_RANGE_CLOEXEC) };
}

/// A file in memory, named after another for those who look at processes.
pub(crate) fn memory_file(named_after: &Path) -> io::Result<Option<File>> {
    let name = named_after.file_name().unwrap_or_else(|| "plugin".as_ref());
    // The system takes 249 bytes.
    let name: String = name.to_string_lossy().chars().filter(|c| *c != '\0').take(60).collect();
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    let created = match memfd_create(name.as_str(), flags | MemfdFlags::EXEC) {
        // Kernels before 6.3 do not know that flag, and do not need it.
        Err(Errno::INVAL) => memfd_create(name.as_str(), flags),
        created => created,
    };
    match created {
        Ok(file) => Ok(Some(file.into())),
        // Where `vm.memfd_noexec` forbids it, a copy in a folder must do.
        Err(Errno::ACCESS) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Nobody can change it from here on, this process included. Nobody else may have had it open before, or mapped it.
///
/// The kernel refuses `WRITE` as long as somebody holds a page of the file, itself included: it may do so for a moment after the
/// page was written (`memfd_wait_for_pins`). `FUTURE_WRITE` leaves those alone who could write already, of whom there are none.
pub(crate) fn seal(file: File) -> io::Result<OwnedFd> {
    let size = SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL;
    match fcntl_add_seals(&file, SealFlags::WRITE | size) {
        Err(Errno::BUSY) => fcntl_add_seals(&file, SealFlags::FUTURE_WRITE | size)?,
        sealed => sealed?,
    }
    Ok(file.into())
}

/// A process that is no child of this one, held so that its number cannot become another's.
#[derive(Debug)]
pub(crate) struct Held(AsyncFd<OwnedFd>);

impl Held {
    /// Takes hold of a process.
    ///
    /// # Errors
    /// There is none of this number, or it has another start time than expected.
    pub(crate) fn take(number: u32, started: Option<u64>) -> io::Result<Self> {
        let pid = super::pid(number).ok_or(io::ErrorKind::NotFound)?;
        let held = pidfd_open(pid, PidfdFlags::empty())?;
        let found = start_time(number);
        // The number was its own while the time was read only if it lives now.
        if has_ended(&held)? || (started.is_some() && started != found) {
            return Err(io::ErrorKind::NotFound.into());
        }
        // SAFETY: the descriptor is owned here and is neither closed nor replaced before it is deregistered.
        let held = unsafe { AsyncFd::register_with_interest(held, Interest::READABLE) }?;
        Ok(Self(held))
    }

    /// Waits for its end. Cancel-safe.
    pub(crate) async fn ended(&self) {
        // A descriptor that cannot be waited for tells nothing: then the connection's end must.
        if self.0.readable().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Kills it.
    pub(crate) fn kill(&self) {
        let _ = pidfd_send_signal(self.0.get_ref(), Signal::KILL);
    }

    /// Asks it to end.
    pub(crate) fn terminate(&self) {
        let _ = pidfd_send_signal(self.0.get_ref(), Signal::TERM);
    }
}

fn has_ended(process: &OwnedFd) -> io::Result<bool> {
    let now = rustix::event::Timespec { tv_sec: 0, tv_nsec: 0 };
    let mut waiting = [PollFd::from_borrowed_fd(process.as_fd(), PollFlags::IN)];
    Ok(poll(&mut waiting, Some(&now))? > 0)
}

/// In ticks since the system's start. The name before it, in parentheses, may contain anything.
fn start_time(number: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
    let (_, after_the_name) = stat.rsplit_once(')')?;
    after_the_name.split_whitespace().nth(22 - 3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::{io::Write, time::Duration};

    use super::*;

    #[tokio::test]
    async fn p21_a_number_that_belongs_to_another_process_now_is_never_signalled() {
        let mut bystander = Command::new("sleep").arg("60").spawn().unwrap();
        let started = start_time(bystander.id()).unwrap();
        let error = Held::take(bystander.id(), Some(started - 1)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        let held = Held::take(bystander.id(), Some(started)).unwrap();
        bystander.kill().unwrap();
        tokio::time::timeout(Duration::from_secs(60), held.ended()).await.unwrap();
        bystander.wait().unwrap();
        assert!(Held::take(bystander.id(), Some(started)).is_err());
        held.kill();
    }

    /// A page in a pipe is held until it is read.
    #[test]
    fn an_executable_of_which_somebody_holds_a_page_is_sealed_all_the_same() {
        let mut file = memory_file(Path::new("neo")).unwrap().unwrap();
        file.write_all(&[7; 4096]).unwrap();
        let (_out, into) = rustix::pipe::pipe().unwrap();
        let flags = rustix::pipe::SpliceFlags::empty();
        assert_eq!(rustix::pipe::splice(&file, Some(&mut 0), &into, None, 4096, flags), Ok(4096));
        let mut sealed = File::from(seal(file).unwrap());
        assert!(sealed.write_all(b"x").is_err() && sealed.set_len(0).is_err());
    }

    #[test]
    fn this_process_has_a_start_time() {
        assert!(start_time(std::process::id()).is_some());
        assert_eq!(start_time(u32::MAX), None);
    }
}
