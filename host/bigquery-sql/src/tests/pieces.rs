//! Comments, literals, white space: where tokens end.

use super::{ignored, read};

#[test]
fn comments_of_all_three_kinds_hide_tables() {
    assert_eq!(
        read("select 1 from p.d.t -- from p.d.a\n# from p.d.b\n/* from p.d.c */ join p.d.u"),
        ["p.d.t", "p.d.u"]
    );
}

#[test]
fn a_comment_needs_no_space_around_it() {
    assert_eq!(
        read("select * from/*c*/p.d.t--c\njoin#c\np.d.u/**/join/*/*/p.d.v"),
        ["p.d.t", "p.d.u", "p.d.v"]
    );
}

#[test]
fn comments_do_not_nest_and_may_lack_an_end() {
    assert_eq!(read("from p.d.t /* a /* b */ join p.d.u */"), ["p.d.t", "p.d.u"]);
    assert_eq!(read("from p.d.t /* join p.d.u"), ["p.d.t"]);
}

#[test]
fn a_comment_says_to_ignore_the_table_after_it_and_no_other() {
    for query in [
        "from /* @ignoreupstream */ p.d.t",
        "from/*@ignoreupstream*/p.d.t",
        "from /* @ignoreupstream */ -- c\n /* c */ `p`.`d`.t",
        "from /* @other */ /*\n@ignoreupstream\n*/ p.d.t",
        "from unnest([1]), /* @ignoreupstream */ p.d.t",
        "merge m using /* @ignoreupstream */ p.d.t",
    ] {
        assert_eq!((read(query), ignored(query)), (vec![], vec!["p.d.t".to_owned()]), "{query}");
    }
    for query in [
        "/* @ignoreupstream */ from p.d.t",
        "from p.d.t /* @ignoreupstream */",
        "from -- @ignoreupstream\n p.d.t",
        "from /* @IgnoreUpstream */ p.d.t",
        "from /* ignoreupstream */ p.d.t",
        "from '/* @ignoreupstream */', p.d.t",
        "from /* @ignoreupstream */ (select * from p.d.t)",
    ] {
        assert_eq!((read(query), ignored(query)), (vec!["p.d.t".to_owned()], vec![]), "{query}");
    }
}

#[test]
fn literals_hide_tables_and_comments() {
    assert_eq!(read(r#"select "from p.d.a", 'it\'s from p.d.b', '-- ' from p.d.t"#), ["p.d.t"]);
    assert_eq!(read("select '''a ' from p.d.a ''' , r\"\\\" from p.d.b\" from p.d.t"), ["p.d.t"]);
    assert_eq!(read("select '', \"\", '''\n''', b'''from p.d.a''', Rb\"from p.d.b\" from p.d.t"), ["p.d.t"]);
    assert_eq!(read("select '/*' from p.d.t join p.d.u on a = '*/'"), ["p.d.t", "p.d.u"]);
}

#[test]
fn a_quote_too_many_spoils_its_line_only() {
    assert_eq!(read("select 'a\nfrom p.d.t"), ["p.d.t"]);
    assert_eq!(read("select * from `p.d.t\njoin `p.d.u"), ["p.d.t", "p.d.u"]);
    assert_eq!(read("select \"\"\" from p.d.t"), [""; 0]);
}

#[test]
fn any_white_space_separates() {
    assert_eq!(
        read("\u{feff}select *\r\nfrom\r\n\tp.d.t\u{c}join\u{a0}p.d.u\rjoin\u{2003}p.d.v"),
        ["p.d.t", "p.d.u", "p.d.v"]
    );
}

#[test]
fn keywords_may_be_written_in_any_case_and_end_where_a_word_ends() {
    assert_eq!(read("SeLeCt fromage, xfrom a.b.c FrOm p.d.t jOIN p.d.u joins a.b.d"), ["p.d.t", "p.d.u"]);
    assert_eq!(read("select count(*)from(p.d.t)join`p.d.u`"), ["p.d.t", "p.d.u"]);
}

#[test]
fn a_keyword_after_a_dot_is_a_field() {
    assert_eq!(read("select e.from, p.d.x, e.join, p.d.y from p.d.t"), ["p.d.t"]);
    assert_eq!(read("select 1.from p.d.t"), ["p.d.t"]);
}

#[test]
fn templates_name_nothing_and_end_a_name() {
    assert_eq!(
        read("from {{.T}} join p.{{.D}}.t join `{{.P}}.d.t` join `p.d.{{.T}}` join p.d.{{.T}}"),
        [""; 0]
    );
    assert_eq!(read("from p.d.t_{{.T}} join `p.d.u_{{ .T }}`"), ["p.d.t_", "p.d.u_"]);
    assert_eq!(
        read("{{ if .X }} select * from p.d.t {{ end }} where a = \"{{ .DSTART | Date }}\""),
        ["p.d.t"]
    );
}
