//! Scalars as yaml.v2 takes them and other readers do not, one test for each rule that was measured.

use optimus_plugin_api::Code;
use optimus_yaml_nodes::{Options, read, record};

#[derive(Debug, Default, PartialEq)]
struct Thing {
    text: String,
    number: i64,
    truth: bool,
    list: Vec<String>,
    things: Vec<Thing>,
}

record!(Thing, "a thing", { "text" => text, "number" => number, "truth" => truth, "list" => list, "things" => things });

fn thing(text: &str) -> Thing {
    let read = read::<Thing>(text, &Options::strict());
    assert!(read.diagnostics.is_empty(), "{text:?}: {}", read.diagnostics);
    read.value
}

/// Code and line of each mistake.
fn mistakes(text: &str) -> Vec<(Code, usize)> {
    let found = read::<Thing>(text, &Options::strict()).diagnostics.list;
    found.iter().map(|mistake| (mistake.code, mistake.line().unwrap())).collect()
}

#[test]
fn numbers_dates_and_words_are_the_text_that_is_written() {
    for text in [
        "123",
        "1.10",
        "0o17",
        "1_000",
        "2020-01-01",
        "yes",
        "NO",
        "1e3",
        ".inf",
        "0x1F",
        "=",
        "1E400",
        "190:20:30",
    ] {
        assert_eq!(thing(&format!("text: {text}\n")).text, text);
    }
}

#[test]
fn nothing_is_the_empty_text_and_not_its_own_name() {
    for nothing in ["~", "null", "Null", "NULL", "", "!!null ~"] {
        assert_eq!(thing(&format!("text: {nothing}\n")), Thing::default(), "{nothing}");
    }
    assert_eq!(thing("text: '~'\n").text, "~");
    assert_eq!(thing("text: nULL\n").text, "nULL");
}

#[test]
fn truth_is_said_in_eleven_words() {
    for yes in ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y", "!!bool yes"] {
        assert!(thing(&format!("truth: {yes}\n")).truth, "{yes}");
    }
    for no in ["false", "no", "off", "n", "N", "~", ""] {
        assert!(!thing(&format!("truth: {no}\n")).truth, "{no}");
    }
    for neither in ["tRue", "1", "0", "yEs", "\"true\"", "'yes'", "!!str yes", "[]"] {
        assert_eq!(mistakes(&format!("truth: {neither}\n")), [(Code::YAML_WRONG_TYPE, 1)], "{neither}");
    }
}

#[test]
fn whole_numbers_come_in_every_base_and_floats_are_cut() {
    for (text, number) in [
        ("3.7", 3),
        ("3.0", 3),
        ("-3.7", -3),
        ("1e2", 100),
        ("1_0", 10),
        ("010", 8),
        ("0o10", 8),
        ("0x10", 16),
        ("0b11", 3),
        ("+1", 1),
        ("-0", 0),
        ("08", 8),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        assert_eq!(thing(&format!("number: {text}\n")).number, number, "{text}");
    }
}

#[test]
fn whole_numbers_beyond_the_range_and_what_is_none_are_mistakes() {
    for text in [
        "9223372036854775808",
        "99999999999999999999",
        "1e30",
        ".nan",
        ".inf",
        "190:20:30",
        "0b",
        "0x",
        "1 0",
        "yes",
    ] {
        assert_eq!(mistakes(&format!("number: {text}\n")), [(Code::YAML_WRONG_TYPE, 1)], "{text}");
    }
}

#[test]
fn what_is_in_quotes_is_neither_number_nor_truth() {
    assert_eq!(
        mistakes("number: \"3\"\ntruth: \"true\"\n"),
        [(Code::YAML_WRONG_TYPE, 1), (Code::YAML_WRONG_TYPE, 2)]
    );
    assert_eq!(mistakes("number: '3'\n"), [(Code::YAML_WRONG_TYPE, 1)]);
}

#[test]
fn nothing_is_an_empty_list_and_in_a_list_an_empty_item() {
    for nothing in ["", "~", "null", "[]"] {
        assert_eq!(thing(&format!("list: {nothing}\nthings: {nothing}\n")), Thing::default(), "{nothing}");
    }
    assert_eq!(thing("list: [a, ~]\n").list, ["a", ""]);
    assert_eq!(thing("things:\n- ~\n- text: a\n").things.len(), 2);
}

#[test]
fn binary_is_decoded() {
    assert_eq!(thing("text: !!binary aGVsbG8=\n").text, "hello");
    assert_eq!(mistakes("text: !!binary aGVsbG8\n"), [(Code::YAML_WRONG_TYPE, 1)]);
}

#[test]
fn binary_that_is_no_text_is_refused_where_yaml_v2_takes_any_bytes() {
    assert_eq!(mistakes("text: !!binary gIE=\n"), [(Code::YAML_WRONG_TYPE, 1)]);
}

#[test]
fn merge_keys_are_merged_in_strict_files_too() {
    let merged = thing("things:\n- &a {text: a, number: 1}\n- <<: *a\n  number: 2\n").things;
    assert_eq!((merged[1].text.as_str(), merged[1].number), ("a", 2));
    assert_eq!(mistakes("<<: 5\n"), [(Code::YAML_WRONG_TYPE, 1)]);
}

#[test]
fn of_several_documents_the_first_is_used_and_the_rest_may_be_anything() {
    for rest in ["---\ntext: b\n", "--- text: b\n", "...\ntext: b\n", "---\n{{{ not yaml"] {
        assert_eq!(thing(&format!("text: a\n{rest}")).text, "a");
    }
    assert_eq!(thing("---\n---\ntext: b\n"), Thing::default());
}

/// Upstream passes over it without a word.
#[test]
fn what_follows_a_whole_document_is_not_read_and_that_is_a_warning() {
    for (text, line) in [("{text: a}\ntruth: no\n", 2), ("{text: a} b\n[{ &\n", 1), ("{text: a}\n}\n", 2)] {
        let read = read::<Thing>(text, &Options::strict());
        assert_eq!((read.value.text.as_str(), read.diagnostics.has_errors()), ("a", false), "{text}");
        let [warning] = &read.diagnostics.list[..] else { panic!("{}", read.diagnostics) };
        assert_eq!((warning.code, warning.line()), (Code::YAML_DOUBTFUL, Some(line)), "{text}");
    }
}

#[test]
fn several_unknown_fields_are_all_reported() {
    let text = "foo: 1\ntext: a\nbar: 2\nbaz: {x: 1}\n";
    let unknown = Code::YAML_UNKNOWN_FIELD;
    assert_eq!(mistakes(text), [(unknown, 1), (unknown, 3), (unknown, 4)]);
}

#[test]
fn an_empty_file_is_a_good_file() {
    for text in ["", "\n", "# c\n", "---\n", "\u{feff}"] {
        assert_eq!(thing(text), Thing::default());
    }
}

#[test]
fn lines_end_in_five_ways_and_are_counted_so() {
    let text = "text: a\r\nnumber: 1\rlist: []\u{85}truth: yes\u{2028}things: []\nfoo: 1\n";
    assert_eq!(mistakes(text), [(Code::YAML_UNKNOWN_FIELD, 6)]);
}

/// Upstream loses the first character of every line after two byte-order marks.
#[test]
fn a_second_byte_order_mark_does_no_harm() {
    assert_eq!(thing("\u{feff}\u{feff}text: a\nnumber: 1\n").number, 1);
}

/// Upstream reads 512 bytes at a time, and so tells of a bad character in one document by its distance from another.
#[test]
fn a_control_character_is_refused_in_any_document_beside_what_is_wrong_before_it() {
    let far = format!("text: a\n---\n{}\u{1}\n", "# c\n".repeat(500));
    assert_eq!(mistakes(&far), [(Code::YAML_SYNTAX, 502 + 1)]);
    assert_eq!(mistakes("text: a: b\nnumber: \u{7f}\n"), [(Code::YAML_SYNTAX, 1), (Code::YAML_SYNTAX, 2)]);
}
