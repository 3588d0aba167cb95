//! Why an executable cannot be started, in words that lead to a remedy.

use std::{
    env::consts::ARCH,
    fs::{File, Metadata},
    io::{self, ErrorKind, Read},
    os::unix::fs::MetadataExt,
    path::Path,
};

use optimus_plugin_api::{Code, Error};

use crate::error::{Site, shown};

/// Refuses what the system would not run either (emulators for other processors, which the kernel may know of, are not
/// counted on). It must be seen beforehand: the C library hands any other file to a shell,
/// which would run a text line by line and answer for an executable of another processor with nonsense.
pub(crate) fn check(site: Site<'_>) -> Result<(), Error> {
    let head = head(site.path);
    match head.as_slice() {
        // What cannot be read or is no executable file is better told by the system's own refusal.
        _ if !site.path.metadata().is_ok_and(|file| file.is_file() && file.mode() & 0o111 != 0) => Ok(()),
        [b'#', b'!', ..] => Ok(()),
        [0x7f, b'E', b'L', b'F', ..] if own_machine().is_none_or(|own| elf_machine(&head) == Some(own)) => {
            Ok(())
        }
        _ if !cfg!(target_os = "linux") => Ok(()),
        _ => Err(start_failed(site, io::Error::from_raw_os_error(libc::ENOEXEC))),
    }
}

/// The error of a start that the system refused.
pub(crate) fn start_failed(site: Site<'_>, source: io::Error) -> Error {
    let metadata = match site.path.metadata() {
        Ok(metadata) => metadata,
        Err(error) => return site.error(Code::START_FAILED, "there is no such file").with_source(error),
    };
    let error = if metadata.is_file() { of_a_file(site, &metadata, &source) } else { not_a_file(site) };
    error
        .note("mode", format!("{:04o}", metadata.mode() & 0o7777))
        .note("owner", owner(&metadata))
        .with_source(source)
}

fn not_a_file(site: Site<'_>) -> Error {
    site.error(Code::START_FAILED, "it is not a file")
}

fn owner(metadata: &Metadata) -> String {
    let (user, group) = (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw());
    format!("uid {}, gid {} (this process: uid {user}, gid {group})", metadata.uid(), metadata.gid())
}

fn of_a_file(site: Site<'_>, metadata: &Metadata, source: &io::Error) -> Error {
    let head = head(site.path);
    let failed = |message: String| site.error(Code::START_FAILED, message);
    match source.kind() {
        ErrorKind::PermissionDenied if metadata.mode() & 0o111 == 0 => {
            let path = shown(&site.path.to_string_lossy());
            failed("the file is not executable".into()).with_help(format!("chmod +x '{path}'"))
        }
        ErrorKind::PermissionDenied => failed("this user may not run the file".into())
            .with_help("check the folders above it, and that its file system is not mounted noexec"),
        ErrorKind::NotFound => failed(missing_interpreter(&head)),
        _ if source.raw_os_error() == Some(libc::ENOEXEC) => {
            failed(format!("the file is {}", made_of(&head)))
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

/// The first bytes: enough for the headers of executables and a `#!` line.
fn head(path: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    let _ = File::open(path).and_then(|file| file.take(256).read_to_end(&mut head));
    head
}

/// What the first bytes say that the file is.
fn made_of(head: &[u8]) -> String {
    match head {
        [0x7f, b'E', b'L', b'F', ..] => elf(head),
        [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] | [0xca, 0xfe, 0xba, 0xbe, ..] => {
            "an executable for macOS".into()
        }
        [b'M', b'Z', ..] => "an executable for Windows".into(),
        [0, b'a', b's', b'm', ..] => "a WebAssembly file; it is called optimus-plugin-<name>.wasm".into(),
        [] => "empty".into(),
        _ => "neither an executable of this system nor a script with a `#!` line".into(),
    }
}

fn elf(head: &[u8]) -> String {
    let Some(machine) = elf_machine(head) else { return "a truncated executable".into() };
    let name = MACHINES
        .iter()
        .find(|(number, ..)| *number == machine)
        .map_or("another processor", |(_, name, _)| name);
    format!("an executable for {name}; this machine is {ARCH}")
}

/// Numbers of ELF, Go's names (which file names use), Rust's.
const MACHINES: [(u16, &str, &str); 9] = [
    (3, "386", "x86"),
    (8, "mips", "mips"),
    (21, "ppc64", "powerpc64"),
    (22, "s390x", "s390x"),
    (40, "arm", "arm"),
    (62, "amd64", "x86_64"),
    (183, "arm64", "aarch64"),
    (243, "riscv64", "riscv64"),
    (258, "loong64", "loongarch64"),
];

fn own_machine() -> Option<u16> {
    MACHINES.iter().find(|(.., name)| *name == ARCH).map(|(number, ..)| *number)
}

fn elf_machine(head: &[u8]) -> Option<u16> {
    let &[first, second] = head.get(18..20)? else { return None };
    let read = if head.get(5) == Some(&2) { u16::from_be_bytes } else { u16::from_le_bytes };
    Some(read([first, second]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_executable_for_another_processor_is_named() {
        let mut elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\xb7\0".to_vec();
        assert!(made_of(&elf).contains("for arm64"), "{}", made_of(&elf));
        elf.truncate(19);
        assert_eq!(made_of(&elf), "a truncated executable");
    }

    #[test]
    fn files_of_other_systems_are_named() {
        assert!(made_of(b"MZ\x90").contains("Windows"));
        assert!(made_of(b"\xcf\xfa\xed\xfe").contains("macOS"));
        assert!(made_of(b"\0asm\x0d").contains("WebAssembly"));
        assert!(made_of(b"text").contains("#!"));
        assert_eq!(made_of(b""), "empty");
    }

    #[test]
    fn a_missing_interpreter_is_named() {
        assert_eq!(missing_interpreter(b"#! /no/such\nrest"), "its interpreter `/no/such` is not there");
    }
}
