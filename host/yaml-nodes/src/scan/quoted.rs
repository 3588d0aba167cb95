use crate::{
    place::{Mark, is_break},
    problem::{Mistake, Problem},
};

use super::{Scanner, TokenKind, cursor::Cursor};

/// Blanks and line breaks between two words of a text: the first line break becomes a blank, or disappears before others.
#[derive(Default)]
pub(super) struct Fold {
    blanks: String,
    first: Option<char>,
    more: String,
    /// A line break was passed since the last word.
    pub(super) broken: bool,
}

impl Fold {
    pub(super) fn blank(&mut self, cursor: &mut Cursor<'_>) {
        if !self.broken {
            self.blanks.extend(cursor.peek());
        }
        cursor.skip();
    }

    /// Passes a line break. False if none is next.
    pub(super) fn line_break(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let Some(c) = cursor.line_break() else { return false };
        if self.broken {
            self.more.push(c);
        } else {
            self.blanks.clear();
            self.first = Some(c);
            self.broken = true;
        }
        true
    }

    /// Adds what is between the words to the text, before the next word.
    pub(super) fn join(&mut self, text: &mut String) {
        if self.broken {
            match self.first.take() {
                Some('\n') if self.more.is_empty() => text.push(' '),
                Some('\n') | None => {}
                Some(separator) => text.push(separator),
            }
            text.push_str(&self.more);
        } else {
            text.push_str(&self.blanks);
        }
        *self = Self::default();
    }
}

impl Scanner<'_> {
    /// A text in single or double quotes.
    pub(super) fn quoted_text(&mut self, single: bool) -> Result<(), Mistake> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.mark;
        let quote = if single { '\'' } else { '"' };
        self.cursor.skip();
        let mut text = String::new();
        let mut fold = Fold::default();
        loop {
            self.check_quoted(start)?;
            self.quoted_word(single, &mut text, &mut fold)?;
            if self.cursor.eat(quote) {
                break;
            }
            self.quoted_blanks(&mut fold);
            fold.join(&mut text);
        }
        self.push(TokenKind::Scalar { text, plain: false }, start);
        Ok(())
    }

    fn check_quoted(&self, start: Mark) -> Result<(), Mistake> {
        if self.cursor.at_document_indicator() {
            return Err(self.mistake_since(Problem::IndicatorInQuotes, start));
        }
        match self.cursor.peek() {
            None => Err(self.mistake_since(Problem::UnclosedQuote, start)),
            Some(_) => Ok(()),
        }
    }

    /// Up to a blank, the end of the line or the closing quote.
    fn quoted_word(&mut self, single: bool, text: &mut String, fold: &mut Fold) -> Result<(), Mistake> {
        while !self.cursor.at_word_end() {
            match self.cursor.peek() {
                Some('\'') if single && self.cursor.peek_second() != Some('\'') => break,
                Some('\'') if single => self.cursor.skip(),
                Some('"') if !single => break,
                Some('\\') if !single && self.cursor.peek_second().is_some_and(is_break) => {
                    self.cursor.skip();
                    self.cursor.line_break();
                    fold.broken = true;
                    break;
                }
                Some('\\') if !single => {
                    text.push(self.escape()?);
                    continue;
                }
                _ => {}
            }
            text.extend(self.cursor.peek());
            self.cursor.skip();
        }
        Ok(())
    }

    fn quoted_blanks(&mut self, fold: &mut Fold) {
        loop {
            if self.cursor.at_blank() {
                fold.blank(&mut self.cursor);
            } else if !fold.line_break(&mut self.cursor) {
                return;
            }
        }
    }

    fn escape(&mut self) -> Result<char, Mistake> {
        let c = match self.cursor.peek_second() {
            Some('0') => '\0',
            Some('a') => '\u{7}',
            Some('b') => '\u{8}',
            Some('t' | '\t') => '\t',
            Some('n') => '\n',
            Some('v') => '\u{b}',
            Some('f') => '\u{c}',
            Some('r') => '\r',
            Some('e') => '\u{1b}',
            Some(c @ (' ' | '"' | '\'' | '\\')) => c,
            Some('N') => '\u{85}',
            Some('_') => '\u{a0}',
            Some('L') => '\u{2028}',
            Some('P') => '\u{2029}',
            Some('x') => return self.numbered(2),
            Some('u') => return self.numbered(4),
            Some('U') => return self.numbered(8),
            _ => return Err(self.mistake(Problem::UnknownEscape)),
        };
        (0..2).for_each(|_| self.cursor.skip());
        Ok(c)
    }

    fn numbered(&mut self, digits: usize) -> Result<char, Mistake> {
        (0..2).for_each(|_| self.cursor.skip());
        let number =
            self.cursor.rest().get(..digits).filter(|n| n.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(number) = number else { return Err(self.mistake(Problem::EscapeDigits)) };
        let c = u32::from_str_radix(number, 16).ok().and_then(char::from_u32);
        let Some(c) = c else { return Err(self.mistake(Problem::HalfCharacter)) };
        (0..digits).for_each(|_| self.cursor.skip());
        Ok(c)
    }
}
