//! Several files that appear together or not at all, as far as a file system without transactions allows.

use std::{
    fs::{self, File, OpenOptions},
    hash::{BuildHasher, RandomState},
    io::{self, Write},
    path::{Path, PathBuf},
};

use optimus_plugin_api::Code;

use crate::JobError;

/// What was done so far, so that it can be undone.
#[derive(Debug, Default)]
pub(super) struct Transaction {
    /// Folders made here, outermost first.
    folders: Vec<PathBuf>,
    /// Files written under a temporary name, and where they belong.
    staged: Vec<(PathBuf, PathBuf)>,
    /// Files in their place.
    published: Vec<PathBuf>,
    /// Files that were there before, moved aside, and where they belong.
    replaced: Vec<(PathBuf, PathBuf)>,
}

impl Transaction {
    /// Makes a folder and those above it that are missing.
    pub(super) fn make_folder(&mut self, folder: &Path) -> Result<(), JobError> {
        let missing: Vec<&Path> = folder.ancestors().take_while(|level| !level.exists()).collect();
        for level in missing.into_iter().rev() {
            match new_folder(level) {
                Ok(()) => self.folders.push(level.to_owned()),
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists && level.is_dir() => {}
                Err(cause) => {
                    return Err(JobError::disk(Code::NOT_WRITTEN, "making the folder", level, cause));
                }
            }
        }
        Ok(())
    }

    /// Writes a file under a temporary name in the folder where it belongs.
    pub(super) fn stage(&mut self, target: &Path, content: &[u8]) -> Result<(), JobError> {
        let temporary = beside(target, "new");
        let failed = |cause| JobError::disk(Code::NOT_WRITTEN, "writing", &temporary, cause);
        let mut file = new_file(&temporary).map_err(failed)?;
        self.staged.push((temporary.clone(), target.to_owned()));
        file.write_all(content).and_then(|()| file.sync_all()).map_err(failed)
    }

    /// Puts the files into their places, in the order in which they were staged.
    pub(super) fn publish(&mut self) -> Result<(), JobError> {
        for (temporary, target) in self.staged.clone() {
            self.set_aside(&target)?;
            let failed = |cause| JobError::disk(Code::NOT_WRITTEN, "writing", &target, cause);
            fs::rename(&temporary, &target).map_err(failed)?;
            self.published.push(target);
        }
        Ok(())
    }

    /// Moves a file away that is about to be replaced. A link is moved itself, not what it points to.
    fn set_aside(&mut self, target: &Path) -> Result<(), JobError> {
        let Ok(there) = target.symlink_metadata() else { return Ok(()) };
        if there.is_dir() {
            let cause = io::ErrorKind::IsADirectory.into();
            return Err(JobError::disk(Code::NOT_WRITTEN, "writing", target, cause));
        }
        let aside = beside(target, "old");
        fs::rename(target, &aside)
            .map_err(|cause| JobError::disk(Code::NOT_WRITTEN, "replacing", target, cause))?;
        self.replaced.push((aside, target.to_owned()));
        Ok(())
    }

    /// Ends well: what was set aside is no longer needed.
    pub(super) fn commit(self) {
        for (aside, _) in self.replaced {
            // A file that stays behind is hidden and harmless, and there is nobody to tell.
            let _ = fs::remove_file(aside);
        }
    }

    /// Undoes everything that can be undone; what cannot, was not ours to keep.
    pub(super) fn roll_back(self) {
        for (temporary, _) in &self.staged {
            let _ = fs::remove_file(temporary);
        }
        for target in &self.published {
            let _ = fs::remove_file(target);
        }
        for (aside, target) in self.replaced.iter().rev() {
            let _ = fs::rename(aside, target);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// A hidden name in the same folder that nobody can foresee: `.query.sql.new-9f…`.
fn beside(target: &Path, purpose: &str) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let chance = RandomState::new().hash_one(target);
    target.with_file_name(format!(".{name}.{purpose}-{chance:016x}"))
}

/// Mode 0755 less the umask, as upstream writes job files. Fails if the name is taken, even by a link.
fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o755);
    options.open(path)
}

/// Mode 0765 less the umask, as upstream makes job folders.
fn new_folder(path: &Path) -> io::Result<()> {
    #[allow(unused_mut, reason = "changed on Unix alone")]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o765);
    builder.create(path)
}
