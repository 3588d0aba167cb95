mod checksum;
mod environment;
mod reattach;

use std::{ffi::OsString, ops::RangeInclusive, sync::Arc, time::Duration};

use optimus_plugin_policy::{AuditSink, Containment, Digest, Enforce, Trust};

use crate::limits;
pub(crate) use checksum::Hasher;
pub use checksum::{BadChecksum, Checksum};
pub use environment::HostEnvironment;
pub use reattach::{PluginAddress, Reattach};

/// How a plugin process is started, called and ended.
///
/// ```
/// let mut options = optimus_plugin_process::ProcessOptions::default();
/// options.telemetry = Some("localhost:6831".into());
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ProcessOptions {
    /// Arguments of the executable.
    pub args: Vec<OsString>,
    /// Adds the arguments `-t <address>`, as Optimus does when it sends its traces to Jaeger. Only plugins on the Optimus of
    /// that time (0.0.3 to 0.4) parse it, bq2bq among them; another one may end over an argument that it does not know.
    pub telemetry: Option<OsString>,
    /// What the process gets of the host's own variables. Default: the short list.
    pub host_environment: HostEnvironment,
    /// Variables that are granted besides. None of them replaces what the protocol sets (`PLUGIN_*`, `TMPDIR`).
    pub environment: Vec<(OsString, OsString)>,
    /// From the start to the answer to `plugin-info`. Default: [`START_TIMEOUT`](crate::START_TIMEOUT).
    pub start_timeout: Duration,
    /// Calls of the survey, where the context sets no deadline. Default: [`SURVEY_TIMEOUT`](crate::SURVEY_TIMEOUT).
    pub survey_timeout: Duration,
    /// Other calls, where the context sets no deadline. Default: [`CALL_TIMEOUT`](crate::CALL_TIMEOUT).
    pub call_timeout: Duration,
    /// The longest that any call may take, whatever deadline its context sets. Default: as long as that says.
    pub time: Option<Duration>,
    /// Keys of the project's configuration that it is sent, as in a policy (`*` at the end of one stands for the rest of a key).
    /// Default: all, as Optimus sends them.
    pub config: Option<Vec<String>>,
    /// At shutdown: how long running calls may go on, and then how long the process may take to end. Default: 2 s each.
    pub grace: Duration,
    /// How long a call waits, unsent, for a plugin that is being restarted. Default: 2 s.
    pub restart_patience: Duration,
    /// After a call that did not end in time: how long the plugin may take to answer anything at all before it is taken for
    /// hanging, killed and started again. Default: 10 s.
    pub hang_patience: Duration,
    /// Whether the plugin may listen on a socket outside the folder that it is given for that. Default: no. Programs on
    /// go-plugin never do; one written by hand may have a fixed path.
    pub any_socket: bool,
    /// The largest request that is sent, in bytes. Default: [`MAX_REQUEST_BYTES`](crate::MAX_REQUEST_BYTES), which is what
    /// Go plugins accept.
    pub max_request_bytes: usize,
    /// Versions of the plugin's own protocol that are offered; the plugin chooses one. Default: 1, the only one there is.
    pub protocol_versions: Vec<u32>,
    /// What the executable must be. It is verified at every start, on the very bytes that then run. Default: not verified.
    pub checksum: Option<Checksum>,
    /// Whether both sides prove to each other, by certificates made for this one start, that they are the pair that was
    /// started (go-plugin's AutoMTLS). Every plugin on go-plugin can do it; others hardly. Default: no, as Optimus.
    pub auto_mtls: bool,
    /// The ports that a plugin may choose from where it has no unix sockets. Default: 10000 to 25000.
    pub ports: RangeInclusive<u16>,
    /// The number of a group that may use the plugin's socket (with go-plugin 1.5.1 or later). Default: nobody else.
    pub socket_group: Option<u32>,
    /// What the process may reach and use, and which file is run. Its `args`, `any_socket` and `auto_mtls` hold besides those
    /// in here. Default: confined; see [`Containment`].
    pub containment: Containment,
    /// What to do where this machine cannot enforce it. Default: to say so.
    pub enforce: Enforce,
    /// Which executables are run at all. Default: every one; the first run of each is announced.
    pub trust: Trust,
    /// The digests that the policy names: a file with another one is not run. Empty: any.
    pub digests: Vec<Digest>,
    /// Digests that were run before: their run is not announced.
    pub known_digests: Vec<Digest>,
    /// Whether the file may be in a place that others than this user and root can write to. Default: no.
    pub any_place: bool,
    /// Which part of the policy this is, for errors and audit events. Default: `defaults`.
    pub rule: Arc<str>,
    /// Where decisions about the start are told. Default: nowhere.
    pub audit: AuditSink,
    /// The largest reply that is read, in bytes. Default: [`MAX_REPLY_BYTES`](crate::MAX_REPLY_BYTES).
    pub max_reply_bytes: usize,
    /// The largest asset of an answer, in bytes. Default: as the contract says, 8 MiB.
    pub max_asset_bytes: usize,
    /// How much of what it says in a minute is told in the log, in bytes. Default: 1 MiB at once, and then 64 KiB a second.
    pub log_bytes: Option<u64>,
    /// How many lines of what it says in a minute are told in the log. Default: as many as the bytes allow.
    pub log_lines: Option<u64>,
}

impl Default for ProcessOptions {
    fn default() -> Self {
        Self {
            args: Vec::new(),
            telemetry: None,
            host_environment: HostEnvironment::default(),
            environment: Vec::new(),
            start_timeout: limits::START_TIMEOUT,
            survey_timeout: limits::SURVEY_TIMEOUT,
            call_timeout: limits::CALL_TIMEOUT,
            time: None,
            config: None,
            grace: limits::GRACE,
            restart_patience: limits::RESTART_PATIENCE,
            hang_patience: limits::HANG_PATIENCE,
            any_socket: false,
            max_request_bytes: limits::MAX_REQUEST_BYTES,
            protocol_versions: vec![1],
            checksum: None,
            auto_mtls: false,
            ports: 10_000..=25_000,
            socket_group: None,
            containment: Containment::default(),
            enforce: Enforce::default(),
            trust: Trust::default(),
            digests: Vec::new(),
            known_digests: Vec::new(),
            any_place: false,
            rule: "defaults".into(),
            audit: AuditSink::default(),
            max_reply_bytes: limits::MAX_REPLY_BYTES,
            max_asset_bytes: optimus_plugin_api::MAX_ASSET_BYTES,
            log_bytes: None,
            log_lines: None,
        }
    }
}

impl ProcessOptions {
    /// With what the containment says besides.
    pub(crate) fn merged(mut self) -> Self {
        self.any_socket |= self.containment.any_socket;
        self.auto_mtls |= self.containment.auto_mtls;
        self.args.extend(self.containment.args.iter().map(OsString::from));
        self
    }

    /// Why no process can be started with these options, if that is so.
    pub(crate) fn contradiction(&self) -> Option<&'static str> {
        if self.protocol_versions.is_empty() {
            Some("no version of the plugin protocol is offered")
        } else if self.ports.is_empty() {
            Some("the lowest port is greater than the highest")
        } else if self.auto_mtls && !cfg!(feature = "auto-mtls") {
            Some("AutoMTLS is asked for, and this program was built without it (feature `auto-mtls`)")
        } else {
            None
        }
    }

    /// Why no process can be reattached to with these options, if that is so.
    pub(crate) fn contradiction_of_reattaching(&self) -> Option<&'static str> {
        if self.checksum.is_some() {
            Some(
                "only one of Reattach or SecureConfig can be set: the file that a process was started from is not verified",
            )
        } else if self.auto_mtls {
            Some(
                "a process that runs already has no certificate of this host: AutoMTLS begins with the start",
            )
        } else {
            self.contradiction()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_do_not_go_together_are_told() {
        assert_eq!(ProcessOptions::default().contradiction(), None);
        let none = ProcessOptions { protocol_versions: Vec::new(), ..Default::default() };
        assert!(none.contradiction().unwrap().contains("no version"));
        #[expect(clippy::reversed_empty_ranges, reason = "it is what is refused")]
        let ports = ProcessOptions { ports: 2..=1, ..Default::default() };
        assert!(ports.contradiction().unwrap().contains("port"));
        let checksum = ProcessOptions { checksum: Some(Checksum::Sha256([0; 32])), ..Default::default() };
        assert_eq!(checksum.contradiction(), None);
        let why = checksum.contradiction_of_reattaching().unwrap();
        assert!(why.starts_with("only one of Reattach or SecureConfig can be set"));
    }
}
