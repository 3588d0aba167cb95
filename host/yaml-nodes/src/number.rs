/// A number as yaml.v2 finds it in a plain scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Int(i64),
    /// Above the range of [`Number::Int`].
    Large(u64),
    Float(f64),
}

/// Reads an integer in any base, or a float. Underscores may stand anywhere.
pub(crate) fn parse(text: &str) -> Option<Number> {
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    integer(&plain).or_else(|| float(&plain).map(Number::Float)).or_else(|| binary(&plain))
}

/// Reads what begins with a point. Here underscores may stand between digits only, as Go's `ParseFloat` has it.
pub(crate) fn parse_point(text: &str) -> Option<Number> {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let apart = |at: usize| is_digit(bytes.get(at.wrapping_sub(1))) && is_digit(bytes.get(at + 1));
    let good = bytes.iter().enumerate().all(|(at, byte)| *byte != b'_' || apart(at));
    good.then(|| float(&text.replace('_', ""))).flatten().map(Number::Float)
}

/// Go's `strconv.ParseInt` and then `ParseUint` with base 0.
fn integer(text: &str) -> Option<Number> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let magnitude = magnitude(digits)?;
    if negative {
        return 0i64.checked_sub_unsigned(magnitude).map(Number::Int);
    }
    match i64::try_from(magnitude) {
        Ok(value) => Some(Number::Int(value)),
        Err(_) => (!text.starts_with('+')).then_some(Number::Large(magnitude)),
    }
}

fn magnitude(digits: &str) -> Option<u64> {
    let bytes = digits.as_bytes();
    let (radix, digits) = match (bytes.first()?, bytes.get(1).map(u8::to_ascii_lowercase), bytes.len()) {
        (b'0', Some(b'b'), 3..) => (2, digits.get(2..)?),
        (b'0', Some(b'o'), 3..) => (8, digits.get(2..)?),
        (b'0', Some(b'x'), 3..) => (16, digits.get(2..)?),
        (b'0', None, _) => return Some(0),
        (b'0', ..) => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    if digits.starts_with('+') { None } else { u64::from_str_radix(digits, radix).ok() }
}

/// What the other two leave of yaml.v2's `0b` rule: a sign after the prefix.
fn binary(text: &str) -> Option<Number> {
    i64::from_str_radix(text.strip_prefix("0b")?, 2).ok().map(Number::Int)
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?` within the range of a double.
fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['-', '+']).unwrap_or(exponent)),
        None => (unsigned, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |s: &str| s.bytes().all(|byte| byte.is_ascii_digit());
    let shaped = digits(whole) && digits(fraction) && digits(exponent);
    if !shaped || whole.is_empty() && fraction.is_empty() || exponent.is_empty() {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_come_in_every_base_of_go() {
        let cases = [
            ("010", 8),
            ("0o10", 8),
            ("0x1F", 31),
            ("-0b11", -3),
            ("0b-11", -3),
            ("1_0", 10),
            ("+5", 5),
            ("-0", 0),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), Some(Number::Int(expected)), "{text}");
        }
    }

    #[test]
    fn the_ends_of_the_ranges_hold() {
        assert_eq!(parse("-9223372036854775808"), Some(Number::Int(i64::MIN)));
        assert_eq!(parse("18446744073709551615"), Some(Number::Large(u64::MAX)));
        assert_eq!(parse("99999999999999999999"), Some(Number::Float(1e20)));
        assert_eq!(parse("1E400"), None);
    }

    #[test]
    fn what_only_looks_like_a_number_is_none() {
        for text in ["1e", "0x", "++1", "-", "1.2.3", "0b", "1-1", "e5", "08x"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("08"), Some(Number::Float(8.0)));
    }
}
