//! The stretch of data that one run of a job reads.
//!
//! A job says *size*, *offset* and *truncate to*; the version of the job says by which of two rules they are applied to
//! the time for which a run was scheduled. Borders of hours and days are always those of UTC.

mod clock;
mod duration;
mod v1;
mod v2;

use std::fmt;

use optimus_plugin_api::Timestamp;

pub use duration::{format_duration, parse_duration};

use self::{clock::Clock, v1::V1, v2::V2};

/// A window as a job file writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WindowSpec {
    /// Its length, for example `24h` or `1M`.
    pub size: String,
    /// How far its end is shifted, for example `-24h`.
    pub offset: String,
    /// What its end is rounded to: `h`, `d`, `w`, `M`, or empty for nothing.
    pub truncate_to: String,
}

/// A window of one run: from `start`, up to but not including `end`.
///
/// A negative size puts `start` after `end`; version 1 accepts that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it.
    pub end: Timestamp,
}

/// A window that cannot be computed; its text is upstream's where upstream has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowError(String);

impl WindowError {
    fn out_of_range() -> Self {
        Self("the window lies beyond the calendar (years -9999 to 9999)".to_owned())
    }
}

impl fmt::Display for WindowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WindowError {}

impl WindowSpec {
    /// A window from its three texts.
    #[must_use]
    pub fn new(size: impl Into<String>, offset: impl Into<String>, truncate_to: impl Into<String>) -> Self {
        Self { size: size.into(), offset: offset.into(), truncate_to: truncate_to.into() }
    }

    /// Whether the texts can be read under this version.
    ///
    /// # Errors
    /// A version other than 1 and 2, a size or offset that is not a duration, and for version 2 a negative size or an
    /// unknown `truncate_to`. Only the first mistake is told, as upstream does.
    pub fn check(&self, version: i64) -> Result<(), WindowError> {
        match version {
            1 => V1::read(self).map(drop),
            2 => V2::read(self).map(drop),
            _ => Err(unknown_version(version)),
        }
    }

    /// The window of the run that was scheduled for this instant.
    ///
    /// # Errors
    /// As [`check`](Self::check), or a result beyond the calendar.
    pub fn at(&self, version: i64, scheduled: Timestamp) -> Result<Window, WindowError> {
        self.at_offset(version, scheduled, 0)
    }

    /// As [`at`](Self::at) for a scheduler whose calendar is this many seconds east of UTC: days of the week and months
    /// are then counted there, hours and days still in UTC.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn at_offset(
        &self,
        version: i64,
        scheduled: Timestamp,
        offset_seconds: i32,
    ) -> Result<Window, WindowError> {
        let clock = Clock::new(scheduled, offset_seconds)?;
        match version {
            1 => V1::read(self)?.window(clock),
            2 => V2::read(self)?.window(clock),
            _ => Err(unknown_version(version)),
        }
    }
}

fn unknown_version(version: i64) -> WindowError {
    WindowError(format!("window version [{version}] is not recognized"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDED: &str =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/compat/golden/windows.jsonl");

    fn text<'a>(line: &'a serde_json::Value, key: &str) -> &'a str {
        line[key].as_str().unwrap_or_default()
    }

    fn offset_of(scheduled: &str) -> i32 {
        if scheduled.ends_with("+07:00") { 7 * 3_600 } else { 0 }
    }

    #[test]
    fn every_recorded_window_is_computed_as_upstream_computed_it() {
        let recorded =
            std::fs::read_to_string(RECORDED).expect("the recorded answers lie beside the checkout");
        let lines: Vec<serde_json::Value> =
            recorded.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 425);
        for line in &lines {
            let spec = WindowSpec::new(text(line, "size"), text(line, "offset"), text(line, "truncate_to"));
            let scheduled = text(line, "scheduled_at");
            let version = line["version"].as_i64().unwrap();
            let window = spec.at_offset(version, scheduled.parse().unwrap(), offset_of(scheduled));
            match line["error"].as_str() {
                Some(error) => assert_eq!(window.unwrap_err().to_string(), error, "{line}"),
                None => {
                    let window = window.unwrap_or_else(|error| panic!("{error}: {line}"));
                    assert_eq!(window.start, text(line, "start").parse().unwrap(), "start of {line}");
                    assert_eq!(window.end, text(line, "end").parse().unwrap(), "end of {line}");
                }
            }
        }
    }

    #[test]
    fn a_window_beyond_the_calendar_is_an_error_and_not_a_wrapped_number() {
        let end_of_time = Timestamp { seconds: i64::MAX, nanoseconds: 0 };
        for version in [1, 2] {
            for truncate_to in ["", "h", "d", "w", "M"] {
                let spec = WindowSpec::new("1h", "1h", truncate_to);
                assert!(
                    spec.at(version, end_of_time).is_err(),
                    "version {version}, truncated to {truncate_to}"
                );
            }
        }
    }
}
