use std::{fmt, ops::RangeInclusive, str::FromStr};

use jiff::{SignedDuration, civil::DateTime, fmt::temporal::Pieces};

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

/// 1970-01-01T00:00:00, and the bounds of the calendar in seconds from there. Its end is that of protobuf too; its beginning
/// lies earlier, since a window may begin before the year 1.
const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
const BOUNDS: RangeInclusive<i64> = -377_705_116_800..=253_402_300_799;

/// The text is not an instant, or one that the calendar does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampError {
    text: String,
    is_beyond: bool,
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text.escape_debug();
        match self.is_beyond {
            true => write!(f, "`{text}` is not within the years -9999 to 9999 in UTC"),
            false => write!(f, "`{text}` is not a time like 2026-01-02T00:00:00Z"),
        }
    }
}

impl std::error::Error for TimestampError {}

impl FromStr for Timestamp {
    type Err = TimestampError;

    /// Reads RFC 3339 with any offset, in the years -9999 to 9999.
    fn from_str(text: &str) -> Result<Self, TimestampError> {
        let refused = |is_beyond| TimestampError { text: text.to_owned(), is_beyond };
        let since = since_epoch(text).ok_or_else(|| refused(false))?;
        let borrow = i64::from(since.subsec_nanos() < 0);
        let forward = i64::from(since.subsec_nanos()) + borrow * 1_000_000_000;
        let seconds = since.as_secs() - borrow;
        if BOUNDS.contains(&seconds) {
            Ok(Self { seconds, nanoseconds: u32::try_from(forward).unwrap_or_default() })
        } else {
            Err(refused(true))
        }
    }
}

/// By way of the calendar: the library's own instant ends a day early, so that every offset can be applied to it.
fn since_epoch(text: &str) -> Option<SignedDuration> {
    let parts = Pieces::parse(text).ok()?;
    let (clock, offset) = (parts.time()?, parts.to_numeric_offset()?);
    let offset = SignedDuration::from_secs(offset.seconds().into());
    parts.date().to_datetime(clock).duration_since(EPOCH).checked_sub(offset)
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
        let since = SignedDuration::from_secs(self.seconds);
        let since = since.checked_add(SignedDuration::from_nanos(self.nanoseconds.into()));
        match since.and_then(|since| EPOCH.checked_add(since).ok()) {
            Some(time) => write!(f, "{time}Z"),
            None => write!(f, "@{}", self.seconds),
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
    fn the_first_and_the_last_instant_are_read_and_written() {
        for (text, seconds, nanoseconds) in [
            ("-009999-01-01T00:00:00Z", -377_705_116_800, 0),
            ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
            ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
        ] {
            let time: Timestamp = text.parse().unwrap();
            assert_eq!(time, Timestamp { seconds, nanoseconds });
            assert_eq!(time.to_string(), text);
        }
        assert_eq!("9999-12-31T23:00:00+01:00".parse(), "9999-12-31T22:00:00Z".parse::<Timestamp>());
    }

    #[test]
    fn a_time_beyond_the_bounds_is_an_error_that_says_them() {
        for text in ["-009999-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"] {
            let error = text.parse::<Timestamp>().unwrap_err().to_string();
            assert!(error.contains(text) && error.contains("the years -9999 to 9999"), "{error}");
        }
    }

    #[test]
    fn a_time_that_no_text_can_say_is_shown_in_seconds() {
        for seconds in [i64::MIN, i64::MAX] {
            let time = Timestamp { seconds, nanoseconds: u32::MAX };
            assert_eq!(time.to_string(), format!("@{seconds}"));
        }
    }

    #[test]
    fn what_is_not_a_time_is_an_error_that_shows_one() {
        for text in [
            "tomorrow",
            "",
            "2026-01-02",
            "2026-01-02T00:00:00",
            "2026-02-30T00:00:00Z",
            "10000-01-01T00:00:00Z",
        ] {
            let error = text.parse::<Timestamp>().unwrap_err().to_string();
            assert!(error.contains("2026-01-02T00:00:00Z"), "{error}");
        }
    }
}
