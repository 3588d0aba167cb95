//! Executing what was checked: the bytes that are hashed are copied on the way, and the copy is what runs. Who replaces the
//! file in between replaces nothing that is used.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    os::{
        fd::OwnedFd,
        unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    },
    path::{Path, PathBuf},
};

use optimus_plugin_api::{Code, Error};

use super::diagnose;
use crate::{Checksum, error::Site, sys};

/// The largest executable that is verified, in bytes: twenty times a usual Go program. The copy is in memory.
const LARGEST: u64 = 512 << 20;

/// An executable that nobody can change any more.
#[derive(Debug)]
pub(super) enum Verified {
    /// In memory. The system runs it as `/proc/self/fd/<number>`, whatever happens to the file.
    Sealed(OwnedFd),
    /// In the process's own folder: an interpreter opens a script by its path, once more and after the descriptor is gone.
    Copied(PathBuf),
}

enum Failure {
    Io(io::Error),
    TooLarge,
    Differs(Checksum),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Copies an executable and verifies the copy. It blocks for as long as reading and hashing take.
pub(super) fn verified(site: Site<'_>, checksum: &Checksum, folder: &Path) -> Result<Verified, Error> {
    copy(site.path, checksum, folder).map_err(|failure| match failure {
        Failure::Io(error) => diagnose::start_failed(site, error),
        Failure::TooLarge => site
            .error(Code::FILE_TOO_LARGE, "the file is too large to be verified")
            .note("limit", format!("{LARGEST} bytes")),
        Failure::Differs(found) => site
            .error(Code::CHECKSUM_MISMATCH, "error verifying checksum: checksums did not match")
            .note("expected", checksum.to_string())
            .note("found", found.to_string())
            .with_help("install the release that the checksum belongs to; if the file is the one meant, update the checksum"),
    })
}

fn copy(path: &Path, checksum: &Checksum, folder: &Path) -> Result<Verified, Failure> {
    let source = open(path)?;
    let mut head = diagnose::Head::default();
    (&source).take(diagnose::HEAD_BYTES).read_to_end(&mut head.0)?;
    head.runs_here()?;
    let (mut copy, verified) = if head.is_script() { script(path, folder)? } else { program(path, folder)? };
    let mut source = head.0.as_slice().chain(source).take(LARGEST + 1);
    let (size, found) = hash(&mut source, &mut copy, checksum)?;
    if size > LARGEST {
        return Err(Failure::TooLarge);
    }
    if found != *checksum {
        return Err(Failure::Differs(found));
    }
    match verified {
        Some(path) => {
            copy.set_permissions(PermissionsExt::from_mode(0o500))?;
            Ok(Verified::Copied(path))
        }
        None => Ok(Verified::Sealed(sys::seal(copy)?)),
    }
}

/// Without waiting, should it be a pipe that nobody writes to; then a file that may be executed, or what the system would say.
fn open(path: &Path) -> io::Result<File> {
    let nonblocking = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or_default();
    let file = OpenOptions::new().read(true).custom_flags(nonblocking).open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_file() && metadata.mode() & 0o111 != 0 {
        return Ok(file);
    }
    Err(io::ErrorKind::PermissionDenied.into())
}

/// A file to write to, and its path if it has one.
type Copy = (File, Option<PathBuf>);

fn program(path: &Path, folder: &Path) -> io::Result<Copy> {
    match sys::memory_file(path)? {
        Some(file) => Ok((file, None)),
        None => script(path, folder),
    }
}

fn script(path: &Path, folder: &Path) -> io::Result<Copy> {
    let path = folder.join(path.file_name().unwrap_or_else(|| "plugin".as_ref()));
    Ok((OpenOptions::new().write(true).create_new(true).mode(0o700).open(&path)?, Some(path)))
}

fn hash(source: &mut impl Read, copy: &mut File, checksum: &Checksum) -> io::Result<(u64, Checksum)> {
    let (mut hasher, mut buffer, mut size) = (checksum.hasher(), vec![0; 128 * 1024], 0);
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => return Ok((size, hasher.finish())),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let bytes = buffer.get(..read).unwrap_or_default();
        hasher.update(bytes);
        copy.write_all(bytes)?;
        size += bytes.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// A script, and its checksum.
    fn good(folder: &Path, content: &[u8]) -> (PathBuf, Checksum) {
        let path = folder.join("optimus-neo_linux_amd64");
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        let mut hasher = Checksum::Sha256([0; 32]).hasher();
        hasher.update(content);
        (path, hasher.finish())
    }

    fn verify(path: &Path, checksum: &Checksum, own: &Path) -> Result<Verified, Error> {
        verified(Site { plugin: "neo", label: "path", path }, checksum, own)
    }

    #[test]
    fn a_script_that_is_replaced_after_the_check_runs_as_it_was() {
        let (folder, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (path, checksum) = good(folder.path(), b"#!/bin/sh\necho good\n");
        let Verified::Copied(copy) = verify(&path, &checksum, own.path()).unwrap() else { panic!("sealed") };
        std::fs::write(&path, "#!/bin/sh\necho evil\n").unwrap();
        assert_eq!(Command::new(&copy).output().unwrap().stdout, b"good\n");
        assert_eq!(copy.metadata().unwrap().mode() & 0o777, 0o500);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_program_that_is_replaced_after_the_check_runs_as_it_was_and_cannot_be_written_to() {
        use std::os::fd::AsRawFd;
        let (folder, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let program = std::fs::read("/bin/echo").unwrap();
        let (path, checksum) = good(folder.path(), &program);
        let Verified::Sealed(sealed) = verify(&path, &checksum, own.path()).unwrap() else {
            panic!("copied")
        };
        std::fs::write(&path, "#!/bin/sh\necho evil\n").unwrap();
        let executable = format!("/proc/self/fd/{}", sealed.as_raw_fd());
        assert_eq!(Command::new(&executable).arg("good").output().unwrap().stdout, b"good\n");
        let written =
            OpenOptions::new().write(true).open(&executable).and_then(|mut file| file.write_all(b"x"));
        assert!(written.is_err());
    }

    #[test]
    fn another_sum_and_what_may_not_run_are_refused() {
        let (folder, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (path, _) = good(folder.path(), b"#!/bin/sh\n");
        let error = verify(&path, &Checksum::Sha512([0; 64]), own.path()).unwrap_err();
        assert_eq!(error.code(), Code::CHECKSUM_MISMATCH);
        assert!(error.message().ends_with("checksums did not match"), "{error}");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        let error = verify(&path, &Checksum::Sha256([0; 32]), own.path()).unwrap_err();
        assert!(error.message().contains("not executable"), "{error}");
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(verify(&pipe, &Checksum::Sha256([0; 32]), own.path()).is_err());
    }
}
