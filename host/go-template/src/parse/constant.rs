//! Numbers and quoted texts as Go writes them.

use crate::ast::Number;
use crate::lex::{Kind, Token};

/// The number that a token is.
pub(super) fn number(token: &Token<'_>) -> Result<Number, String> {
    let text = token.text.as_ref();
    match token.kind {
        Kind::CharConstant => character(text),
        Kind::Complex => Err(format!("complex numbers are not supported: {text:?}")),
        _ if text.ends_with('i') && !text.contains(['x', 'X']) => {
            Err(format!("complex numbers are not supported: {text:?}"))
        }
        _ => real(text),
    }
}

fn character(text: &str) -> Result<Number, String> {
    let inner = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    let unquoted = inner.and_then(|inner| unescape(inner, '\'')).unwrap_or_default();
    let mut chars = unquoted.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => {
            let code = u32::from(c);
            Ok(Number { int: Some(code.into()), float: code.into(), is_float: false, text: text.into() })
        }
        _ => Err(format!("malformed character constant: {text}")),
    }
}

fn real(text: &str) -> Result<Number, String> {
    #[expect(clippy::cast_precision_loss, reason = "Go rounds such a constant likewise")]
    if let Some(int) = integer(text) {
        return Ok(Number { int: Some(int), float: int as f64, is_float: false, text: text.into() });
    }
    if !text.contains(['.', 'e', 'E', 'p', 'P']) {
        let digits = text.trim_start_matches(['+', '-']);
        let digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let what = if digits { "integer overflow" } else { "illegal number syntax" };
        return Err(format!("{what}: {text:?}"));
    }
    let float = text.parse::<f64>().ok().filter(|float| float.is_finite());
    match float {
        Some(float) => Ok(Number { int: whole(float), float, is_float: true, text: text.into() }),
        None => Err(format!("illegal number syntax: {text:?}")),
    }
}

/// A float as an integer, if it is one.
pub(crate) fn whole(float: f64) -> Option<i64> {
    // The largest float below 2^63 converts; 2^63 itself does not fit.
    const END: f64 = 9_223_372_036_854_775_808.0;
    #[expect(clippy::cast_possible_truncation, reason = "the range and the fraction were just checked")]
    (float.fract() == 0.0 && (-END..END).contains(&float)).then_some(float as i64)
}

/// An integer in any of Go's notations: sign, `0x`, `0o`, `0b`, a leading zero for octal, `_` between digits.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let (negative, rest) = match text.strip_prefix(['+', '-']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    let lower = rest.to_ascii_lowercase();
    let prefixed = [("0x", 16), ("0o", 8), ("0b", 2)]
        .into_iter()
        .find_map(|(prefix, radix)| lower.strip_prefix(prefix).map(|digits| (digits, radix, true)));
    let octal = lower.strip_prefix('0').filter(|digits| !digits.is_empty()).map(|digits| (digits, 8, true));
    let (digits, radix, marked) = prefixed.or(octal).unwrap_or((&lower, 10, false));
    let digits = separated(digits, marked)?;
    let sign = if negative { "-" } else { "" };
    i64::from_str_radix(&format!("{sign}{digits}"), radix).ok()
}

/// Digits without their underscores, each of which must stand between digits (or after the prefix).
fn separated(digits: &str, after_prefix: bool) -> Option<String> {
    let misplaced =
        digits.ends_with('_') || digits.contains("__") || (digits.starts_with('_') && !after_prefix);
    let plain = digits.starts_with(|c: char| c == '_' || c.is_ascii_alphanumeric());
    (plain && !misplaced).then(|| digits.replace('_', ""))
}

/// The text between quotes or backquotes.
pub(super) fn unquote(quoted: &str) -> Option<String> {
    if let Some(raw) = quoted.strip_prefix('`') {
        return Some(raw.strip_suffix('`')?.replace('\r', ""));
    }
    unescape(quoted.strip_prefix('"')?.strip_suffix('"')?, '"')
}

/// Resolves escapes. They may make bytes that are not UTF-8, which is refused.
fn unescape(text: &str, quote: char) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..)?;
        if c == quote {
            return None;
        }
        if c != '\\' {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        rest = escape(rest, quote, &mut bytes)?;
    }
    String::from_utf8(bytes).ok()
}

/// Reads what follows a backslash and returns what is left.
fn escape<'a>(rest: &'a str, quote: char, bytes: &mut Vec<u8>) -> Option<&'a str> {
    let c = rest.chars().next()?;
    let after = rest.get(c.len_utf8()..)?;
    let simple = match c {
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 11,
        '\\' => b'\\',
        _ if c == quote => u8::try_from(c).ok()?,
        _ => return numeric_escape(c, rest, bytes),
    };
    bytes.push(simple);
    Some(after)
}

/// `\x41`, `\101`, `\u0041`, `\U00000041`.
fn numeric_escape<'a>(c: char, rest: &'a str, bytes: &mut Vec<u8>) -> Option<&'a str> {
    let (from, len, radix) = match c {
        'x' => (1, 2, 16),
        'u' => (1, 4, 16),
        'U' => (1, 8, 16),
        '0'..='7' => (0, 3, 8),
        _ => return None,
    };
    let digits = rest.get(from..from + len)?;
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'))?;
    match c {
        'u' | 'U' => bytes.extend_from_slice(char::from_u32(code)?.encode_utf8(&mut [0; 4]).as_bytes()),
        _ => bytes.push(u8::try_from(code).ok()?),
    }
    rest.get(from + len..)
}
