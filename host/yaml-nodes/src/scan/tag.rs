//! Anchors, aliases and tags.

use crate::problem::{Mistake, Problem};

use super::{
    Scanner, TokenKind,
    cursor::{ends_word, is_name},
};

impl Scanner<'_> {
    pub(super) fn anchor(&mut self, kind: fn(String) -> TokenKind) -> Result<(), Mistake> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.mark;
        self.cursor.skip();
        let name_start = self.cursor.mark;
        self.cursor.skip_while(is_name);
        let name = self.cursor.since(name_start).to_owned();
        let next = self.cursor.peek();
        if name.is_empty() || !ends_word(next) && !next.is_some_and(|c| "?:,]}%@`".contains(c)) {
            return Err(self.mistake(Problem::AnchorName));
        }
        self.push(kind(name), start);
        Ok(())
    }

    /// `!<uri>`, `!handle!suffix`, `!suffix` or `!`.
    pub(super) fn tag(&mut self) -> Result<(), Mistake> {
        self.save_key()?;
        self.key_allowed = false;
        let start = self.cursor.mark;
        let (handle, suffix) = if self.cursor.peek_second() == Some('<') {
            (0..2).for_each(|_| self.cursor.skip());
            let suffix = self.tag_uri("")?;
            if !self.cursor.eat('>') {
                return Err(self.mistake(Problem::Tag("a `>` is expected at the end of this tag")));
            }
            (String::new(), suffix)
        } else {
            self.short_tag()?
        };
        if !self.cursor.at_word_end() {
            return Err(self.mistake(Problem::Tag("a blank is expected behind the tag")));
        }
        self.push(TokenKind::Tag { handle, suffix }, start);
        Ok(())
    }

    fn short_tag(&mut self) -> Result<(String, String), Mistake> {
        let handle = self.tag_handle(false)?;
        if handle.len() > 1 && handle.ends_with('!') {
            let suffix = self.tag_uri("")?;
            return Ok((handle, suffix));
        }
        let suffix = self.tag_uri(&handle)?;
        Ok(if suffix.is_empty() { (suffix, "!".to_owned()) } else { ("!".to_owned(), suffix) })
    }

    /// `!`, `!!` or `!name!`. Outside of directives also the beginning of something else: `!name`.
    pub(super) fn tag_handle(&mut self, directive: bool) -> Result<String, Mistake> {
        let start = self.cursor.mark;
        if !self.cursor.eat('!') {
            return Err(self.mistake(Problem::Tag("a `!` is expected here")));
        }
        self.cursor.skip_while(is_name);
        if !self.cursor.eat('!') && directive && self.cursor.since(start) != "!" {
            return Err(self.mistake(Problem::Tag("a `!` is expected here")));
        }
        Ok(self.cursor.since(start).to_owned())
    }

    /// The rest of a tag whose beginning is read, `!` included; the `!` is left away.
    pub(super) fn tag_uri(&mut self, head: &str) -> Result<String, Mistake> {
        let mut uri: Vec<u8> = head.bytes().skip(1).collect();
        let start = self.cursor.mark;
        while let Some(c) = self.cursor.peek().filter(|c| is_name(*c) || ";/?:@&=+$,.!~*'()[]%".contains(*c))
        {
            if c == '%' {
                self.uri_escape(&mut uri)?;
            } else {
                uri.extend(c.encode_utf8(&mut [0; 4]).bytes());
                self.cursor.skip();
            }
        }
        if head.is_empty() && self.cursor.mark == start {
            return Err(self.mistake(Problem::Tag("a tag without its name")));
        }
        Ok(String::from_utf8_lossy(&uri).into_owned())
    }

    /// One character as `%XX` for each of its bytes.
    fn uri_escape(&mut self, uri: &mut Vec<u8>) -> Result<(), Mistake> {
        const WRONG: Problem =
            Problem::Tag("a `%` without the number of a byte, or the bytes are no character");
        let first = self.uri_octet().ok_or_else(|| self.mistake(WRONG))?;
        uri.push(first);
        let following = match first {
            0..0x80 => 0,
            0xc0..0xe0 => 1,
            0xe0..0xf0 => 2,
            0xf0..0xf8 => 3,
            _ => return Err(self.mistake(WRONG)),
        };
        for _ in 0..following {
            let octet = self.uri_octet().filter(|octet| octet & 0xc0 == 0x80);
            uri.push(octet.ok_or_else(|| self.mistake(WRONG))?);
        }
        Ok(())
    }

    fn uri_octet(&mut self) -> Option<u8> {
        let digits = self.cursor.rest().strip_prefix('%')?.get(..2)?;
        let octet = digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(digits)?;
        (0..3).for_each(|_| self.cursor.skip());
        u8::from_str_radix(octet, 16).ok()
    }
}
