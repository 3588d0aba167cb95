//! What the events do not say about a scalar and its source does.

use optimus_plugin_api::Span;

/// An escape in a double-quoted text that yaml.v2 does not have and the parser has: half a surrogate pair, and `\/`.
pub(crate) fn foreign_escape(source: &str) -> bool {
    let mut rest = source;
    while let Some((_, escape)) = rest.split_once('\\') {
        let digits = escape.strip_prefix('u').and_then(|digits| digits.get(..4));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        if escape.starts_with('/') || number.is_some_and(|number| char::from_u32(number).is_none()) {
            return true;
        }
        let mut after = escape.chars();
        after.next();
        rest = after.as_str();
    }
    false
}

/// The place of a block text from its header on, given the place of its content.
pub(crate) fn header(text: &str, content: Span) -> Option<Span> {
    let before = text.get(..content.start)?.trim_end();
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.get(start..)?;
    let is_header = |at: &usize| {
        let rest = line
            .get(at + 1..)
            .unwrap_or_default()
            .trim_start_matches(['+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        rest.is_empty() || rest.trim_start().starts_with('#') && rest.starts_with([' ', '\t'])
    };
    let at = line.match_indices(['|', '>']).map(|(at, _)| at).find(is_header)?;
    let between = text.get(start..content.start)?.bytes().filter(|byte| *byte == b'\n').count();
    let column = line.get(..at)?.chars().count() + 1;
    Some(Span { start: start + at, end: content.end, line: content.line.saturating_sub(between), column })
}
