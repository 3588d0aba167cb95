//! Instants and windows, without a clock.

use std::fmt;

const SECONDS_PER_DAY: i64 = 86_400;

/// An instant in UTC. Its text form is RFC 3339 (`2026-01-02T00:00:00Z`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z; negative before.
    pub seconds: i64,
    /// 0 to 999,999,999, always counted forward from the second.
    pub nanoseconds: u32,
}

/// The stretch of time that a run covers: [start, end).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Window {
    /// The first instant inside.
    pub start: Timestamp,
    /// The first instant outside.
    pub end: Timestamp,
}

impl Timestamp {
    /// The instant so many seconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self { seconds, nanoseconds: 0 }
    }

    /// Year, month (1 to 12) and day (1 to 31) in UTC, in the Gregorian calendar.
    #[must_use]
    pub fn date(&self) -> (i64, u8, u8) {
        // Days are counted from 0000-03-01, so that a leap day ends its year; eras have 400 years (Hinnant, "chrono-compatible
        // low-level date algorithms").
        let days = self.seconds.div_euclid(SECONDS_PER_DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        (era * 400 + year_of_era + i64::from(month <= 2), small(month), small(day))
    }

    /// Hour, minute and second of the day in UTC.
    #[must_use]
    pub fn time_of_day(&self) -> (u8, u8, u8) {
        let second = self.seconds.rem_euclid(SECONDS_PER_DAY);
        (small(second / 3_600), small(second / 60 % 60), small(second % 60))
    }

    /// The instant so many days later (earlier if negative), at the same time of day.
    #[must_use]
    pub const fn plus_days(&self, days: i64) -> Self {
        Self { seconds: self.seconds.saturating_add(days.saturating_mul(SECONDS_PER_DAY)), ..*self }
    }
}

fn small(number: i64) -> u8 {
    u8::try_from(number).unwrap_or_default()
}

impl fmt::Display for Timestamp {
    /// RFC 3339 with `Z`; a fraction only if there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((year, month, day), (hour, minute, second)) = (self.date(), self.time_of_day());
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanoseconds > 0 {
            let digits = format!("{:09}", self.nanoseconds);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        f.write_str("Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_as_rfc_3339() {
        let shown = |seconds, nanoseconds| Timestamp { seconds, nanoseconds }.to_string();
        assert_eq!(shown(0, 0), "1970-01-01T00:00:00Z");
        assert_eq!(shown(-1, 250_000_000), "1969-12-31T23:59:59.25Z");
        assert_eq!(shown(951_782_400, 0), "2000-02-29T00:00:00Z");
        assert_eq!(shown(-62_135_596_800, 0), "0001-01-01T00:00:00Z");
    }

    #[test]
    fn a_day_later_is_the_same_time_of_the_next_day() {
        let leap_day = Timestamp::from_seconds(951_782_400 + 3_661);
        assert_eq!(leap_day.plus_days(1).to_string(), "2000-03-01T01:01:01Z");
    }
}
