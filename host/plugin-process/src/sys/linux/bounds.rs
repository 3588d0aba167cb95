//! What a child puts on itself between fork and exec. Everything that allocates is done before, in the parent.

use std::{
    fs::File,
    io,
    os::fd::{AsRawFd, OwnedFd},
};

use rustix::{
    fs::Mode,
    io::Errno,
    process::{Resource, Rlimit, getrlimit, setrlimit, umask},
    thread::{CapabilitySet, CapabilitySets, capabilities, set_capabilities, set_no_new_privs},
};
use seccompiler::BpfProgram;

use super::{cgroup::Cgroup, fence::fence, filter::filter, probe::machine};
use crate::contain::{Bounds, Reach};

/// The number of a step is added to that of the error: a child can hand its parent one number only.
const STEP: i32 = 10_000;

/// Everything that is ready to be put on.
#[derive(Debug)]
pub(super) struct Ready {
    limits: [(Resource, Rlimit); 3],
    door: Option<File>,
    /// Of a process that is confined.
    confined: Option<Confined>,
}

#[derive(Debug)]
struct Confined {
    fence: Option<OwnedFd>,
    filter: Option<BpfProgram>,
    mask: Mode,
    capabilities: CapabilitySets,
}

/// In the order in which a child takes them.
#[derive(Debug, Clone, Copy)]
#[repr(i32)]
enum Step {
    Limits = 1,
    Privileges,
    Capabilities,
    Fence,
    Filter,
}

impl Step {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Limits, "its limits of resources"),
        (Self::Privileges, "`no_new_privs`"),
        (Self::Capabilities, "giving up capabilities"),
        (Self::Fence, "landlock"),
        (Self::Filter, "seccomp"),
    ];

    fn failed(self, errno: Errno) -> io::Error {
        io::Error::from_raw_os_error(self as i32 * STEP + errno.raw_os_error())
    }
}

/// Of the error of a child that could not contain itself: which part failed, and the system's own error.
pub(crate) fn failed_part(error: &io::Error) -> Option<(&'static str, io::Error)> {
    let code = error.raw_os_error().filter(|code| *code >= STEP)?;
    let (_, part) = Step::ALL.iter().find(|(step, _)| *step as i32 == code / STEP)?;
    Some((part, io::Error::from_raw_os_error(code % STEP)))
}

impl Ready {
    /// Prepares what the child will put on, and its group where one can be made.
    pub(super) fn new(bounds: &Bounds) -> io::Result<(Self, Option<Cgroup>)> {
        let group =
            machine().place.as_ref().and_then(|place| match place.make(bounds.memory, bounds.tasks) {
                Ok(group) => Some(group),
                Err(error) => {
                    tracing::warn!("no cgroup can be made for a plugin any more: {error}");
                    None
                }
            });
        let door = group.as_ref().map(Cgroup::door).transpose()?;
        let at_most = |resource, most: u64| {
            let most = getrlimit(resource).maximum.map_or(most, |own| own.min(most));
            (resource, Rlimit { current: Some(most), maximum: Some(most) })
        };
        let limits = [
            at_most(Resource::Data, bounds.memory),
            at_most(Resource::Core, 0),
            at_most(Resource::Nofile, bounds.open_files),
        ];
        let confined = bounds.reach.as_ref().map(|reach| {
            // What it makes is its own alone, its socket above all.
            let mask = Mode::from_bits_truncate(if reach.shares_its_socket { 0o007 } else { 0o077 });
            let capabilities = capabilities_of(reach);
            Ok::<_, io::Error>(Confined { fence: fence(reach)?, filter: filter(reach), mask, capabilities })
        });
        Ok((Self { limits, door, confined: confined.transpose()? }, group))
    }

    /// Puts it all on. Called between fork and exec.
    pub(super) fn put_on(&self) -> io::Result<()> {
        for (resource, limit) in self.limits {
            setrlimit(resource, limit).map_err(|errno| Step::Limits.failed(errno))?;
        }
        if let Some(door) = &self.door {
            // Where the system refuses it, the parent finds the group empty.
            let _ = rustix::io::write(door, b"0");
        }
        set_no_new_privs(true).map_err(|errno| Step::Privileges.failed(errno))?;
        self.confined.as_ref().map_or(Ok(()), Confined::put_on)
    }
}

/// None, also where the host is root's; but one that gives its socket to a group may do that.
fn capabilities_of(reach: &Reach) -> CapabilitySets {
    let own = capabilities(None).map_or(CapabilitySet::empty(), |own| own.permitted);
    let kept = if reach.shares_its_socket { own & CapabilitySet::CHOWN } else { CapabilitySet::empty() };
    CapabilitySets { effective: kept, permitted: kept, inheritable: CapabilitySet::empty() }
}

impl Confined {
    fn put_on(&self) -> io::Result<()> {
        umask(self.mask);
        set_capabilities(None, self.capabilities).map_err(|errno| Step::Capabilities.failed(errno))?;
        if let Some(fence) = &self.fence {
            restrict(fence).map_err(|errno| Step::Fence.failed(errno))?;
        }
        // Last: the filter would refuse what comes after it.
        self.filter
            .as_ref()
            .map_or(Ok(()), |program| install(program).map_err(|errno| Step::Filter.failed(errno)))
    }
}

fn restrict(fence: &OwnedFd) -> Result<(), Errno> {
    // SAFETY: the call takes a descriptor, which is open, and flags; it touches no memory of this process.
    done(unsafe { libc::syscall(SYS_LANDLOCK_RESTRICT_SELF, fence.as_raw_fd(), 0) })
}

/// The same on every processor; not every C library's headers have it.
const SYS_LANDLOCK_RESTRICT_SELF: libc::c_long = 446;

fn install(program: &BpfProgram) -> Result<(), Errno> {
    let length = libc::c_ushort::try_from(program.len()).map_err(|_| Errno::INVAL)?;
    let program = libc::sock_fprog { len: length, filter: program.as_ptr().cast_mut().cast() };
    // SAFETY: the kernel reads `len` instructions from `filter`, which is what the slice holds, and writes nothing; the two
    // crates' structures of an instruction have the kernel's layout, both.
    done(unsafe {
        libc::syscall(libc::SYS_seccomp, libc::SECCOMP_SET_MODE_FILTER, 0, std::ptr::from_ref(&program))
    })
}

fn done(result: libc::c_long) -> Result<(), Errno> {
    if result == 0 {
        Ok(())
    } else {
        Err(Errno::from_io_error(&io::Error::last_os_error()).unwrap_or(Errno::INVAL))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_that_failed_in_a_child_is_told_with_the_systems_error() {
        let error = Step::Fence.failed(Errno::PERM);
        let (part, cause) = failed_part(&error).unwrap();
        assert_eq!((part, cause.raw_os_error()), ("landlock", Some(libc::EPERM)));
        assert!(failed_part(&io::Error::from_raw_os_error(libc::EPERM)).is_none());
        assert!(failed_part(&io::Error::other("x")).is_none());
    }
}
