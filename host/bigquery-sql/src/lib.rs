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
//! A query may be hostile: the time is linear in its length, nesting costs no stack, and nothing panics. There are no
//! dependencies, so that a component can use it too.
//!
//! # Beside the native `bq2bq`
//!
//! That plugin looks for tables with a few regular expressions over the text. What they find is found here too, unless SQL says
//! that no table is read there, or that it is another one:
//!
//! | query | there | here | because |
//! |---|---|---|---|
//! | `FROM a.b.c, p.d.t` | first | both | a comma joins tables |
//! | `FROM (p.d.t)` | none | found | tables may stand in parentheses |
//! | ``FROM `p`.d.t``, ``FROM `p.d`.t``, `FROM p . d . t` | none | `p.d.t` | each part may be quoted, with blanks around the dots |
//! | ``FROM`p.d.t` `` | none | found | a quote needs no space before it |
//! | ``FROM `p.d.my table` ``, ``FROM `p.d.té` `` | beginning | whole | a quoted table has letters of any script, and spaces |
//! | ``FROM `example.com:p.d.t` `` | none | found | a project may belong to a domain |
//! | `MERGE m USING p.d.t` | none | found | the source of a merge is read |
//! | `f(TABLE p.d.t)`, `CREATE TABLE c CLONE p.d.t` | none | found | so are arguments, and what is cloned or copied |
//! | `# FROM p.d.t` | found | none | it is a comment |
//! | `'FROM p.d.t'` | found | none | it is a literal; in a script with `EXECUTE IMMEDIATE` it counts |
//! | `'--' FROM p.d.t` | none | found | there is no comment in a literal |
//! | `/* FROM p.d.t`, to the end | found | none | a comment without an end is one |
//! | `EXTRACT(DAY FROM p.d.c)`, `IS DISTINCT FROM p.d.c` | found | none | a value follows |
//! | `FROM p.d.t AS x JOIN x.a.b` | `x.a.b` too | `p.d.t` | it is an array of that row |
//! | `FROM d.INFORMATION_SCHEMA.TABLES` | found | none | `d` is a dataset or a region, no project |
//! | ``WITH x AS (…), `a.b.c` AS (…)`` | `a.b.c` is a table | none | every name of `WITH` hides a table, in any case |
//! | ``WITH `p.d.t` AS (SELECT … FROM p.d.t)`` | none | found | a name is known after it, and in its query alone |
//! | `FROM/* @ignoreupstream */p.d.t` | none | ignored | a comment separates as a space does |
//! | `x.from p.d.t`, `xfrom p.d.t` | found | none | a field, and a word that ends like a keyword |

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
