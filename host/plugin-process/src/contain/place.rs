//! Whoever can write to an executable, or to a folder on the way to it, decides what runs.

use std::{
    collections::VecDeque,
    ffi::OsString,
    fs::Metadata,
    io,
    os::unix::fs::MetadataExt,
    path::{Component, Path, PathBuf},
};

use optimus_plugin_api::{Code, Error};

use crate::error::Site;

/// As many as the system follows.
const MOST_LINKS: usize = 40;
const STICKY: u32 = 0o1000;
const OTHERS_WRITE: u32 = 0o022;

/// What is wrong with a place.
#[derive(Debug)]
struct Unsafe {
    path: PathBuf,
    why: String,
}

/// Refuses an executable that somebody else than this user and root can replace. What is not there or cannot be looked at is
/// left to the start, which says why.
///
/// # Errors
/// `P0506`.
pub(crate) fn check(site: Site<'_>) -> Result<(), Error> {
    match walk(site.path, rustix::process::geteuid().as_raw()) {
        Err(_) | Ok(None) => Ok(()),
        Ok(Some(found)) => Err(refused(site, &found)),
    }
}

fn refused(site: Site<'_>, found: &Unsafe) -> Error {
    let shown = Error::escape(&found.path.to_string_lossy());
    site.error(
        Code::UNSAFE_PLACE,
        format!("it is not run, because others decide what it is: `{shown}` {}", found.why),
    )
    .with_help(format!(
        "look at who could write there; then `chmod go-w '{shown}'`, or `chown` it to this user or root"
    ))
}

/// Goes the way that the system goes, link by link, and looks at each folder and at the file.
fn walk(path: &Path, user: u32) -> io::Result<Option<Unsafe>> {
    let mut rest: VecDeque<OsString> = names(&std::path::absolute(path)?);
    let (mut at, mut links) = (PathBuf::from("/"), 0);
    let mut trail = vec![at.symlink_metadata()?];
    while let Some(name) = rest.pop_front() {
        if name == ".." {
            at.pop();
            trail.truncate(trail.len().saturating_sub(1).max(1));
            continue;
        }
        let next = at.join(&name);
        let found = next.symlink_metadata()?;
        let folder = trail.last().unwrap_or(&found);
        // In a shared folder with the sticky bit nobody can replace what belongs to another; but a file may be put there.
        let is_last = rest.is_empty() && !found.is_symlink();
        if let Some(why) = folder_is_unsafe(folder, user, is_last) {
            return Ok(Some(Unsafe { path: at, why }));
        }
        if !is_trusted(&found, user) {
            return Ok(Some(Unsafe { path: next, why: format!("belongs to uid {}", found.uid()) }));
        }
        if found.is_symlink() {
            links += 1;
            if links > MOST_LINKS {
                return Err(io::Error::from_raw_os_error(libc::ELOOP));
            }
            let target = next.read_link()?;
            if target.is_absolute() {
                at = PathBuf::from("/");
                trail = vec![at.symlink_metadata()?];
            }
            names(&target).into_iter().rev().for_each(|name| rest.push_front(name));
            continue;
        }
        at = next;
        trail.push(found);
    }
    let Some(file) = trail.last() else { return Ok(None) };
    let is_open = file.mode() & OTHERS_WRITE != 0;
    Ok(is_open.then(|| Unsafe { path: at, why: writers(file) }))
}

fn names(path: &Path) -> VecDeque<OsString> {
    let name = |component| match component {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some("..".into()),
        _ => None,
    };
    path.components().filter_map(name).collect()
}

fn is_trusted(metadata: &Metadata, user: u32) -> bool {
    metadata.uid() == user || metadata.uid() == 0
}

fn folder_is_unsafe(folder: &Metadata, user: u32, holds_the_file: bool) -> Option<String> {
    if !is_trusted(folder, user) {
        return Some(format!("belongs to uid {}", folder.uid()));
    }
    let is_open = folder.mode() & OTHERS_WRITE != 0;
    let is_kept = folder.mode() & STICKY != 0 && !holds_the_file;
    (is_open && !is_kept).then(|| writers(folder))
}

fn writers(metadata: &Metadata) -> String {
    let who = if metadata.mode() & 0o002 != 0 { "everybody" } else { "its group" };
    format!("can be written to by {who} (mode {:04o})", metadata.mode() & 0o7777)
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, Permissions},
        os::unix::fs::{PermissionsExt, chown, symlink},
    };

    use super::*;

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    /// Why the place of a file is refused.
    fn why(path: &Path) -> Option<String> {
        let site = Site { plugin: "neo", label: "path", path };
        check(site).err().map(|error| {
            assert_eq!(error.code(), Code::UNSAFE_PLACE);
            assert!(error.help().unwrap().contains("chmod go-w"));
            error.message().to_owned()
        })
    }

    fn file() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("plugins");
        fs::create_dir(&inner).unwrap();
        mode(&inner, 0o755);
        let path = inner.join("optimus-neo_linux_amd64");
        fs::write(&path, "#!/bin/sh\n").unwrap();
        mode(&path, 0o755);
        (folder, path)
    }

    #[test]
    fn a_file_or_folder_that_its_group_or_everybody_can_write_to_is_refused() {
        let (_folder, path) = file();
        assert_eq!(why(&path), None);
        for (bits, who) in [(0o775, "its group"), (0o757, "everybody")] {
            mode(&path, bits);
            assert!(why(&path).unwrap().contains(who), "{bits:o}");
            mode(&path, 0o755);
            mode(path.parent().unwrap(), bits);
            assert!(why(&path).unwrap().contains(who), "{bits:o}");
            mode(path.parent().unwrap(), 0o755);
            mode(path.ancestors().nth(2).unwrap(), bits);
            assert!(why(&path).unwrap().contains(who), "{bits:o}");
            mode(path.ancestors().nth(2).unwrap(), 0o700);
        }
    }

    /// `/tmp` is on the way of this test's own files, and is passed; a file that lies in such a folder itself is refused.
    #[test]
    fn a_shared_folder_with_the_sticky_bit_may_be_on_the_way_and_may_not_hold_the_file() {
        let (_folder, path) = file();
        mode(path.ancestors().nth(2).unwrap(), 0o1777);
        assert_eq!(why(&path), None);
        mode(path.parent().unwrap(), 0o1777);
        assert!(why(&path).unwrap().contains("everybody"));
    }

    #[test]
    fn every_folder_on_the_way_of_a_link_counts() {
        let (_folder, path) = file();
        let open = tempfile::tempdir().unwrap();
        mode(open.path(), 0o777);
        let link = open.path().join("link");
        symlink(&path, &link).unwrap();
        assert!(why(&link).unwrap().contains("everybody"));
        let (_other, beside) = file();
        let good = beside.with_file_name("good");
        symlink(&path, &good).unwrap();
        assert_eq!(why(&good), None);
        let through = beside.with_file_name("through");
        symlink(&link, &through).unwrap();
        assert!(why(&through).unwrap().contains("everybody"));
        let relative = beside.with_file_name("relative");
        symlink("../plugins/good", &relative).unwrap();
        assert_eq!(why(&relative), None);
        let round = beside.with_file_name("round");
        symlink(&round, &round).unwrap();
        assert_eq!(why(&round), None, "the start says that it is none");
    }

    #[test]
    fn a_file_or_folder_of_another_user_is_refused() {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let (_folder, path) = file();
        for other in [&*path, path.parent().unwrap()] {
            chown(other, Some(12345), None).unwrap();
            assert!(why(&path).unwrap().contains("belongs to uid 12345"));
            chown(other, Some(0), None).unwrap();
        }
        let link = path.with_file_name("link");
        symlink(&path, &link).unwrap();
        std::os::unix::fs::lchown(&link, Some(12345), None).unwrap();
        assert!(why(&link).unwrap().contains("belongs to uid 12345"));
    }
}
