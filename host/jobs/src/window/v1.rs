//! Windows of version 1: a month is 30 days, and a monthly window ends on the last day of its month.

use super::{Window, WindowError, WindowSpec, clock::Clock, duration::HOUR, parse_duration};

const DAY: i64 = 24 * HOUR;
const MONTH: i64 = 30 * DAY;

/// A window of version 1, its texts read and its defaults filled in.
pub(super) struct V1<'a> {
    truncate_to: &'a str,
    size: i64,
    offset: i64,
}

impl<'a> V1<'a> {
    pub(super) fn read(spec: &'a WindowSpec) -> Result<Self, WindowError> {
        let size = if spec.size.is_empty() { DAY } else { named("size", &spec.size)? };
        let offset = if spec.offset.is_empty() { 0 } else { named("offset", &spec.offset)? };
        Ok(Self { truncate_to: &spec.truncate_to, size, offset })
    }

    pub(super) fn window(&self, scheduled: Clock) -> Result<Window, WindowError> {
        let end = match self.truncate_to {
            "h" => scheduled.truncate_hour(),
            "d" => scheduled.truncate_day(),
            "w" => coming_sunday(scheduled)?,
            "M" => return self.month(scheduled),
            _ => scheduled,
        };
        let end = end.add(self.offset)?;
        let start = end.add(self.size.checked_neg().ok_or_else(WindowError::out_of_range)?)?;
        Ok(Window { start: start.instant(), end: end.instant() })
    }

    fn month(&self, scheduled: Clock) -> Result<Window, WindowError> {
        let first = scheduled.first_of_month()?.add_months(self.offset / MONTH)?;
        let end = first.add_months(1)?.add_days(-1)?;
        let more = self.size / MONTH - 1;
        let start = if more > 0 { first.add_months(-more)? } else { first };
        Ok(Window { start: start.instant(), end: end.instant() })
    }
}

/// Sunday 00:00 after the given time; on a Sunday, the next one.
fn coming_sunday(from: Clock) -> Result<Clock, WindowError> {
    let days = 7 - i64::from(from.weekday()?.to_sunday_zero_offset());
    Ok(from.add_days(days)?.truncate_day())
}

fn named(part: &str, text: &str) -> Result<i64, WindowError> {
    read(text)
        .map_err(|cause| WindowError(format!("failed to parse task window with {part} {text}: {cause}")))
}

/// Months anywhere in the text and the rest as a duration, or, if that fails, the whole text as a duration.
fn read(text: &str) -> Result<i64, String> {
    match in_months(text) {
        Some(read) => Ok(read),
        None => parse_duration(text),
    }
}

fn in_months(text: &str) -> Option<i64> {
    let (months, rest) = split_months(text)?;
    let rest = rest.trim();
    let rest = if rest.is_empty() { 0 } else { parse_duration(rest).ok()? };
    months.checked_mul(MONTH)?.checked_add(rest)
}

/// The first `N` of `[+-]?N M`, and the text without any of them.
fn split_months(text: &str) -> Option<(i64, String)> {
    let (mut first, mut rest) = (None, String::new());
    let mut left = text;
    while let Some(at) = left.find('M') {
        let (head, tail) = left.split_at(at);
        left = tail.strip_prefix('M').unwrap_or_default();
        let unsigned = head.trim_end_matches(|c: char| c.is_ascii_digit());
        if unsigned.len() == head.len() {
            rest.push_str(head);
            rest.push('M');
            continue;
        }
        let kept = unsigned.strip_suffix(['+', '-']).unwrap_or(unsigned);
        rest.push_str(kept);
        first = first.or_else(|| head.get(kept.len()..));
    }
    rest.push_str(left);
    Some((first?.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_found_anywhere_and_the_first_counts() {
        assert_eq!(read("-1M12h"), Ok(-MONTH + 12 * HOUR));
        assert_eq!(read("12h1M"), Ok(MONTH + 12 * HOUR));
        assert_eq!(read("1M2M"), Ok(MONTH));
        assert_eq!(read("+2M"), Ok(2 * MONTH));
    }

    #[test]
    fn what_is_neither_months_nor_a_duration_is_refused_in_gos_words() {
        assert_eq!(read("1Mx"), Err("time: unknown unit \"Mx\" in duration \"1Mx\"".to_owned()));
        assert_eq!(read("M"), Err("time: invalid duration \"M\"".to_owned()));
        assert!(read("99999999999999999999M").is_err());
        assert!(read("999999999M").is_err(), "Go's arithmetic would wrap round");
    }
}
