//! Follows a query and notes the tables.

use crate::cursor::{Cursor, Token};
use crate::{Table, Tables};

/// Words after which a comma does not separate tables any more.
const ENDS_OF_FROM: [&str; 14] = [
    "WHERE",
    "GROUP",
    "HAVING",
    "QUALIFY",
    "WINDOW",
    "ORDER",
    "LIMIT",
    "UNION",
    "INTERSECT",
    "EXCEPT",
    "SELECT",
    "SET",
    "WHEN",
    "VALUES",
];

/// What is next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Expect {
    #[default]
    Anything,
    /// A table, or a parenthesis with a query or more tables.
    Table,
    /// A name that `WITH` declares.
    Declared,
}

/// What is known inside a pair of parentheses.
#[derive(Clone, Copy, Debug, Default)]
struct Frame {
    expect: Expect,
    /// Between `FROM` and its end: a comma is followed by a table.
    from: bool,
    /// Between `WITH` and its query: a comma is followed by a name.
    with: bool,
    /// After `MERGE`: `USING` is followed by a table.
    merge: bool,
    /// The arguments of `EXTRACT`, whose `FROM` is followed by a value.
    extract: bool,
}

/// The tables that a query reads.
pub fn tables(query: &str) -> Tables {
    let mut scan = Scan {
        cursor: Cursor::new(query),
        frame: Frame::default(),
        outer: Vec::new(),
        before: [None; 2],
        declared: Vec::new(),
        found: Tables::default(),
    };
    scan.run();
    let Scan { declared, mut found, .. } = scan;
    found.read.retain(|table| !declared.contains(&table.as_sql().to_ascii_lowercase()));
    found
}

struct Scan<'a> {
    cursor: Cursor<'a>,
    frame: Frame,
    outer: Vec<Frame>,
    /// The last two tokens, the nearer one first.
    before: [Option<Token<'a>>; 2],
    /// The names that `WITH` declares, in lower case.
    declared: Vec<String>,
    found: Tables,
}

impl<'a> Scan<'a> {
    fn run(&mut self) {
        loop {
            let ignored = self.cursor.skip_blanks();
            let Some(token) = self.cursor.peek() else { return };
            match (std::mem::take(&mut self.frame.expect), token) {
                (Expect::Table, Token::Word(_) | Token::Quoted(_)) if !begins_query(token) => {
                    self.table(ignored);
                }
                (Expect::Table, Token::Mark('(')) => {
                    self.open(Frame { expect: Expect::Table, from: true, ..Frame::default() });
                }
                (Expect::Declared, Token::Word(word)) if word.eq_ignore_ascii_case("RECURSIVE") => {
                    self.step();
                    self.frame.expect = Expect::Declared;
                }
                (Expect::Declared, Token::Word(_) | Token::Quoted(_)) => self.declaration(),
                (_, Token::Word(word)) => self.keyword(word),
                (_, Token::Mark(mark)) => self.mark(mark),
                _ => self.step(),
            }
        }
    }

    fn step(&mut self) {
        self.before = [self.cursor.next(), self.before[0]];
    }

    /// Reads a name where a table stands.
    fn table(&mut self, ignored: bool) {
        let parts = self.path().unwrap_or_default();
        let mut parts = parts.into_iter().map(|part| part.trim_end_matches('*').to_owned());
        let (Some(project), Some(dataset), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
            return;
        };
        if [&project, &dataset, &name].iter().any(|part| part.is_empty()) {
            return;
        }
        let table = Table { project, dataset, name };
        let list = if ignored { &mut self.found.ignored } else { &mut self.found.read };
        list.insert(table);
    }

    fn declaration(&mut self) {
        if let Some(parts) = self.path() {
            self.declared.push(parts.join(".").to_ascii_lowercase());
        }
        self.frame.with = true;
    }

    fn path(&mut self) -> Option<Vec<String>> {
        self.before = [None; 2];
        self.cursor.path()
    }

    fn keyword(&mut self, word: &str) {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        if ENDS_OF_FROM.iter().any(|end| is(end)) {
            self.frame.from = false;
            self.frame.with &= !is("SELECT");
        } else if is("FROM") && !self.compares() && !self.frame.extract
            || is("JOIN")
            || is("USING") && self.frame.merge
        {
            self.frame = Frame { expect: Expect::Table, from: true, ..Frame::default() };
        } else if is("MERGE") {
            self.frame.merge = true;
        } else if is("WITH") && !self.with_offset() {
            self.frame.expect = Expect::Declared;
        }
        self.step();
    }

    /// Whether a `FROM` here belongs to `IS [NOT] DISTINCT FROM`.
    fn compares(&self) -> bool {
        let [nearest, next] = self.before;
        let is = |token: Option<Token<'_>>, keyword| token.is_some_and(|token| token.is(keyword));
        is(nearest, "DISTINCT") && (is(next, "IS") || is(next, "NOT"))
    }

    /// Whether a `WITH` here numbers the rows of `UNNEST`.
    fn with_offset(&self) -> bool {
        let mut ahead = self.cursor;
        ahead.next();
        ahead.next().is_some_and(|token| token.is("OFFSET"))
    }

    fn mark(&mut self, mark: char) {
        match mark {
            '(' => {
                let extract = self.before[0].is_some_and(|token| token.is("EXTRACT"));
                return self.open(Frame { extract, ..Frame::default() });
            }
            ')' => self.frame = self.outer.pop().unwrap_or_default(),
            ',' if self.frame.from => self.frame.expect = Expect::Table,
            ',' if self.frame.with => self.frame.expect = Expect::Declared,
            ';' => self.frame = Frame::default(),
            // `|>` leads to the next step of a pipe.
            '>' if self.before[0] == Some(Token::Mark('|')) => self.frame.from = false,
            _ => {}
        }
        self.step();
    }

    fn open(&mut self, frame: Frame) {
        self.outer.push(std::mem::replace(&mut self.frame, frame));
        self.step();
    }
}

fn begins_query(token: Token<'_>) -> bool {
    ["SELECT", "WITH", "FROM"].iter().any(|keyword| token.is(keyword))
}
