//! `plugin validate`.

use crate::world::{NEO, World};

/// An unknown field, a list for text, a field twice, a number that is none, a pattern with look-ahead.
const FIVE_MISTAKES: &str = "\
name: neo
name: neo2
descripton: tracker
plugintype: task
pluginversion: 0.1.0
image: [a, b]
questions:
- name: RANGE_START
  prompt: Date range start
  minlength: three
- name: RANGE_END
  prompt: Date range end
  regexp: '^(?=20)'
";

#[test]
fn a_yaml_with_five_mistakes_reports_all_five_with_their_places() {
    let ran = World::with(&[("neo", FIVE_MISTAKES)]).run(&["plugin", "validate"]).ended(1);
    let err = ran.err();
    assert_eq!(err.matches("error[P03").count(), 5, "{err}");
    for place in [":2:", ":3:", ":6:", ":10:", ":13:"] {
        assert!(err.contains(&format!("optimus-plugin-neo.yaml{place}")), "{place} in\n{err}");
    }
    assert!(err.contains("`description`"), "the nearest right word in\n{err}");
    assert_eq!(ran.out(), "1 plugin looked at: 1 with 5 errors\n");
}

#[test]
fn the_five_mistakes_as_json_have_lines_and_columns() {
    let json = World::with(&[("neo", FIVE_MISTAKES)]).run(&["plugin", "validate", "--json"]).ended(1).json();
    let found = json["files"][0]["diagnostics"].as_array().unwrap();
    let mut lines: Vec<_> = found.iter().map(|one| one["labels"][0]["line"].as_u64().unwrap()).collect();
    lines.sort_unstable();
    assert_eq!(lines, [2, 3, 6, 10, 13]);
    assert_eq!(
        (&json["good"], &json["bad"], &json["files"][0]["valid"]),
        (&0.into(), &1.into(), &false.into())
    );
}

#[test]
fn good_and_bad_files_are_counted() {
    let world = World::with(&[("neo", NEO), ("bad", FIVE_MISTAKES)]);
    let ran = world.run(&["plugin", "validate", "--path", ".plugins"]).ended(1);
    assert_eq!(ran.out(), "2 plugins looked at: 1 good, 1 with 5 errors\n");
}

#[test]
fn a_file_of_any_name_is_checked_by_its_ending() {
    let world = World::empty();
    world.write("sample.yaml", NEO);
    assert_eq!(
        world.run(&["plugin", "validate", "--path", "sample.yaml"]).ended(0).out(),
        "1 plugin looked at: 1 good\n"
    );
}

#[test]
fn what_every_plugin_must_say_is_checked_too() {
    let world = World::with(&[("neo", &NEO.replace("plugintype: task", "plugintype: tusk"))]);
    let ran = world.run(&["plugin", "validate"]).ended(1);
    assert!(ran.err().contains("P0103"), "{}", ran.err());
}

#[test]
fn a_file_that_is_no_component_is_an_error_that_says_so() {
    let world = World::empty();
    world.write("x.wasm", "<html>404</html>");
    let ran = world.run(&["plugin", "validate", "--path", "x.wasm"]).ended(1);
    assert!(ran.err().contains("error[P0202]"), "{}", ran.err());
}

#[test]
fn a_path_that_is_not_there_or_no_plugin_is_wrong_usage() {
    let world = World::empty();
    world.write("notes.txt", "");
    for path in ["nowhere", "notes.txt"] {
        assert!(world.run(&["plugin", "validate", "--path", path]).ended(2).err().contains(path));
    }
}
