use std::borrow::Cow;

use optimus_plugin_api::{Code, Diagnostic, Span};

use crate::{Limits, wording::count};

/// Bytes as text: UTF-8 with or without a byte-order mark, or UTF-16 with one.
pub(crate) fn text_of(bytes: &[u8], limits: &Limits) -> Result<String, Diagnostic> {
    check_size(bytes.len(), limits)?;
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes).map(str::to_owned),
    }
}

/// Without the byte-order mark.
pub(crate) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
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

/// The text as the parser wants it, every byte where it was:
/// - The next-line character breaks lines in yaml.v2's version of yaml, but not in the parser's. It is two bytes long, as is
///   `\r\n`, which breaks lines in both.
/// - Tabs may indent inside of `{}` and `[]` in yaml.v2, so those that begin a line become blanks. Where they may not,
///   [`Shape::misplaced_tab`](crate::shape::Shape::misplaced_tab) finds them.
pub(crate) fn for_parser(text: &str) -> Cow<'_, str> {
    let text = if text.contains('\u{85}') {
        Cow::Owned(text.replace('\u{85}', "\r\n"))
    } else {
        Cow::Borrowed(text)
    };
    if text.starts_with('\t') || text.contains("\n\t") {
        Cow::Owned(without_leading_tabs(&text))
    } else {
        text
    }
}

fn without_leading_tabs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let tabs = line.bytes().take_while(|byte| *byte == b'\t').count();
        out.extend(std::iter::repeat_n(' ', tabs));
        out.push_str(line.get(tabs..).unwrap_or_default());
    }
    out
}

fn check_size(size: usize, limits: &Limits) -> Result<(), Diagnostic> {
    if size <= limits.bytes {
        return Ok(());
    }
    let message = format!("the file has {} bytes, {} are the limit", count(size), count(limits.bytes));
    Err(Diagnostic::error(Code::YAML_TOO_LARGE, message))
}

fn utf8(bytes: &[u8]) -> Result<&str, Diagnostic> {
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        let at = error.valid_up_to();
        let span = Span { start: at, end: at, line, column: 1 };
        Diagnostic::error(
            Code::YAML_SYNTAX,
            format!("the file is not UTF-8: byte {} does not belong there", at + 1),
        )
        .at(span, "in this line")
        .help("save it as UTF-8")
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Diagnostic> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect();
    match text {
        Ok(text) if odd.is_empty() => Ok(text),
        _ => Err(Diagnostic::error(
            Code::YAML_SYNTAX,
            "the file begins as UTF-16, but is not UTF-16 throughout",
        )
        .help("save it as UTF-8")),
    }
}

fn is_printable(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
}

/// The place of a byte that begins a character.
pub(crate) fn span_at(text: &str, at: usize) -> Span {
    let before = text.get(..at).unwrap_or(text);
    let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let line_start = before.rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).map_or(0, |line| line.chars().count()) + 1;
    let alone = before.split('\r').skip(1).filter(|after| !after.starts_with('\n')).count();
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + alone + 1;
    Span { start: at, end: at + width, line, column }
}
