//! Instants, durations, and Go's layouts for them.

mod calendar;
mod duration;
mod layout;
pub(crate) mod methods;
mod parse;

use std::fmt;

use calendar::{Civil, MONTHS as MONTH_NAMES, WEEKDAYS as WEEKDAY_NAMES, days_from_civil};
pub(crate) use duration::Duration;

/// Go's `time.RFC3339`.
pub(crate) const RFC3339: &str = "2006-01-02T15:04:05Z07:00";

/// An instant, with the offset from UTC in which it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time {
    seconds: i64,
    nanoseconds: u32,
    offset: i32,
}

/// Go's zero time: the beginning of the year 1.
impl Default for Time {
    fn default() -> Self {
        Self { seconds: -62_135_596_800, nanoseconds: 0, offset: 0 }
    }
}

impl Time {
    /// That many seconds after the beginning of 1970, in UTC. What lies outside the years -94000 to 99999 is moved there.
    pub fn from_unix(seconds: i64) -> Self {
        const END_OF_99999: i64 = 3_093_527_980_799;
        Self { seconds: seconds.clamp(-END_OF_99999, END_OF_99999), nanoseconds: 0, offset: 0 }
    }

    pub(crate) fn unix(self) -> i64 {
        self.seconds
    }

    pub(crate) fn nanosecond(self) -> u32 {
        self.nanoseconds
    }

    pub(crate) fn in_utc(self) -> Self {
        Self { offset: 0, ..self }
    }

    fn civil(self) -> Civil {
        Civil::at(self.seconds.saturating_add(self.offset.into()))
    }

    /// An instant of a calendar; parts that are too large carry over, as in Go.
    fn of(civil: Civil, nanoseconds: u32, offset: i32) -> Option<Self> {
        let Civil { year, month, day, hour, minute, second } = civil;
        let months = year.checked_mul(12)?.checked_add(month.checked_sub(1)?)?;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        if !(-9_999..=99_999).contains(&year) {
            return None;
        }
        let days = days_from_civil(year, month, 1).checked_add(day.checked_sub(1)?)?;
        let clock = hour.checked_mul(3_600)?.checked_add(minute.checked_mul(60)?)?.checked_add(second)?;
        let seconds = days.checked_mul(86_400)?.checked_add(clock)?.checked_sub(offset.into())?;
        (Self::from_unix(seconds).seconds == seconds).then_some(Self { seconds, nanoseconds, offset })
    }

    /// Shows it as Go's `time.Format` does with this layout.
    pub(crate) fn format(self, layout: &str) -> String {
        layout::format(self, layout)
    }

    /// Reads a text of this layout as Go's `time.Parse` does.
    pub(crate) fn parse(layout: &str, text: &str) -> Result<Self, String> {
        parse::parse(layout, text)
    }

    pub(crate) fn shifted(self, by: Duration) -> Option<Self> {
        let nanoseconds = i64::from(self.nanoseconds).checked_add(by.0)?;
        let seconds = self.seconds.checked_add(nanoseconds.div_euclid(1_000_000_000))?;
        let nanoseconds = u32::try_from(nanoseconds.rem_euclid(1_000_000_000)).ok()?;
        (Self::from_unix(seconds).seconds == seconds).then_some(Self { seconds, nanoseconds, ..self })
    }

    fn with_dates_added(self, years: i64, months: i64, days: i64) -> Option<Self> {
        let now = self.civil();
        let civil = Civil {
            year: now.year.checked_add(years)?,
            month: now.month.checked_add(months)?,
            day: now.day.checked_add(days)?,
            ..now
        };
        Self::of(civil, self.nanoseconds, self.offset)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.format("2006-01-02 15:04:05.999999999 -0700 MST"))
    }
}
