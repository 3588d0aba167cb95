use std::{fmt, net::SocketAddr, path::PathBuf};

/// Where a running plugin listens.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PluginAddress {
    /// A unix socket, by its absolute path.
    Unix(PathBuf),
    /// A port of this machine's loopback interface.
    Tcp(SocketAddr),
}

impl fmt::Display for PluginAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix {}", path.display()),
            Self::Tcp(address) => write!(f, "tcp {address}"),
        }
    }
}

/// A plugin that somebody else started (a debugger, a test) and that is used instead of a new process.
///
/// Such a process cannot be started again: when it ends, every call fails with `P0614`.
///
/// A signal goes to it only where it is sure to be the plugin: who listens on the unix socket is the process of this number,
/// or the process has the start time given. It is then held by a descriptor, so that the number cannot pass to another.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reattach {
    /// The version of the plugin's own protocol that it speaks. Default: 1.
    pub protocol_version: u32,
    /// Where it listens.
    pub address: PluginAddress,
    /// The number of its process.
    pub pid: u32,
    /// When that process started, where it is known: the 22nd field of `/proc/<pid>/stat`.
    pub started: Option<u64>,
    /// It belongs to a test: it is never ended, not even asked to.
    pub test: bool,
}

impl Reattach {
    /// A running process and where it listens.
    #[must_use]
    pub fn new(address: PluginAddress, pid: u32) -> Self {
        Self { protocol_version: 1, address, pid, started: None, test: false }
    }
}
