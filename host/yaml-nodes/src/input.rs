use std::borrow::Cow;

use optimus_plugin_api::{Code, Diagnostic};

use crate::{Limits, place::span_at, wording::count};

/// What is text at the beginning of bytes, and why the rest is not.
pub(crate) type NotText<'b> = (Cow<'b, str>, Diagnostic);

/// Bytes as text: UTF-8 with or without a byte-order mark, or UTF-16 with one.
pub(crate) fn text_of<'b>(bytes: &'b [u8], limits: &Limits) -> Result<Cow<'b, str>, NotText<'b>> {
    check_size(bytes.len(), limits).map_err(|refusal| ("".into(), refusal))?;
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

/// Without byte-order marks. Of a second one yaml.v2 makes a mess: it loses the first character of every line.
pub(crate) fn without_mark(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}

/// Refuses what is too large, or holds control characters, which yaml does not have.
pub(crate) fn check(text: &str, limits: &Limits) -> Result<(), Diagnostic> {
    check_size(text.len(), limits)?;
    match text.char_indices().find(|(_, c)| !is_printable(*c)) {
        None => Ok(()),
        Some((at, c)) => Err(Diagnostic::error(
            Code::YAML_SYNTAX,
            format!("the control character {} cannot be in a yaml", c.escape_unicode()),
        )
        .at(span_at(text, at), "here")
        .help("remove it; in a double-quoted text it can be written as an escape, such as \"\\x1b\"")),
    }
}

fn check_size(size: usize, limits: &Limits) -> Result<(), Diagnostic> {
    if size <= limits.bytes {
        return Ok(());
    }
    let message = format!("the file has {} bytes, {} are the limit", count(size), count(limits.bytes));
    Err(Diagnostic::error(Code::YAML_TOO_LARGE, message))
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, NotText<'_>> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let at = error.valid_up_to();
        let good = bytes.get(..at).and_then(|good| std::str::from_utf8(good).ok()).unwrap_or_default();
        not_text(good.into(), &format!("the file is not UTF-8: byte {} does not belong there", at + 1))
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, NotText<'_>> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    for c in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match c {
            Ok(c) => text.push(c),
            Err(_) => return Err(not_text(text.into(), "the file is UTF-16 with half a character in it")),
        }
    }
    if odd.is_empty() {
        Ok(text.into())
    } else {
        Err(not_text(text.into(), "the file is UTF-16 and ends in half a character"))
    }
}

fn not_text<'b>(good: Cow<'b, str>, message: &str) -> NotText<'b> {
    let marked = without_mark(&good);
    let place = span_at(marked, marked.len());
    let refusal =
        Diagnostic::error(Code::YAML_SYNTAX, message).at(place, "in this line").help("save it as UTF-8");
    (good, refusal)
}

fn is_printable(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
}
