//! Go's arithmetic on instants, as far as windows need it.

use jiff::{
    Span,
    civil::{Date, Weekday},
};
use optimus_plugin_api::Timestamp;

use super::WindowError;

const DAY: i64 = 86_400;
const SECOND: i64 = 1_000_000_000;

/// An instant and the offset of the calendar in which its days and months are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    seconds: i64,
    nanoseconds: u32,
    offset: i64,
}

impl Clock {
    /// A time within the calendar, so that what follows cannot overflow before it leaves the calendar.
    pub(super) fn new(at: Timestamp, offset_seconds: i32) -> Result<Self, WindowError> {
        jiff::Timestamp::from_second(at.seconds).map_err(|_| WindowError::out_of_range())?;
        Ok(Self { seconds: at.seconds, nanoseconds: at.nanoseconds, offset: i64::from(offset_seconds) })
    }

    pub(super) fn instant(self) -> Timestamp {
        Timestamp { seconds: self.seconds, nanoseconds: self.nanoseconds }
    }

    /// Midnight UTC of a day.
    fn midnight(day: Date) -> Self {
        let since = day.since(EPOCH).map_or(0, |span| i64::from(span.get_days()));
        Self { seconds: since * DAY, nanoseconds: 0, offset: 0 }
    }

    /// Down to whole hours or days of UTC. Go counts from year 1, which began at midnight: the same borders.
    pub(super) fn truncate(self, seconds: i64) -> Self {
        Self { seconds: self.seconds.div_euclid(seconds) * seconds, nanoseconds: 0, ..self }
    }

    pub(super) fn truncate_hour(self) -> Self {
        self.truncate(3_600)
    }

    pub(super) fn truncate_day(self) -> Self {
        self.truncate(DAY)
    }

    /// Adds nanoseconds.
    pub(super) fn add(self, nanoseconds: i64) -> Result<Self, WindowError> {
        let sum = i64::from(self.nanoseconds) + nanoseconds.rem_euclid(SECOND);
        let seconds = self.seconds.checked_add(nanoseconds.div_euclid(SECOND) + sum / SECOND);
        let nanoseconds = u32::try_from(sum % SECOND).unwrap_or_default();
        Ok(Self { seconds: seconds.ok_or_else(WindowError::out_of_range)?, nanoseconds, ..self })
    }

    pub(super) fn add_days(self, days: i64) -> Result<Self, WindowError> {
        let seconds = self.seconds.checked_add(days * DAY).ok_or_else(WindowError::out_of_range)?;
        Ok(Self { seconds, ..self })
    }

    /// Adds months as Go does: a day that the month lacks runs over into the next one (31 March less a month is 3 March).
    pub(super) fn add_months(self, months: i64) -> Result<Self, WindowError> {
        let day = self.date()?;
        let first = checked(day.first_of_month(), Span::new().try_months(months))?;
        let there = checked(first, Span::new().try_days(i64::from(day.day()) - 1))?;
        let moved = there.since(day).map_err(|_| WindowError::out_of_range())?.get_days();
        self.add_days(i64::from(moved))
    }

    /// Midnight UTC of the first day of the month.
    pub(super) fn first_of_month(self) -> Result<Self, WindowError> {
        Ok(Self::midnight(self.date()?.first_of_month()))
    }

    pub(super) fn weekday(self) -> Result<Weekday, WindowError> {
        Ok(self.date()?.weekday())
    }

    fn date(self) -> Result<Date, WindowError> {
        let local = self.seconds.checked_add(self.offset).ok_or_else(WindowError::out_of_range)?;
        checked(EPOCH, Span::new().try_days(local.div_euclid(DAY)))
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

fn checked(from: Date, span: Result<Span, jiff::Error>) -> Result<Date, WindowError> {
    span.and_then(|span| from.checked_add(span)).map_err(|_| WindowError::out_of_range())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(text: &str) -> Clock {
        Clock::new(text.parse().unwrap(), 0).unwrap()
    }

    #[test]
    fn a_day_that_a_month_lacks_runs_over_into_the_next() {
        let moved = clock("2022-03-31T01:00:00Z").add_months(-1).unwrap();
        assert_eq!(moved.instant().to_string(), "2022-03-03T01:00:00Z");
    }

    #[test]
    fn days_and_months_are_counted_where_the_clock_hangs() {
        let east = Clock::new("2022-05-31T20:00:00Z".parse().unwrap(), 7 * 3_600).unwrap();
        assert_eq!(east.first_of_month().unwrap().instant().to_string(), "2022-06-01T00:00:00Z");
    }

    #[test]
    fn a_time_beyond_the_calendar_is_an_error() {
        for seconds in [i64::MIN, i64::MAX] {
            assert!(Clock::new(Timestamp { seconds, nanoseconds: 0 }, 1).is_err());
        }
        assert!(clock("2022-01-01T00:00:00Z").add_months(i64::MAX).is_err());
    }
}
