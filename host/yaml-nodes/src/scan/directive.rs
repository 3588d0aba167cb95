//! `%YAML` and `%TAG`.

use crate::problem::{Mistake, Problem};

use super::{Scanner, TokenKind, cursor::is_name};

impl Scanner<'_> {
    pub(super) fn directive(&mut self) -> Result<(), Mistake> {
        self.leave_document()?;
        let start = self.cursor.mark;
        self.cursor.skip();
        let name_start = self.cursor.mark;
        self.cursor.skip_while(is_name);
        let name = self.cursor.since(name_start);
        if name.is_empty() || !self.cursor.at_word_end() {
            return Err(self.mistake(Problem::Directive("a directive without a name")));
        }
        let kind = match name {
            "YAML" => self.version()?,
            "TAG" => self.tag_directive()?,
            _ => return Err(self.mistake(Problem::Directive("a directive that does not exist"))),
        };
        let end = self.cursor.mark;
        self.cursor.skip_blanks();
        self.cursor.skip_comment();
        if !self.cursor.at_line_end() {
            return Err(self.mistake(Problem::Directive("a directive that does not end here")));
        }
        self.cursor.line_break();
        self.insert(None, kind, start, end);
        Ok(())
    }

    fn version(&mut self) -> Result<TokenKind, Mistake> {
        self.cursor.skip_blanks();
        let major = self.version_number()?;
        if !self.cursor.eat('.') {
            return Err(self.mistake(Problem::Directive("a version without its `.`")));
        }
        Ok(TokenKind::Version(major, self.version_number()?))
    }

    fn version_number(&mut self) -> Result<u8, Mistake> {
        let start = self.cursor.mark;
        self.cursor.skip_while(|c| c.is_ascii_digit());
        let digits = self.cursor.since(start);
        let number = digits.parse().ok().filter(|_| digits.len() <= 2);
        number.ok_or_else(|| {
            self.mistake(Problem::Directive("a version without a number of one or two digits"))
        })
    }

    fn tag_directive(&mut self) -> Result<TokenKind, Mistake> {
        self.cursor.skip_blanks();
        let handle = self.tag_handle(true)?;
        if !self.cursor.at_blank() {
            return Err(self.mistake(Problem::Tag("a blank is expected here")));
        }
        self.cursor.skip_blanks();
        let prefix = self.tag_uri("")?;
        if !self.cursor.at_word_end() {
            return Err(self.mistake(Problem::Tag("a blank is expected behind the tag")));
        }
        Ok(TokenKind::TagDirective { handle, prefix })
    }
}
