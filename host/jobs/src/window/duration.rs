//! Go's duration notation (`1h30m`, `-1.5h`, `0`), which Optimus uses for windows, delays and `@every`.

use std::fmt::Write;

/// One hour in nanoseconds, the unit of Go's durations.
pub(crate) const HOUR: i64 = 3_600 * SECOND;
const SECOND: i64 = 1_000_000_000;

/// Reads a duration as Go's `time.ParseDuration` does: nanoseconds, within about 292 years either way.
///
/// # Errors
/// Go's own text, for example `time: unknown unit "d" in duration "1d"`.
pub fn parse_duration(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (amount, after) = Amount::read(rest).ok_or_else(invalid)?;
        let end = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
        let (name, after) = after.split_at(end);
        let unit = unit_of(name, text)?;
        let sum = amount.times(unit).and_then(|part| total.checked_add(part));
        total = sum.filter(|sum| *sum <= 1 << 63).ok_or_else(invalid)?;
        rest = after;
    }
    signed(total, negative).ok_or_else(invalid)
}

/// Writes a duration as Go prints it: `5m0s`, `1h30m0s`, `1.5s`, `0s`.
#[must_use]
pub fn format_duration(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let total = nanoseconds.unsigned_abs();
    let second = SECOND.unsigned_abs();
    if total < second {
        return format!("{sign}{}", below_a_second(total));
    }
    let (hours, minutes, seconds) = (total / second / 3600, total / second / 60 % 60, total / second % 60);
    let mut out = sign.to_owned();
    if hours > 0 {
        let _ = write!(out, "{hours}h");
    }
    if hours > 0 || minutes > 0 {
        let _ = write!(out, "{minutes}m");
    }
    let _ = write!(out, "{seconds}{}s", fraction(total % second, 9));
    out
}

/// A number of a duration: its digits before the point, and those after it as a fraction of one.
struct Amount {
    whole: u64,
    fraction: u64,
    scale: f64,
}

impl Amount {
    /// Reads `12`, `1.5`, `.5` or `1.` and what follows. `None` if there is no digit or the number is too large.
    fn read(text: &str) -> Option<(Self, &str)> {
        let digits = |s: &str| s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
        let (whole, after) = text.split_at(digits(text));
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => after.split_at(digits(after)),
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let limit = 1 << 63;
        let whole = if whole.is_empty() { 0 } else { whole.parse().ok().filter(|n: &u64| *n <= limit)? };
        let (fraction, scale) = leading_fraction(fraction);
        Some((Self { whole, fraction, scale }, after))
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "Go computes the fraction in a float64 and cuts it; the result is below one unit and positive"
    )]
    fn times(&self, unit: u64) -> Option<u64> {
        let part = (self.fraction as f64 * (unit as f64 / self.scale)) as u64;
        self.whole.checked_mul(unit)?.checked_add(part).filter(|n| *n <= 1 << 63)
    }
}

/// The digits after the point as far as they fit, and the power of ten that they count in.
fn leading_fraction(digits: &str) -> (u64, f64) {
    let (mut value, mut scale) = (0_u64, 1.0);
    for digit in digits.bytes() {
        let next = value.checked_mul(10).and_then(|n| n.checked_add(u64::from(digit - b'0')));
        let Some(next) = next.filter(|n| *n <= 1 << 63) else { break };
        value = next;
        scale *= 10.0;
    }
    (value, scale)
}

fn unit_of(name: &str, text: &str) -> Result<u64, String> {
    match name {
        "" => Err(format!("time: missing unit in duration {}", quote(text))),
        "ns" => Ok(1),
        "us" | "\u{b5}s" | "\u{3bc}s" => Ok(1_000),
        "ms" => Ok(1_000_000),
        "s" => Ok(SECOND.unsigned_abs()),
        "m" => Ok(60 * SECOND.unsigned_abs()),
        "h" => Ok(HOUR.unsigned_abs()),
        _ => Err(format!("time: unknown unit {} in duration {}", quote(name), quote(text))),
    }
}

fn signed(total: u64, negative: bool) -> Option<i64> {
    if negative { 0_i64.checked_sub_unsigned(total) } else { i64::try_from(total).ok() }
}

fn below_a_second(total: u64) -> String {
    match total {
        0 => "0s".to_owned(),
        1..1_000 => format!("{total}ns"),
        1_000..1_000_000 => format!("{}{}\u{b5}s", total / 1_000, fraction(total % 1_000, 3)),
        _ => format!("{}{}ms", total / 1_000_000, fraction(total % 1_000_000, 6)),
    }
}

/// `.5` for 500 of three digits; nothing for zero.
fn fraction(value: u64, digits: usize) -> String {
    if value == 0 {
        return String::new();
    }
    format!(".{value:0digits$}").trim_end_matches('0').to_owned()
}

/// Go's quotation in its time errors: what is not printable ASCII becomes `\x..`.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..0x80 => out.push(char::from(byte)),
            _ => _ = write!(out, "\\x{byte:02x}"),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        for (text, halves) in [("0", 0), ("-0", 0), ("24h", 48), ("+1h", 2), ("1.5h", 3), ("-1h30m", -3)] {
            assert_eq!(parse_duration(text), Ok(halves * (HOUR / 2)), "{text}");
        }
        assert_eq!(parse_duration("1h2m3.5s4ms5us6ns"), Ok(3_723_504_005_006));
        assert_eq!(parse_duration(".5s"), Ok(500_000_000));
        assert_eq!(parse_duration("-9223372036854775808ns"), Ok(i64::MIN));
    }

    #[test]
    fn what_go_refuses_is_refused_in_its_words() {
        for (text, error) in [
            ("", "time: invalid duration \"\""),
            ("-", "time: invalid duration \"-\""),
            (".s", "time: invalid duration \".s\""),
            ("5", "time: missing unit in duration \"5\""),
            ("1d", "time: unknown unit \"d\" in duration \"1d\""),
            ("1 h", "time: unknown unit \" h\" in duration \"1 h\""),
            ("abc\u{1}\"", "time: invalid duration \"abc\\x01\\\"\""),
            ("9223372036854775808ns", "time: invalid duration \"9223372036854775808ns\""),
            ("99999999999999999999h", "time: invalid duration \"99999999999999999999h\""),
            ("9223372036854775807ns5m5", "time: invalid duration \"9223372036854775807ns5m5\""),
            ("3000000h", "time: invalid duration \"3000000h\""),
        ] {
            assert_eq!(parse_duration(text), Err(error.to_owned()));
        }
    }

    #[test]
    fn durations_are_written_as_go_writes_them() {
        for (nanoseconds, text) in [
            (0, "0s"),
            (1, "1ns"),
            (1_500, "1.5\u{b5}s"),
            (2_000_000, "2ms"),
            (1_500_000_000, "1.5s"),
            (300 * SECOND, "5m0s"),
            (5_400 * SECOND, "1h30m0s"),
            (-HOUR, "-1h0m0s"),
        ] {
            assert_eq!(format_duration(nanoseconds), text);
        }
    }
}
