use super::*;

/// Texts as yaml.v2 2.4.0 wrote them: as the value of a key, as a key, as the first of two items of a list.
const RECORDED: &str = include_str!("recorded.jsonl");

fn under_k(value: Value) -> String {
    Value::Map(vec![("k".to_owned(), value)]).to_document()
}

#[test]
fn every_recorded_text_is_written_as_yaml_v2_wrote_it() {
    let lines: Vec<serde_json::Value> =
        RECORDED.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() > 100);
    for line in &lines {
        let text = line["text"].as_str().unwrap();
        let value = under_k(Value::Map(vec![("v".to_owned(), Value::text(text))]));
        assert_eq!(value, line["value"].as_str().unwrap(), "value {text:?}");
        let key = under_k(Value::Map(vec![(text.to_owned(), Value::text("v"))]));
        assert_eq!(key, line["key"].as_str().unwrap(), "key {text:?}");
        let item = under_k(Value::List(vec![Value::text(text), Value::text("z")]));
        assert_eq!(item, line["item"].as_str().unwrap(), "item {text:?}");
    }
}

#[test]
fn a_merge_key_is_quoted_because_bare_it_would_not_read_back() {
    let map = Value::Map(vec![("<<".to_owned(), Value::text("<<"))]);
    assert_eq!(map.to_document(), "\"<<\": <<\n");
}

#[test]
fn empty_blocks_are_written_in_flow_style_and_lists_stand_under_their_key() {
    let item =
        Value::Map(vec![("on".to_owned(), Value::text("x")), ("c".to_owned(), Value::Map(Vec::new()))]);
    let list = Value::List(vec![item, Value::Bare("7".to_owned()), Value::List(Vec::new())]);
    assert_eq!(under_k(list), "k:\n- \"on\": x\n  c: {}\n- 7\n- []\n");
}

#[test]
fn keys_are_ordered_as_people_count() {
    let keys = ["b10", "b9", "b", "a1", "_x", "B", "a01", "é", "1", "10", "9"];
    let sorted = Value::sorted(keys.map(|key| (key.to_owned(), Value::text(""))));
    let Value::Map(sorted) = sorted else { panic!("a map") };
    let sorted: Vec<_> = sorted.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(sorted, ["_x", "1", "9", "10", "B", "a1", "a01", "b", "b9", "b10", "é"]);
}
