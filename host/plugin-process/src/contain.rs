//! How the process of an executable is contained: what it may reach and use, which file it may be, and what of that this
//! machine cannot enforce. What the kernel does for it is in `sys`.

pub(crate) mod admission;
pub(crate) mod hint;
pub(crate) mod place;
mod reach;
mod shortfall;

use std::path::Path;

use optimus_plugin_policy::{Containment, Profile};

pub(crate) use reach::{Network, Reach};
pub use shortfall::{Lack, NotEnforced, not_enforced};

/// The memory of a process, in bytes, where the policy says nothing.
const MEMORY: u64 = 1 << 30;
/// The processes and threads of a plugin, where the policy says nothing.
const TASKS: u32 = 512;
/// The descriptors that a process may have open: six hundred calls share one connection.
const OPEN_FILES: u64 = 1024;

/// What holds for one process, as plain values.
#[derive(Debug, Clone)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "what only Linux enforces"))]
pub(crate) struct Bounds {
    /// `RLIMIT_DATA`, and the memory of the group where a cgroup can be made; in bytes.
    pub(crate) memory: u64,
    /// Processes and threads, where a cgroup can be made.
    pub(crate) tasks: u32,
    /// `RLIMIT_NOFILE`.
    pub(crate) open_files: u64,
    /// What it may reach; `None` is everything that its user may.
    pub(crate) reach: Option<Reach>,
}

impl Bounds {
    /// What a policy says of a process that has a folder of its own.
    pub(crate) fn of(containment: &Containment, folder: &Path, shares_its_socket: bool) -> Self {
        let reach = network(&containment.profile).map(|network| {
            let mut reach = Reach::new(network, folder);
            reach.read.extend_from_slice(&containment.read);
            reach.write.extend_from_slice(&containment.write);
            reach.shares_its_socket = shares_its_socket;
            reach
        });
        Self { memory: memory(containment), tasks: tasks(containment), open_files: OPEN_FILES, reach }
    }
}

/// The limit of memory in force, in bytes.
pub(crate) fn memory(containment: &Containment) -> u64 {
    containment.memory_bytes.unwrap_or(MEMORY)
}

/// The limit of processes and threads in force.
pub(crate) fn tasks(containment: &Containment) -> u32 {
    containment.tasks.unwrap_or(TASKS)
}

/// The network of a profile that confines.
fn network(profile: &Profile) -> Option<Network> {
    match profile {
        Profile::Open => None,
        Profile::Network(ports) => Some(Network::Ports(ports.clone())),
        // A profile that this crate does not know yet confines as much as it can.
        _ => Some(Network::None),
    }
}
