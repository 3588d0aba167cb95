use std::{
    os::fd::OwnedFd,
    time::{Duration, SystemTime},
};

use rustix::fs::{AtFlags, Dir, statat, unlinkat};

use super::cache::{ASIDE, ENTRY, UNFINISHED};

/// A process that writes an entry takes seconds; what is unfinished for longer is of one that died.
const UNFINISHED_FOR: Duration = Duration::from_secs(3600);
/// Damaged entries that are kept to be looked at.
const ASIDE_KEPT: usize = 8;

struct File {
    name: String,
    bytes: u64,
    used: SystemTime,
}

/// Keeps a folder within its size: removes what was not used for longest, and what others left behind. Several processes may
/// do it at once. Nothing else in the folder is touched.
pub(super) fn sweep(folder: &OwnedFd, max_bytes: u64) {
    let mut files = list(folder);
    files.sort_by_key(|file| std::cmp::Reverse(file.used));
    let (mut bytes, mut aside) = (0_u64, 0);
    for file in files {
        let keep = if file.name.ends_with(UNFINISHED) {
            file.used.elapsed().is_ok_and(|since| since < UNFINISHED_FOR)
        } else {
            aside += usize::from(file.name.ends_with(ASIDE));
            bytes = bytes.saturating_add(file.bytes);
            bytes <= max_bytes && (aside <= ASIDE_KEPT || !file.name.ends_with(ASIDE))
        };
        if !keep {
            let _ = unlinkat(folder, file.name.as_str(), AtFlags::empty());
        }
    }
}

fn list(folder: &OwnedFd) -> Vec<File> {
    let Ok(entries) = Dir::read_from(folder) else { return Vec::new() };
    let ours = |name: &str| [ENTRY, ASIDE, UNFINISHED].iter().any(|end| name.ends_with(end));
    let names = entries.filter_map(|entry| entry.ok()?.file_name().to_str().ok().map(str::to_owned));
    names.filter(|name| ours(name)).filter_map(|name| file(folder, name)).collect()
}

fn file(folder: &OwnedFd, name: String) -> Option<File> {
    let stat = statat(folder, name.as_str(), AtFlags::SYMLINK_NOFOLLOW).ok()?;
    let since = Duration::new(stat.st_mtime.try_into().ok()?, stat.st_mtime_nsec.try_into().ok()?);
    let used = SystemTime::UNIX_EPOCH.checked_add(since)?;
    Some(File { name, bytes: stat.st_size.try_into().ok()?, used })
}
