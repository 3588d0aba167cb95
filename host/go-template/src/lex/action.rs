//! Tokens inside `{{` and `}}`.

use super::{Keyword, Kind, Lexer, RIGHT, SPACES, Token};

impl<'a> Lexer<'a> {
    pub(super) fn inside_action(&mut self) -> Token<'a> {
        if self.at_right_delim() {
            return match self.parens {
                0 => self.right_delim(),
                _ => self.error("unclosed left paren"),
            };
        }
        let Some(c) = self.peek() else { return self.error("unclosed action") };
        if is_space(c) {
            return self.space();
        }
        if let Some(token) = self.mark(c) {
            return token;
        }
        match c {
            '"' => self.quoted('"', Kind::String, "unterminated quoted string"),
            '\'' => self.quoted('\'', Kind::CharConstant, "unterminated character constant"),
            '`' => self.raw_quoted(),
            '$' => self.name(Kind::Variable),
            '.' if !self.digit_follows() => self.name(Kind::Field),
            '.' | '+' | '-' | '0'..='9' => self.number(),
            _ if is_alphanumeric(c) => self.word(),
            _ if c.is_ascii_graphic() => self.take(1, Kind::Char),
            _ => self.error(format!("unrecognized character in action: {}", named(c))),
        }
    }

    /// Tokens of one or two fixed characters.
    fn mark(&mut self, c: char) -> Option<Token<'a>> {
        Some(match c {
            '=' => self.take(1, Kind::Assign),
            ':' if self.rest().starts_with(":=") => self.take(2, Kind::Declare),
            ':' => self.error("expected :="),
            '|' => self.take(1, Kind::Pipe),
            '(' => {
                self.parens += 1;
                self.take(1, Kind::LeftParen)
            }
            ')' if self.parens == 0 => self.error("unexpected right paren"),
            ')' => {
                self.parens -= 1;
                self.take(1, Kind::RightParen)
            }
            _ => return None,
        })
    }

    fn take(&mut self, len: usize, kind: Kind) -> Token<'a> {
        self.advance(len);
        self.token(kind)
    }

    /// A run of spaces, less the last one if it belongs to a trim marker.
    fn space(&mut self) -> Token<'a> {
        let rest = self.rest();
        let run = rest.len() - rest.trim_start_matches(SPACES).len();
        let marked = rest.get(run..).is_some_and(|rest| rest.starts_with("-}}"));
        self.take(if marked { run - 1 } else { run }, Kind::Space)
    }

    fn quoted(&mut self, quote: char, kind: Kind, unterminated: &str) -> Token<'a> {
        let mut escaped = false;
        let end = self.rest().char_indices().skip(1).find(|(_, c)| {
            let ends = *c == '\n' || (*c == quote && !escaped);
            escaped = *c == '\\' && !escaped;
            ends
        });
        match end {
            Some((at, c)) if c == quote => self.take(at + 1, kind),
            _ => self.error(unterminated),
        }
    }

    fn raw_quoted(&mut self) -> Token<'a> {
        match self.rest().get(1..).and_then(|rest| rest.find('`')) {
            Some(end) => self.take(end + 2, Kind::RawString),
            None => self.error("unterminated raw quoted string"),
        }
    }

    /// A field or a variable, whose first character is next; or the dot, or `$`, alone.
    fn name(&mut self, kind: Kind) -> Token<'a> {
        self.advance(1);
        if self.at_terminator() && kind == Kind::Field {
            return self.token(Kind::Keyword(Keyword::Dot));
        }
        self.advance(alphanumeric_run(self.rest()));
        self.terminated(kind)
    }

    fn word(&mut self) -> Token<'a> {
        self.advance(alphanumeric_run(self.rest()));
        let word = self.input.get(self.start..self.pos).unwrap_or_default();
        let kind = match (Keyword::of(word), word) {
            (Some(keyword), _) => Kind::Keyword(keyword),
            (None, "true" | "false") => Kind::Bool,
            _ => Kind::Identifier,
        };
        self.terminated(kind)
    }

    fn terminated(&mut self, kind: Kind) -> Token<'a> {
        match self.peek() {
            Some(c) if !self.at_terminator() => self.error(format!("bad character {}", named(c))),
            _ => self.token(kind),
        }
    }

    /// Whether a name may end here. `$x+2` without a space is refused, as Go does.
    fn at_terminator(&self) -> bool {
        match self.peek() {
            None => true,
            Some(c) => {
                is_space(c)
                    || matches!(c, '.' | ',' | '|' | ':' | ')' | '(')
                    || self.rest().starts_with(RIGHT)
            }
        }
    }

    fn digit_follows(&self) -> bool {
        self.rest().chars().nth(1).is_some_and(|c| c.is_ascii_digit())
    }

    /// A number, roughly: what is wrong with it the parser says.
    fn number(&mut self) -> Token<'a> {
        let mut fine = self.scan_number();
        let mut kind = Kind::Number;
        if fine && matches!(self.peek(), Some('+' | '-')) {
            kind = Kind::Complex;
            fine = self.scan_number() && self.input.as_bytes().get(self.pos.wrapping_sub(1)) == Some(&b'i');
        }
        if fine {
            return self.token(kind);
        }
        let text = self.input.get(self.start..self.pos).unwrap_or_default();
        self.error(format!("bad number syntax: {text:?}"))
    }

    fn scan_number(&mut self) -> bool {
        self.accept(&['+', '-']);
        let radix = self.radix();
        self.digits(radix);
        if self.accept(&['.']) {
            self.digits(radix);
        }
        let exponent: &[char] = if radix == 10 { &['e', 'E'] } else { &['p', 'P'] };
        if matches!(radix, 10 | 16) && self.accept(exponent) {
            self.accept(&['+', '-']);
            self.digits(10);
        }
        self.accept(&['i']);
        match self.peek() {
            Some(c) if is_alphanumeric(c) => {
                self.advance(c.len_utf8());
                false
            }
            _ => true,
        }
    }

    fn radix(&mut self) -> u32 {
        let prefixes: [(&[char], u32); 3] = [(&['x', 'X'], 16), (&['o', 'O'], 8), (&['b', 'B'], 2)];
        if !self.accept(&['0']) {
            return 10;
        }
        prefixes.into_iter().find(|(letters, _)| self.accept(letters)).map_or(10, |(_, radix)| radix)
    }

    fn digits(&mut self, radix: u32) {
        let rest = self.rest();
        self.advance(rest.find(|c: char| c != '_' && !c.is_digit(radix)).unwrap_or(rest.len()));
    }

    fn accept(&mut self, any: &[char]) -> bool {
        let accepted = self.peek().is_some_and(|c| any.contains(&c));
        if accepted {
            self.advance(1);
        }
        accepted
    }
}

fn is_space(c: char) -> bool {
    SPACES.contains(&c)
}

fn is_alphanumeric(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn alphanumeric_run(text: &str) -> usize {
    text.find(|c| !is_alphanumeric(c)).unwrap_or(text.len())
}

/// A character as Go's `%#U` shows it.
fn named(c: char) -> String {
    if c.is_control() { format!("U+{:04X}", u32::from(c)) } else { format!("U+{:04X} '{c}'", u32::from(c)) }
}
