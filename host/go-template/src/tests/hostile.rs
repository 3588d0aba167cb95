//! Texts that want too much, and texts that make no sense.

use proptest::prelude::*;

use super::{limited, render};
use crate::{ErrorKind, Limits, TemplateSet, Value};

#[test]
fn a_template_that_includes_itself_stops_at_the_depth() {
    let error = limited(r#"{{define "x"}}{{template "x"}}{{end}}{{template "x"}}"#, Limits::default());
    assert!(error.is_limit());
    assert!(error.to_string().contains("depth"), "{error}");
}

#[test]
fn a_template_that_includes_itself_inside_branches_stops_before_the_stack_does() {
    let nested = format!("{}{{{{template \"t\" .}}}}{}", "{{if true}}".repeat(60), "{{end}}".repeat(60));
    assert!(limited(&nested, Limits::default()).is_limit());
}

#[test]
fn a_loop_in_a_loop_stops_at_the_nodes() {
    let error = limited(
        "{{range until 10000}}{{range until 10000}}{{end}}{{end}}",
        Limits { memory: usize::MAX, ..Limits::default() },
    );
    assert!(error.to_string().contains("nodes"), "{error}");
}

#[test]
fn a_range_over_a_huge_number_stops_at_the_nodes() {
    assert!(limited("{{range 9000000000000000000}}{{end}}", Limits::default()).is_limit());
}

#[test]
fn output_stops_at_its_size() {
    let error = limited("{{range .list}}12345{{end}}", Limits { output: 14, ..Limits::default() });
    assert!(error.to_string().contains("result"), "{error}");
}

#[test]
fn output_of_exactly_its_size_is_given() {
    let set = TemplateSet::new().parse("t", "12345").unwrap();
    assert_eq!(set.execute("t", &Value::Nil, &Limits { output: 5, ..Limits::default() }).unwrap(), "12345");
}

#[test]
fn a_text_that_doubles_stops_at_the_memory() {
    let error = limited(r#"{{$x := "x"}}{{range until 100}}{{$x = print $x $x}}{{end}}"#, Limits::default());
    assert!(error.is_limit());
}

#[test]
fn functions_that_multiply_stop_before_they_allocate() {
    for template in [
        r#"{{repeat 9000000000000000000 "x"}}"#,
        r#"{{repeat 90000 (repeat 90000 "x")}}"#,
        r#"{{until 9000000000000000000}}"#,
        r#"{{untilStep 0 9000000000000000000 1}}"#,
        r#"{{seq 0 9000000000000000000}}"#,
        r#"{{indent 9000000000000000000 "x"}}"#,
        r#"{{replace "" (repeat 10000 "x") (repeat 100000 "x")}}"#,
        r#"{{$x := repeat 100000 "x"}}{{join $x (until 100000)}}"#,
        r#"{{$l := list "x"}}{{range until 60}}{{$l = list $l $l}}{{end}}{{toJson $l}}"#,
        r#"{{$l := list "x"}}{{range until 60}}{{$l = list $l $l}}{{end}}{{deepEqual $l $l}}"#,
    ] {
        let limits = Limits { memory: 4 << 20, ..Limits::default() };
        assert!(limited(template, limits).is_limit(), "{template}");
    }
}

#[test]
fn values_inside_each_other_stop_before_the_stack_does() {
    let error = limited("{{$x := list}}{{range until 100000}}{{$x = list $x}}{{end}}", Limits::default());
    assert!(error.to_string().contains("deeper than 64"), "{error}");
}

#[test]
fn a_list_that_keeps_large_texts_stops_at_the_memory() {
    let template = r#"{{$l := list}}{{range until 1000}}{{$l = append $l (repeat 100000 "x")}}{{end}}"#;
    assert!(limited(template, Limits { memory: 4 << 20, ..Limits::default() }).is_limit());
}

#[test]
fn branches_and_parentheses_nest_only_so_deep() {
    for text in [
        "{{if true}}".repeat(100_000),
        format!("{{{{{}", "(".repeat(100_000)),
        "{{if 1}}".to_owned() + &"{{else if 1}}".repeat(100_000),
    ] {
        let error = TemplateSet::new().parse("t", &text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    }
}

#[test]
fn actions_are_counted_over_all_texts_of_a_set() {
    let text = "{{.}}".repeat(100_000);
    let set = TemplateSet::new().parse("a", &text).unwrap();
    assert_eq!(set.parse("b", &text).unwrap_err().kind(), ErrorKind::Limit);
}

#[test]
fn the_deepest_that_is_allowed_fits_a_thread_of_two_mebibytes() {
    let body = || {
        let nested = format!("{}x{}", "{{if true}}".repeat(62), "{{end}}".repeat(62));
        assert_eq!(render(&nested).unwrap(), "x");
        let nested = format!("{{{{{}1{}}}}}", "(".repeat(62), ")".repeat(62));
        assert_eq!(render(&nested).unwrap(), "1");
        let recursive = r#"{{define "x"}}{{if .}}{{template "x" (print .)}}{{end}}{{end}}{{template "x" 1}}"#;
        assert!(render(recursive).unwrap_err().is_limit());
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(body).unwrap().join().unwrap();
}

#[test]
fn after_an_error_the_set_is_as_it_was() {
    let mut set = TemplateSet::new();
    assert!(set.add("a", r#"{{define "b"}}x{{end}}{{"#).is_err());
    assert_eq!(set.names().count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_template_or_an_error(text in any::<String>()) {
        let _ = render(&text);
    }

    #[test]
    fn any_row_of_tokens_is_a_template_or_an_error(tokens in proptest::collection::vec(token(), 0..40)) {
        let _ = render(&tokens.concat());
    }

    #[test]
    fn any_function_takes_any_arguments(name in function(), args in proptest::collection::vec(argument(), 0..4)) {
        let _ = render(&format!("{{{{{name} {}}}}}", args.join(" ")));
    }
}

fn token() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "{{",
        "}}",
        "{{-",
        "-}}",
        " ",
        "\n",
        "(",
        ")",
        "|",
        ":=",
        "=",
        ",",
        "$",
        "$x",
        ".",
        ".list",
        ".n",
        "range",
        "if",
        "with",
        "else",
        "end",
        "define",
        "block",
        "template",
        "break",
        "continue",
        "nil",
        "true",
        "\"a\"",
        "`b`",
        "'c'",
        "1",
        "-2.5",
        "0x1F",
        "printf",
        "index",
        "/*",
        "*/",
        "é",
        "{{end}}",
        "{{range .list}}",
        "{{if .n}}",
        "{{$x := 1}}",
    ])
}

fn function() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(crate::functions::names().collect::<Vec<_>>())
}

fn argument() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        ".",
        ".nope",
        ".list",
        ".proj",
        "0",
        "1",
        "-1",
        "9223372036854775807",
        "-9223372036854775808",
        "1.5",
        "1e300",
        "\"\"",
        "\"é%5.3d%[9]*s%\"",
        "\"2006-01-02T15:04:05.000Z07:00\"",
        "\"-24h\"",
        "(list 1 \"é\" nil)",
        "(dict \"a\" 1)",
        "true",
        "(toDate \"2006\" \"2022\")",
        "nil",
    ])
}
