//! Statements other than queries, and several of them.

use super::read;

#[test]
fn what_is_written_is_not_read() {
    for query in [
        "insert into p.d.i (a, b) values (1, 2), (3, 4)",
        "insert p.d.i select 1",
        "merge into p.d.m using (select 1) on true when not matched then insert (a) values (1)",
        "update p.d.u set a = 1, b = p.d.x where true",
        "delete p.d.x where true",
        "truncate table p.d.x",
        "create or replace table p.d.c (id int64, table string) partition by a, b",
        "create view p.d.v as select 1",
        "drop table p.d.x",
        "alter table p.d.x add column a int64, add column b int64",
        "call p.d.f(1, p.d.x)",
        "grant `x` on table p.d.x to 'user:a'",
        "revoke `x` on table p.d.x from 'user:a'",
        "load data into p.d.i from files(format = 'CSV')",
    ] {
        assert_eq!(read(query), [""; 0], "{query}");
    }
}

#[test]
fn what_a_statement_reads_is_found() {
    for query in [
        "insert into p.d.i (a, b) select a, b from p.d.t",
        "merge p.d.m as x using p.d.t as y on x.a = y.a when matched then update set a = 1, b = p.d.x",
        "merge p.d.m using (select * from p.d.t) on true when not matched then insert (a) values (1)",
        "update p.d.u set a = 1, b = 2 from p.d.t where true",
        "delete from p.d.t where true",
        "create table p.d.c as with x as (select * from p.d.t) select * from x",
        "create table p.d.c clone p.d.t",
        "create table p.d.c copy `p.d.t`",
        "create materialized view p.d.v options(a = 1) as (select * from p.d.t)",
        "create function p.d.f(x int64) as ((select max(a) from p.d.t))",
        "export data options(uri = 'x') as select * from p.d.t",
        "call p.d.f((select max(a) from p.d.t), p.d.x)",
        "assert exists(select 1 from p.d.t)",
    ] {
        assert_eq!(read(query), ["p.d.t"], "{query}");
    }
}

#[test]
fn statements_do_not_mix() {
    assert_eq!(
        read("select * from p.d.a, (; select x, p.d.y from p.d.b, p.d.c"),
        ["p.d.a", "p.d.b", "p.d.c"]
    );
    assert_eq!(
        read("merge p.d.m using p.d.s on true; select 1 from p.d.t join p.d.u using (a)"),
        ["p.d.s", "p.d.t", "p.d.u"]
    );
    assert_eq!(
        read("select * from p.d.a\n--*--optimus-break-marker--*--\nselect x, p.d.y from p.d.b"),
        ["p.d.a", "p.d.b"]
    );
}

#[test]
fn a_script_is_read_in_all_its_branches() {
    let script = "declare x, y int64 default (select max(a) from p.d.a);
        begin transaction;
        if exists(select 1 from p.d.b) then select * from p.d.c; else select * from p.d.e; end if;
        for r in (select * from p.d.f) do select r.x from p.d.g; end for;
        exception when error then select @@error.message from p.d.h;
        end;";
    let found = ["p.d.a", "p.d.b", "p.d.c", "p.d.e", "p.d.f", "p.d.g", "p.d.h"];
    assert_eq!(read(script), found);
}

#[test]
fn texts_that_a_script_runs_are_read_too() {
    assert_eq!(read("execute immediate 'select * from p.d.t' into x using 1"), ["p.d.t"]);
    assert_eq!(
        read(
            "declare q default r'''select \"from p.d.x\" from p.d.t'''; execute immediate concat(q, b'from p.d.u')"
        ),
        ["p.d.t", "p.d.u"]
    );
    assert_eq!(
        read(r#"execute immediate "select 1\nfrom p.d.t where a = \"from p.d.x\" \\ \x41 \é""#),
        ["p.d.t"]
    );
    assert_eq!(read("select 'execute immediate', 'from p.d.t'; execute x.immediate"), [""; 0]);
}
