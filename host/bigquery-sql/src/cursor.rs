//! Cuts a query into tokens.

use crate::path::Path;
use crate::token::{Literal, Token};

/// A place in a query. Copies are cheap, and a copy that runs ahead does not move the original.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(query: &'a str) -> Self {
        Self { rest: query }
    }

    /// Skips white space and comments; whether one of the comments said to ignore what follows.
    pub(crate) fn skip_blanks(&mut self) -> bool {
        let mut ignore = false;
        loop {
            match self.rest.as_bytes() {
                [b'-', b'-', ..] | [b'#', ..] => self.skip_line(),
                [b'/', b'*', ..] => ignore |= self.skip_comment().trim() == "@ignoreupstream",
                [byte, ..] if may_be_blank(*byte) => {
                    let shown = self.rest.trim_start_matches(is_blank);
                    if shown.len() == self.rest.len() {
                        return ignore;
                    }
                    self.rest = shown;
                }
                _ => return ignore,
            }
        }
    }

    fn skip_line(&mut self) {
        self.take_until(is_end_of_line);
    }

    fn skip_comment(&mut self) -> &'a str {
        self.take(2);
        let (comment, rest) = self.rest.split_once("*/").unwrap_or((self.rest, ""));
        self.rest = rest;
        comment
    }

    /// The next token; none at the end.
    pub(crate) fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blanks();
        let first = self.rest.chars().next()?;
        let token = match first {
            '`' => Token::Quoted(self.between(first)),
            '\'' | '"' => Token::Literal(self.literal(first, false)),
            _ if is_word(first) => self.word(),
            _ => {
                self.take(first.len_utf8());
                Token::Mark(first)
            }
        };
        Some(token)
    }

    /// The name that is next: parts with dots between. A dot that nothing follows is behind it.
    pub(crate) fn path(&mut self) -> Path<'a> {
        let mut path = Path::default();
        loop {
            if self.rest.starts_with('`') {
                path.push_quoted(self.between('`'));
            } else {
                match self.take_until_index(end_of_part(self.rest)) {
                    "" => return path,
                    part => path.push_word(part),
                }
            }
            let mut after = *self;
            after.skip_blanks();
            let Some(rest) = after.rest.strip_prefix('.') else { return path };
            self.rest = rest;
            self.skip_blanks();
        }
    }

    /// A word, or the literal whose prefix it is.
    fn word(&mut self) -> Token<'a> {
        let word = self.take_until(|c| !is_word(c));
        match self.rest.chars().next() {
            Some(quote @ ('\'' | '"')) if is_prefix(word) => {
                Token::Literal(self.literal(quote, word.contains(['r', 'R'])))
            }
            // The dot of a number is no dot of a name.
            Some('.') if word.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.take(1);
                Token::Word(word)
            }
            _ => Token::Word(word),
        }
    }

    fn literal(&mut self, quote: char, raw: bool) -> Literal<'a> {
        let content = match ["'''", "\"\"\""].into_iter().find(|triple| self.rest.starts_with(triple)) {
            Some(triple) => self.between_triple(triple, quote),
            None => self.between(quote),
        };
        Literal { content, raw }
    }

    /// What is between two quotes; a line's end ends it too, so that a quote too many spoils one line and not the query. A
    /// backslash protects what follows, in raw literals as well.
    fn between(&mut self, quote: char) -> &'a str {
        self.take(1);
        let text = self.rest;
        loop {
            self.take_until(|c| c == quote || c == '\\' || is_end_of_line(c));
            match self.rest.chars().next() {
                Some('\\') => self.skip_escape(),
                end => {
                    let content = before(text, self.rest);
                    self.take(usize::from(end == Some(quote)));
                    return content;
                }
            }
        }
    }

    /// What is between two times three quotes.
    fn between_triple(&mut self, triple: &str, quote: char) -> &'a str {
        self.take(triple.len());
        let text = self.rest;
        loop {
            self.take_until(|c| c == quote || c == '\\');
            if self.rest.is_empty() || self.rest.starts_with(triple) {
                let content = before(text, self.rest);
                self.take(triple.len());
                return content;
            }
            if self.rest.starts_with('\\') {
                self.skip_escape();
            } else {
                self.take(1);
            }
        }
    }

    fn skip_escape(&mut self) {
        self.take(1);
        self.take(self.rest.chars().next().map_or(0, char::len_utf8));
    }

    fn take_until(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        self.take_until_index(self.rest.find(ends).unwrap_or(self.rest.len()))
    }

    fn take_until_index(&mut self, index: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(index).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    /// Skips so many bytes, or all that there are.
    fn take(&mut self, len: usize) {
        self.rest = self.rest.get(len..).unwrap_or_default();
    }
}

/// The beginning of a text whose end is known.
fn before<'a>(text: &'a str, end: &str) -> &'a str {
    text.get(..text.len() - end.len()).unwrap_or(text)
}

/// Where an unquoted part of a name ends. Hyphens belong to it, as in names of projects, unless they begin a comment.
fn end_of_part(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |(at, byte): (usize, &u8)| match byte {
        b'-' => bytes.get(at + 1) == Some(&b'-'),
        _ => !is_word(char::from(*byte)),
    };
    bytes.iter().enumerate().position(ends).unwrap_or(bytes.len())
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether a character that begins so is worth a closer look.
fn may_be_blank(byte: u8) -> bool {
    byte <= b' ' || !byte.is_ascii()
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{8}' || c == '\u{feff}'
}

fn is_end_of_line(c: char) -> bool {
    c == '\n' || c == '\r'
}

/// Whether a word says what kind of literal follows.
fn is_prefix(word: &str) -> bool {
    ["r", "b", "rb", "br"].iter().any(|prefix| word.eq_ignore_ascii_case(prefix))
}
