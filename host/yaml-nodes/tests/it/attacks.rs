use std::collections::BTreeMap;

use optimus_plugin_api::{Code, Diagnostics};
use optimus_yaml_nodes::{Limits, MAX_DIAGNOSTICS, Options, Read, Value, read, read_bytes, record};
use proptest::prelude::*;

#[derive(Debug, Default)]
struct Tree {
    name: String,
    below: Vec<Tree>,
    any: Value,
    map: BTreeMap<String, Tree>,
}
record!(Tree, "a tree", { "name" => name, "below" => below, "any" => any, "map" => map });

fn with(text: &str, change: impl FnOnce(&mut Limits)) -> Read<Tree> {
    let mut limits = Limits::default();
    change(&mut limits);
    read(text, &Options::strict().limits(limits))
}

/// The one mistake, which must be of a limit, and its message.
fn limit(diagnostics: &Diagnostics) -> &str {
    assert_eq!(diagnostics.list.len(), 1, "{diagnostics}");
    assert_eq!(diagnostics.list[0].code, Code::YAML_TOO_LARGE, "{diagnostics}");
    &diagnostics.list[0].message
}

#[test]
fn a_file_above_the_size_is_not_even_parsed() {
    let found = with("name: abcdefghij\n", |limits| limits.bytes = 16).diagnostics;
    assert_eq!(limit(&found), "the file has 17 bytes, 16 are the limit");
    let bytes = vec![b'a'; 5 << 20];
    assert!(limit(&read_bytes::<Tree>(&bytes, &Options::strict()).diagnostics).contains("4,194,304"));
}

#[test]
fn deep_nesting_of_any_kind_is_refused() {
    let deep = [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        "? ".repeat(100_000),
        (0..2_000).map(|n| " ".repeat(n) + "a:\n").collect(),
    ];
    for text in deep {
        assert!(limit(&with(&text, |_| {}).diagnostics).contains("1,100 levels"), "{}", &text[..8]);
    }
}

#[test]
fn nesting_at_the_limit_is_read_on_an_ordinary_stack() {
    let value = format!("any: {}{}", "[".repeat(1_099), "]".repeat(1_099));
    assert!(with(&value, |_| {}).diagnostics.is_empty());
    let tree = format!("{}name: x{}", "map: {a: {".repeat(100), "}}".repeat(100));
    let tree = format!("{{{tree}}}");
    assert!(with(&tree, |_| {}).diagnostics.is_empty(), "{}", with(&tree, |_| {}).diagnostics);
    let below =
        format!("{}name: x{}", "{below: [".repeat(549), "]}".repeat(549)).replacen("name: x", "{name: x}", 1);
    assert!(with(&below, |_| {}).diagnostics.is_empty(), "{}", with(&below, |_| {}).diagnostics);
}

#[test]
fn more_values_than_allowed_are_refused_before_they_are_kept() {
    let text = format!("any: [{}]\n", "a,".repeat(300_000));
    assert!(limit(&with(&text, |_| {}).diagnostics).contains("250,000 values"));
}

/// Nine lists, each of which holds the one before nine times: 9^9 values.
fn laughs() -> String {
    let first = "any:\n- &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    (1..9)
        .fold(first, |text, n| text + &format!("- &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", ")))
}

#[test]
fn a_billion_laughs_end_at_the_limit_of_expanded_values() {
    assert!(limit(&with(&laughs(), |_| {}).diagnostics).contains("400,000 values"));
}

#[test]
fn a_billion_laughs_under_a_key_that_nobody_reads_cost_nothing() {
    let text = laughs().replace("any:", "unread:");
    assert!(read::<Tree>(&text, &Options::lenient()).diagnostics.is_empty());
}

#[test]
fn long_text_that_is_repeated_ends_at_the_limit_of_expanded_bytes() {
    let text = format!("name: &a {}\nany: [{}]\n", "x".repeat(1 << 20), "*a,".repeat(1_000));
    assert!(limit(&with(&text, |_| {}).diagnostics).contains("33,554,432 bytes"));
}

#[test]
fn an_anchor_that_contains_itself_is_refused_wherever_it_is_read() {
    for text in
        ["any: &a [*a]\n", "below: &a [{below: *a}]\n", "map: &a {x: {map: *a}}\n", "any: &a {<<: *a}\n"]
    {
        let found = with(text, |_| {}).diagnostics;
        assert_eq!((found.list.len(), found.list[0].code), (1, Code::YAML_ALIAS), "{text}: {found}");
    }
}

#[test]
fn an_anchor_that_contains_itself_twenty_times_ends_too() {
    let text = format!("any: &a [{}]\n", "*a,".repeat(20));
    let found = with(&text, |_| {}).diagnostics;
    assert!(found.has_errors() && found.list.len() <= MAX_DIAGNOSTICS + 1, "{found}");
}

#[test]
fn a_file_of_mistakes_lists_a_thousand_and_says_so() {
    let text: String = (0..5_000).map(|n| format!("k{n}: 1\n")).collect();
    let found = with(&text, |_| {}).diagnostics;
    assert_eq!(found.list.len(), MAX_DIAGNOSTICS + 1);
    assert!(found.to_string().contains("more than 1,000 mistakes"));
}

#[test]
fn a_file_of_aliases_to_nothing_lists_a_thousand() {
    let text: String = (0..5_000).map(|n| format!("k{n}: *a{n}\n")).collect();
    let found = with(&text, |_| {}).diagnostics;
    assert!((MAX_DIAGNOSTICS..=MAX_DIAGNOSTICS + 1).contains(&found.list.len()), "{}", found.list.len());
}

#[test]
fn a_hostile_key_is_cut_and_escaped() {
    let found = with(&format!("? \"\\e[2J{}\"\n: 1\n", "x".repeat(5_000)), |_| {}).diagnostics;
    assert!(found.list[0].message.len() < 200 && found.list[0].message.contains("\\u{1b}"), "{found}");
}

/// Pieces that yaml is made of, so that what is put together is yaml more often than not.
fn yamlish() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "name: ",
        "below:\n",
        "- ",
        "  ",
        "\n",
        "any: ",
        "map: ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        ": ",
        "&a ",
        "*a",
        "<<: *a\n",
        "'",
        "\"",
        "|\n",
        ">-\n",
        "? ",
        "!!binary ",
        "!!int ",
        "~",
        "1e3",
        "#c\n",
        "---\n",
        "...\n",
        "\t",
        "\r",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\\",
        "%",
        "{{.x}}",
        "é",
        "😀",
        "a",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

fn spans_hold(read: &Read<Tree>) {
    let text = read.diagnostics.text.as_deref().unwrap_or_default();
    for label in read.diagnostics.list.iter().flat_map(|diagnostic| &diagnostic.labels) {
        assert!(label.span.start <= label.span.end && label.span.end <= text.len(), "{label:?} in {text:?}");
        assert!(
            text.is_char_boundary(label.span.start) && text.is_char_boundary(label.span.end),
            "{label:?} in {text:?}"
        );
        assert!(label.span.line > 0 && label.span.column > 0, "{label:?} in {text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_panics_and_every_place_is_in_it(text in yamlish()) {
        spans_hold(&read::<Tree>(&text, &Options::strict()));
        spans_hold(&read::<Tree>(&text, &Options::lenient()));
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_bytes::<Tree>(&bytes, &Options::strict());
    }
}
