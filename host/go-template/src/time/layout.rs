//! Go's layouts: the reference time `Mon Jan 2 15:04:05 -0700 MST 2006`, written as one wants to see a time.

use super::Time;
use super::calendar::{Civil, MONTHS, WEEKDAYS};

/// A piece of a layout that stands for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    LongMonth,
    Month,
    NumMonth,
    ZeroMonth,
    LongWeekday,
    Weekday,
    Day,
    SpaceDay,
    ZeroDay,
    DayOfYear,
    Hour,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    Year,
    UpperPm,
    LowerPm,
    ZoneName,
    /// An offset: whether `Z` may stand for UTC, whether there is a colon, how many parts.
    Offset {
        z: bool,
        colon: bool,
        parts: u8,
    },
    /// A fraction of a second, after this separator: how many digits, and whether zeros at its end stay.
    Fraction {
        digits: usize,
        zeros: bool,
        comma: bool,
    },
}

/// The pieces, longer ones before those that they begin with.
const PIECES: [(&str, Piece); 33] = [
    ("January", Piece::LongMonth),
    ("Jan", Piece::Month),
    ("Monday", Piece::LongWeekday),
    ("Mon", Piece::Weekday),
    ("MST", Piece::ZoneName),
    ("01", Piece::ZeroMonth),
    ("002", Piece::DayOfYear),
    ("02", Piece::ZeroDay),
    ("03", Piece::ZeroHour12),
    ("04", Piece::ZeroMinute),
    ("05", Piece::ZeroSecond),
    ("06", Piece::Year),
    ("15", Piece::Hour),
    ("1", Piece::NumMonth),
    ("2006", Piece::LongYear),
    ("2", Piece::Day),
    ("_2006", Piece::LongYear),
    ("_2", Piece::SpaceDay),
    ("3", Piece::Hour12),
    ("4", Piece::Minute),
    ("5", Piece::Second),
    ("PM", Piece::UpperPm),
    ("pm", Piece::LowerPm),
    ("-07:00:00", Piece::Offset { z: false, colon: true, parts: 3 }),
    ("-070000", Piece::Offset { z: false, colon: false, parts: 3 }),
    ("-07:00", Piece::Offset { z: false, colon: true, parts: 2 }),
    ("-0700", Piece::Offset { z: false, colon: false, parts: 2 }),
    ("-07", Piece::Offset { z: false, colon: false, parts: 1 }),
    ("Z07:00:00", Piece::Offset { z: true, colon: true, parts: 3 }),
    ("Z070000", Piece::Offset { z: true, colon: false, parts: 3 }),
    ("Z07:00", Piece::Offset { z: true, colon: true, parts: 2 }),
    ("Z0700", Piece::Offset { z: true, colon: false, parts: 2 }),
    ("Z07", Piece::Offset { z: true, colon: false, parts: 1 }),
];

/// The text before the next piece, the piece with how it is written, and the rest.
pub(super) fn next_piece(layout: &str) -> Option<(&str, Piece, &str, &str)> {
    layout.char_indices().find_map(|(at, _)| {
        let (before, rest) = layout.split_at_checked(at)?;
        let (piece, len) = piece_at(rest)?;
        // `_2006` is an underscore and a year.
        let skip = usize::from(rest.starts_with("_2006"));
        let before = layout.get(..before.len() + skip)?;
        Some((before, piece, rest.get(skip..len)?, rest.get(len..)?))
    })
}

fn piece_at(rest: &str) -> Option<(Piece, usize)> {
    if let Some(fraction) = fraction_at(rest) {
        return Some(fraction);
    }
    let (name, piece) = PIECES.iter().find(|(name, _)| rest.starts_with(name))?;
    // `Jan` in `January` was found before; `Jane` and `Monk` are words.
    let lower_follows =
        rest.get(name.len()..).is_some_and(|after| after.starts_with(|c: char| c.is_ascii_lowercase()));
    let is_word = matches!(piece, Piece::Month | Piece::Weekday) && lower_follows;
    (!is_word).then_some((*piece, name.len()))
}

/// `.000`, `,999`: not followed by another digit.
fn fraction_at(rest: &str) -> Option<(Piece, usize)> {
    let comma = rest.starts_with(',');
    let digits = rest.strip_prefix(['.', ','])?;
    let first = digits.chars().next().filter(|c| matches!(c, '0' | '9'))?;
    let len = digits.len() - digits.trim_start_matches(first).len();
    let ends = !digits.get(len..)?.starts_with(|c: char| c.is_ascii_digit());
    ends.then_some((Piece::Fraction { digits: len, zeros: first == '0', comma }, len + 1))
}

pub(super) fn format(time: Time, layout: &str) -> String {
    let civil = time.civil();
    let mut out = String::with_capacity(layout.len() + 16);
    let mut rest = layout;
    while let Some((before, piece, _, after)) = next_piece(rest) {
        out.push_str(before);
        out.push_str(&shown(time, civil, piece));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn name(names: &'static [&'static str], index: i64) -> &'static str {
    usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
}

fn short(name: &str) -> String {
    name.chars().take(3).collect()
}

fn shown(time: Time, civil: Civil, piece: Piece) -> String {
    let Civil { year, month, day, hour, minute, second } = civil;
    let hour12 = if hour % 12 == 0 { 12 } else { hour % 12 };
    match piece {
        Piece::LongMonth => name(&MONTHS, month - 1).into(),
        Piece::Month => short(name(&MONTHS, month - 1)),
        Piece::NumMonth => month.to_string(),
        Piece::ZeroMonth => format!("{month:02}"),
        Piece::LongWeekday => name(&WEEKDAYS, civil.weekday()).into(),
        Piece::Weekday => short(name(&WEEKDAYS, civil.weekday())),
        Piece::Day => day.to_string(),
        Piece::SpaceDay => format!("{day:2}"),
        Piece::ZeroDay => format!("{day:02}"),
        Piece::DayOfYear => format!("{:03}", civil.day_of_year()),
        Piece::Hour => format!("{hour:02}"),
        Piece::Hour12 => hour12.to_string(),
        Piece::ZeroHour12 => format!("{hour12:02}"),
        Piece::Minute => minute.to_string(),
        Piece::ZeroMinute => format!("{minute:02}"),
        Piece::Second => second.to_string(),
        Piece::ZeroSecond => format!("{second:02}"),
        Piece::LongYear if year < 0 => format!("-{:04}", -year),
        Piece::LongYear => format!("{year:04}"),
        Piece::Year => format!("{:02}", year.rem_euclid(100)),
        Piece::UpperPm => if hour >= 12 { "PM" } else { "AM" }.into(),
        Piece::LowerPm => if hour >= 12 { "pm" } else { "am" }.into(),
        Piece::ZoneName if time.offset == 0 => "UTC".into(),
        Piece::ZoneName => offset(time.offset, false, if time.offset % 3_600 == 0 { 1 } else { 2 }),
        Piece::Offset { z: true, .. } if time.offset == 0 => "Z".into(),
        Piece::Offset { colon, parts, .. } => offset(time.offset, colon, parts),
        Piece::Fraction { digits, zeros, comma } => fraction(time.nanoseconds, digits, zeros, comma),
    }
}

fn offset(offset: i32, colon: bool, parts: u8) -> String {
    let size = offset.unsigned_abs();
    let separator = if colon { ":" } else { "" };
    let sign = if offset < 0 { '-' } else { '+' };
    let all = [size / 3_600, size / 60 % 60, size % 60].map(|part| format!("{part:02}"));
    let shown: Vec<_> = all.into_iter().take(parts.into()).collect();
    format!("{sign}{}", shown.join(separator))
}

fn fraction(nanoseconds: u32, digits: usize, zeros: bool, comma: bool) -> String {
    let all = format!("{nanoseconds:09}");
    let cut: String = all.chars().chain(std::iter::repeat('0')).take(digits).collect();
    let kept = if zeros { cut.as_str() } else { cut.trim_end_matches('0') };
    let separator = if comma { "," } else { "." };
    if kept.is_empty() { String::new() } else { format!("{separator}{kept}") }
}
