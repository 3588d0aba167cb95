use std::collections::BTreeMap;

use optimus_plugin_api::Code;
use optimus_yaml_nodes::{Options, Spanned, Value, read, read_bytes, record};

#[derive(Debug, Default, PartialEq)]
struct Thing {
    name: String,
    size: i64,
    on: bool,
    ratio: f64,
    tags: Vec<String>,
    inner: Option<Box2>,
    labels: BTreeMap<String, String>,
    any: Value,
    place: Spanned<String>,
}
record!(Thing, "a thing", {
    "name" => name, "size" => size, "on" => on, "ratio" => ratio, "tags" => tags, "inner" => inner, "labels" => labels,
    "any" => any, "place" => place,
});

#[derive(Debug, Default, PartialEq)]
struct Box2 {
    a: String,
    b: String,
}
record!(Box2, "a box", { "a" => a, "b" => b });

fn strict(text: &str) -> Thing {
    let read = read::<Thing>(text, &Options::strict());
    assert!(read.diagnostics.is_empty(), "{}", read.diagnostics);
    read.value
}

fn lenient(text: &str) -> Thing {
    let read = read::<Thing>(text, &Options::lenient());
    assert!(read.diagnostics.is_empty(), "{}", read.diagnostics);
    read.value
}

#[test]
fn an_empty_file_is_no_document_and_a_marker_is_one() {
    for (text, empty) in [("", true), ("# c\n", true), ("\u{feff}", true), ("---\n", false), ("~\n", false)] {
        let read = read::<Thing>(text, &Options::strict());
        assert_eq!(
            (read.empty, read.value, read.diagnostics.is_empty()),
            (empty, Thing::default(), true),
            "{text:?}"
        );
    }
}

#[test]
fn unknown_keys_are_passed_over_when_lenient_and_the_last_of_a_repeated_one_wins() {
    let thing = lenient("name: a\nfoo: {bar: [1, 2]}\nname: b\ntags: [x]\ntags: [y]\n");
    assert_eq!((thing.name.as_str(), thing.tags), ("b", vec!["y".to_owned()]));
}

#[test]
fn a_repeated_mapping_is_decoded_into_the_same_value_when_lenient() {
    let thing = lenient("inner: {a: 1, b: 2}\ninner: {b: 3}\nlabels: {x: 1, y: 2}\nlabels: {y: 3}\n");
    assert_eq!(thing.inner, Some(Box2 { a: "1".into(), b: "3".into() }));
    assert_eq!(thing.labels, BTreeMap::from([("x".into(), "1".into()), ("y".into(), "3".into())]));
}

#[test]
fn merges_override_what_stands_above_them_and_the_first_of_several_wins() {
    let thing = strict("inner: {a: own, <<: {a: merged, b: merged}}\n");
    assert_eq!(thing.inner, Some(Box2 { a: "merged".into(), b: "merged".into() }));
    let thing = strict("inner:\n  <<: [{a: first}, {a: second, b: second}]\n  b: own\n");
    assert_eq!(thing.inner, Some(Box2 { a: "first".into(), b: "own".into() }));
    let thing = strict("labels: {<<: {x: 1}, y: 2}\n");
    assert_eq!(thing.labels.len(), 2);
}

#[test]
fn nothing_resets_a_value_of_any_type() {
    assert_eq!(strict("name: ~\nsize:\non: null\nratio: ~\ntags: ~\ninner: ~\nlabels: ~\nany: ~\n"), {
        Thing { place: Spanned::default(), ..Thing::default() }
    });
}

#[test]
fn any_value_keeps_its_type_and_its_order() {
    let Value::Map(entries) =
        strict("any: {b: yes, a: 1.5, 3: [~, 2020-01-01, 99999999999999999999, '1']}\n").any
    else {
        panic!("not a map")
    };
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(entries[0], (text("b"), Value::Bool(true)));
    assert_eq!(entries[1], (text("a"), Value::Float(1.5)));
    let list = vec![Value::Null, text("2020-01-01"), Value::Float(1e20), text("1")];
    assert_eq!(entries[2], (Value::Int(3), Value::List(list)));
}

#[test]
fn a_spanned_value_knows_its_place_in_bytes_lines_and_columns() {
    let thing = strict("name: é\nplace:   'x y'\n");
    let span = thing.place.span;
    assert_eq!(
        (thing.place.value.as_str(), span.line, span.column, span.start, span.end),
        ("x y", 2, 10, 18, 23)
    );
}

#[test]
fn utf_16_is_read_when_it_says_so() {
    let bytes = |unit: fn(u16) -> [u8; 2], mark: [u8; 2]| -> Vec<u8> {
        mark.into_iter().chain("name: né😀\n".encode_utf16().flat_map(unit)).collect()
    };
    for bytes in [bytes(u16::to_le_bytes, [0xff, 0xfe]), bytes(u16::to_be_bytes, [0xfe, 0xff])] {
        assert_eq!(read_bytes::<Thing>(&bytes, &Options::strict()).value.name, "né😀");
    }
}

#[test]
fn what_is_not_text_is_refused_with_its_line() {
    let read = read_bytes::<Thing>(b"name: a\nsize: \xff\n", &Options::strict());
    assert_eq!(read.diagnostics.list[0].line(), Some(2));
    let half = read_bytes::<Thing>(b"\xff\xfea", &Options::strict());
    assert_eq!(half.diagnostics.list[0].code, Code::YAML_SYNTAX);
}

#[test]
fn only_the_first_document_is_looked_at() {
    assert_eq!(strict("name: a\n---\n{{{ not yaml").name, "a");
}
