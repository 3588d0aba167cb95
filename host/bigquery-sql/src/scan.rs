//! Follows a query and notes the tables.

use crate::cursor::Cursor;
use crate::frame::{Clause, Expect, Frame, Frames};
use crate::path::Path;
use crate::token::Token;
use crate::{Tables, words};

/// The tables that a query reads.
///
/// A script that runs texts (`EXECUTE IMMEDIATE`) may have put any of its literals together to the text that it runs, so the tables in
/// its literals count too.
pub fn tables(query: &str) -> Tables {
    let mut found = Tables::default();
    let runs_texts = Scan::new(query, &mut found).run();
    if runs_texts {
        let mut cursor = Cursor::new(query);
        while let Some(token) = cursor.next() {
            if let Token::Literal(literal) = token {
                Scan::new(&literal.text(), &mut found).run();
            }
        }
    }
    found
}

struct Scan<'a, 'f> {
    cursor: Cursor<'a>,
    /// The token there, and the place behind it.
    token: Option<Token<'a>>,
    next: Cursor<'a>,
    frames: Frames,
    /// The last two tokens, the nearer one first.
    before: [Option<Token<'a>>; 2],
    runs_texts: bool,
    found: &'f mut Tables,
}

impl<'a, 'f> Scan<'a, 'f> {
    fn new(query: &'a str, found: &'f mut Tables) -> Self {
        let (cursor, frames) = (Cursor::new(query), Frames::default());
        Self { cursor, token: None, next: cursor, frames, before: [None; 2], runs_texts: false, found }
    }

    /// Notes the tables; whether there may be more in the literals.
    fn run(mut self) -> bool {
        loop {
            let ignored = self.cursor.skip_blanks();
            let Some(token) = self.look() else { return self.runs_texts };
            match (std::mem::take(&mut self.frames.inner.expect), token) {
                (Expect::Table, Token::Word(_) | Token::Quoted(_)) => self.table(token, ignored),
                (Expect::Table, Token::Mark('(')) => {
                    self.open(Frame::new(Expect::Table, Clause::From, true));
                }
                (Expect::Declared, Token::Word(_) | Token::Quoted(_)) => self.declaration(token),
                (_, Token::Word(word)) => self.word(word),
                (_, Token::Mark(mark)) => self.mark(mark),
                _ => self.step(),
            }
        }
    }

    fn look(&mut self) -> Option<Token<'a>> {
        self.next = self.cursor;
        self.token = self.next.next();
        self.token
    }

    /// Moves behind the token that was looked at.
    fn step(&mut self) {
        self.before = [self.token, self.before[0]];
        self.cursor = self.next;
    }

    /// Whether that word was the last token.
    fn is_after(&self, keyword: &str) -> bool {
        self.before[0].is_some_and(|token| token.is(keyword))
    }

    /// Reads a name where a table stands.
    fn table(&mut self, token: Token<'a>, ignored: bool) {
        let start = self.cursor;
        let path = self.cursor.path();
        if let Token::Word(word) = token
            && path.is_keyword()
        {
            self.cursor = start;
            return self.word(word);
        }
        self.before = [None; 2];
        self.note(path, ignored);
        match self.look() {
            Some(Token::Mark('(')) => self.open(Frame::new(Expect::Anything, Clause::Call, true)),
            _ => self.alias(path.alias()),
        }
    }

    fn note(&mut self, path: Path<'a>, ignored: bool) {
        let is_array = path.owner().is_some_and(|owner| self.frames.is_alias(owner));
        let is_declared = path.declared().is_some_and(|name| self.frames.is_declared(&name));
        let Some(table) = path.table().filter(|_| !is_array && !is_declared) else { return };
        let list = if ignored { &mut self.found.ignored } else { &mut self.found.read };
        list.insert(table);
    }

    /// Reads what a table, or what stands in its place, is called from here on.
    fn alias(&mut self, otherwise: &str) {
        let mut ahead = self.cursor;
        let mut next = ahead.next();
        if next.is_some_and(|token| token.is("AS")) {
            next = ahead.next();
        }
        let alias = match next {
            Some(Token::Word(word)) if !words::is_reserved(word) => word,
            Some(Token::Quoted(name)) => name,
            _ => return self.frames.inner.call(otherwise),
        };
        self.frames.inner.call(alias);
        self.cursor = ahead;
        self.before = [None; 2];
    }

    /// Reads a name after `WITH`, or after a comma in its list. Another use of the word `WITH` declares nothing.
    fn declaration(&mut self, token: Token<'a>) {
        let mut ahead = self.cursor;
        let mut recursive = self.frames.inner.clause == Clause::With { recursive: true };
        if token.is("RECURSIVE") {
            recursive = true;
            ahead.next();
            ahead.skip_blanks();
        }
        match (ahead.path(), ahead.next(), token) {
            (path, Some(after), _) if !path.is_empty() && after.is("AS") => {
                self.frames.inner.declare(path.declared(), recursive);
                self.cursor = ahead;
                self.before = [None; 2];
            }
            (_, _, Token::Word(word)) => self.word(word),
            _ => self.step(),
        }
    }

    fn word(&mut self, word: &str) {
        // After a dot, any word is the name of a field.
        if self.before[0] != Some(Token::Mark('.')) {
            self.keyword(word);
        }
        self.step();
    }

    fn keyword(&mut self, word: &str) {
        let clause = self.frames.inner.clause;
        match &*word.to_ascii_uppercase() {
            "SELECT" => (self.frames.inner.clause, self.frames.inner.query) = (Clause::Other, true),
            "FROM" if !self.is_followed_by_value() => {
                self.frames.inner.query = true;
                self.expect_table(Clause::From);
            }
            "JOIN" => self.expect_table(Clause::From),
            "USING" if clause == Clause::Merge => self.expect_table(Clause::From),
            "CLONE" | "COPY" if clause == Clause::Create => self.expect_table(Clause::Other),
            "TABLE" if self.frames.is_nested() => self.expect_table(clause),
            "WITH" if !self.is_between_tables() => self.frames.inner.expect = Expect::Declared,
            "MERGE" => self.frames.inner.clause = Clause::Merge,
            "CREATE" => self.frames.inner.clause = Clause::Create,
            "IMMEDIATE" if self.is_after("EXECUTE") => self.runs_texts = true,
            word if clause == Clause::From && words::ends_from(word) => {
                self.frames.inner.clause = Clause::Other;
            }
            _ => {}
        }
    }

    fn expect_table(&mut self, clause: Clause) {
        (self.frames.inner.expect, self.frames.inner.clause) = (Expect::Table, clause);
    }

    /// Whether a `FROM` here belongs to `IS [NOT] DISTINCT FROM`, or to a function like `EXTRACT(DAY FROM x)`.
    fn is_followed_by_value(&self) -> bool {
        let [nearest, next] = self.before;
        let compares =
            self.is_after("DISTINCT") && next.is_some_and(|token| token.is("IS") || token.is("NOT"));
        compares || self.frames.inner.clause == Clause::Call && nearest != Some(Token::Mark('('))
    }

    /// Whether a `WITH` here numbers the rows of `UNNEST`.
    fn is_between_tables(&self) -> bool {
        self.frames.inner.clause == Clause::From && self.before[0] != Some(Token::Mark('('))
    }

    fn mark(&mut self, mark: char) {
        match (mark, self.frames.inner.clause) {
            ('(' | '[', _) => {
                let clause = if self.is_call() { Clause::Call } else { Clause::Other };
                return self.open(Frame::new(Expect::Anything, clause, false));
            }
            (')' | ']', _) => return self.close(),
            (',', Clause::From) => self.frames.inner.expect = Expect::Table,
            (',', Clause::With { .. }) => self.frames.inner.expect = Expect::Declared,
            (';', _) => self.frames = Frames::default(),
            // `|>` leads to the next step of a pipe.
            ('>', Clause::From) if self.before[0] == Some(Token::Mark('|')) => {
                self.frames.inner.clause = Clause::Other;
            }
            _ => {}
        }
        self.step();
    }

    /// Whether a parenthesis here holds the arguments of a function.
    fn is_call(&self) -> bool {
        match self.before {
            [Some(Token::Word(_)), Some(Token::Mark('.'))] | [Some(Token::Quoted(_)), _] => true,
            [Some(Token::Word(word)), _] => !words::is_reserved(word) || self.is_after("EXTRACT"),
            _ => false,
        }
    }

    fn open(&mut self, frame: Frame) {
        self.frames.open(frame);
        self.step();
    }

    fn close(&mut self) {
        let closed = self.frames.close();
        self.frames.inner.end_declaration();
        self.step();
        if closed.is_some_and(|frame| frame.item) {
            self.alias("");
        }
    }
}
