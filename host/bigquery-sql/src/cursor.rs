//! Cuts a query into tokens.

/// A piece of a query. Literals and comments are skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A word that is not quoted: a keyword, an identifier, a number.
    Word(&'a str),
    /// A name in backquotes.
    Quoted(&'a str),
    /// A text or bytes literal, whatever it holds.
    Literal,
    /// Any other character.
    Mark(char),
}

impl Token<'_> {
    pub(crate) fn is(self, keyword: &str) -> bool {
        matches!(self, Self::Word(word) if word.eq_ignore_ascii_case(keyword))
    }
}

/// A place in a query.
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
            self.rest = self.rest.trim_start();
            if self.rest.starts_with("--") || self.rest.starts_with('#') {
                self.skip_past("\n");
            } else if let Some(inside) = self.rest.strip_prefix("/*") {
                self.rest = inside;
                ignore |= self.skip_past("*/").trim() == "@ignoreupstream";
            } else {
                return ignore;
            }
        }
    }

    /// The next token; none at the end.
    pub(crate) fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blanks();
        let first = self.rest.chars().next()?;
        match first {
            '`' => {
                self.take(1);
                Some(Token::Quoted(self.skip_past("`")))
            }
            '\'' | '"' => {
                self.literal(first);
                Some(Token::Literal)
            }
            _ if is_word(first) => Some(Token::Word(self.run(is_word))),
            _ => {
                self.take(first.len_utf8());
                Some(Token::Mark(first))
            }
        }
    }

    pub(crate) fn peek(mut self) -> Option<Token<'a>> {
        self.next()
    }

    /// The parts of a name, when one is next. Unquoted parts may contain hyphens, as names of projects do; a quoted one may hold
    /// the dots. None for a name that breaks off.
    pub(crate) fn path(&mut self) -> Option<Vec<String>> {
        let mut parts = Vec::new();
        loop {
            self.part(&mut parts)?;
            let mut after = *self;
            after.skip_blanks();
            match after.rest.strip_prefix('.') {
                Some(rest) => {
                    self.rest = rest;
                    self.skip_blanks();
                }
                None => return Some(parts),
            }
        }
    }

    fn part(&mut self, parts: &mut Vec<String>) -> Option<()> {
        if self.rest.starts_with('`') {
            self.take(1);
            split_quoted(self.skip_past("`"), parts);
            return Some(());
        }
        let part = self.run(|c| is_word(c) || c == '-');
        parts.push(part.to_owned());
        (!part.is_empty()).then_some(())
    }

    /// Moves behind a mark, or to the end if there is none, and returns what was before it.
    fn skip_past(&mut self, mark: &str) -> &'a str {
        let (before, after) = self.rest.split_once(mark).unwrap_or((self.rest, ""));
        self.rest = after;
        before
    }

    /// A literal in one or three quotes. A backslash protects the next character, in raw literals too.
    fn literal(&mut self, quote: char) {
        let triple = String::from(quote).repeat(3);
        let end = if self.rest.starts_with(&triple) { triple } else { quote.to_string() };
        self.take(end.len());
        while !self.rest.is_empty() && !self.rest.starts_with(&end) {
            let escape = usize::from(self.rest.starts_with('\\'));
            self.take(escape);
            self.take(self.rest.chars().next().map_or(0, char::len_utf8));
        }
        self.take(end.len());
    }

    fn run(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        self.take(end)
    }

    fn take(&mut self, len: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(len).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The parts of a quoted name. A project of a domain (`example.com:project`) keeps its dots.
fn split_quoted(name: &str, parts: &mut Vec<String>) {
    let domain = match name.split_once(':') {
        Some((domain, _)) if domain.contains('.') => domain.len() + 1,
        _ => 0,
    };
    let (domain, rest) = name.split_at_checked(domain).unwrap_or(("", name));
    let mut rest = rest.split('.');
    parts.extend(rest.next().map(|first| format!("{domain}{first}")));
    parts.extend(rest.map(str::to_owned));
}
