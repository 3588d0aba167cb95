use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

/// What programs read that come with a system. Of `/etc` only what every user may know: neither keys nor passwords.
const SYSTEM: [&str; 50] = [
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/bin",
    "/usr/sbin",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/local/lib64",
    "/usr/share/zoneinfo",
    "/usr/share/ca-certificates",
    "/usr/share/locale",
    "/usr/share/i18n",
    "/nix/store",
    "/etc/ld.so.cache",
    "/etc/ld.so.preload",
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/protocols",
    "/etc/hostname",
    "/etc/passwd",
    "/etc/group",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/locale.alias",
    "/etc/os-release",
    "/etc/mime.types",
    "/etc/ssl/certs",
    "/etc/ssl/cert.pem",
    "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/certs",
    "/etc/pki/tls/cert.pem",
    "/etc/pki/tls/openssl.cnf",
    "/etc/pki/ca-trust/extracted",
    "/etc/ca-certificates",
    "/etc/crypto-policies",
    "/dev/random",
    "/dev/urandom",
    "/dev/zero",
    "/proc",
    "/sys/devices/system/cpu",
];
/// How Go and other runtimes learn the size of pages and of their share of the machine.
const SYSTEM_SIZES: [&str; 2] = ["/sys/kernel/mm/transparent_hugepage", "/sys/fs/cgroup"];
/// Variables that a process is given and that name certificates.
const NAMES_CERTIFICATES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// The network of a process that is confined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Network {
    /// None: it may listen on unix sockets, and connect to nothing.
    None,
    /// TCP to these ports; UDP, unix sockets and listening besides.
    Ports(Vec<u16>),
}

/// What a confined process may reach.
#[derive(Debug, Clone)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "what only Linux enforces"))]
pub(crate) struct Reach {
    pub(crate) network: Network,
    /// What is not there is left out.
    pub(crate) system: Vec<PathBuf>,
    /// Granted, or found to belong to the executable.
    pub(crate) read: Vec<PathBuf>,
    /// Granted.
    pub(crate) write: Vec<PathBuf>,
    /// Its own folder.
    pub(crate) own: PathBuf,
    /// It gives a group access to its socket, and for that changes owner and mode of a file.
    pub(crate) shares_its_socket: bool,
}

impl Reach {
    pub(super) fn new(network: Network, own: &Path) -> Self {
        let system = SYSTEM.iter().chain(&SYSTEM_SIZES).map(PathBuf::from).collect();
        let (read, write) = (Vec::new(), Vec::new());
        Self { network, system, read, write, own: own.to_owned(), shares_its_socket: false }
    }

    /// Adds what the variables of the process name: certificates.
    pub(crate) fn follow(&mut self, variables: &[(OsString, OsString)]) {
        let named = variables.iter().filter(|(name, _)| NAMES_CERTIFICATES.iter().any(|known| name == known));
        self.system.extend(named.flat_map(|(_, value)| std::env::split_paths(value).collect::<Vec<_>>()));
    }

    /// Adds the executable itself, and who interprets it.
    pub(crate) fn admit(&mut self, executable: &Path, head: &[u8], path: Option<&OsString>) {
        self.system.push(executable.to_owned());
        self.system.extend(interpreters(head, path));
    }
}

/// Who runs a script: the program of its first line, and where that is `env`, the one that it looks up.
pub(crate) fn interpreters(head: &[u8], path: Option<&OsString>) -> Vec<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    let Some(line) = head.strip_prefix(b"#!").and_then(|rest| rest.split(|byte| *byte == b'\n').next())
    else {
        return Vec::new();
    };
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return Vec::new() };
    let interpreter = PathBuf::from(std::ffi::OsStr::from_bytes(first));
    let is_env = interpreter.file_name().is_some_and(|name| name == "env");
    let mut all = vec![interpreter];
    let named = words.find(|word| !word.starts_with(b"-") && !word.contains(&b'='));
    if let (true, Some(name), Some(path)) = (is_env, named, path) {
        let name = std::ffi::OsStr::from_bytes(name);
        all.extend(std::env::split_paths(path).map(|folder| folder.join(name)).find(|path| path.is_file()));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interpreter_of_a_script_is_found_also_where_env_looks_it_up() {
        let of = |text: &str| interpreters(text.as_bytes(), Some(&"/nowhere:/bin:/usr/bin".into()));
        assert_eq!(of("#!/bin/sh\n"), [Path::new("/bin/sh")]);
        assert_eq!(of("#! /opt/py/bin/python3 -u\n"), [Path::new("/opt/py/bin/python3")]);
        assert_eq!(of("#!/usr/bin/env -S A=b sh -e\n"), [Path::new("/usr/bin/env"), Path::new("/bin/sh")]);
        assert_eq!(of("#!/usr/bin/env no-such-thing\n"), [Path::new("/usr/bin/env")]);
        assert!(of("#!\n").is_empty() && of("\x7fELF").is_empty() && of("").is_empty());
    }

    #[test]
    fn keys_and_passwords_of_the_system_are_not_in_reach() {
        for secret in
            ["/etc/shadow", "/etc/ssl/private/key.pem", "/etc/ssh/id", "/root", "/home/a", "/var/lib", "/run"]
        {
            assert!(!SYSTEM.iter().any(|path| Path::new(secret).starts_with(path)), "{secret}");
        }
    }

    #[test]
    fn certificates_that_a_variable_names_are_in_reach() {
        let mut reach = Reach::new(Network::None, Path::new("/own"));
        reach.follow(&[("SSL_CERT_DIR".into(), "/a:/b".into()), ("OTHER".into(), "/c".into())]);
        let has = |path: &str| reach.system.iter().any(|known| known == Path::new(path));
        assert!(has("/a") && has("/b") && !has("/c"));
    }
}
