//! What a bare word would be read as: yaml.v2's resolution, as far as *text or not* goes.

const WORDS: &[&str] = &[
    "", "~", "null", "Null", "NULL", "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON",
    "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", ".nan", ".NaN", ".NAN",
    ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
];

/// Whether the word, written bare, reads back as a text: it is no number, truth value, null or time.
pub(super) fn is_text(word: &str) -> bool {
    if WORDS.contains(&word) {
        return false;
    }
    match word.as_bytes().first() {
        Some(b'.') => !(is_float(&word.replace('_', "")) && underscores_separate_digits(word)),
        Some(b'0'..=b'9' | b'+' | b'-') => {
            let plain = word.replace('_', "");
            !(is_time(word) || is_integer(&plain) || is_float(&plain) || is_odd_binary(&plain))
        }
        _ => true,
    }
}

/// Sexagesimal numbers of YAML 1.1 (`1:30`), which yaml.v2 does not read but quotes for the sake of others.
pub(super) fn is_base_60(word: &str) -> bool {
    let unsigned = word.strip_prefix(['+', '-']).unwrap_or(word);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let mut parts = whole.split(':');
    let head = parts.next().unwrap_or_default();
    let sixtieth = |part: &str| match part.as_bytes() {
        [d] => d.is_ascii_digit(),
        [b'0'..=b'5', d] => d.is_ascii_digit(),
        _ => false,
    };
    whole.contains(':')
        && head.starts_with(|c: char| c.is_ascii_digit())
        && digits(head)
        && parts.all(sixtieth)
        && digits(fraction)
}

/// An integer of 64 bits, signed or not, as Go reads it with base 0: `12`, `-0x1f`, `0o17`, `017`, `0b1`.
fn is_integer(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (digits, base) = based(unsigned);
    if !digits.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    let Ok(value) = u64::from_str_radix(digits, base) else { return false };
    match text.as_bytes().first() {
        Some(b'-') => value <= i64::MIN.unsigned_abs(),
        Some(b'+') => i64::try_from(value).is_ok(),
        _ => true,
    }
}

fn based(unsigned: &str) -> (&str, u32) {
    let Some(rest) = unsigned.strip_prefix('0').filter(|rest| !rest.is_empty()) else {
        return (unsigned, 10);
    };
    match rest.as_bytes() {
        [b'x' | b'X', ..] => (rest.get(1..).unwrap_or_default(), 16),
        [b'o' | b'O', ..] => (rest.get(1..).unwrap_or_default(), 8),
        [b'b' | b'B', ..] => (rest.get(1..).unwrap_or_default(), 2),
        _ => (rest, 8),
    }
}

/// `0b` before a signed number: yaml.v2 cuts the prefix off and reads the rest, sign and all.
fn is_odd_binary(text: &str) -> bool {
    text.strip_prefix("0b").is_some_and(|rest| i64::from_str_radix(rest, 2).is_ok())
}

/// Go allows `_` in a number that begins with its point, but only between two digits.
fn underscores_separate_digits(word: &str) -> bool {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = word.as_bytes();
    let separates = |at: usize| is_digit(bytes.get(at.wrapping_sub(1))) && is_digit(bytes.get(at + 1));
    bytes.iter().enumerate().all(|(at, byte)| *byte != b'_' || separates(at))
}

/// A decimal number with point or exponent that is finite in 64 bits.
fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let (number, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        None => (unsigned, "0"),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let some_digits = !whole.is_empty() || !fraction.is_empty();
    some_digits
        && digits(whole)
        && digits(fraction)
        && !exponent.is_empty()
        && digits(exponent)
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// A date, or a date and a time, in the four forms that yaml.v2 knows.
fn is_time(text: &str) -> bool {
    let Some(((year, month, day), time)) = date(text) else { return false };
    let good_time = if let Some(time) = time.strip_prefix(['T', 't']) {
        clock(time).is_some_and(is_zone)
    } else if time.starts_with(' ') {
        clock(time.trim_start_matches(' ')).is_some_and(str::is_empty)
    } else {
        time.is_empty()
    };
    good_time && jiff::civil::Date::new(year, month, day).is_ok()
}

fn date(text: &str) -> Option<((i16, i8, i8), &str)> {
    let (year, rest) = text.split_at_checked(4)?;
    let rest = year.bytes().all(|b| b.is_ascii_digit()).then_some(rest)?.strip_prefix('-')?;
    let (month, rest) = one_or_two_digits(rest)?;
    let (day, rest) = one_or_two_digits(rest.strip_prefix('-')?)?;
    Some(((year.parse().ok()?, month, day), rest))
}

/// `15:4:5.999`, and what follows it.
fn clock(text: &str) -> Option<&str> {
    let (hour, rest) = one_or_two_digits(text)?;
    let (minute, rest) = one_or_two_digits(rest.strip_prefix(':')?)?;
    let (second, rest) = one_or_two_digits(rest.strip_prefix(':')?)?;
    let fits = hour < 24 && minute < 60 && second < 60;
    let after_point =
        rest.strip_prefix(['.', ',']).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let rest = after_point.map_or(rest, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    fits.then_some(rest)
}

/// `Z` or `+07:00`.
fn is_zone(text: &str) -> bool {
    let digits =
        |a: u8, b: u8| (a.is_ascii_digit() && b.is_ascii_digit()).then(|| (a - b'0') * 10 + (b - b'0'));
    match *text.as_bytes() {
        [b'Z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            digits(h1, h2).is_some_and(|hours| hours <= 24)
                && digits(m1, m2).is_some_and(|minutes| minutes <= 60)
        }
        _ => false,
    }
}

fn one_or_two_digits(text: &str) -> Option<(i8, &str)> {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, rest))
}
