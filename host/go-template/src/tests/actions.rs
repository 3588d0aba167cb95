//! Actions, as Go 1.26 answered.

use super::render;

#[track_caller]
fn gives(template: &str, output: &str) {
    assert_eq!(render(template).map_err(|error| error.to_string()), Ok(output.into()), "{template}");
}

#[track_caller]
fn fails(template: &str, error: &str) {
    assert_eq!(
        render(template).unwrap_err().to_string(),
        format!("template: optimus_go_engine:{error}"),
        "{template}"
    );
}

#[test]
fn trim_markers_take_the_white_space_beside_them() {
    gives("a \n {{- 1 -}} \n b", "a1b");
    gives("a {{- /* c */ -}} b", "ab");
    gives("{{3 -}} {{- 4}}", "34");
}

#[test]
fn break_and_continue_leave_the_nearest_loop() {
    gives("{{range .list}}{{if eq . \"b\"}}{{continue}}{{end}}{{.}}{{end}}", "ac");
    gives(
        "{{range .list}}{{range $.list}}{{.}}{{break}}{{end}}{{if eq . \"b\"}}{{break}}{{end}}{{end}}!",
        "aa!",
    );
    fails("{{break}}", "1: {{break}} outside {{range}}");
    fails("{{range .list}}{{block \"x\" .}}{{continue}}{{end}}{{end}}", "1: {{continue}} outside {{range}}");
}

#[test]
fn variables_live_until_the_end_of_what_surrounds_them() {
    gives("{{$x := 1}}{{if true}}{{$x = 2}}{{$x := 3}}{{$x}}{{end}}{{$x}}", "32");
    gives("{{range $i, $e := .list}}{{else}}{{end}}{{range $e := .list}}{{$e}}{{end}}", "abc");
    gives("{{$e := 0}}{{range $e = .list}}{{end}}{{$e}}", "c");
    fails("{{if true}}{{$x := 1}}{{end}}{{$x}}", "1: undefined variable \"$x\"");
    fails("{{$x := 1}}{{define \"t\"}}{{$x}}{{end}}", "1: undefined variable \"$x\"");
}

#[test]
fn else_with_and_else_if_share_one_end() {
    gives("{{with .nope}}1{{else with .n}}{{.}}{{else}}3{{end}}", "5");
    gives("{{if .nope}}1{{else if .empty}}2{{else}}3{{end}}", "3");
}

#[test]
fn numbers_can_be_ranged_over() {
    gives("{{range 3}}{{.}}{{end}}{{range 0}}x{{else}}-{{end}}", "012-");
    fails(
        "{{range $i, $e := 3}}{{end}}",
        "1:18: executing \"optimus_go_engine\" at <3>: range can't iterate over 3",
    );
    fails(
        "{{range \"abc\"}}{{end}}",
        "1:8: executing \"optimus_go_engine\" at <\"abc\">: range can't iterate over abc",
    );
}

#[test]
fn constants_take_the_type_that_is_wanted() {
    gives("{{'a'}} {{1_000}} {{0b11}} {{017}} {{0x1F}} {{1e3}} {{-1.5}}", "97 1000 3 15 31 1000 -1.5");
    gives("{{trunc 2.0 \"abc\"}}", "ab");
    fails(
        "{{trunc \"2\" \"abc\"}}",
        "1:8: executing \"optimus_go_engine\" at <\"2\">: expected integer; found \"2\"",
    );
    fails("{{upper 1}}", "1:8: executing \"optimus_go_engine\" at <1>: expected string; found 1");
    fails("{{99999999999999999999}}", "1: integer overflow: \"99999999999999999999\"");
    fails("{{089}}", "1: integer overflow: \"089\"");
}

#[test]
fn mistakes_in_the_text_are_told_with_their_line() {
    fails("a\n{{if}}", "2: missing value for if");
    fails("{{if true}}\n", "2: unexpected EOF");
    fails("\n{{ 1", "2: unclosed action");
    fails("{{ 1\n\n", "3: unclosed action started at optimus_go_engine:1");
    fails("{{ (1 }}", "1: unclosed left paren");
    fails("{{ 1) }}", "1: unexpected right paren");
    fails("{{ \"a }}", "1: unterminated quoted string");
    fails("{{ /* c }}", "1: unexpected \"/\" in command");
    fails("{{/* c }}", "1: unclosed comment");
    fails("{{ $x+2 }}", "1: bad character U+002B '+'");
    fails("{{ \"a\" | 5 }}", "1: non executable command in pipeline stage 2");
    fails(
        "{{template \"a\" 1 2 }}{{define \"a\"}}{{end}}",
        "1:15: executing \"optimus_go_engine\" at <1>: can't give argument to non-function 1",
    );
    fails(
        "{{define \"a\"}}x{{end}}{{define \"a\"}}y{{end}}",
        "1: template: multiple definition of template \"a\"",
    );
    fails(
        "{{template \"none\"}}",
        "1:11: executing \"optimus_go_engine\" at <{{template \"none\"}}>: template \"none\" not defined",
    );
}

#[test]
fn mistakes_while_running_are_told_with_line_and_column() {
    fails(
        "{{.list.x}}",
        "1:7: executing \"optimus_go_engine\" at <.list.x>: can't evaluate field x in type interface {}",
    );
    fails(
        "\n {{$x := .proj}}{{$x.ENV.y}}",
        "2:20: executing \"optimus_go_engine\" at <$x.ENV.y>: can't evaluate field y in type interface {}",
    );
    fails(
        "{{.proj 1}}",
        "1:2: executing \"optimus_go_engine\" at <.proj>: proj is not a method but has arguments",
    );
    fails(
        "{{upper}}",
        "1:2: executing \"optimus_go_engine\" at <upper>: wrong number of args for upper: want 1 got 0",
    );
}
