//! Functions that change a map: everybody who holds it sees that. As Go 1.26 and sprig 3.2.2 answered.

use super::{context, limited, render};
use crate::{Limits, TemplateSet};

#[track_caller]
fn gives(rows: &[(&str, &str)]) {
    for (template, output) in rows {
        let ours = render(template).map_err(|error| error.to_string());
        assert_eq!(ours, Ok((*output).into()), "{template}");
    }
}

#[test]
fn a_map_is_changed_and_given_back() {
    gives(&[
        (r#"{{set (dict) "a" 1}}"#, "map[a:1]"),
        (r#"{{set (dict) "a" nil}}"#, "map[a:<nil>]"),
        (r#"{{$d := dict "a" 1}}{{$d = set $d "b" 2}}{{$d}}"#, "map[a:1 b:2]"),
        (r#"{{$d := dict "a" 1}}{{$_ := unset $d "a"}}{{$d}}"#, "map[]"),
        (r#"{{unset nil "a"}}"#, "map[]"),
        (r#"{{$d := dict}}{{if set $d "a" 1}}{{$d.a}}{{end}}"#, "1"),
    ]);
    assert!(render(r#"{{set nil "a" 1}}"#).is_err());
    assert!(render(r#"{{set .list "a" 1}}"#).is_err());
}

#[test]
fn every_variable_field_and_dot_sees_it() {
    gives(&[
        (r#"{{$d := dict}}{{$e := $d}}{{$_ := set $e "k" 1}}{{$d}} {{$e}}"#, "map[k:1] map[k:1]"),
        (r#"{{$d := dict "a" 1}}{{with $d}}{{$_ := set . "k" 1}}{{.k}} {{.}}{{end}}"#, "1 map[a:1 k:1]"),
        (r#"{{$d := dict}}{{set $d "a" 1 | keys}} {{hasKey $d "a"}}"#, "[a] true"),
        (r#"{{define "t"}}{{$_ := set . "k" 1}}{{end}}{{$d := dict}}{{template "t" $d}}{{$d}}"#, "map[k:1]"),
        (r#"{{$d := dict "n" 0}}{{range until 3}}{{$_ := set $d "n" (add $d.n .)}}{{end}}{{$d.n}}"#, "3"),
        (
            r#"{{$d := dict "a" 1}}{{range $k, $v := $d}}{{$_ := set $d "z" 2}}{{$k}}{{end}} {{$d}}"#,
            "a map[a:1 z:2]",
        ),
    ]);
}

#[test]
fn what_holds_the_map_sees_it_too() {
    gives(&[
        (r#"{{$d := dict "in" (dict)}}{{$_ := set $d.in "k" 1}}{{$d.in.k}} {{$d}}"#, "1 map[in:map[k:1]]"),
        (
            r#"{{$d := dict}}{{$l := list $d}}{{$_ := set (first $l) "k" 1}}{{$d}} {{$l}}"#,
            "map[k:1] [map[k:1]]",
        ),
        (
            r#"{{$a := dict}}{{$b := dict "a" $a}}{{$_ := set $a "x" 1}}{{$e := get $b "a"}}{{$_ := set $e "y" 2}}{{$a}} {{$b}}"#,
            "map[x:1 y:2] map[a:map[x:1 y:2]]",
        ),
        (
            r#"{{$a := dict}}{{$l := list $a}}{{$_ := set $a "x" 1}}{{range $l}}{{.x}}{{$_ := set . "x" 2}}{{.x}}{{end}}{{$a}}"#,
            "12map[x:2]",
        ),
        (
            r#"{{$d := dict}}{{range until 3}}{{$_ := set $d "c" (dict "c" $d.c)}}{{end}}{{$d}}"#,
            "map[c:map[c:map[c:map[c:<nil>]]]]",
        ),
    ]);
}

#[test]
fn copies_do_not_see_it() {
    gives(&[
        (
            r#"{{$d := dict "a" (dict "b" 1)}}{{$e := deepCopy $d}}{{$_ := set $d.a "b" 2}}{{$e}} {{$d}}"#,
            "map[a:map[b:1]] map[a:map[b:2]]",
        ),
        (r#"{{$d := dict "a" 1}}{{$e := pick $d "a"}}{{$_ := set $d "a" 2}}{{$e}}"#, "map[a:1]"),
    ]);
}

#[test]
fn merging_changes_the_first_map() {
    gives(&[
        (r#"{{$d := dict "a" 1}}{{$_ := merge $d (dict "a" 2 "b" 3)}}{{$d}}"#, "map[a:1 b:3]"),
        (r#"{{$d := dict "a" 1}}{{$_ := mergeOverwrite $d (dict "a" 2 "b" 3)}}{{$d}}"#, "map[a:2 b:3]"),
    ]);
}

#[test]
fn the_data_of_the_caller_stay_as_they_were() {
    let (set, data) =
        (TemplateSet::new().parse("t", r#"{{.x}}{{$_ := set . "x" 1}}{{.x}} {{$.x}}"#), context());
    for _ in 0..2 {
        let output = set.as_ref().unwrap().execute("t", &data, &Limits::default());
        assert_eq!(output.unwrap(), "<no value>1 1");
    }
}

#[test]
fn a_map_that_is_put_into_itself_is_refused_where_it_is_read() {
    let looped = r#"{{$d := dict}}{{$_ := set $d "self" $d}}"#;
    assert_eq!(render(looped).unwrap(), "");
    let error = limited(&format!("{looped}{{{{$d}}}}"), Limits::default());
    assert!(error.is_limit() && error.to_string().contains("into itself"), "{error}");
    let other = r#"{{$a := dict}}{{$b := dict "a" $a}}{{$_ := set $a "b" $b}}{{toJson $b}}"#;
    assert!(limited(other, Limits::default()).is_limit());
}

#[test]
fn maps_that_grow_around_each_other_stop_before_the_stack_does() {
    let template = r#"{{$d := dict}}{{range until 100000}}{{$_ := set $d "c" (dict "c" $d.c)}}{{end}}{{$d}}"#;
    assert!(limited(template, Limits::default()).is_limit());
    let inside_out = r#"{{$top := dict}}{{$at := $top}}{{range until 1000}}{{$new := dict}}{{$_ := set $at "c" $new}}{{$at = $new}}{{end}}{{$top}}"#;
    assert!(limited(inside_out, Limits::default()).is_limit());
}

#[test]
fn a_map_that_grows_in_a_loop_stops_at_the_memory() {
    let template = r#"{{$d := dict}}{{range until 100000}}{{$_ := set $d (toString .) .}}{{end}}"#;
    let limits = Limits { memory: 4 << 20, ..Limits::default() };
    assert!(limited(template, limits).is_limit());
}
