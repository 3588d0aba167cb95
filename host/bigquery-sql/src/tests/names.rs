//! What is the name of a table.

use super::read;
use crate::{Table, tables};

#[test]
fn a_table_is_written_in_three_ways() {
    let table = tables("from `p.d.t`").read.into_iter().next().unwrap();
    assert_eq!(table, Table { project: "p".into(), dataset: "d".into(), name: "t".into() });
    assert_eq!((&*table.as_sql(), &*table.as_name()), ("p.d.t", "p:d.t"));
    assert_eq!(table.urn(), "bigquery://p:d.t");
}

#[test]
fn each_part_may_be_quoted_and_there_may_be_blanks_around_the_dots() {
    for name in ["`p`.d.t", "`p.d`.t", "p.`d.t`", "`p`.`d`.`t`", "p . d . t", "p/*c*/./*c*/d.\n--c\nt"] {
        assert_eq!(read(&format!("select * from {name} x")), ["p.d.t"], "{name}");
    }
}

#[test]
fn hyphens_belong_to_a_name_unless_they_begin_a_comment() {
    assert_eq!(read("from my-project.d.t-1-- c\njoin all-data.d.t"), ["all-data.d.t", "my-project.d.t-1"]);
}

#[test]
fn case_matters_in_names() {
    assert_eq!(read("from p.d.t join P.D.T"), ["P.D.T", "p.d.t"]);
}

#[test]
fn a_wildcard_is_known_by_its_prefix_and_a_partition_or_a_snapshot_by_its_table() {
    assert_eq!(read("from p.d.t_* join `p.d.u_*`"), ["p.d.t_", "p.d.u_"]);
    assert_eq!(
        read("from p.d.t$20220901 join `p.d.u$20220901` join `p.d.v@-3600000`"),
        ["p.d.t", "p.d.u", "p.d.v"]
    );
}

#[test]
fn a_quoted_table_may_have_letters_of_any_script_and_spaces() {
    assert_eq!(
        read("from `p.d.日本` join `p.d.my table` join `p.d.t `"),
        ["p.d.my table", "p.d.t", "p.d.日本"]
    );
    assert_eq!(read("from `p.d. t` join ` p.d.t` join `é.d.t` join `p.é.t` join `p.d.\u{1}`"), [""; 0]);
}

#[test]
fn a_domain_belongs_to_its_project() {
    assert_eq!(
        read("from `example.com:p.d.t` join `a.example.com:q`.d.t"),
        ["a.example.com:q.d.t", "example.com:p.d.t"]
    );
    assert_eq!(read("from `p:d.t` join `p:d.t.u` join `example.com:p:q.d.t` join `.:p.d.t`"), [""; 0]);
}

#[test]
fn fewer_than_three_parts_name_no_table_of_a_known_project() {
    assert_eq!(read("from t join d.t join `d.t` join p..t join .d.t join p.d. join `..` join ``"), [""; 0]);
    assert_eq!(read("from [p:d.t] join p:d.t join 'p.d.t' join \"p.d.t\" join @p.d.t join @@x.y.z"), [""; 0]);
    assert_eq!(read("from p.d.t.; from p.d.u.v.w"), ["p.d.t", "p.d.u"]);
}

#[test]
fn the_schema_of_a_dataset_is_known_and_that_of_a_region_or_of_any_project_is_not() {
    assert_eq!(read("from p.d.INFORMATION_SCHEMA.TABLES"), ["p.d.INFORMATION_SCHEMA"]);
    assert_eq!(
        read("from `region-us`.INFORMATION_SCHEMA.JOBS join region-us.information_schema.jobs"),
        [""; 0]
    );
    assert_eq!(read("from p.`region-us`.INFORMATION_SCHEMA.JOBS join d.INFORMATION_SCHEMA.TABLES"), [""; 0]);
}
