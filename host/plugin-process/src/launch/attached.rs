use std::time::Duration;

use optimus_plugin_api::{Code, Error};
use tokio::{task::JoinSet, time::timeout};

use super::{
    Launcher,
    handshake::{self, NoHandshake},
};
use crate::{
    PluginAddress, Reattach,
    sys::Held,
    transport::{self, Address, Dialled},
};

/// How long a killed process may take to be gone.
const GONE: Duration = Duration::from_secs(2);

/// A running process that somebody else started. Dropping it leaves the process alone.
#[derive(Debug)]
pub(crate) struct Attached {
    process: Held,
    /// It is the plugin for sure, and no test's.
    may_signal: bool,
    readers: JoinSet<()>,
}

impl Attached {
    /// Takes hold of the process, then connects to it: from then on the number cannot pass to another.
    ///
    /// # Errors
    /// There is no such process, nobody listens at the address, or somebody else does.
    pub(super) async fn find(launcher: &Launcher, to: &Reattach) -> Result<(Self, Dialled), Error> {
        handshake::version("plugin", &to.protocol_version.to_string(), &launcher.options.protocol_versions)
            .map_err(|why| why.into_error(launcher.site(), b""))?;
        let address = address(to).map_err(|why| why.into_error(launcher.site(), b""))?;
        let process = Held::take(to.pid, to.started)
            .map_err(|error| not_found(launcher, to, "there is none of this number").with_source(error))?;
        let dialled = transport::dial_once(&address)
            .await
            .map_err(|error| not_found(launcher, to, "nobody answers there").with_source(error))?;
        let is_known = match dialled.peer() {
            _ if to.started.is_some() => true,
            Some(peer) if peer == to.pid => true,
            Some(peer) => {
                let what = format!("the process that listens there has the number {peer}");
                return Err(not_found(launcher, to, &what));
            }
            None => false,
        };
        Ok((Self { process, may_signal: is_known && !to.test, readers: JoinSet::new() }, dialled))
    }

    pub(super) fn readers(&mut self) -> &mut JoinSet<()> {
        &mut self.readers
    }

    /// Waits for its end: how it came, only its parent learns. Cancel-safe.
    pub(super) async fn wait(&self) -> String {
        self.process.ended().await;
        "ended".to_owned()
    }

    /// Asks it to end, if it is sure to be the plugin.
    pub(super) fn terminate(&self) {
        if self.may_signal {
            self.process.terminate();
        }
    }

    /// Kills it, if it is sure to be the plugin. Whether it did.
    pub(super) async fn kill(&self) -> bool {
        if self.may_signal {
            self.process.kill();
            let _ = timeout(GONE, self.process.ended()).await;
        }
        self.may_signal
    }
}

fn not_found(launcher: &Launcher, to: &Reattach, why: &str) -> Error {
    let message = format!("reattachment process not found: {why}");
    launcher
        .site()
        .error(Code::REATTACH_FAILED, message)
        .note("process", to.pid.to_string())
        .with_help("start the plugin again, and give the address and the number that it has then")
}

fn address(to: &Reattach) -> Result<Address, NoHandshake> {
    match &to.address {
        PluginAddress::Unix(path) => handshake::unix(&path.to_string_lossy()),
        PluginAddress::Tcp(address) => handshake::tcp(&address.to_string()),
    }
}
