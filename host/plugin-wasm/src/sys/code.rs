use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use wasmtime::{Engine, component::Component};

use crate::compile::Trusted;

/// Bytes that nobody can change any more: machine code between being looked at and being mapped.
pub(crate) struct Code(Bytes);

#[cfg(target_os = "linux")]
type Bytes = File;
#[cfg(not(target_os = "linux"))]
type Bytes = Vec<u8>;

/// The kernel itself may hold a page for a moment after it was written. It waits for a sixth of a second at each try
/// (`memfd_wait_for_pins`).
#[cfg(target_os = "linux")]
const SEAL_TRIES: u32 = 10;

/// A file without a name, in memory where the system has that.
#[cfg(target_os = "linux")]
pub(crate) fn memory_file() -> io::Result<File> {
    use rustix::fs::{MemfdFlags, memfd_create};
    Ok(memfd_create("optimus-component", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?.into())
}

/// A file without a name, in memory where the system has that.
#[cfg(not(target_os = "linux"))]
pub(crate) fn memory_file() -> io::Result<File> {
    tempfile::tempfile()
}

impl Code {
    /// Seals a file made by [`memory_file`]: from here on its bytes are the same for everybody, this process included. A process
    /// that still has it open for writing can write no more.
    ///
    /// # Errors
    /// `EBUSY` if somebody has it mapped, or does not let go of a page of it.
    #[cfg(target_os = "linux")]
    pub(crate) fn seal(file: File) -> io::Result<Self> {
        use rustix::{
            fs::{SealFlags, fcntl_add_seals},
            io::Errno,
        };
        let seals = SealFlags::WRITE | SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL;
        let mut sealed = fcntl_add_seals(&file, seals);
        for _ in 1..SEAL_TRIES {
            if sealed == Err(Errno::BUSY) {
                sealed = fcntl_add_seals(&file, seals);
            }
        }
        sealed?;
        Ok(Self(file))
    }

    /// Takes the bytes of a file into memory of this process, where nobody else can change them.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn seal(mut file: File) -> io::Result<Self> {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// From the start, as often as one likes, by one reader at a time.
    #[cfg(target_os = "linux")]
    pub(crate) fn reader(&self) -> io::Result<impl Read> {
        let mut file = &self.0;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }

    /// From the start, as often as one likes.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn reader(&self) -> io::Result<impl Read> {
        Ok(self.0.as_slice())
    }

    pub(crate) fn len(&self) -> io::Result<u64> {
        #[cfg(target_os = "linux")]
        return Ok(self.0.metadata()?.len());
        #[cfg(not(target_os = "linux"))]
        return Ok(self.0.len() as u64);
    }
}

/// Maps machine code that is trusted.
pub(crate) fn component(engine: &Engine, code: &Trusted) -> wasmtime::Result<Component> {
    let code = code.code();
    #[cfg(target_os = "linux")]
    if let Some(path) = path_of(&code.0) {
        // SAFETY: `deserialize_file` wants a file that wasmtime's compiler wrote, and that nobody changes while it is mapped.
        // `Trusted` is made in two places only: of what the compiler of this program has just written into memory of ours, and
        // of bytes whose keyed checksum proves that this user's program wrote them after compiling. The path leads to the very
        // file that this descriptor holds open (it is not looked up in a folder), and that file is sealed: the kernel lets
        // nobody write to it or change its size, so what was checked is what is mapped.
        return unsafe { Component::deserialize_file(engine, path) };
    }
    let mut bytes = Vec::new();
    code.reader()?.read_to_end(&mut bytes)?;
    // SAFETY: as above; `deserialize` copies the bytes, which are in memory of this process alone. They were read whole and in
    // order: whoever has the code has it alone, or behind a lock (`Spread`), so nobody else moves the position of its file.
    unsafe { Component::deserialize(engine, bytes) }
}

/// The path by which the system reaches an open file, if it offers that here (`/proc` is mounted) and it is the same file.
#[cfg(target_os = "linux")]
fn path_of(file: &File) -> Option<std::path::PathBuf> {
    use std::os::{fd::AsRawFd, unix::fs::MetadataExt};
    let path = std::path::PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
    let (here, there) = (file.metadata().ok()?, std::fs::metadata(&path).ok()?);
    ((here.dev(), here.ino()) == (there.dev(), there.ino())).then_some(path)
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::io::Write;

    use super::*;

    /// A page in a pipe is held until it is read.
    #[test]
    fn a_page_that_is_held_for_a_moment_is_waited_for() {
        let mut file = memory_file().unwrap();
        file.write_all(&[7; 4096]).unwrap();
        let (out, into) = rustix::pipe::pipe().unwrap();
        let held =
            rustix::pipe::splice(&file, Some(&mut 0), &into, None, 4096, rustix::pipe::SpliceFlags::empty());
        assert_eq!(held.unwrap(), 4096);
        let later = std::thread::spawn(move || {
            std::thread::park_timeout(std::time::Duration::from_millis(400));
            drop((out, into));
        });
        let code = Code::seal(file).unwrap();
        later.join().unwrap();
        assert!(code.0.try_clone().unwrap().write_all(b"x").is_err());
    }

    #[test]
    fn w44_sealed_code_can_be_changed_by_nobody_who_has_it_open_or_opens_it_again() {
        let mut file = memory_file().unwrap();
        file.write_all(b"code").unwrap();
        let mut other = file.try_clone().unwrap();
        let code = Code::seal(file).unwrap();
        let path = path_of(&code.0).unwrap();
        let mut again = File::options().write(true).open(path).unwrap();
        for file in [&mut other, &mut again] {
            file.seek(SeekFrom::Start(0)).unwrap();
            assert_eq!(file.write(b"evil").unwrap_err().kind(), io::ErrorKind::PermissionDenied);
            assert!(file.set_len(2).is_err() && file.set_len(8).is_err());
        }
        let mut read = Vec::new();
        code.reader().unwrap().read_to_end(&mut read).unwrap();
        assert_eq!((read.as_slice(), code.len().unwrap()), (&b"code"[..], 4));
    }
}
