//! The pieces of a query.

use std::borrow::Cow;

/// A piece of a query. There are none for white space and comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A word that is not quoted: a keyword, an identifier, a number.
    Word(&'a str),
    /// A name in backquotes.
    Quoted(&'a str),
    /// A text or bytes literal.
    Literal(Literal<'a>),
    /// Any other character.
    Mark(char),
}

impl Token<'_> {
    /// Whether this is that keyword, in any case.
    pub(crate) fn is(self, keyword: &str) -> bool {
        matches!(self, Self::Word(word) if word.eq_ignore_ascii_case(keyword))
    }
}

/// What stands between the quotes of a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Literal<'a> {
    /// As written.
    pub(crate) content: &'a str,
    /// Backslashes are backslashes.
    pub(crate) raw: bool,
}

impl<'a> Literal<'a> {
    /// The text that it stands for. Escapes by number stay as they are: nobody writes the keywords and names of a query so.
    pub(crate) fn text(self) -> Cow<'a, str> {
        if self.raw || !self.content.contains('\\') {
            return Cow::Borrowed(self.content);
        }
        let mut text = String::with_capacity(self.content.len());
        let mut rest = self.content.chars();
        while let Some(c) = rest.next() {
            match (c, rest.as_str().chars().next()) {
                ('\\', Some('n' | 'r')) => text.push('\n'),
                ('\\', Some('a' | 'b' | 'f' | 't' | 'v')) => text.push(' '),
                ('\\', Some(mark @ ('\\' | '\'' | '"' | '`' | '?'))) => text.push(mark),
                _ => {
                    text.push(c);
                    continue;
                }
            }
            rest.next();
        }
        Cow::Owned(text)
    }
}
