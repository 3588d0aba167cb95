use std::{fmt, str::FromStr};

/// An instant in UTC: seconds since 1970-01-01T00:00:00Z, far past included, and nanoseconds after that second.
///
/// Its text form is RFC 3339 (`2026-01-02T00:00:00Z`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct Timestamp {
    /// Whole seconds, negative before 1970.
    pub seconds: i64,
    /// 0 to 999,999,999, always counted forward.
    pub nanoseconds: u32,
}

/// The text is not an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampError(String);

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a time like 2026-01-02T00:00:00Z", self.0.escape_debug())
    }
}

impl std::error::Error for TimestampError {}

impl FromStr for Timestamp {
    type Err = TimestampError;

    /// Reads RFC 3339 with any offset.
    fn from_str(text: &str) -> Result<Self, TimestampError> {
        let read: jiff::Timestamp = text.parse().map_err(|_| TimestampError(text.to_owned()))?;
        let nanoseconds = read.subsec_nanosecond();
        let borrow = i64::from(nanoseconds < 0);
        let forward = i64::from(nanoseconds) + borrow * 1_000_000_000;
        Ok(Self {
            seconds: read.as_second() - borrow,
            nanoseconds: u32::try_from(forward).unwrap_or_default(),
        })
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimestampError;

    fn try_from(text: String) -> Result<Self, TimestampError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.to_string()
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 with `Z`; outside the years -9999 to 9999 the seconds alone, as `@<seconds>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanoseconds = i32::try_from(self.nanoseconds).unwrap_or(i32::MAX);
        match jiff::Timestamp::new(self.seconds, nanoseconds) {
            Ok(time) => write!(f, "{time}"),
            Err(_) => write!(f, "@{}", self.seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_and_written_as_rfc_3339_in_utc() {
        let time: Timestamp = "2026-01-02T03:00:00+02:00".parse().unwrap();
        assert_eq!(time.to_string(), "2026-01-02T01:00:00Z");
    }

    #[test]
    fn nanoseconds_count_forward_before_1970_too() {
        let time: Timestamp = "1969-12-31T23:59:59.25Z".parse().unwrap();
        assert_eq!(time, Timestamp { seconds: -1, nanoseconds: 250_000_000 });
        assert_eq!(time.to_string(), "1969-12-31T23:59:59.25Z");
    }

    #[test]
    fn what_is_not_a_time_is_an_error_that_shows_one() {
        assert!("tomorrow".parse::<Timestamp>().unwrap_err().to_string().contains("2026-01-02T00:00:00Z"));
    }
}
