//! Where in a query a table stands.

use super::read;

#[test]
fn commas_that_separate_columns_are_not_followed_by_tables() {
    assert_eq!(read("select a, p.d.x from p.d.t group by a, p.d.y order by a, p.d.z"), ["p.d.t"]);
    assert_eq!(
        read("select f(a, p.d.x) from p.d.t join p.d.u on f(a, p.d.y), p.d.v"),
        ["p.d.t", "p.d.u", "p.d.v"]
    );
    assert_eq!(read("from p.d.t |> extend a, p.d.x |> join p.d.u using (a)"), ["p.d.t", "p.d.u"]);
    assert_eq!(read("select * from p.d.t join p.d.u on a in [1, p.d.x], p.d.v"), ["p.d.t", "p.d.u", "p.d.v"]);
    assert_eq!(read("select a, from p.d.t"), ["p.d.t"]);
}

#[test]
fn tables_after_commas_and_joins_of_every_kind_are_found() {
    assert_eq!(
        read(
            "from p.d.a as x, p.d.b y,p.d.c, (select 1), (p.d.e join p.d.f), unnest([1]) u with offset o, p.d.g"
        ),
        ["p.d.a", "p.d.b", "p.d.c", "p.d.e", "p.d.f", "p.d.g"]
    );
    assert_eq!(
        read(
            "from p.d.a left outer join p.d.b using (x) natural join p.d.c cross join p.d.e full join (p.d.f)"
        ),
        ["p.d.a", "p.d.b", "p.d.c", "p.d.e", "p.d.f"]
    );
    assert_eq!(
        read("from p.d.a join p.d.b on case when x then y end = 1, p.d.c"),
        ["p.d.a", "p.d.b", "p.d.c"]
    );
}

#[test]
fn what_may_follow_a_table_hides_no_other() {
    assert_eq!(read("from p.d.a tablesample system (10 percent), p.d.b"), ["p.d.a", "p.d.b"]);
    assert_eq!(
        read("from p.d.a for system_time as of timestamp_sub(now, interval 1 hour), p.d.b"),
        ["p.d.a", "p.d.b"]
    );
    assert_eq!(read("from p.d.a pivot(sum(x) for y in ('a', 'b')) as v, p.d.b"), ["p.d.a", "p.d.b"]);
    assert_eq!(read("from p.d.a unpivot(x for y in (a, b)), p.d.b"), ["p.d.a", "p.d.b"]);
}

#[test]
fn subqueries_are_read_wherever_they_stand() {
    assert_eq!(
        read("select (select max(x) from p.d.a), array(select y from p.d.b) from p.d.c"),
        ["p.d.a", "p.d.b", "p.d.c"]
    );
    assert_eq!(
        read("from p.d.a where x in (select y from p.d.b) and exists(select 1 from p.d.c)"),
        ["p.d.a", "p.d.b", "p.d.c"]
    );
    assert_eq!(
        read("from ((select * from p.d.a) union all (select * from p.d.b)) as x, p.d.c"),
        ["p.d.a", "p.d.b", "p.d.c"]
    );
    assert_eq!(read("from p.d.a, lateral (select * from p.d.b)"), ["p.d.a", "p.d.b"]);
    assert_eq!(
        read("from p.d.a |> union all (from p.d.b), (from p.d.c |> where x)"),
        ["p.d.a", "p.d.b", "p.d.c"]
    );
}

#[test]
fn a_from_that_is_followed_by_a_value_names_no_table() {
    assert_eq!(read("select extract(day from p.d.x), trim(both from p.d.y) from p.d.t"), ["p.d.t"]);
    assert_eq!(read("select f(a, (select b from p.d.u), c from p.d.x) from p.d.t"), ["p.d.t", "p.d.u"]);
    assert_eq!(
        read("select a is not distinct from p.d.x from p.d.t where b is distinct from p.d.y"),
        ["p.d.t"]
    );
    assert_eq!(read("select * from unnest([1]) with offset as o, p.d.t"), ["p.d.t"]);
}

#[test]
fn functions_may_be_given_tables() {
    assert_eq!(read("from ml.predict(model p.d.m, table p.d.t) as x, p.d.u"), ["p.d.t", "p.d.u"]);
    assert_eq!(
        read("from p.d.f(table p.d.t, p.d.x, (select * from p.d.u)), p.d.v"),
        ["p.d.f", "p.d.t", "p.d.u", "p.d.v"]
    );
}

#[test]
fn arrays_of_a_table_in_the_same_query_are_no_tables() {
    assert_eq!(read("from `p.d.t`, t.a.b, p.d.u as x join X.a.b as y, y.c.d"), ["p.d.t", "p.d.u"]);
    assert_eq!(read("from p.d.t as x where exists (select 1 from x.a.b)"), ["p.d.t"]);
    assert_eq!(read("from (select 1) as x, unnest([1]) `y`, f(1) z, x.a.b, y.a.b, z.a.b"), [""; 0]);
    assert_eq!(read("from p.d.t as x, x.a.b, `x.a.c`"), ["p.d.t", "x.a.c"]);
}

#[test]
fn an_alias_means_nothing_before_it_nor_in_a_query_beside_it() {
    assert_eq!(read("from x.a.b, p.d.t as x"), ["p.d.t", "x.a.b"]);
    assert_eq!(
        read("from p.d.t as x, (select * from x.a.b), ((select 1 from x.a.c))"),
        ["p.d.t", "x.a.b", "x.a.c"]
    );
    assert_eq!(read("select (select 1 from p.d.t as x) from x.a.b"), ["p.d.t", "x.a.b"]);
    assert_eq!(read("select 1 from p.d.t as x; select 1 from x.a.b"), ["p.d.t", "x.a.b"]);
}

#[test]
fn names_of_with_are_no_tables_whatever_their_case() {
    assert_eq!(
        read(
            "with recursive `a.b.c` as (select 1 from p.d.t), d as (select 2) select * from A.B.C, d, p.d.u"
        ),
        ["p.d.t", "p.d.u"]
    );
    assert_eq!(
        read("with x as (select 1), `a.b.c` as (select 2) select * from (select * from a.b.c)"),
        [""; 0]
    );
    assert_eq!(read("with offset as (select 1), `a.b.c` as (select 2) select * from a.b.c"), [""; 0]);
}

#[test]
fn a_name_of_with_is_known_after_it_and_in_its_query_alone() {
    assert_eq!(read("with `p.d.t` as (select * from p.d.t) select * from p.d.t"), ["p.d.t"]);
    assert_eq!(read("with recursive `p.d.t` as (select * from p.d.t) select * from p.d.t"), [""; 0]);
    assert_eq!(read("with recursive x as (select 1), `p.d.t` as (from p.d.t) select * from p.d.t"), [""; 0]);
    assert_eq!(read("from (with `p.d.t` as (select 1) select * from p.d.t), p.d.t"), ["p.d.t"]);
    assert_eq!(read("with `p.d.t` as (select 1) select * from p.d.t; select * from p.d.t"), ["p.d.t"]);
}

#[test]
fn other_uses_of_with_declare_nothing() {
    assert_eq!(read("select with differential_privacy options(e = 1) a, from p.d.t"), ["p.d.t"]);
    assert_eq!(read("select with(a as 1, b as a, b) from p.d.t"), ["p.d.t"]);
}
