use std::time::Duration;

/// The longest name in the contract (plugin, question, configuration key, asset), in bytes.
pub const MAX_NAME_BYTES: usize = 256;
/// The longest text that is neither a configuration value nor an asset (prompt, help, error), in bytes.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;
/// The longest configuration value, in bytes.
pub const MAX_CONFIG_VALUE_BYTES: usize = 1024 * 1024;
/// The largest asset, in bytes. The guide for plugin developers speaks of "not more than ~5 MB".
pub const MAX_ASSET_BYTES: usize = 8 * 1024 * 1024;
/// The longest list in one message (questions, choices, entries, assets, dependencies), in items.
pub const MAX_ITEMS: usize = 10_000;
/// How deep sub-questions may nest before a host refuses the survey.
///
/// The contract itself sets no depth. A host walks the tree (to ask, to print, to drop), and a chain of 10,000 questions
/// made by an attacker would exhaust a thread's stack of 2 MiB; nobody answers 256 questions that hang on one another.
pub const MAX_QUESTION_DEPTH: usize = 256;

/// How the note `limit` of an error ends (`time = 5 s, the caller's`) where the limit was that of the call, and not the plugin's.
pub const CALLERS: &str = ", the caller's";

/// Limits of one call, where they should differ from those of the plugin. `None` leaves the plugin's own.
///
/// A limit here can only make the plugin's own limit tighter, never wider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallLimits {
    /// Linear memory over all memories of the instance, in bytes.
    pub memory_bytes: Option<usize>,
    /// Wall-clock time of the call. The tighter of this and the context's deadline holds.
    pub time: Option<Duration>,
    /// Size of the lifted answer, in bytes.
    pub result_bytes: Option<usize>,
    /// Log text of one call, in bytes; what is over is dropped and counted.
    pub log_bytes: Option<usize>,
    /// Instructions of the call in deterministic mode, as the engine counts them.
    pub fuel: Option<u64>,
    /// One asset of the answer, in bytes.
    pub asset_bytes: Option<usize>,
    /// Log lines of one call; what is over is dropped and counted.
    pub log_lines: Option<usize>,
}
