//! Executing what was checked: the bytes that are hashed are copied on the way, and the copy is what runs. Who replaces the
//! file in between replaces nothing that is used.
//!
//! It costs each start the time of reading and hashing the file, and the process the file's size in memory that is not shared
//! with the system's cache. Where that is too much, or the plugin looks for files beside itself, the policy says `execute: path`:
//! the file is hashed all the same, and runs by its path.

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
use optimus_plugin_policy::Digest;
use sha2::{Digest as _, Sha256};

use super::diagnose;
use crate::{Checksum, error::Site, options::Hasher, sys};

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

/// A file that was looked at and hashed.
#[derive(Debug)]
pub(super) struct Program {
    /// What to run; `None` is the file itself, by its path.
    pub(super) verified: Option<Verified>,
    /// Of the bytes that were read. `None`: this user may run the file and not read it.
    pub(super) digest: Option<Digest>,
    /// The first bytes.
    pub(super) head: Vec<u8>,
}

enum Failure {
    Io(io::Error),
    TooLarge,
    Differs(Box<[Checksum; 2]>),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What an executable must be, and whether it runs from a copy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) checksum: Option<Checksum>,
    /// The folder for the copy of a script; `None`: no copy is made.
    pub(super) copy_in: Option<&'a Path>,
}

/// Hashes an executable, copies it where that is wanted, and verifies the copy. It blocks for as long as that takes.
pub(super) fn program(site: Site<'_>, wanted: Wanted<'_>) -> Result<Program, Error> {
    if wanted.copy_in.is_none() && may_not_be_read(site.path) {
        diagnose::check(site)?;
        return Ok(Program { verified: None, digest: None, head: Vec::new() });
    }
    read(site.path, wanted).map_err(|failure| match failure {
        Failure::Io(error) => diagnose::start_failed(site, error),
        Failure::TooLarge => site
            .error(Code::FILE_TOO_LARGE, "the file is too large to be verified")
            .note("limit", format!("{LARGEST} bytes"))
            .with_help("run it by its path: `process: {execute: path}`"),
        Failure::Differs(sums) => {
            let [expected, found] = *sums;
            site
            .error(Code::CHECKSUM_MISMATCH, "error verifying checksum: checksums did not match")
            .note("expected", expected.to_string())
            .note("found", found.to_string())
            .with_help("install the release that the checksum belongs to; if the file is the one meant, update the checksum")
        }
    })
}

/// Not opened unless it is a file: a pipe would wait for ever.
fn may_not_be_read(path: &Path) -> bool {
    let refused =
        |file: io::Result<File>| file.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied);
    path.metadata().is_ok_and(|metadata| metadata.is_file()) && refused(File::open(path))
}

fn read(path: &Path, wanted: Wanted<'_>) -> Result<Program, Failure> {
    let source = open(path)?;
    let mut head = diagnose::Head::default();
    (&source).take(diagnose::HEAD_BYTES).read_to_end(&mut head.0)?;
    head.runs_here()?;
    let target = match wanted.copy_in {
        None => None,
        Some(folder) if head.is_script() => Some(script(path, folder)?),
        Some(folder) => Some(in_memory(path, folder)?),
    };
    let (mut copy, copied) = target.unzip();
    let most = if copy.is_some() { LARGEST } else { u64::MAX - 1 };
    let mut source = head.0.as_slice().chain(source).take(most + 1);
    let mut sums = Sums::of(wanted.checksum);
    let size = pass(&mut source, copy.as_mut(), &mut sums)?;
    if size > most {
        return Err(Failure::TooLarge);
    }
    let digest = sums.finish()?;
    let verified = copy.zip(copied).map(|(copy, path)| keep(copy, path)).transpose()?;
    Ok(Program { verified, digest: Some(digest), head: head.0 })
}

/// From here on nobody changes the copy.
fn keep(copy: File, path: Option<PathBuf>) -> io::Result<Verified> {
    match path {
        Some(path) => {
            copy.set_permissions(PermissionsExt::from_mode(0o500))?;
            Ok(Verified::Copied(path))
        }
        None => Ok(Verified::Sealed(sys::seal(copy)?)),
    }
}

/// The digest by which policies know the file, and the sum that an operator gave.
struct Sums {
    digest: Sha256,
    checksum: Option<(Checksum, Hasher)>,
}

impl Sums {
    fn of(checksum: Option<Checksum>) -> Self {
        Self { digest: Sha256::default(), checksum: checksum.map(|wanted| (wanted, wanted.hasher())) }
    }

    fn update(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
        if let Some((_, hasher)) = &mut self.checksum {
            hasher.update(bytes);
        }
    }

    fn finish(self) -> Result<Digest, Failure> {
        if let Some((wanted, hasher)) = self.checksum {
            let found = hasher.finish();
            if found != wanted {
                return Err(Failure::Differs(Box::new([wanted, found])));
            }
        }
        Ok(Digest::from_sha256(self.digest.finalize().into()))
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

fn in_memory(path: &Path, folder: &Path) -> io::Result<Copy> {
    match sys::memory_file(path)? {
        Some(file) => Ok((file, None)),
        None => script(path, folder),
    }
}

fn script(path: &Path, folder: &Path) -> io::Result<Copy> {
    let path = folder.join(path.file_name().unwrap_or_else(|| "plugin".as_ref()));
    Ok((OpenOptions::new().write(true).create_new(true).mode(0o700).open(&path)?, Some(path)))
}

/// How many bytes there were.
fn pass(source: &mut impl Read, mut copy: Option<&mut File>, sums: &mut Sums) -> io::Result<u64> {
    let (mut buffer, mut size) = (vec![0; 128 * 1024], 0);
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => return Ok(size),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let bytes = buffer.get(..read).unwrap_or_default();
        sums.update(bytes);
        if let Some(copy) = &mut copy {
            copy.write_all(bytes)?;
        }
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
        let wanted = Wanted { checksum: Some(*checksum), copy_in: Some(own) };
        program(Site { plugin: "neo", label: "path", path }, wanted).map(|program| program.verified.unwrap())
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
    fn the_digest_is_that_of_the_file_whether_it_is_copied_or_not() {
        let (folder, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let content = b"#!/bin/sh\necho good\n";
        let (path, _) = good(folder.path(), content);
        let site = Site { plugin: "neo", label: "path", path: &path };
        for copy_in in [None, Some(own.path())] {
            let found = program(site, Wanted { checksum: None, copy_in }).unwrap();
            assert_eq!(found.digest, Some(Digest::of(content)));
            assert_eq!(found.verified.is_some(), copy_in.is_some());
            assert!(found.head.starts_with(b"#!/bin/sh"));
        }
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
