use crate::place::{Mark, is_break};

/// What is not scanned yet, and where it begins.
pub(crate) struct Cursor<'t> {
    text: &'t str,
    pub(crate) mark: Mark,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, mark: Mark::default() }
    }

    pub(crate) fn rest(&self) -> &'t str {
        self.text.get(self.mark.offset..).unwrap_or_default()
    }

    /// The text since a place.
    pub(crate) fn since(&self, start: Mark) -> &'t str {
        self.text.get(start.offset..self.mark.offset).unwrap_or_default()
    }

    /// The next character; `None` at the end.
    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character after the next.
    pub(crate) fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    pub(crate) fn is(&self, c: char) -> bool {
        self.peek() == Some(c)
    }

    pub(crate) fn at_blank(&self) -> bool {
        is_blank(self.peek())
    }

    pub(crate) fn at_break(&self) -> bool {
        self.peek().is_some_and(is_break)
    }

    /// At the end of a line, or of the text.
    pub(crate) fn at_line_end(&self) -> bool {
        self.peek().is_none_or(is_break)
    }

    /// At a blank, or at the end of a line, or of the text.
    pub(crate) fn at_word_end(&self) -> bool {
        ends_word(self.peek())
    }

    /// At `---` or `...` alone in the first column.
    pub(crate) fn at_document_indicator(&self) -> bool {
        self.at_indicator("---") || self.at_indicator("...")
    }

    pub(crate) fn at_indicator(&self, indicator: &str) -> bool {
        let rest = if self.mark.column == 0 { self.rest().strip_prefix(indicator) } else { None };
        rest.is_some_and(|rest| ends_word(rest.chars().next()))
    }

    /// Passes one character, which is no line break.
    pub(crate) fn skip(&mut self) {
        let width = self.peek().map_or(0, char::len_utf8);
        self.mark.offset += width;
        self.mark.index += usize::from(width > 0);
        self.mark.column += usize::from(width > 0);
    }

    pub(crate) fn eat(&mut self, c: char) -> bool {
        let found = self.is(c);
        if found {
            self.skip();
        }
        found
    }

    pub(crate) fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.skip();
        }
    }

    pub(crate) fn skip_blanks(&mut self) {
        self.skip_while(|c| is_blank(Some(c)));
    }

    pub(crate) fn skip_comment(&mut self) {
        if self.is('#') {
            self.skip_while(|c| !is_break(c));
        }
    }

    /// Passes one line break, if one is next, and gives back what it stands for in a text: `\n`, or one of Unicode's
    /// separators.
    pub(crate) fn line_break(&mut self) -> Option<char> {
        let c = self.peek().filter(|c| is_break(*c))?;
        let pair = self.rest().starts_with("\r\n");
        self.mark.offset += if pair { 2 } else { c.len_utf8() };
        self.mark.index += if pair { 2 } else { 1 };
        self.mark.line += 1;
        self.mark.column = 0;
        Some(if matches!(c, '\u{2028}' | '\u{2029}') { c } else { '\n' })
    }

    /// At the end of the text: as if a line ended there.
    pub(crate) fn force_new_line(&mut self) {
        if self.mark.column != 0 {
            self.mark.column = 0;
            self.mark.line += 1;
        }
    }
}

pub(crate) fn is_blank(c: Option<char>) -> bool {
    matches!(c, Some(' ' | '\t'))
}

pub(crate) fn ends_word(c: Option<char>) -> bool {
    is_blank(c) || c.is_none_or(is_break)
}

/// What names of anchors, directives and handles are made of.
pub(crate) fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}
