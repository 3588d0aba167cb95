//! Texts that are no queries.

use super::read;
use crate::tables;

/// Size of the texts here. Work that grows with its square would take minutes.
const SIZE: usize = 256 << 10;

#[test]
fn a_large_text_of_anything_is_read_in_a_moment() {
    for piece in [
        "(",
        "[",
        ")",
        "from (",
        "from(select ",
        "from((select 1 from a.b.c as x,",
        ";",
        ",",
        "`",
        "'",
        "'''",
        "\"\"\" '",
        "--",
        "/*",
        "/* */",
        "*/",
        "#\n",
        "\\",
        ".",
        "from a.",
        "a.",
        "`a`.",
        "from ` ` .",
        "a",
        "a-",
        "é",
        "from ",
        "join a,",
        "with a as (",
        "with a.b.c as (select 1), ",
        "merge using ",
        "extract(a from ",
        "from a.b.c as x, x.y.z, ",
        "execute immediate 'from a.b.c' ",
        "from unnest(",
        "from a ",
        "from a.b.c\u{a0}",
        "table ",
        "r'\\",
        "1.",
        "is distinct from ",
        "create clone ",
        "/* @ignoreupstream */ ",
        "from /**/ /**/ /**/ a.b.c /**/ /**/ as /**/ ",
    ] {
        let _ = tables(&piece.repeat(SIZE / piece.len()));
    }
}

#[test]
fn many_tables_with_many_aliases_are_found() {
    let tables: Vec<String> =
        (0..100_000).map(|number| format!("p.d.t{number} as x{number}, x{number}.a.b")).collect();
    assert_eq!(read(&["from ", &tables.join(", ")].concat()).len(), 100_000);
}

#[test]
fn tables_are_found_however_deep_they_are() {
    for depth in [1, 100, 9_999, 10_000, 10_001, 100_000] {
        let query =
            ["from p.d.a, ", &"(".repeat(depth), "select * from p.d.b, p.d.c", &")".repeat(depth), ", p.d.e"];
        assert_eq!(read(&query.concat()), ["p.d.a", "p.d.b", "p.d.c", "p.d.e"], "{depth}");
    }
}

#[test]
fn every_beginning_of_a_query_is_read_to_its_end() {
    let query = "with é as (select 'ü' from `p.d.t`) merge into a.b.c using x -- é\n /* é */ select \"\\é\", `é`.x.y from é.b.c";
    for end in (0..=query.len()).filter(|end| query.is_char_boundary(*end)) {
        let _ = tables(&query[..end]);
    }
}
