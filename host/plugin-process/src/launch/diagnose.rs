//! Why an executable cannot be started, in words that lead to a remedy.

use std::{
    fs::{File, Metadata},
    io::{self, ErrorKind, Read},
    os::unix::fs::MetadataExt,
    path::Path,
};

use optimus_plugin_api::{Code, Error};

use super::machine::{is_own_elf, made_of};
use crate::{
    error::{Site, shown},
    sys,
};

/// The first bytes of a file that are looked at: enough for the headers of executables and a `#!` line.
pub(super) const HEAD_BYTES: u64 = 1024;

/// The first bytes of a file.
#[derive(Debug, Default)]
pub(super) struct Head(pub(super) Vec<u8>);

impl Head {
    /// `None` of a file that cannot be read: it may be run all the same.
    fn of(path: &Path) -> Option<Self> {
        let mut head = Self::default();
        // Never a pipe, whose reader would wait for ever.
        path.metadata().ok().filter(Metadata::is_file)?;
        File::open(path).ok()?.take(HEAD_BYTES).read_to_end(&mut head.0).ok()?;
        Some(head)
    }

    /// It is run by another program, which its first line names.
    pub(super) fn is_script(&self) -> bool {
        self.0.starts_with(b"#!")
    }

    /// Refuses what the system would not run either (emulators for other processors, which the kernel may know of, are not
    /// counted on). It must be seen beforehand: the C library hands any other file to a shell, which would run a text line
    /// by line and answer for an executable of another processor with nonsense.
    pub(super) fn runs_here(&self) -> io::Result<()> {
        if self.is_script() || is_own_elf(&self.0) || !cfg!(target_os = "linux") {
            return Ok(());
        }
        Err(io::Error::from_raw_os_error(libc::ENOEXEC))
    }
}

/// Refuses a file that is not run here; what cannot be read or is no executable file is better told by the system's own
/// refusal.
pub(crate) fn check(site: Site<'_>) -> Result<(), Error> {
    if !site.path.metadata().is_ok_and(|file| file.is_file() && file.mode() & 0o111 != 0) {
        return Ok(());
    }
    let Some(head) = Head::of(site.path) else { return Ok(()) };
    head.runs_here().map_err(|error| start_failed(site, error))
}

/// The error of a start that the system refused.
pub(crate) fn start_failed(site: Site<'_>, source: io::Error) -> Error {
    if let Some((part, cause)) = sys::failed_part(&source) {
        let message = format!("it is not run, because a part of its containment failed: {part}");
        return site.error(Code::NOT_CONTAINED, message).with_source(cause);
    }
    let error = match site.path.metadata() {
        Ok(metadata) if metadata.is_file() => of_a_file(site, &metadata, &source),
        Ok(_) => site.error(Code::START_FAILED, "it is not a file"),
        Err(error) => return site.error(Code::START_FAILED, "there is no such file").with_source(error),
    };
    facts(site, error).with_source(source)
}

/// Adds to the error of a failed start what may explain it: whose file it is, who may run it, and where.
pub(super) fn facts(site: Site<'_>, error: Error) -> Error {
    let Ok(metadata) = site.path.metadata() else { return error };
    let (user, group) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
    let owner =
        format!("uid {}, gid {} (this process: uid {user}, gid {group})", metadata.uid(), metadata.gid());
    let error = error.note("mode", format!("{:04o}", metadata.mode() & 0o7777)).note("owner", owner);
    match Head::of(site.path) {
        Some(head) => error.note("file", made_of(&head.0)),
        None => error,
    }
}

fn of_a_file(site: Site<'_>, metadata: &Metadata, source: &io::Error) -> Error {
    let head = Head::of(site.path).unwrap_or_default();
    let failed = |message: String| site.error(Code::START_FAILED, message);
    match source.kind() {
        ErrorKind::PermissionDenied if metadata.mode() & 0o111 == 0 => {
            let path = shown(&site.path.to_string_lossy());
            failed("the file is not executable".into()).with_help(format!("chmod +x '{path}'"))
        }
        ErrorKind::PermissionDenied => failed("this user may not run the file".into())
            .with_help("check the folders above it, and that its file system is not mounted noexec"),
        ErrorKind::NotFound => failed(missing_interpreter(&head.0)),
        _ if source.raw_os_error() == Some(libc::ENOEXEC) => {
            failed(format!("the file is {}", made_of(&head.0)))
                .with_help("use the file for this machine: optimus-<name>_<os>_<arch>")
        }
        _ => failed(format!("the system does not start it: {source}")),
    }
}

fn missing_interpreter(head: &[u8]) -> String {
    let line = head.strip_prefix(b"#!").and_then(|rest| rest.split(|byte| *byte == b'\n').next());
    match line {
        Some(line) => {
            format!("its interpreter `{}` is not there", shown(String::from_utf8_lossy(line).trim()))
        }
        None => "the loader of dynamic libraries that it names is not there".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_interpreter_is_named() {
        assert_eq!(missing_interpreter(b"#! /no/such\nrest"), "its interpreter `/no/such` is not there");
    }
}
