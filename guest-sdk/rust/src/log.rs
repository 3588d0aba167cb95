//! Lines for the operator's log.
//!
//! The macros [`trace!`](crate::trace!), [`debug!`](crate::debug!), [`info!`](crate::info!), [`warn!`](crate::warn!) and
//! [`error!`](crate::error!) format and write. The host adds time, plugin and call. It drops what is over its limits (64 KiB a
//! line, 1 MiB a call unless the operator set others). Never put secrets into a line.

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Steps of the plugin's own work.
    Trace,
    /// For whoever looks for a mistake.
    Debug,
    /// Worth knowing.
    Info,
    /// Something is not as it should be; the call goes on.
    Warn,
    /// The call failed, or is about to.
    Error,
}

/// Writes a line to the operator's log. Natively it goes to stderr.
pub fn log(level: Level, message: &str) {
    #[cfg(target_arch = "wasm32")]
    crate::sys::log(level, message);
    #[cfg(not(target_arch = "wasm32"))]
    crate::testing::write(level, message);
}

/// Writes a line about a step of the plugin's own work.
#[macro_export]
macro_rules! trace {
    ($($argument:tt)+) => { $crate::log::log($crate::log::Level::Trace, &::std::format!($($argument)+)) };
}

/// Writes a line for whoever looks for a mistake.
#[macro_export]
macro_rules! debug {
    ($($argument:tt)+) => { $crate::log::log($crate::log::Level::Debug, &::std::format!($($argument)+)) };
}

/// Writes a line that is worth knowing.
#[macro_export]
macro_rules! info {
    ($($argument:tt)+) => { $crate::log::log($crate::log::Level::Info, &::std::format!($($argument)+)) };
}

/// Writes a line about something that is not as it should be.
#[macro_export]
macro_rules! warn {
    ($($argument:tt)+) => { $crate::log::log($crate::log::Level::Warn, &::std::format!($($argument)+)) };
}

/// Writes a line about why the call fails.
#[macro_export]
macro_rules! error {
    ($($argument:tt)+) => { $crate::log::log($crate::log::Level::Error, &::std::format!($($argument)+)) };
}
