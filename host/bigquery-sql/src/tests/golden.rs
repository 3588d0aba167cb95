//! What upstream found.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{ignored, read};

/// Queries in which the native plugin's patterns miss a table or take too much, what we find instead, and why.
const DIFFERENCES: &[(&str, &[&str], &[&str], &str)] = &[
    ("sql-003", &["p.d.t1", "p.d.t2"], &[], "a comma joins tables"),
    ("sql-004", &["p.d.t1", "p.d.t2"], &[], "a comma joins tables"),
    ("sql-030", &["p.d.t"], &[], "each part of a name may be quoted"),
    ("sql-031", &["p.d.t"], &[], "some parts of a name may be quoted"),
    ("sql-038", &["p.d.s"], &[], "MERGE reads the table after USING"),
    ("sql-062", &["p.d.a", "p.d.b", "p.d.c"], &[], "a comma joins tables"),
    ("sql-064", &["p.d.a", "p.d.b"], &[], "a comma joins tables, aliases or not"),
    ("sql-065", &["p.d.a", "p.d.b"], &[], "a comma joins tables, quoted or not"),
    ("sql-066", &["p.d.t"], &[], "there may be spaces around the dots of a name"),
    ("sql-084", &["p.d.t", "p.d.u"], &[], "tables may stand in parentheses"),
    ("sql-102", &["p.d.t"], &["p.d.u"], "a comment ends a word as a space does"),
];

/// The recorded lines.
fn golden() -> Vec<Value> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/compat/golden/sql.jsonl");
    let lines = std::fs::read_to_string(file).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The recorded names in one spelling: upstream lists ignored ones in both.
fn names(list: &Value) -> Vec<String> {
    let names = list.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
    names.filter(|name| !name.contains(':')).map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn tables_are_found_as_upstream_finds_them_or_better() {
    for line in golden() {
        let (id, query) = (line["id"].as_str().unwrap(), line["query"].as_str().unwrap());
        let theirs = (names(&line["dependencies"]), names(&line["ignored"]));
        let ours = (read(query), ignored(query));
        match DIFFERENCES.iter().find(|(other, ..)| *other == id) {
            None => assert_eq!(ours, theirs, "{id}: {query}"),
            Some((_, read, ignored, reason)) => {
                let better = (
                    read.iter().map(ToString::to_string).collect(),
                    ignored.iter().map(ToString::to_string).collect(),
                );
                assert_eq!(ours, better, "{id}: {query}: {reason}");
                assert_ne!(ours, theirs, "{id} is no difference any more");
            }
        }
    }
}
