//! Which token comes next.

use crate::problem::{Mistake, Problem};

use super::{
    Scanner, TokenKind,
    cursor::{ends_word, is_blank},
};

impl Scanner<'_> {
    /// Scans one token, or the end.
    pub(super) fn fetch(&mut self) -> Result<(), Mistake> {
        self.skip_to_token();
        self.unindent(self.cursor.mark.column + 1);
        let Some(c) = self.cursor.peek() else { return self.end() };
        if c == '%' && self.cursor.mark.column == 0 {
            return self.directive();
        }
        for (indicator, kind) in [("---", TokenKind::DocumentStart), ("...", TokenKind::DocumentEnd)] {
            if self.cursor.at_indicator(indicator) {
                return self.document_indicator(kind);
            }
        }
        let in_block = self.flow_level == 0;
        let word_ends = ends_word(self.cursor.peek_second());
        match c {
            '[' => self.flow_start(TokenKind::FlowSequenceStart),
            '{' => self.flow_start(TokenKind::FlowMappingStart),
            ']' => self.flow_end(TokenKind::FlowSequenceEnd),
            '}' => self.flow_end(TokenKind::FlowMappingEnd),
            ',' => self.flow_entry(),
            '-' if word_ends => self.block_entry(),
            '?' if word_ends || !in_block => self.key(),
            ':' if word_ends || !in_block => self.value(),
            '*' => self.anchor(TokenKind::Alias),
            '&' => self.anchor(TokenKind::Anchor),
            '!' => self.tag(),
            '|' if in_block => self.block_text(true),
            '>' if in_block => self.block_text(false),
            '\'' => self.quoted_text(true),
            '"' => self.quoted_text(false),
            _ if self.begins_plain(c) => self.plain_text(),
            _ => Err(self.mistake(Problem::Character(c))),
        }
    }

    fn begins_plain(&self, c: char) -> bool {
        let second = self.cursor.peek_second();
        match c {
            '-' => !is_blank(second),
            '?' | ':' => self.flow_level == 0 && !ends_word(second),
            _ => !ends_word(Some(c)) && !",[]{}#&*!|>'\"%@`".contains(c),
        }
    }

    /// Passes blanks, comments and line breaks. Tabs may stand where no key can begin.
    fn skip_to_token(&mut self) {
        loop {
            let tabs = self.flow_level > 0 || !self.key_allowed;
            self.cursor.skip_while(|c| c == ' ' || tabs && c == '\t');
            self.cursor.skip_comment();
            if self.cursor.line_break().is_none() {
                return;
            }
            self.key_allowed |= self.flow_level == 0;
        }
    }

    fn end(&mut self) -> Result<(), Mistake> {
        self.cursor.force_new_line();
        self.leave_document()?;
        self.push(TokenKind::StreamEnd, self.cursor.mark);
        Ok(())
    }

    /// Ends all block collections.
    pub(super) fn leave_document(&mut self) -> Result<(), Mistake> {
        self.unindent(0);
        self.remove_key()?;
        self.key_allowed = false;
        Ok(())
    }

    fn document_indicator(&mut self, kind: TokenKind) -> Result<(), Mistake> {
        self.leave_document()?;
        let start = self.cursor.mark;
        (0..3).for_each(|_| self.cursor.skip());
        self.push(kind, start);
        Ok(())
    }

    /// One character that is a token.
    fn character(&mut self, kind: TokenKind) {
        let start = self.cursor.mark;
        self.cursor.skip();
        self.push(kind, start);
    }

    fn flow_start(&mut self, kind: TokenKind) -> Result<(), Mistake> {
        self.save_key()?;
        self.open_flow();
        self.key_allowed = true;
        self.character(kind);
        Ok(())
    }

    fn flow_end(&mut self, kind: TokenKind) -> Result<(), Mistake> {
        self.remove_key()?;
        self.close_flow();
        self.key_allowed = false;
        self.character(kind);
        Ok(())
    }

    fn flow_entry(&mut self) -> Result<(), Mistake> {
        self.remove_key()?;
        self.key_allowed = true;
        self.character(TokenKind::FlowEntry);
        Ok(())
    }

    /// Inside of `[]` and `{}` the parser refuses it.
    fn block_entry(&mut self) -> Result<(), Mistake> {
        if self.flow_level == 0 {
            if !self.key_allowed {
                return Err(self.mistake(Problem::EntryNotAllowed));
            }
            self.indent(None, TokenKind::BlockSequenceStart, self.cursor.mark);
        }
        self.remove_key()?;
        self.key_allowed = true;
        self.character(TokenKind::BlockEntry);
        Ok(())
    }

    fn key(&mut self) -> Result<(), Mistake> {
        if self.flow_level == 0 {
            if !self.key_allowed {
                return Err(self.mistake(Problem::KeyNotAllowed));
            }
            self.indent(None, TokenKind::BlockMappingStart, self.cursor.mark);
        }
        self.remove_key()?;
        self.key_allowed = self.flow_level == 0;
        self.character(TokenKind::Key);
        Ok(())
    }

    fn value(&mut self) -> Result<(), Mistake> {
        if let Some((number, mark)) = self.found_key()? {
            self.insert(Some(number), TokenKind::Key, mark, mark);
            self.indent(Some(number), TokenKind::BlockMappingStart, mark);
            self.key_of_token.remove(&number);
            self.key_allowed = false;
        } else {
            if self.flow_level == 0 {
                if !self.key_allowed {
                    return Err(self.mistake(Problem::ValueNotAllowed));
                }
                self.indent(None, TokenKind::BlockMappingStart, self.cursor.mark);
            }
            self.key_allowed = self.flow_level == 0;
        }
        self.character(TokenKind::Value);
        Ok(())
    }
}
