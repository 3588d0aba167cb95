use std::time::Duration;

/// How the process of an executable is contained, as far as the kernel can.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Containment {
    /// What it may reach. Default: [`Profile::Default`].
    pub profile: Profile,
    /// Which file the kernel is given. Default: [`Execution::Verified`].
    pub execution: Execution,
    /// Files and folders that it may read besides those of its profile.
    pub read: Vec<std::path::PathBuf>,
    /// Files and folders that it may write besides its own folder.
    pub write: Vec<std::path::PathBuf>,
    /// Its data segment and private memory (`RLIMIT_DATA`), and where a cgroup can be made the memory of its group, in bytes.
    /// `None`: 1 GiB. A Go program dies at its start with 64 MiB.
    pub memory_bytes: Option<u64>,
    /// Processes and threads of its group, where a cgroup can be made. `None`: 512.
    pub tasks: Option<u32>,
    /// How many starts within [`Self::crash_window`] make a crash loop, after which it is not started again until a reload.
    pub crash_starts: u32,
    /// See [`Self::crash_starts`].
    pub crash_window: Duration,
    /// Whether it may listen on a socket outside of the folder that it is given for that.
    pub any_socket: bool,
    /// Whether both sides prove by certificates that they are the pair that was started (go-plugin's AutoMTLS).
    pub auto_mtls: bool,
    /// Its arguments.
    pub args: Vec<String>,
}

impl Default for Containment {
    fn default() -> Self {
        Self {
            profile: Profile::Default,
            execution: Execution::Verified,
            read: Vec::new(),
            write: Vec::new(),
            memory_bytes: None,
            tasks: None,
            crash_starts: 5,
            crash_window: Duration::from_secs(60),
            any_socket: false,
            auto_mtls: false,
            args: Vec::new(),
        }
    }
}

/// What the process of an executable may reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// Its own folder, and to read what programs need to run; no network.
    #[default]
    Default,
    /// As above, and TCP to these ports of any address. UDP (names are resolved with it) and unix sockets are then not confined.
    Network(Vec<u16>),
    /// What this host's user may do. It still has its own environment, descriptors, folder, group and limits.
    Open,
}

/// Which file the kernel is given to execute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Execution {
    /// The very bytes that were hashed: from sealed memory, a script from a read-only copy.
    #[default]
    Verified,
    /// The file by its path, for plugins that look beside themselves. What runs may then differ from what was checked.
    Path,
}
