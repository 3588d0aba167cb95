//! Places in a text, counted as yaml.v2 counts lines.

use optimus_plugin_api::Span;

/// A place that the scanner has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Mark {
    /// In bytes.
    pub(crate) offset: usize,
    /// In characters.
    pub(crate) index: usize,
    /// From 0.
    pub(crate) line: usize,
    /// In characters, from 0.
    pub(crate) column: usize,
}

impl Mark {
    pub(crate) fn to(self, end: Self) -> Span {
        let end = end.offset.max(self.offset);
        Span { start: self.offset, end, line: self.line + 1, column: self.column + 1 }
    }
}

/// What ends a line in yaml 1.1, and so in yaml.v2: also the next-line character and Unicode's two separators.
pub(crate) fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The place of a byte that begins a character, and of that character.
pub(crate) fn span_at(text: &str, at: usize) -> Span {
    let before = text.get(..at).unwrap_or(text);
    let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let column = before.get(line_start(text, at)..).map_or(0, |line| line.chars().count()) + 1;
    let pairs = before.matches("\r\n").count();
    let line = before.chars().filter(|c| is_break(*c)).count() - pairs + 1;
    Span { start: at, end: at + width, line, column }
}

/// Where the line of a byte begins.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or(text);
    before.char_indices().rev().find(|(_, c)| is_break(*c)).map_or(0, |(at, c)| at + c.len_utf8())
}

/// The content of the line above a place, without blanks around it. `at` is where a line begins, or the end of the text.
pub(crate) fn line_above(text: &str, at: usize) -> Option<Span> {
    let head = text.get(..at)?;
    let above = head.strip_suffix("\r\n").or_else(|| head.strip_suffix(is_break)).unwrap_or(head);
    let start = line_start(text, above.len());
    let line = above.get(start..)?;
    let content = start + (line.len() - line.trim_start().len());
    let end = above.trim_end().len().max(content);
    (at > 0).then(|| Span { end, ..span_at(text, content) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_five_ways() {
        let text = "a\r\nb\rc\u{85}d\u{2028}e\nf";
        let lines: Vec<usize> = "abcdef".chars().map(|c| span_at(text, text.find(c).unwrap()).line).collect();
        assert_eq!(lines, [1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn the_line_above_is_its_content() {
        let above = |text: &str, at| {
            line_above(text, at).map(|span| (text[span.start..span.end].to_owned(), span.line))
        };
        assert_eq!(above("a\n  b \nc", 7), Some(("b".into(), 2)));
        assert_eq!(above("a\r\nb", 3), Some(("a".into(), 1)));
        assert_eq!(above("a", 1), Some(("a".into(), 1)));
        assert_eq!(above("a", 0), None);
    }
}
