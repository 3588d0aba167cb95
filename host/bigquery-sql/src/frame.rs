//! What is known between a pair of parentheses.

use std::collections::BTreeSet;

/// How many enclosing parentheses are asked for a name. More are no query of a person; the time must not depend on them.
const ASKED: usize = 64;

/// How many parentheses are told apart. BigQuery refuses a query long before; the memory must not depend on them.
const DEEPEST: usize = 10_000;

/// What is next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Expect {
    #[default]
    Anything,
    /// A table, or a parenthesis with a query or more tables.
    Table,
    /// A name that `WITH` declares.
    Declared,
}

/// Where in a query this is, as far as a comma or a keyword means something else there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Clause {
    #[default]
    Other,
    /// Between `FROM` and its end: a comma is followed by a table.
    From,
    /// Between `WITH` and its query: a comma is followed by a name. A recursive name is known in what it stands for.
    With { recursive: bool },
    /// After `MERGE`: `USING` is followed by a table.
    Merge,
    /// After `CREATE`: `CLONE` and `COPY` are followed by a table.
    Create,
    /// The arguments of a function, before any `SELECT` in them: `FROM` is followed by a value, as in `EXTRACT(DAY FROM x)`.
    Call,
}

/// What is known between a pair of parentheses.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    pub(crate) expect: Expect,
    pub(crate) clause: Clause,
    /// It stands where a table stands: an alias may follow it.
    pub(crate) item: bool,
    /// It is a query of its own, and not a list of tables.
    pub(crate) query: bool,
    /// What tables are called here, in lower case.
    aliases: BTreeSet<String>,
    /// The names that `WITH` declares, in lower case, if they look like a table's.
    declared: BTreeSet<String>,
    /// The name that `WITH` declares at this moment: what it stands for may read the table of that name.
    declaring: Option<String>,
}

impl Frame {
    pub(crate) fn new(expect: Expect, clause: Clause, item: bool) -> Self {
        Self { expect, clause, item, ..Self::default() }
    }

    pub(crate) fn call(&mut self, table: &str) {
        if !table.is_empty() {
            self.aliases.insert(table.to_lowercase());
        }
    }

    /// Begins to declare a name, if it may be mistaken for a table's.
    pub(crate) fn declare(&mut self, name: Option<String>, recursive: bool) {
        (self.clause, self.declaring) = (Clause::With { recursive }, name);
        if recursive {
            self.end_declaration();
        }
    }

    pub(crate) fn end_declaration(&mut self) {
        self.declared.extend(self.declaring.take());
    }
}

/// The frames around a place, the outermost first.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    pub(crate) inner: Frame,
    outer: Vec<Frame>,
    /// How many are open besides.
    deeper: usize,
}

impl Frames {
    pub(crate) fn open(&mut self, frame: Frame) {
        if self.outer.len() < DEEPEST {
            self.outer.push(std::mem::replace(&mut self.inner, frame));
        } else {
            self.inner.expect = frame.expect;
            self.deeper += 1;
        }
    }

    /// The frame that ends here. A parenthesis too many changes nothing.
    pub(crate) fn close(&mut self) -> Option<Frame> {
        if let Some(fewer) = self.deeper.checked_sub(1) {
            self.deeper = fewer;
            return None;
        }
        let outer = self.outer.pop()?;
        Some(std::mem::replace(&mut self.inner, outer))
    }

    pub(crate) fn is_nested(&self) -> bool {
        !self.outer.is_empty()
    }

    fn inside_out(&self) -> impl Iterator<Item = &Frame> {
        std::iter::once(&self.inner).chain(self.outer.iter().rev()).take(ASKED)
    }

    /// Whether a name of `WITH` hides the table of that name here.
    pub(crate) fn is_declared(&self, name: &str) -> bool {
        self.inside_out().any(|frame| frame.declared.contains(name))
    }

    /// Whether a table is called so here. A query among tables does not see those beside it.
    pub(crate) fn is_alias(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let mut hidden = false;
        for frame in self.inside_out() {
            if !hidden && frame.aliases.contains(&name) {
                return true;
            }
            hidden = frame.item && (hidden || frame.query);
        }
        false
    }
}
