//! Windows of version 2: months are months of the calendar, applied after everything shorter.

use super::{Window, WindowError, WindowSpec, clock::Clock, parse_duration};

/// A window of version 2, its texts read.
pub(super) struct V2<'a> {
    truncate_to: &'a str,
    size: Length,
    offset: Length,
}

/// Months of the calendar, and nanoseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Length {
    months: i64,
    rest: i64,
}

impl<'a> V2<'a> {
    pub(super) fn read(spec: &'a WindowSpec) -> Result<Self, WindowError> {
        if !["", "h", "d", "w", "M"].contains(&spec.truncate_to.as_str()) {
            let options = "invalid option provided, provide one of: [h d w M]";
            return Err(WindowError(format!("error validating truncate_to: {options}")));
        }
        let offset = Length::read("offset", &spec.offset)?;
        let size = Length::read("size", &spec.size)?;
        if spec.size.starts_with('-') || size.months < 0 {
            return Err(WindowError("error validating size: size cannot be negative".to_owned()));
        }
        Ok(Self { truncate_to: &spec.truncate_to, size, offset })
    }

    pub(super) fn window(&self, scheduled: Clock) -> Result<Window, WindowError> {
        let end = self.truncated(scheduled)?.add(self.offset.rest)?.add_months(self.offset.months)?;
        let back = self.size.rest.checked_neg().ok_or_else(WindowError::out_of_range)?;
        let start = end.add(back)?.add_months(-self.size.months)?;
        Ok(Window { start: start.instant(), end: end.instant() })
    }

    fn truncated(&self, time: Clock) -> Result<Clock, WindowError> {
        Ok(match self.truncate_to {
            "h" => time.truncate_hour(),
            "d" => time.truncate_day(),
            "w" => time.truncate_day().add_days(-i64::from(time.weekday()?.to_monday_zero_offset()))?,
            "M" => time.first_of_month()?,
            _ => time,
        })
    }
}

impl Length {
    fn read(part: &str, text: &str) -> Result<Self, WindowError> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let Some((months, rest)) = text.split_once('M') else {
            return Ok(Self { months: 0, rest: duration(part, text, text)? });
        };
        let months =
            atoi(months).map_err(|cause| WindowError(format!("error validating {part}: {cause}")))?;
        if rest.is_empty() {
            return Ok(Self { months, rest: 0 });
        }
        let sign = if months < 0 { "-" } else { "" };
        Ok(Self { months, rest: duration(part, text, &format!("{sign}{rest}"))? })
    }
}

fn duration(part: &str, whole: &str, text: &str) -> Result<i64, WindowError> {
    parse_duration(text).map_err(|cause| {
        WindowError(format!(
            "error validating {part}: failed to parse task window with {part} {whole}: {cause}"
        ))
    })
}

/// A whole number as Go's `strconv.Atoi` reads it, within what months of a calendar can be.
fn atoi(text: &str) -> Result<i64, String> {
    let read: Result<i64, _> = text.parse();
    match read {
        Ok(months) if months.unsigned_abs() <= 240_000 => Ok(months),
        Ok(_) => Err(format!("{text} months are beyond the calendar")),
        Err(_) => Err(format!("strconv.Atoi: parsing {text:?}: invalid syntax")),
    }
}
