//! Reads times as Go's `time.Parse` does, errors included.

use super::Time;
use super::calendar::{Civil, MONTHS, WEEKDAYS, days_in_month};
use super::layout::{Piece, next_piece};

/// What was read so far.
struct Read {
    civil: Civil,
    nanoseconds: u32,
    offset: i32,
    pm: Option<bool>,
    day_of_year: Option<i64>,
}

/// Why a piece was not read.
enum Mistake {
    /// The text is not what the piece wants.
    Form,
    /// It is, but no clock or calendar shows it.
    Range(&'static str),
}

pub(super) fn parse(layout: &str, text: &str) -> Result<Time, String> {
    let civil = Civil { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
    let mut read = Read { civil, nanoseconds: 0, offset: 0, pm: None, day_of_year: None };
    let failed = |what: &str| format!("parsing time {text:?}{what}");
    let mismatch =
        |rest: &str, wanted: &str| failed(&format!(" as {layout:?}: cannot parse {rest:?} as {wanted:?}"));
    let (mut layout_rest, mut rest) = (layout, text);
    while let Some((before, piece, written, after)) = next_piece(layout_rest) {
        rest = literal(rest, before).ok_or_else(|| mismatch(rest, before))?;
        rest = match read.piece(rest, piece, next_is_fraction(after)) {
            Ok(rest) => rest,
            Err(Mistake::Form) => return Err(mismatch(rest, written)),
            Err(Mistake::Range(what)) => return Err(failed(&format!(": {what} out of range"))),
        };
        layout_rest = after;
    }
    match literal(rest, layout_rest) {
        None => Err(mismatch(rest, layout_rest)),
        Some("") => read.finish().map_err(|what| failed(&format!(": {what} out of range"))),
        Some(extra) => Err(failed(&format!(": extra text: {extra:?}"))),
    }
}

fn next_is_fraction(layout: &str) -> bool {
    matches!(next_piece(layout), Some(("", Piece::Fraction { .. }, ..)))
}

/// Skips what must be there as it is; runs of spaces are equal.
fn literal<'a>(text: &'a str, wanted: &str) -> Option<&'a str> {
    let mut rest = text;
    let mut wanted = wanted;
    while let Some(c) = wanted.chars().next() {
        if c == ' ' {
            if !rest.is_empty() && !rest.starts_with(' ') {
                return None;
            }
            wanted = wanted.trim_start_matches(' ');
            rest = rest.trim_start_matches(' ');
        } else {
            rest = rest.strip_prefix(c)?;
            wanted = wanted.get(c.len_utf8()..)?;
        }
    }
    Some(rest)
}

impl Read {
    fn piece<'a>(&mut self, text: &'a str, piece: Piece, fraction_next: bool) -> Result<&'a str, Mistake> {
        let civil = &mut self.civil;
        let (value, rest) = match piece {
            Piece::LongMonth | Piece::Month => {
                let (index, rest) = named(text, &MONTHS, piece == Piece::Month)?;
                (index + 1, rest)
            }
            Piece::LongWeekday | Piece::Weekday => {
                return named(text, &WEEKDAYS, piece == Piece::Weekday).map(|(_, rest)| rest);
            }
            Piece::UpperPm | Piece::LowerPm => return self.half_day(text, piece == Piece::UpperPm),
            Piece::ZoneName => return zone_name(text),
            Piece::Offset { z, colon, parts } => return self.offset(text, z, colon, parts),
            Piece::Fraction { digits, zeros, .. } => {
                return self.fraction(text, Some(digits).filter(|_| zeros));
            }
            Piece::LongYear => digits(text, 4, 4)?,
            Piece::Year => digits(text, 2, 2)?,
            Piece::DayOfYear => digits(text, 3, 3)?,
            Piece::Hour
            | Piece::ZeroMonth
            | Piece::ZeroDay
            | Piece::ZeroHour12
            | Piece::ZeroMinute
            | Piece::ZeroSecond => digits(text, 2, 2)?,
            Piece::SpaceDay => digits(text.strip_prefix(' ').unwrap_or(text), 1, 2)?,
            Piece::NumMonth | Piece::Day | Piece::Hour12 | Piece::Minute | Piece::Second => {
                digits(text, 1, 2)?
            }
        };
        match piece {
            Piece::LongYear => civil.year = value,
            // Go's pivot: 69 is 1969, 68 is 2068.
            Piece::Year => civil.year = if value >= 69 { 1900 + value } else { 2000 + value },
            Piece::DayOfYear => self.day_of_year = Some(value),
            Piece::LongMonth | Piece::Month | Piece::NumMonth | Piece::ZeroMonth => {
                civil.month = within(value, 1..=12, "month")?;
            }
            Piece::Day | Piece::SpaceDay | Piece::ZeroDay => civil.day = value,
            Piece::Hour => civil.hour = within(value, 0..=23, "hour")?,
            Piece::Hour12 | Piece::ZeroHour12 => civil.hour = within(value, 0..=12, "hour")?,
            Piece::Minute | Piece::ZeroMinute => civil.minute = within(value, 0..=59, "minute")?,
            _ => civil.second = within(value, 0..=59, "second")?,
        }
        let is_second = matches!(piece, Piece::Second | Piece::ZeroSecond);
        // A fraction may follow the seconds although the layout has none.
        if is_second && !fraction_next && starts_fraction(rest) {
            self.fraction(rest, None)
        } else {
            Ok(rest)
        }
    }

    fn half_day<'a>(&mut self, text: &'a str, upper: bool) -> Result<&'a str, Mistake> {
        let (am, pm) = if upper { ("AM", "PM") } else { ("am", "pm") };
        let after_pm = text.strip_prefix(pm);
        self.pm = Some(after_pm.is_some());
        after_pm.or_else(|| text.strip_prefix(am)).ok_or(Mistake::Form)
    }

    fn offset<'a>(&mut self, text: &'a str, z: bool, colon: bool, parts: u8) -> Result<&'a str, Mistake> {
        if z && let Some(rest) = text.strip_prefix('Z') {
            return Ok(rest);
        }
        let mut rest = text.strip_prefix(['+', '-']).ok_or(Mistake::Form)?;
        let mut seconds = 0;
        for (part, (unit, limit)) in
            [(3_600, 24), (60, 60), (1, 60)].into_iter().take(parts.into()).enumerate()
        {
            if part > 0 && colon {
                rest = rest.strip_prefix(':').ok_or(Mistake::Form)?;
            }
            let (value, after) = digits(rest, 2, 2)?;
            seconds += i32::try_from(within(value, 0..=limit, "time zone offset")?).unwrap_or(0) * unit;
            rest = after;
        }
        self.offset = if text.starts_with('-') { -seconds } else { seconds };
        Ok(rest)
    }

    /// A point or comma and digits: exactly as many as given, or any number, none included.
    fn fraction<'a>(&mut self, text: &'a str, exactly: Option<usize>) -> Result<&'a str, Mistake> {
        if exactly.is_none() && !starts_fraction(text) {
            return Ok(text);
        }
        let all = text.strip_prefix(['.', ',']).ok_or(Mistake::Form)?;
        let run = all.len() - all.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let len = exactly.unwrap_or(run);
        if run < len {
            return Err(Mistake::Form);
        }
        let (digits, rest) = all.split_at_checked(len).ok_or(Mistake::Form)?;
        let nine: String = digits.chars().chain(std::iter::repeat('0')).take(9).collect();
        self.nanoseconds = nine.parse().map_err(|_| Mistake::Form)?;
        Ok(rest)
    }

    fn finish(mut self) -> Result<Time, &'static str> {
        match self.pm {
            Some(true) if self.civil.hour < 12 => self.civil.hour += 12,
            Some(false) if self.civil.hour == 12 => self.civil.hour = 0,
            _ => {}
        }
        if let Some(day) = self.day_of_year {
            let days = if days_in_month(self.civil.year, 2) == 29 { 366 } else { 365 };
            if !(1..=days).contains(&day) {
                return Err("day-of-year");
            }
            (self.civil.month, self.civil.day) = (1, day);
        } else if !(1..=days_in_month(self.civil.year, self.civil.month)).contains(&self.civil.day) {
            return Err("day");
        }
        Time::of(self.civil, self.nanoseconds, self.offset).ok_or("year")
    }
}

fn within(value: i64, range: std::ops::RangeInclusive<i64>, what: &'static str) -> Result<i64, Mistake> {
    if range.contains(&value) { Ok(value) } else { Err(Mistake::Range(what)) }
}

fn starts_fraction(text: &str) -> bool {
    text.strip_prefix(['.', ',']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A number of `least` to `most` digits.
fn digits(text: &str, least: usize, most: usize) -> Result<(i64, &str), Mistake> {
    let run = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(run).filter(|_| run >= least).ok_or(Mistake::Form)?;
    number.parse().map(|number| (number, rest)).map_err(|_| Mistake::Form)
}

/// One of the names, in any case, or its first three letters.
fn named<'a>(text: &'a str, names: &[&str], short: bool) -> Result<(i64, &'a str), Mistake> {
    for (index, name) in names.iter().enumerate() {
        let len = if short { 3 } else { name.len() };
        let Some((start, rest)) = text.split_at_checked(len) else { continue };
        if name.get(..len).is_some_and(|name| name.eq_ignore_ascii_case(start)) {
            return Ok((i64::try_from(index).unwrap_or(0), rest));
        }
    }
    Err(Mistake::Form)
}

/// `UTC`, or three or four capital letters, which Go takes for a zone of unknown offset and so for UTC.
fn zone_name(text: &str) -> Result<&str, Mistake> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let len = match letters {
        _ if text.starts_with("UTC") => 3,
        3 | 4 => letters,
        _ => return Err(Mistake::Form),
    };
    text.get(len..).ok_or(Mistake::Form)
}
