//! Durations as Go reads and shows them.

use std::fmt;

/// Nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Duration(pub(crate) i64);

const UNITS: [(&str, i64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("\u{b5}s", 1_000),
    ("\u{3bc}s", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

impl Duration {
    /// Reads `-24h`, `1h30m`, `1.5s`; none if it is not one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, mut rest) = match text.strip_prefix(['+', '-']) {
            Some(rest) => (text.starts_with('-'), rest),
            None => (false, text),
        };
        if rest == "0" {
            return Some(Self(0));
        }
        let mut total = 0i64;
        while !rest.is_empty() || total == 0 && text.is_empty() {
            let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
            let (number, after) = rest.split_at_checked(number_end)?;
            let unit_end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
            let (unit, next) = after.split_at_checked(unit_end)?;
            let (_, scale) = UNITS.iter().find(|(name, _)| *name == unit)?;
            total = total.checked_add(amount(number, *scale)?)?;
            rest = next;
        }
        (text.len() > 1).then_some(Self(if negative { -total } else { total }))
    }
}

/// A decimal number of units.
fn amount(number: &str, scale: i64) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut part = 0i64;
    let mut unit = scale;
    for digit in fraction.bytes().take(18) {
        // Integers all the way: what is below a nanosecond is cut off.
        unit = if unit % 10 == 0 { unit / 10 } else { return whole.checked_mul(scale)?.checked_add(part) };
        part = part.checked_add(unit.checked_mul(i64::from(digit - b'0'))?)?;
    }
    whole.checked_mul(scale)?.checked_add(part)
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        let (seconds, nanoseconds) = (size / 1_000_000_000, size % 1_000_000_000);
        let fraction = format!("{nanoseconds:09}");
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
            (0, 0, 0) if nanoseconds > 0 => write!(f, "{sign}{nanoseconds}ns"),
            (0, 0, second) => write!(f, "{sign}{second}{point}{fraction}s"),
            (0, minute, second) => write!(f, "{sign}{minute}m{second}{point}{fraction}s"),
            (hour, minute, second) => write!(f, "{sign}{hour}h{minute}m{second}{point}{fraction}s"),
        }
    }
}
