//! What holds for every query.

use proptest::prelude::*;

use super::sql;
use crate::{Tables, tables};

/// Pieces of queries, in any order.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "select",
        "*",
        "from",
        "join",
        "with",
        "as",
        "recursive",
        "using",
        "merge",
        "create",
        "clone",
        "table",
        "extract",
        "unnest",
        "distinct",
        "is",
        "where",
        "group",
        "execute",
        "immediate",
        "offset",
        "set",
        "values",
        "a",
        "b",
        "x",
        "1",
        "2.5",
        "p.d.t",
        "a.b.c",
        "`p.d.u`",
        "`p`.d.v",
        "x.y.z",
        "my-p.d.t",
        "`d:p.q.r.s`",
        "`é`",
        "'from p.d.x'",
        "\"from p.d.y\"",
        "r'\\d'",
        "(",
        ")",
        "[",
        "]",
        ",",
        ";",
        "|",
        ">",
        "=",
        "@",
        "{{.T}}",
        "?",
    ])
}

/// Without what makes one statement of a script run the texts of the others.
fn quiet_piece() -> impl Strategy<Value = &'static str> {
    piece().prop_map(|piece| if piece == "immediate" { "execute" } else { piece })
}

fn blank() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "\n",
        "\t  ",
        "\r\n",
        "/**/",
        "/* from a.b.x */",
        " -- join a.b.y\n",
        "# ' `\n",
        "/*'*/ ",
    ])
}

/// What is left of a text when names of tables are looked for in it.
fn is_in(found: &Tables, query: &str) -> bool {
    let mut tables = found.read.union(&found.ignored);
    tables.all(|table| {
        [&table.project, &table.dataset, &table.name].iter().all(|part| query.contains(part.as_str()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(query in any::<String>()) {
        let found = tables(&query);
        prop_assert!(is_in(&found, &query));
    }

    #[test]
    fn any_order_of_pieces_is_read(pieces in prop::collection::vec(piece(), 0..60)) {
        let query = pieces.join(" ");
        let found = tables(&query);
        prop_assert!(is_in(&found, &query));
    }

    #[test]
    fn comments_and_white_space_between_tokens_mean_nothing(
        pieces in prop::collection::vec((piece(), blank()), 0..60),
    ) {
        let plain: Vec<_> = pieces.iter().map(|(piece, _)| *piece).collect();
        let blanks: Vec<_> = pieces.iter().flat_map(|(piece, blank)| [*piece, *blank]).collect();
        prop_assert_eq!(tables(&plain.join(" ")), tables(&blanks.concat()));
    }

    #[test]
    fn two_statements_read_what_each_reads(
        one in prop::collection::vec(quiet_piece(), 0..30),
        other in prop::collection::vec(quiet_piece(), 0..30),
    ) {
        let (one, other) = (one.join(" "), other.join(" "));
        let both = tables(&[&*one, ";", &*other].concat());
        let each: std::collections::BTreeSet<_> = tables(&one).read.into_iter().chain(tables(&other).read).collect();
        prop_assert_eq!(sql(&both.read), sql(&each));
    }

    #[test]
    fn tables_joined_by_anything_are_all_found(
        names in prop::collection::btree_set("[a-z][a-z0-9_-]{0,8}[a-z]\\.[a-z_]{1,8}\\.[a-zA-Z0-9_]{1,8}", 1..20),
        how in prop::sample::select(vec![", ", " join ", " as n, ", " n left join ", ", (select 1), ", " union all select 1 from "]),
    ) {
        // A project that is called like a table before it would be that table's array.
        let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        let found = tables(&["select 1 from ", &quoted.join(how)].concat());
        let found: std::collections::BTreeSet<_> = sql(&found.read).into_iter().collect();
        prop_assert_eq!(found, names);
    }
}
