//! Tables in queries.

mod golden;
mod hostile;
mod names;
mod pieces;
mod places;
mod properties;
mod scripts;

use std::collections::BTreeSet;

use crate::{Table, tables};

fn sql(tables: &BTreeSet<Table>) -> Vec<String> {
    tables.iter().map(Table::as_sql).collect()
}

fn read(query: &str) -> Vec<String> {
    sql(&tables(query).read)
}

fn ignored(query: &str) -> Vec<String> {
    sql(&tables(query).ignored)
}
