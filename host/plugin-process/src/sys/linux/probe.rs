//! What this machine has to contain processes with.

use std::sync::OnceLock;

use rustix::io::Errno;
use seccompiler::TargetArch;

use super::cgroup::Place;

/// What there is, and of what is missing why. Everything that is `None` is there.
#[derive(Debug, Default)]
pub(crate) struct Machine {
    /// Nothing of all this is there.
    pub(crate) no_linux: Option<&'static str>,
    /// The version of landlock; 0: none.
    pub(crate) landlock: i32,
    pub(crate) no_landlock: Option<&'static str>,
    pub(crate) no_filter: Option<&'static str>,
    pub(crate) no_cgroup: Option<String>,
    pub(crate) no_memory: Option<String>,
    pub(crate) no_tasks: Option<String>,
    pub(crate) no_close_range: bool,
    pub(crate) place: Option<Place>,
}

/// Asked once in a process.
pub(crate) fn machine() -> &'static Machine {
    static MACHINE: OnceLock<Machine> = OnceLock::new();
    MACHINE.get_or_init(look)
}

fn look() -> Machine {
    let mut machine = Machine { no_close_range: !has_close_range(), ..Machine::default() };
    match landlock() {
        Ok(version) => machine.landlock = version,
        Err(Errno::OPNOTSUPP) => {
            machine.no_landlock = Some("landlock is not enabled: boot with `lsm=landlock,…`");
        }
        Err(_) => {
            machine.no_landlock =
                Some("this kernel has no landlock (Linux 5.13 or later), or forbids it here");
        }
    }
    machine.no_filter = no_filter();
    match Place::find() {
        Err(why) => {
            machine.no_memory = Some(why.clone());
            machine.no_tasks = Some(why.clone());
            machine.no_cgroup = Some(why);
        }
        Ok(place) => {
            let why = |controller| {
                format!("no cgroup with `{controller}` can be made: give the service its own (Delegate=yes)")
            };
            machine.no_memory = (!place.memory).then(|| why("memory"));
            machine.no_tasks = (!place.tasks).then(|| why("pids"));
            machine.place = Some(place);
        }
    }
    machine
}

/// The version, which is what the call answers with this flag.
fn landlock() -> Result<i32, Errno> {
    let nothing = std::ptr::null::<u8>();
    // SAFETY: with this flag the call reads nothing, and neither makes nor changes anything.
    let version = unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, nothing, 0, VERSION) };
    i32::try_from(version)
        .ok()
        .filter(|version| *version > 0)
        .ok_or_else(|| Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::NOSYS))
}

/// `LANDLOCK_CREATE_RULESET_VERSION`.
const VERSION: u32 = 1;

fn no_filter() -> Option<&'static str> {
    if TargetArch::try_from(std::env::consts::ARCH).is_err() {
        return Some("no filter is known for this processor");
    }
    let action = libc::SECCOMP_RET_ERRNO;
    // SAFETY: the call reads the four bytes of `action`, and changes nothing.
    let has = unsafe {
        libc::syscall(libc::SYS_seccomp, libc::SECCOMP_GET_ACTION_AVAIL, 0, std::ptr::from_ref(&action))
    };
    (has != 0).then_some("this kernel has no seccomp")
}

fn has_close_range() -> bool {
    // SAFETY: close_range takes three integers; the range is empty of descriptors, and the flag would close none of them.
    unsafe { libc::syscall(libc::SYS_close_range, u32::MAX, u32::MAX, libc::CLOSE_RANGE_CLOEXEC) == 0 }
}
