//! Tables in queries.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Table, tables};

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

fn read(query: &str) -> Vec<String> {
    tables(query).read.iter().map(Table::as_sql).collect()
}

fn ignored(query: &str) -> Vec<String> {
    tables(query).ignored.iter().map(Table::as_sql).collect()
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

#[test]
fn comments_of_all_three_kinds_hide_tables() {
    assert_eq!(
        read("select 1 from p.d.t -- from p.d.a\n# from p.d.b\n/* from p.d.c */ join p.d.u"),
        ["p.d.t", "p.d.u"]
    );
}

#[test]
fn literals_hide_tables_and_comments() {
    assert_eq!(read(r#"select "from p.d.a", 'it\'s from p.d.b', '-- ' from p.d.t"#), ["p.d.t"]);
    assert_eq!(read("select '''a ' from p.d.a ''' , r\"\\\" from p.d.b\" from p.d.t"), ["p.d.t"]);
}

#[test]
fn commas_that_separate_columns_are_not_followed_by_tables() {
    assert_eq!(read("select a, p.d.x from p.d.t group by a, p.d.y order by a, p.d.z"), ["p.d.t"]);
    assert_eq!(
        read("select f(a, p.d.x) from p.d.t join p.d.u on f(a, p.d.y), p.d.v"),
        ["p.d.t", "p.d.u", "p.d.v"]
    );
    assert_eq!(read("from p.d.t |> extend a, p.d.x |> join p.d.u using (a)"), ["p.d.t", "p.d.u"]);
}

#[test]
fn a_from_that_is_followed_by_a_value_names_no_table() {
    assert_eq!(read("select extract(day from p.d.x) from p.d.t"), ["p.d.t"]);
    assert_eq!(
        read("select a is not distinct from p.d.x from p.d.t where b is distinct from p.d.y"),
        ["p.d.t"]
    );
    assert_eq!(read("select * from unnest([1]) with offset as o, p.d.t"), ["p.d.t"]);
}

#[test]
fn names_of_with_are_no_tables_whatever_their_case() {
    assert_eq!(
        read(
            "with recursive `a.b.c` as (select 1 from p.d.t), d as (select 2) select * from A.B.C, d, p.d.u"
        ),
        ["p.d.t", "p.d.u"]
    );
}

#[test]
fn a_wildcard_is_known_by_its_prefix_and_a_domain_belongs_to_its_project() {
    assert_eq!(read("select * from `p.d.t_*`"), ["p.d.t_"]);
    assert_eq!(read("select * from `example.com:p.d.t`"), ["example.com:p.d.t"]);
}

#[test]
fn a_query_of_nothing_but_parentheses_ends() {
    assert!(read(&"(".repeat(1_000_000)).is_empty());
    assert!(read(&"from (".repeat(100_000)).is_empty());
    assert!(read("select '''").is_empty());
    assert!(read("select * from `p.d.t").contains(&"p.d.t".to_owned()));
}

#[test]
fn every_beginning_of_a_query_is_read_to_its_end() {
    let query = "with é as (select 'ü' from `p.d.t`) merge into a.b.c using x -- é\n /* é */ select \"\\é\", `é`.x.y from é.b.c";
    for end in (0..=query.len()).filter(|end| query.is_char_boundary(*end)) {
        let _ = tables(&query[..end]);
    }
}
