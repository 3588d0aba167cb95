use super::{
    blocks::Writer,
    style::{is_break, is_printable},
};

/// A line longer than this is folded at the next blank.
const WIDTH: usize = 80;

impl Writer {
    pub(super) fn plain(&mut self, text: &str, fold: bool) {
        if !self.whitespace {
            self.put(' ');
        }
        self.folded(text, fold, false);
        self.whitespace = false;
        self.at_indent = false;
    }

    pub(super) fn single_quoted(&mut self, text: &str, fold: bool) {
        self.indicator("'", true, false, false);
        self.folded(text, fold, true);
        self.indicator("'", false, false, false);
        self.whitespace = false;
        self.at_indent = false;
    }

    /// The body of a plain or single-quoted text: single blanks may become line breaks, line breaks are doubled.
    fn folded(&mut self, text: &str, fold: bool, quoted: bool) {
        let (mut after_blank, mut after_break) = (false, false);
        let last = text.len().saturating_sub(1);
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            if c == ' ' {
                let inside = !quoted || (at > 0 && at < last);
                if fold && !after_blank && self.column > WIDTH && inside && next != Some(' ') {
                    self.new_line();
                } else {
                    self.put(' ');
                }
                after_blank = true;
            } else if is_break(c) {
                self.keep_break(c, !after_break);
                after_break = true;
            } else {
                if after_break {
                    self.new_line();
                }
                if quoted && c == '\'' {
                    self.put('\'');
                }
                self.put(c);
                self.at_indent = false;
                (after_blank, after_break) = (false, false);
            }
        }
    }

    /// One line break reads back as a blank, two as one.
    fn keep_break(&mut self, c: char, first: bool) {
        if first && c == '\n' {
            self.line_break();
        }
        self.copy_break(c);
        self.at_indent = true;
    }

    fn copy_break(&mut self, c: char) {
        self.out.push(c);
        self.column = 0;
    }

    pub(super) fn double_quoted(&mut self, text: &str, fold: bool) {
        self.indicator("\"", true, false, false);
        // Where the text begins with a byte order mark, yaml.v2 escapes every character of it.
        let escape_all = text.starts_with('\u{feff}');
        let last = text.len().saturating_sub(1);
        let mut after_blank = false;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            if escape_all || !is_printable(c) || is_break(c) || matches!(c, '"' | '\\') {
                self.escape(c);
                after_blank = false;
            } else if c == ' ' {
                if fold && !after_blank && self.column > WIDTH && at > 0 && at < last {
                    self.new_line();
                    if chars.peek().is_some_and(|(_, next)| *next == ' ') {
                        self.put('\\');
                    }
                } else {
                    self.put(' ');
                }
                after_blank = true;
            } else {
                self.put(c);
                after_blank = false;
            }
        }
        self.indicator("\"", false, false, false);
        self.whitespace = false;
        self.at_indent = false;
    }

    fn escape(&mut self, c: char) {
        let escaped = match c {
            '\0' => "\\0".to_owned(),
            '\u{7}' => "\\a".to_owned(),
            '\u{8}' => "\\b".to_owned(),
            '\t' => "\\t".to_owned(),
            '\n' => "\\n".to_owned(),
            '\u{b}' => "\\v".to_owned(),
            '\u{c}' => "\\f".to_owned(),
            '\r' => "\\r".to_owned(),
            '\u{1b}' => "\\e".to_owned(),
            '"' | '\\' => format!("\\{c}"),
            '\u{85}' => "\\N".to_owned(),
            '\u{a0}' => "\\_".to_owned(),
            '\u{2028}' => "\\L".to_owned(),
            '\u{2029}' => "\\P".to_owned(),
            '\0'..='\u{ff}' => format!("\\x{:02X}", u32::from(c)),
            '\0'..='\u{ffff}' => format!("\\u{:04X}", u32::from(c)),
            _ => format!("\\U{:08X}", u32::from(c)),
        };
        escaped.chars().for_each(|c| self.put(c));
    }

    pub(super) fn literal(&mut self, text: &str) {
        self.indicator("|", true, false, false);
        if text.starts_with([' ']) || text.starts_with(is_break) {
            self.indicator("2", false, false, false);
        }
        if let Some(hint) = chomping(text) {
            self.indicator(hint, false, false, false);
        }
        self.line_break();
        self.at_indent = true;
        self.whitespace = true;
        let mut after_break = true;
        for c in text.chars() {
            if is_break(c) {
                self.copy_break(c);
                self.at_indent = true;
                after_break = true;
            } else {
                if after_break {
                    self.new_line();
                }
                self.put(c);
                self.at_indent = false;
                after_break = false;
            }
        }
    }
}

/// What the line breaks at the end of a literal block mean: none, one, or all of them.
fn chomping(text: &str) -> Option<&'static str> {
    let mut from_end = text.chars().rev();
    match from_end.next() {
        Some(last) if is_break(last) => from_end.next().is_none_or(is_break).then_some("+"),
        _ => Some("-"),
    }
}
