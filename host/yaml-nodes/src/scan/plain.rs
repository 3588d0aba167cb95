use crate::problem::{Mistake, Problem};

use super::{Scanner, TokenKind, cursor::ends_word, quoted::Fold};

impl Scanner<'_> {
    /// A text without quotes, of one line or more.
    pub(super) fn plain_text(&mut self) -> Result<(), Mistake> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.mark;
        let mut end = start;
        let mut text = String::new();
        let mut fold = Fold::default();
        while !self.cursor.at_document_indicator() && !self.cursor.is('#') {
            let word = self.cursor.mark;
            while !self.plain_ends() {
                self.cursor.skip();
            }
            if self.cursor.mark != word {
                fold.join(&mut text);
                text.push_str(self.cursor.since(word));
                end = self.cursor.mark;
            }
            if !self.cursor.at_blank() && !self.cursor.at_break() {
                break;
            }
            self.plain_blanks(&mut fold)?;
            if self.flow_level == 0 && self.cursor.mark.column < self.inside {
                break;
            }
        }
        self.insert(None, TokenKind::Scalar { text, plain: true }, start, end);
        self.key_allowed |= fold.broken;
        Ok(())
    }

    /// At a blank, the end of the line, or a character that ends a plain text.
    fn plain_ends(&self) -> bool {
        match self.cursor.peek() {
            Some(':') => ends_word(self.cursor.peek_second()),
            Some(',' | '?' | '[' | ']' | '{' | '}') => self.flow_level > 0,
            other => ends_word(other),
        }
    }

    fn plain_blanks(&mut self, fold: &mut Fold) -> Result<(), Mistake> {
        loop {
            if self.cursor.at_blank() {
                if fold.broken && self.cursor.mark.column < self.inside && self.cursor.is('\t') {
                    return Err(self.mistake(Problem::Tab));
                }
                fold.blank(&mut self.cursor);
            } else if !fold.line_break(&mut self.cursor) {
                return Ok(());
            }
        }
    }
}
