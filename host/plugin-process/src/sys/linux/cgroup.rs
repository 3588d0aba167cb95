//! A group of processes with limits of its own, that is ended as a whole: cgroup v2, where this user may make one.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::Duration,
};

/// Nobody else's are called so: `optimus-p-<number of the host's process>-<number>`.
const PREFIX: &str = "optimus-p-";
/// A killed process is gone within a moment; a group with one in it cannot be removed.
const REMOVALS: u32 = 500;
const PAUSE: Duration = Duration::from_millis(10);

/// Where groups can be made, and which limits they can have there.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    folder: PathBuf,
    pub(super) memory: bool,
    pub(super) tasks: bool,
}

/// The group of one plugin's process. Dropping it kills everybody in it and removes it.
#[derive(Debug)]
pub(crate) struct Cgroup {
    folder: PathBuf,
    limits_memory: bool,
}

impl Place {
    /// Finds where this process may make groups: below its own, or beside it. Why not, if it may not.
    ///
    /// The kernel gives limits only to groups whose parent has no processes itself, which a service that was given its own
    /// subtree has to see to.
    pub(super) fn find() -> Result<Self, String> {
        let own = own_group()?;
        // For a user that it is not root's is told by the permission. Root could write anywhere, also where systemd rules.
        let beside = own
            .parent()
            .filter(|parent| !rustix::process::geteuid().is_root() && parent.join("cgroup.procs").exists());
        let candidates = [Some(own.as_path()), beside];
        let mut places: Vec<Self> = candidates.into_iter().flatten().filter_map(Self::try_at).collect();
        places.sort_by_key(|place| !(place.memory && place.tasks));
        places
            .into_iter()
            .next()
            .ok_or_else(|| "this user may make no cgroup: give the service its own (Delegate=yes)".into())
    }

    /// Makes one and removes it again.
    fn try_at(parent: &Path) -> Option<Self> {
        sweep(parent);
        let wanted = ["+memory", "+pids"];
        for controller in wanted {
            // Refused where there are processes in it, or the controller belongs to version 1; then it is not used.
            let _ = fs::write(parent.join("cgroup.subtree_control"), controller);
        }
        let folder = parent.join(name());
        fs::create_dir(&folder).ok()?;
        let has = |file: &str| folder.join(file).exists();
        let place = Self { folder: parent.to_owned(), memory: has("memory.max"), tasks: has("pids.max") };
        let can_be_entered = OpenOptions::new().write(true).open(folder.join("cgroup.procs")).is_ok();
        fs::remove_dir(&folder).ok()?;
        can_be_entered.then_some(place)
    }

    /// Makes the group of one process.
    pub(super) fn make(&self, memory: u64, tasks: u32) -> io::Result<Cgroup> {
        let group = Cgroup { folder: self.folder.join(name()), limits_memory: self.memory };
        fs::create_dir(&group.folder)?;
        if self.memory {
            group.set("memory.max", &memory.to_string())?;
            // A kernel without swap has no such file.
            let _ = group.set("memory.swap.max", "0");
            let _ = group.set("memory.oom.group", "1");
        }
        if self.tasks {
            group.set("pids.max", &tasks.to_string())?;
        }
        Ok(group)
    }
}

impl Cgroup {
    /// What a process writes `0` to that enters.
    pub(super) fn door(&self) -> io::Result<File> {
        OpenOptions::new().write(true).open(self.folder.join("cgroup.procs"))
    }

    fn set(&self, file: &str, value: &str) -> io::Result<()> {
        fs::write(self.folder.join(file), value)
    }

    /// Whether a process of it was ended because the group had no memory left.
    pub(crate) fn ran_out_of_memory(&self) -> bool {
        self.limits_memory && counts(&self.folder.join("memory.events"), "oom_kill")
    }

    /// Whether it was refused a process or thread.
    pub(crate) fn ran_out_of_tasks(&self) -> bool {
        counts(&self.folder.join("pids.events"), "max")
    }

    /// Kills everybody in it, also who left the process group.
    pub(crate) fn kill(&self) {
        // Linux 5.14 and later; before, the process group must do.
        let _ = self.set("cgroup.kill", "1");
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        self.kill();
        if is_busy(&self.folder) {
            let folder = std::mem::take(&mut self.folder);
            // If there is no thread for it, the next host sweeps it away.
            let _ = thread::Builder::new().name("optimus-cgroup".into()).spawn(move || remove_soon(&folder));
        }
    }
}

/// Removes a group, unless somebody is in it.
fn is_busy(folder: &Path) -> bool {
    fs::remove_dir(folder).is_err_and(|error| error.raw_os_error() == Some(libc::EBUSY))
}

#[expect(clippy::disallowed_methods, reason = "a thread of its own: nothing else waits")]
fn remove_soon(folder: &Path) {
    for _ in 0..REMOVALS {
        thread::sleep(PAUSE);
        if !is_busy(folder) {
            return;
        }
    }
}

/// Whether a line of a file of counters (`name number`) is above 0.
fn counts(path: &Path, name: &str) -> bool {
    let text = fs::read_to_string(path).unwrap_or_default();
    let count = text.lines().filter_map(|line| line.split_once(' ')).find(|(key, _)| *key == name);
    count.is_some_and(|(_, number)| number.trim() != "0")
}

fn name() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("{PREFIX}{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Removes the groups of hosts that were killed. One with processes in it is refused by the system.
fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.filter_map(Result::ok).take(10_000) {
        let name = entry.file_name();
        let host =
            name.to_str().and_then(|name| name.strip_prefix(PREFIX)).and_then(|rest| rest.split_once('-'));
        let host = host.and_then(|(number, _)| number.parse::<u32>().ok());
        if host.is_some_and(|number| !Path::new(&format!("/proc/{number}")).exists()) {
            let _ = fs::remove_dir(entry.path());
        }
    }
}

/// The folder of the group that this process is in.
fn own_group() -> Result<PathBuf, String> {
    let groups = read("/proc/self/cgroup")?;
    let own = groups.lines().find_map(|line| line.strip_prefix("0::/"));
    let mounts = read("/proc/self/mountinfo")?;
    own.zip(mounted_at(&mounts))
        .map(|(own, mount)| mount.join(own))
        .ok_or_else(|| "cgroup v2 is not mounted".into())
}

fn read(path: &str) -> Result<String, String> {
    let mut text = String::new();
    let opened = File::open(path).and_then(|file| file.take(1 << 20).read_to_string(&mut text));
    opened.map(|_| text).map_err(|error| format!("{path}: {error}"))
}

/// The mount of cgroup v2: the fifth field of its line, where the word after ` - ` is its type.
fn mounted_at(mounts: &str) -> Option<PathBuf> {
    let line = mounts
        .lines()
        .find(|line| line.split_once(" - ").is_some_and(|(_, rest)| rest.starts_with("cgroup2 ")))?;
    line.split(' ').nth(4).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mount_of_version_2_is_found_among_others() {
        let mounts = "30 23 0:26 / /sys/fs/cgroup ro - tmpfs tmpfs rw\n31 30 0:27 / /sys/fs/cgroup/unified rw,nosuid - cgroup2 cgroup2 rw\n";
        assert_eq!(mounted_at(mounts), Some("/sys/fs/cgroup/unified".into()));
        assert_eq!(mounted_at("30 23 0:26 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"), None);
    }

    #[test]
    fn a_counter_above_nothing_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("memory.events");
        fs::write(&path, "low 0\noom 1\noom_kill 0\n").unwrap();
        assert!(!counts(&path, "oom_kill") && counts(&path, "oom") && !counts(&path, "max"));
        assert!(!counts(Path::new("/nowhere"), "oom"));
    }

    /// A folder stands for one where the system makes the files.
    #[test]
    fn a_group_has_the_limits_that_its_place_knows() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place { folder: folder.path().to_owned(), memory: true, tasks: true };
        let group = place.make(1 << 20, 7).unwrap();
        let file = |name: &str| fs::read_to_string(group.folder.join(name)).unwrap();
        assert_eq!((file("memory.max"), file("pids.max")), ("1048576".into(), "7".into()));
        group.kill();
        assert_eq!(file("cgroup.kill"), "1");
    }

    #[test]
    fn what_a_killed_host_left_is_swept_and_what_a_living_one_uses_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let own = format!("{PREFIX}{}-0", std::process::id());
        for name in ["optimus-p-4294967295-3", &own, "optimus-p-x-1", "other"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        sweep(folder.path());
        assert!(!folder.path().join("optimus-p-4294967295-3").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}
