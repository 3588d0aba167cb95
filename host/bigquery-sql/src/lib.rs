//! Finds the tables that a BigQuery query reads, without asking BigQuery.
//!
//! It reads the query token by token and keeps just enough of its structure: what stands in a comment or a literal is not SQL,
//! names of `WITH` are not tables, and a table stands after `FROM`, after `JOIN`, after a comma between the two, or after the
//! `USING` of a `MERGE`. Only names of three parts are tables of a known project; views are not looked into.
//!
//! ```
//! let found = optimus_bigquery_sql::tables("SELECT * FROM p.d.a, `p.d.b` JOIN /* @ignoreupstream */ p.d.c USING (id)");
//! let urns: Vec<_> = found.read.iter().map(|table| table.urn()).collect();
//! assert_eq!(urns, ["bigquery://p:d.a", "bigquery://p:d.b"]);
//! assert!(found.ignored.iter().any(|table| table.as_sql() == "p.d.c"));
//! ```
//!
//! A query may be hostile: the time is linear in its length, nesting costs memory and no stack, and nothing panics. There are
//! no dependencies, so that a component can use it too.

mod cursor;
mod frame;
mod path;
mod scan;
mod token;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use scan::tables;

/// A table by project, dataset and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Table {
    /// The project; that of a domain has it in front (`example.com:project`).
    pub project: String,
    /// The dataset.
    pub dataset: String,
    /// The table's own name.
    pub name: String,
}

impl Table {
    /// `project:dataset.table`, as destinations are called.
    pub fn as_name(&self) -> String {
        format!("{}:{}.{}", self.project, self.dataset, self.name)
    }

    /// `project.dataset.table`, as queries say it.
    pub fn as_sql(&self) -> String {
        format!("{}.{}.{}", self.project, self.dataset, self.name)
    }

    /// `bigquery://project:dataset.table`, as dependencies are called.
    pub fn urn(&self) -> String {
        format!("bigquery://{}", self.as_name())
    }
}

/// What a query reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    /// Every table that it reads at least once without a wish to ignore it.
    pub read: BTreeSet<Table>,
    /// The tables before which somewhere stands `/* @ignoreupstream */`.
    pub ignored: BTreeSet<Table>,
}
