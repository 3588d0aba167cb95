use std::ops::RangeInclusive;

use crate::PatternError;

use super::{
    escape,
    piece::{Piece, with_flag},
    translate::Reader,
    unicode,
};

/// A class without any character.
pub(crate) const NOTHING: &str = r"[^\x{0}-\x{10FFFF}]";

/// `\d`, `\w`, `\s` and their opposites, which are of ASCII characters in RE2.
pub(crate) fn perl(reader: &mut Reader<'_>) -> Option<&'static str> {
    let (escape, class) = [
        (r"\d", "[0-9]"),
        (r"\D", "[^0-9]"),
        (r"\s", r"[\t\n\x0C\r ]"),
        (r"\S", r"[^\t\n\x0C\r ]"),
        (r"\w", "[0-9A-Za-z_]"),
        (r"\W", "[^0-9A-Za-z_]"),
    ]
    .into_iter()
    .find(|(escape, _)| reader.rest().starts_with(escape))?;
    reader.at += escape.len();
    Some(class)
}

/// A class in brackets.
pub(crate) fn bracketed(reader: &mut Reader<'_>) -> Result<Piece, PatternError> {
    let start = reader.at;
    reader.eat("[");
    let mut text = String::from(if reader.eat("^") { "[^" } else { "[" });
    let mut cost = 1;
    let mut first = true;
    while first || reader.peek() != Some(']') {
        first = false;
        if reader.peek().is_none() {
            return Err(reader.error("a `[` that is never closed", start));
        }
        if let Some(class) = posix(reader)? {
            text.push_str(&class);
        } else if let Some(class) = unicode::class(reader)? {
            text.push_str(&class);
            cost = unicode::COST;
        } else if let Some(class) = perl(reader) {
            text.push_str(class);
        } else {
            text.push_str(&range(reader, start)?);
        }
    }
    reader.next();
    text.push(']');
    Ok(Piece { cost, ..Piece::atom(with_flag(text, 'i', reader.flags.fold)) })
}

/// `[:alpha:]` or `[:^alpha:]`.
fn posix(reader: &mut Reader<'_>) -> Result<Option<String>, PatternError> {
    let start = reader.at;
    let Some((name, _)) = reader.rest().strip_prefix("[:").and_then(|rest| rest.split_once(":]")) else {
        return Ok(None);
    };
    reader.at += name.len() + 4;
    let (negated, plain) = name.strip_prefix('^').map_or(("", name), |plain| ("^", plain));
    let Some(ranges) = posix_ranges(plain) else {
        return Err(reader.error(format!("there is no class `[:{}:]`", name.escape_debug()), start));
    };
    Ok(Some(format!("[{negated}{ranges}]")))
}

fn posix_ranges(name: &str) -> Option<&'static str> {
    Some(match name {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => r"\x00-\x7F",
        "blank" => r"\t ",
        "cntrl" => r"\x00-\x1F\x7F",
        "digit" => "0-9",
        "graph" => r"\x21-\x7E",
        "lower" => "a-z",
        "print" => r"\x20-\x7E",
        "punct" => r"\x21-\x2F\x3A-\x40\x5B-\x60\x7B-\x7E",
        "space" => r"\x09-\x0D ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => return None,
    })
}

/// One character, or two with a hyphen between.
fn range(reader: &mut Reader<'_>, class: usize) -> Result<String, PatternError> {
    let start = reader.at;
    let low = member(reader, class)?;
    let follows =
        reader.rest().strip_prefix('-').is_some_and(|rest| !rest.is_empty() && !rest.starts_with(']'));
    if !follows {
        return Ok(span(low, low));
    }
    reader.next();
    let high = member(reader, class)?;
    if high < low {
        return Err(reader.error("a range whose end is below its beginning", start));
    }
    Ok(span(low, high))
}

fn member(reader: &mut Reader<'_>, class: usize) -> Result<u32, PatternError> {
    if reader.peek() == Some('\\') {
        return escape::character(reader);
    }
    reader.next().map(u32::from).ok_or_else(|| reader.error("a `[` that is never closed", class))
}

/// By their numbers, so that no character means anything else than itself. Without halves of surrogate pairs, which RE2
/// can name and no text can hold.
fn span(low: u32, high: u32) -> String {
    const HALVES: RangeInclusive<u32> = 0xd800..=0xdfff;
    let low = if HALVES.contains(&low) { HALVES.end() + 1 } else { low };
    let high = if HALVES.contains(&high) { HALVES.start() - 1 } else { high };
    if low > high { NOTHING.to_owned() } else { format!(r"\x{{{low:X}}}-\x{{{high:X}}}") }
}
