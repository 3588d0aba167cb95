use optimus_plugin_api::{Code, Diagnostics};
use optimus_yaml_nodes::{Options, read, record};

#[derive(Debug, Default)]
struct Thing {
    name: String,
    prompt: String,
    size: i64,
    on: bool,
    list: Vec<Thing>,
}
record!(Thing, "a thing", { "name" => name, "prompt" => prompt, "size" => size, "on" => on, "list" => list });

fn mistakes(text: &str) -> Diagnostics {
    read::<Thing>(text, &Options::strict()).diagnostics
}

/// Code, line and column of each.
fn places(text: &str) -> Vec<(Code, usize, usize)> {
    let place = |d: &optimus_plugin_api::Diagnostic| (d.code, d.labels[0].span.line, d.labels[0].span.column);
    mistakes(text).list.iter().map(place).collect()
}

#[test]
fn a_file_with_five_mistakes_reports_all_five_in_its_order() {
    let text = "promt: a\nsize: many\nlist:\n- name: [x]\n  on: 1\n  name: b\n";
    assert_eq!(
        places(text),
        [
            (Code::YAML_UNKNOWN_FIELD, 1, 1),
            (Code::YAML_WRONG_TYPE, 2, 7),
            (Code::YAML_WRONG_TYPE, 4, 9),
            (Code::YAML_WRONG_TYPE, 5, 7),
            (Code::YAML_DUPLICATE_FIELD, 6, 3),
        ]
    );
}

#[test]
fn what_could_be_read_is_there_beside_the_mistakes() {
    let read = read::<Thing>("name: a\nsize: x\nlist: [{name: b}, c]\n", &Options::strict());
    assert_eq!((read.value.name.as_str(), read.value.list.len()), ("a", 1));
    assert!(read.into_result().is_err());
}

#[test]
fn an_unknown_field_is_answered_with_the_nearest_or_with_all() {
    let help = |text: &str| mistakes(text).list[0].help.clone().unwrap();
    assert_eq!(help("promt: a\n"), "did you mean `prompt`?");
    assert_eq!(help("Prompt: a\n"), "did you mean `prompt`?");
    assert_eq!(help("zzzzzzzz: a\n"), "the keys of a thing are name, prompt, size, on, list");
}

#[test]
fn a_wrong_type_names_the_way_to_the_value_and_what_was_found() {
    let text = mistakes("list:\n- name: a\n- list: [{size: abcdefghijklmnop}]\n").to_string();
    assert_eq!(text, "3:17: `list[1].list[0].size` must be a whole number, not text (`abcdefg...`) [P0302]");
}

#[test]
fn a_repeated_field_shows_both_places() {
    let found = mistakes("name: a\nsize: 1\nname: b\n");
    let lines: Vec<usize> = found.list[0].labels.iter().map(|label| label.span.line).collect();
    assert_eq!(lines, [3, 1]);
}

#[test]
fn every_alias_without_anchor_is_reported_beside_other_mistakes() {
    assert_eq!(
        places("name: *a\nprompt: *b\nsize: x\n")
            .iter()
            .map(|(code, line, _)| (*code, *line))
            .collect::<Vec<_>>(),
        [(Code::YAML_ALIAS, 1), (Code::YAML_ALIAS, 2), (Code::YAML_WRONG_TYPE, 3)]
    );
}

#[test]
fn a_mistake_behind_many_aliases_is_reported_once_at_its_place() {
    let text = "list:\n- &x {size: z}\n- *x\n- *x\n";
    assert_eq!(places(text), [(Code::YAML_WRONG_TYPE, 2, 13)]);
}

#[test]
fn a_template_is_recognised_as_value_and_inside_of_text() {
    for text in [
        "name: {{.version}}\n",
        "name: a-{{.x}}: b\n",
        "name: {{.a}}:{{.b}}\n",
        "name: {{ .x | y }}\nsize: 1\n",
    ] {
        let codes: Vec<Code> = mistakes(text).list.iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::YAML_TEMPLATE], "{text}");
    }
    assert!(mistakes("name: '{{.version}}'\nprompt: a {{.b}} c\n").is_empty());
}

#[test]
fn a_syntax_error_says_where_and_what_to_do() {
    let cases = [
        ("name: a\n  size: 1\n", 2, "`:`"),
        ("name: 'a\n", 1, "never closed"),
        ("name: [a\n", 1, "never closed"),
        ("name: a\n\tsize: 1\n", 2, "tab"),
        ("name: @a\n", 1, "cannot begin"),
        ("name: a\nfoo\n", 2, "without its `:`"),
        ("name: - a\n", 1, "list"),
        ("name: \"\u{1}\"\n", 1, "control character"),
        ("%YAML 1.2\n---\nname: a\n", 1, "1.1"),
        ("%FOO\n---\nname: a\n", 1, "directive"),
        (": a\n", 1, "without a key"),
        ("name: \"a\\/b\"\n", 1, "escape"),
        ("name: \"\\uD83D\\uDE00\"\n", 1, "escape"),
    ];
    for (text, line, words) in cases {
        let found = mistakes(text);
        assert_eq!(found.list.len(), 1, "{text}: {found}");
        let diagnostic = &found.list[0];
        let lines: Vec<_> = diagnostic.labels.iter().map(|label| label.span.line).collect();
        assert!(lines.contains(&line) && diagnostic.message.contains(words), "{text}: {found}");
        assert_eq!(diagnostic.code, Code::YAML_SYNTAX);
    }
}

#[test]
fn tabs_may_stand_where_they_do_not_indent() {
    for text in ["name: 'a\n\tb'\n", "list: [\n\t{name: a}\n]\n", "name: a\t# c\n", "name: |\n  \ta\n\t\n"] {
        let found = mistakes(text);
        let expected = usize::from(text.ends_with("\n\t\n"));
        assert_eq!(found.list.len(), expected, "{text:?}: {found}");
    }
}
