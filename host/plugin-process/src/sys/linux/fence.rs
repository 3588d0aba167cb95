//! Which files and ports a process reaches, and whom it signals: landlock.

use std::{io, os::fd::OwnedFd, path::Path};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, NetPort, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreated, RulesetCreatedAttr, RulesetError, Scope, make_bitflags,
};

use crate::contain::{Network, Reach};

/// The newest that the rules below are written for. What an older kernel does not know is left out, and said by `probe`.
const KNOWN: ABI = ABI::V9;
/// Devices that a process may write to.
const WRITTEN_DEVICES: [&str; 2] = ["/dev/null", "/dev/full"];

/// The rules for one process, ready to be put on by it; nothing where the kernel has no landlock. Paths are opened here: of
/// what they name later nothing is granted.
pub(super) fn fence(reach: &Reach) -> io::Result<Option<OwnedFd>> {
    build(reach).map(Into::into).map_err(io::Error::other)
}

fn build(reach: &Reach) -> Result<RulesetCreated, RulesetError> {
    let all = AccessFs::from_all(KNOWN);
    let read = AccessFs::from_read(KNOWN);
    // Nobody needs devices of its own, or has one to control.
    let write = all & !make_bitflags!(AccessFs::{MakeChar | MakeBlock | IoctlDev});
    let ruleset = Ruleset::default().handle_access(all)?;
    let ruleset = match &reach.network {
        Network::None => ruleset.handle_access(AccessNet::from_all(ABI::V10))?,
        // Plugins on TCP listen on a port that they choose, and names are resolved over UDP.
        Network::Ports(_) => ruleset.handle_access(AccessNet::ConnectTcp)?,
    };
    let mut rules = ruleset.scope(Scope::AbstractUnixSocket | Scope::Signal)?.create()?;
    for path in &reach.system {
        rules = allow(rules, path, read)?;
    }
    for path in &reach.read {
        warn_if_missing(path);
        rules = allow(rules, path, read)?;
    }
    for path in &reach.write {
        warn_if_missing(path);
        rules = allow(rules, path, write)?;
    }
    for device in WRITTEN_DEVICES.map(Path::new) {
        rules = allow(rules, device, make_bitflags!(AccessFs::{ReadFile | WriteFile | Truncate}))?;
    }
    rules = allow(rules, &reach.own, write)?;
    if let Network::Ports(ports) = &reach.network {
        for port in ports {
            rules = rules.add_rule(NetPort::new(*port, AccessNet::ConnectTcp))?;
        }
    }
    Ok(rules)
}

/// What is not there needs no rule.
fn allow(
    rules: RulesetCreated,
    path: &Path,
    access: BitFlags<AccessFs>,
) -> Result<RulesetCreated, RulesetError> {
    let (Ok(open), Ok(metadata)) = (PathFd::new(path), path.metadata()) else { return Ok(rules) };
    let access = if metadata.is_dir() { access } else { access & AccessFs::from_file(KNOWN) };
    rules.add_rule(PathBeneath::new(open, access))
}

fn warn_if_missing(path: &Path) {
    if !path.exists() {
        let path = optimus_plugin_api::Error::escape(&path.to_string_lossy());
        tracing::warn!("a policy grants `{path}`, and there is no such file or folder: nothing is granted");
    }
}
