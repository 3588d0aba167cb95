use optimus_plugin_api::Code;
use optimus_yaml_nodes::{Entries, Options, read};

/// What is read, and the mistakes with their lines.
type Found = (Vec<(String, i64)>, Vec<(Code, usize)>);

fn entries(text: &str, options: &Options) -> Found {
    let read = read::<Entries<i64>>(text, options);
    let places = read.diagnostics.list.iter().map(|d| (d.code, d.line().unwrap())).collect();
    let list = read.value.into_list();
    (list.into_iter().map(|(key, value)| (key.value, value)).collect(), places)
}

fn pairs(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect()
}

#[test]
fn entries_keep_the_order_of_the_file_and_the_place_of_their_keys() {
    let read = read::<Entries<i64>>("b: 1\na: 2\n1.10: 3\nnone:\n", &Options::strict());
    assert!(read.diagnostics.is_empty() && !read.value.is_empty());
    let keys: Vec<_> = read.value.iter().map(|(key, value)| (&*key.value, key.span.line, *value)).collect();
    assert_eq!(keys, [("b", 1, 1), ("a", 2, 2), ("1.10", 3, 3), ("none", 4, 0)]);
    assert_eq!(read.value.get("a").map(|(_, value)| *value), Some(2));
    assert!(read.value.get("c").is_none());
}

#[test]
fn a_key_that_is_written_twice_is_a_mistake_or_the_second_one_counts() {
    let text = "a: 1\nb: 2\na: 3\n";
    let twice = vec![(Code::YAML_DUPLICATE_FIELD, 3)];
    assert_eq!(entries(text, &Options::strict()), (pairs(&[("a", 1), ("b", 2)]), twice));
    assert_eq!(entries(text, &Options::lenient()), (pairs(&[("a", 3), ("b", 2)]), vec![]));
}

#[test]
fn merged_keys_come_first_and_give_way_to_those_beside_them() {
    let text = "a: 1\n<<: [{b: 2, c: 3}, {b: 4, a: 5}]\nc: 6\n";
    let (mut list, places) = entries(text, &Options::strict());
    list.sort();
    assert_eq!((list, places), (pairs(&[("a", 1), ("b", 2), ("c", 6)]), vec![]));
}

#[test]
fn an_entry_that_cannot_be_read_is_left_out_and_reported() {
    let wrong = vec![(Code::YAML_WRONG_TYPE, 2)];
    assert_eq!(entries("a: 1\nb: x\n", &Options::strict()), (pairs(&[("a", 1)]), wrong));
    assert_eq!(entries("[a]\n", &Options::strict()).1, [(Code::YAML_WRONG_TYPE, 1)]);
}
