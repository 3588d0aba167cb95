use std::time::Duration;

/// What a plugin may use. `None` leaves the default of its kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Memory of one call of a component, of the process of an executable; in bytes.
    pub memory_bytes: Option<u64>,
    /// Wall-clock time of a call.
    pub time: Option<Duration>,
    /// Instructions of a call in deterministic mode, as the engine counts them. Components only.
    pub fuel: Option<u64>,
    /// What the calls inside of a component may pile up, in bytes. Components only.
    pub stack_bytes: Option<u64>,
    /// Everything that one answer holds, in bytes.
    pub result_bytes: Option<u64>,
    /// One asset of an answer, in bytes.
    pub asset_bytes: Option<u64>,
    /// Log text of a call of a component; of an executable in a minute, in bytes.
    pub log_bytes: Option<u64>,
    /// Log lines of a call of a component; of an executable in a minute.
    pub log_lines: Option<u64>,
    /// HTTP requests of a call. Components only.
    pub http_requests: Option<u64>,
    /// Bytes that the requests of a call send, together. Components only.
    pub http_request_bytes: Option<u64>,
    /// Bytes that the answers to the requests of a call hold, together. Components only.
    pub http_response_bytes: Option<u64>,
    /// Connections that a call has at once. Components only.
    pub http_connections: Option<u64>,
    /// Calls of this plugin that run at once.
    pub calls: Option<u32>,
    /// Calls of this plugin that wait for their turn.
    pub queue: Option<u32>,
}
