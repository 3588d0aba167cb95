//! Names of folders and files: what a job tree can hold, and what must not get out of it.

use std::{
    io,
    path::{Path, PathBuf},
};

use optimus_plugin_api::Error;

/// A path as it may stand in a message: its names may come from anywhere.
pub(crate) fn shown(path: &Path) -> String {
    Error::escape(&path.display().to_string()).replace('\n', "\\n").replace('\t', "\\t")
}

/// Names that the search for jobs does not descend into: hidden ones, `assets`, and those that look like files.
pub(crate) fn is_skipped(name: &str) -> bool {
    let looks_like_a_file = [".yaml", ".cfg", ".sql", ".txt"].iter().any(|ending| name.ends_with(ending));
    name.starts_with('.') || name == "assets" || looks_like_a_file
}

/// Whether a folder of this name, possibly of several levels, may be made for a job.
///
/// Upstream has no rule, so that `../elsewhere` leaves the project and `assets` hides the job. Folders in which no job is
/// ever found are refused here, and everything that is not plainly below.
pub(crate) fn check_new_folder(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("a directory name is required".to_owned());
    }
    if name.len() > 1024 {
        return Err("the directory name is longer than 1024 bytes".to_owned());
    }
    if name.chars().any(|c| c.is_control() || c == '\\') {
        return Err("a directory name has no control characters and no `\\`".to_owned());
    }
    name.split('/').try_for_each(check_level)
}

fn check_level(level: &str) -> Result<(), String> {
    match level {
        "" => Err("a directory name does not begin or end with `/`, nor has it `//`".to_owned()),
        "." | ".." => Err(format!("`{level}` would leave or not name a directory")),
        long if long.len() > 255 => Err("a directory name is at most 255 bytes long".to_owned()),
        skipped if is_skipped(skipped) => Err(format!(
            "Optimus does not look for jobs in `{skipped}`: not in hidden directories, `assets`, nor *.yaml, *.cfg, *.sql, *.txt"
        )),
        _ => Ok(()),
    }
}

/// Whether the folder lies below the root when symbolic links are followed; what does not exist yet lies where its
/// nearest existing parent does.
pub(crate) fn stays_below(root: &Path, folder: &Path) -> io::Result<bool> {
    let root = root.canonicalize()?;
    let mut existing = PathBuf::from(folder);
    loop {
        match existing.canonicalize() {
            Ok(there) => return Ok(there.starts_with(&root)),
            // A link that leads nowhere would be followed as soon as its target is made.
            Err(_) if existing.symlink_metadata().is_ok() => return Ok(false),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => return Err(cause),
        }
        if !existing.pop() {
            return Ok(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_out_of_the_tree_or_out_of_sight_are_refused() {
        for good in ["quiet_otter", "daily/sales", "a b", "render", "x.sqlx"] {
            assert_eq!(check_new_folder(good), Ok(()), "{good}");
        }
        for bad in [
            "", "/etc", "a/", "a//b", "../x", "a/../b", ".", ".hidden", "assets", "a/assets", "x.sql",
            "a\\b", "a\0b",
        ] {
            assert!(check_new_folder(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_path_in_a_message_cannot_move_the_cursor() {
        assert_eq!(shown(Path::new("a b/\u{1b}[2J\n")), "a b/\\u{1b}[2J\\n");
    }

    #[test]
    #[cfg(unix)]
    fn a_link_out_of_the_tree_is_seen_through() {
        let tree = tempfile::tempdir().unwrap();
        let (root, outside) = (tree.path().join("jobs"), tree.path().join("outside"));
        std::fs::create_dir_all(root.join("in")).unwrap();
        std::fs::create_dir(&outside).unwrap();
        std::os::unix::fs::symlink(&outside, root.join("link")).unwrap();
        std::os::unix::fs::symlink(tree.path().join("nowhere"), root.join("broken")).unwrap();
        assert!(stays_below(&root, &root.join("in/new/folder")).unwrap());
        assert!(!stays_below(&root, &root.join("link/new")).unwrap());
        assert!(!stays_below(&root, &root.join("broken")).unwrap());
        assert!(!stays_below(&root, &root.join("broken/new")).unwrap());
    }
}
