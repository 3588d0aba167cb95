use std::{ffi::OsString, time::Duration};

use crate::limits;

/// How a plugin process is started, called and ended.
///
/// ```
/// let mut options = optimus_plugin_process::ProcessOptions::default();
/// options.args = vec!["-t".into(), "localhost:6831".into()];
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ProcessOptions {
    /// Arguments of the executable. Optimus passes `-t <address>` when telemetry is on, else none.
    pub args: Vec<OsString>,
    /// Variables that are granted beyond the list that every plugin gets (`PATH HOME LANG LC_* TZ SSL_CERT_*`).
    pub environment: Vec<(OsString, OsString)>,
    /// From the start to the answer to `plugin-info`. Default: [`START_TIMEOUT`](crate::START_TIMEOUT).
    pub start_timeout: Duration,
    /// Calls of the survey, where the context sets no deadline. Default: [`SURVEY_TIMEOUT`](crate::SURVEY_TIMEOUT).
    pub survey_timeout: Duration,
    /// Other calls, where the context sets no deadline. Default: [`CALL_TIMEOUT`](crate::CALL_TIMEOUT).
    pub call_timeout: Duration,
    /// At shutdown: how long running calls may go on, and then how long the process may take to end. Default: 2 s each.
    pub grace: Duration,
    /// How long a call waits, unsent, for a plugin that is being restarted. Default: 2 s.
    pub restart_patience: Duration,
    /// Whether the plugin may listen on a socket outside the folder that it is given for that. Default: no. Programs on
    /// go-plugin never do; one written by hand may have a fixed path.
    pub any_socket: bool,
    /// The largest request that is sent, in bytes. Default: [`MAX_REQUEST_BYTES`](crate::MAX_REQUEST_BYTES), which is what
    /// Go plugins accept.
    pub max_request_bytes: usize,
}

impl Default for ProcessOptions {
    fn default() -> Self {
        Self {
            args: Vec::new(),
            environment: Vec::new(),
            start_timeout: limits::START_TIMEOUT,
            survey_timeout: limits::SURVEY_TIMEOUT,
            call_timeout: limits::CALL_TIMEOUT,
            grace: limits::GRACE,
            restart_patience: limits::RESTART_PATIENCE,
            any_socket: false,
            max_request_bytes: limits::MAX_REQUEST_BYTES,
        }
    }
}
