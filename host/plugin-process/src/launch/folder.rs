//! The folder of one process: where its socket belongs. The host holds a lock on it for as long as it lives, so that what a
//! host leaves behind that was killed can be told from what another one uses.

use std::{
    env,
    fs::{self, File, OpenOptions, Permissions},
    io,
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
    process::geteuid,
};
use tempfile::TempDir;

/// Nobody else's folders are called so: what has this name, is of this user and not locked is removed.
const PREFIX: &str = "optimus-p-";
/// How many letters and digits follow.
const RANDOM: usize = 6;
/// The longest folder for sockets: a socket's path has 107 bytes, and go-plugin adds `/plugin` and ten digits.
const LONGEST: usize = 80;
/// How often a folder is made that somebody sweeps away at that moment.
const TRIES: usize = 10;
/// How many entries of the folder for temporary files are looked at. What comes later stays: a start must not take longer
/// because that folder is full.
const LOOKED_AT: usize = 1000;
/// How many folders are removed at once.
const SWEPT: usize = 100;
/// Of a folder, without and with a group that may use it: such a group may make sockets of its own there, but not take away
/// or replace what is there.
const MODES: [u32; 2] = [0o700, 0o1770];

/// A folder that is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Folder {
    folder: TempDir,
    /// After the folder is gone.
    _lock: File,
}

impl Folder {
    /// Makes one that nobody else can enter, or a group if one is given.
    pub(super) fn new(group: Option<u32>) -> io::Result<Self> {
        Self::new_in(&base(), group)
    }

    /// Between its making and its lock somebody else may take it for left behind: then another one is made.
    fn new_in(base: &Path, group: Option<u32>) -> io::Result<Self> {
        for _ in 0..TRIES {
            let own = Permissions::from_mode(MODES[0]);
            let folder = tempfile::Builder::new()
                .prefix(PREFIX)
                .rand_bytes(RANDOM)
                .permissions(own)
                .tempdir_in(base)?;
            let Some(lock) = held(folder.path())? else { continue };
            if let Some(group) = group {
                chown(folder.path(), None, Some(group))?;
                fs::set_permissions(folder.path(), Permissions::from_mode(MODES[1]))?;
            }
            return Ok(Self { folder, _lock: lock });
        }
        Err(io::Error::other("every folder that was made was swept away"))
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Where folders are made.
fn base() -> PathBuf {
    let temporary = env::temp_dir();
    let is_short = temporary.as_os_str().len() + "/".len() + PREFIX.len() + RANDOM <= LONGEST;
    if is_short { temporary } else { "/tmp".into() }
}

/// The lock on a folder that was just made; none if somebody was faster.
fn held(path: &Path) -> io::Result<Option<File>> {
    let folder = match open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        folder => folder?,
    };
    match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
        Err(Errno::WOULDBLOCK) => Ok(None),
        // A file system without locks: nobody can sweep there either.
        Err(_) => Ok(Some(folder)),
        Ok(()) => Ok(is_at(&folder, path).then_some(folder)),
    }
}

/// The folder itself, not where a link leads.
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(libc::O_DIRECTORY | libc::O_NOFOLLOW).open(path)
}

/// Whether what is open is what the path names: it may have been removed before it was locked.
fn is_at(folder: &File, path: &Path) -> bool {
    let same = |a: fs::Metadata, b: fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    folder.metadata().ok().zip(path.symlink_metadata().ok()).is_some_and(|(open, named)| same(open, named))
}

/// Removes what hosts that were killed left behind.
pub(super) fn sweep() {
    sweep_in(&base());
}

fn sweep_in(base: &Path) {
    let Ok(entries) = fs::read_dir(base) else { return };
    let entries = entries.take(LOOKED_AT).filter_map(Result::ok);
    let ours = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_name));
    for entry in ours.take(SWEPT) {
        remove_if_left(&entry.path());
    }
}

fn is_name(name: &str) -> bool {
    let random = name.strip_prefix(PREFIX).unwrap_or_default();
    random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The lock is held until the folder is gone: whoever made it and comes to lock it finds it locked, or not there.
fn remove_if_left(path: &Path) {
    let Ok(folder) = open(path) else { return };
    let is_ours = folder.metadata().is_ok_and(|metadata| {
        metadata.uid() == geteuid().as_raw() && MODES.contains(&(metadata.mode() & 0o7777))
    });
    let is_left = || flock(&folder, FlockOperation::NonBlockingLockExclusive).is_ok();
    if is_ours && is_left() && is_at(&folder, path) {
        // The standard library follows no link in it, and none that is put there meanwhile.
        let _ = fs::remove_dir_all(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder as a killed host leaves it.
    fn left(base: &Path, name: &str) -> PathBuf {
        let path = base.join(name);
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
        fs::write(path.join("plugin123"), "").unwrap();
        path
    }

    #[test]
    fn the_folder_is_private_short_and_removed() {
        let folder = Folder::new(None).unwrap();
        let path = folder.path().to_owned();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        assert!(path.as_os_str().len() <= LONGEST && is_name(path.file_name().unwrap().to_str().unwrap()));
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn a_group_may_enter_the_folder_if_one_is_given() {
        let group = rustix::process::getegid().as_raw();
        let folder = Folder::new(Some(group)).unwrap();
        let metadata = folder.path().metadata().unwrap();
        assert_eq!((metadata.mode() & 0o7777, metadata.gid()), (0o1770, group));
    }

    #[test]
    fn what_a_killed_host_left_is_swept_and_what_a_living_one_uses_is_not() {
        let base = tempfile::tempdir().unwrap();
        let (used, left) =
            (Folder::new_in(base.path(), None).unwrap(), left(base.path(), "optimus-p-abc123"));
        sweep_in(base.path());
        assert!(used.path().exists() && !left.exists());
    }

    #[test]
    fn what_is_not_surely_a_folder_of_this_program_is_left_alone() {
        let base = tempfile::tempdir().unwrap();
        let elsewhere = left(base.path(), "elsewhere");
        let link = base.path().join("optimus-p-link00");
        std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
        let inner = left(base.path(), "optimus-p-inner0");
        std::os::unix::fs::symlink(&elsewhere, inner.join("link")).unwrap();
        let open = left(base.path(), "optimus-p-open00");
        fs::set_permissions(&open, Permissions::from_mode(0o755)).unwrap();
        let others = ["op-abc123", "optimus-p-", "optimus-p-abc1234", "optimus-p-abc.12"];
        let others = others.map(|name| left(base.path(), name));
        sweep_in(base.path());
        assert!(!inner.exists() && link.symlink_metadata().is_ok());
        assert!(elsewhere.join("plugin123").exists() && open.exists());
        assert!(others.iter().all(|path| path.exists()), "{others:?}");
    }

    /// Many hosts start at once, each of which sweeps: nobody's folder is taken away.
    #[test]
    fn folders_that_are_made_while_others_sweep_are_not_swept() {
        let base = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            let sweepers = [(); 2].map(|()| scope.spawn(|| (0..500).for_each(|_| sweep_in(base.path()))));
            while !sweepers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
                let folder = Folder::new_in(base.path(), None).unwrap();
                fs::write(folder.path().join("socket"), "").unwrap();
                std::thread::yield_now();
                assert!(folder.path().join("socket").exists());
            }
        });
        assert_eq!(fs::read_dir(base.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_full_folder_is_looked_at_in_part() {
        let base = tempfile::tempdir().unwrap();
        for number in 0..SWEPT + 20 {
            left(base.path(), &format!("optimus-p-{number:06}"));
        }
        sweep_in(base.path());
        assert_eq!(fs::read_dir(base.path()).unwrap().count(), 20);
    }
}
