//! Cuts a template into tokens, one at a time, so that a long text costs nothing ahead of need.

mod action;
mod token;

pub(crate) use token::{Keyword, Kind, Token};

const LEFT: &str = "{{";
const RIGHT: &str = "}}";
/// What trim markers trim: Go's own white space, nothing of Unicode's.
const SPACES: &[char] = &[' ', '\t', '\r', '\n'];

/// Reads tokens from a template.
#[derive(Debug)]
pub(crate) struct Lexer<'a> {
    input: &'a str,
    /// The next byte to look at.
    pos: usize,
    /// Where the token that is being read began.
    start: usize,
    start_line: usize,
    line: usize,
    parens: usize,
    inside: bool,
    /// Set by a mistake: after it there is only the end.
    dead: bool,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(input: &'a str) -> Self {
        Self { input, pos: 0, start: 0, start_line: 1, line: 1, parens: 0, inside: false, dead: false }
    }

    /// The next token; [`Kind::Eof`] for ever at the end.
    pub(crate) fn next_token(&mut self) -> Token<'a> {
        if self.dead {
            return self.token(Kind::Eof);
        }
        if self.inside { self.inside_action() } else { self.outside() }
    }

    /// Text up to the next action, or the beginning of that action. Comments are skipped.
    fn outside(&mut self) -> Token<'a> {
        loop {
            let Some(found) = self.rest().find(LEFT) else {
                self.advance(self.rest().len());
                let kind = if self.pos > self.start { Kind::Text } else { Kind::Eof };
                return self.token(kind);
            };
            if found > 0
                && let Some(text) = self.text_before(found)
            {
                return text;
            }
            match self.left_delim() {
                Ok(Some(token)) => return token,
                Ok(None) => {}
                Err(token) => return token,
            }
        }
    }

    /// The text before an action, without what the action's trim marker takes; none if nothing is left of it.
    fn text_before(&mut self, len: usize) -> Option<Token<'a>> {
        let (text, after) = self.rest().split_at_checked(len)?;
        let trims = after.get(LEFT.len()..).is_some_and(has_left_marker);
        let kept = if trims { text.trim_end_matches(SPACES).len() } else { len };
        self.advance(kept);
        let token = self.token(Kind::Text);
        self.advance(len - kept);
        self.skip();
        (!token.text.is_empty()).then_some(token)
    }

    /// The opening delimiter, or none after a comment.
    fn left_delim(&mut self) -> Result<Option<Token<'a>>, Token<'a>> {
        self.advance(LEFT.len());
        let marker = if has_left_marker(self.rest()) { 2 } else { 0 };
        if self.rest().get(marker..).is_some_and(|rest| rest.starts_with("/*")) {
            self.advance(marker);
            self.skip();
            return self.comment().map(|()| None);
        }
        let token = self.token(Kind::LeftDelim);
        self.inside = true;
        self.parens = 0;
        self.advance(marker);
        self.skip();
        Ok(Some(token))
    }

    fn comment(&mut self) -> Result<(), Token<'a>> {
        let Some(end) = self.rest().get(2..).and_then(|rest| rest.find("*/")) else {
            return Err(self.error("unclosed comment"));
        };
        self.advance(end + 4);
        if !self.at_right_delim() {
            return Err(self.error("comment ends before closing delimiter"));
        }
        self.right_delim();
        Ok(())
    }

    /// The closing delimiter, which is known to be next, and what its trim marker takes of the text after it.
    fn right_delim(&mut self) -> Token<'a> {
        let trims = has_right_marker(self.rest());
        if trims {
            self.advance(2);
            self.skip();
        }
        self.advance(RIGHT.len());
        let token = self.token(Kind::RightDelim);
        if trims {
            let rest = self.rest();
            self.advance(rest.len() - rest.trim_start_matches(SPACES).len());
            self.skip();
        }
        self.inside = false;
        token
    }

    fn at_right_delim(&self) -> bool {
        let rest = self.rest();
        rest.starts_with(RIGHT)
            || (has_right_marker(rest) && rest.get(2..).is_some_and(|rest| rest.starts_with(RIGHT)))
    }

    fn rest(&self) -> &'a str {
        self.input.get(self.pos..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn advance(&mut self, len: usize) {
        let passed = self.rest().get(..len).unwrap_or_default();
        self.line += passed.matches('\n').count();
        self.pos += passed.len();
    }

    fn skip(&mut self) {
        self.start = self.pos;
        self.start_line = self.line;
    }

    /// What was read since the last token, as a token.
    fn token(&mut self, kind: Kind) -> Token<'a> {
        let text = self.input.get(self.start..self.pos).unwrap_or_default();
        let token = Token { kind, pos: self.start, line: self.start_line, text: text.into() };
        self.skip();
        token
    }

    fn error(&mut self, message: impl Into<String>) -> Token<'a> {
        self.dead = true;
        Token { kind: Kind::Error, pos: self.start, line: self.start_line, text: message.into().into() }
    }
}

fn has_left_marker(rest: &str) -> bool {
    rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(SPACES))
}

fn has_right_marker(rest: &str) -> bool {
    rest.strip_prefix(SPACES).is_some_and(|rest| rest.starts_with('-'))
}
