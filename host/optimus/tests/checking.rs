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
    assert!(ran.out().starts_with("1 plugin looked at: 1 with 5 errors\n"), "{}", ran.out());
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
    assert!(ran.out().starts_with("2 plugins looked at: 1 good, 1 with 5 errors\n"), "{}", ran.out());
}

#[test]
fn a_file_of_any_name_is_checked_by_its_ending() {
    let world = World::empty();
    world.write("sample.yaml", NEO);
    let ran = world.run(&["plugin", "validate", "--path", "sample.yaml"]).ended(0);
    assert!(ran.out().starts_with("1 plugin looked at: 1 good; 1 warning\n"), "{}", ran.out());
    assert!(ran.err().contains("P0111") && ran.err().contains("optimus-plugin-<name>.yaml"), "{}", ran.err());
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

#[test]
fn everything_that_a_plugin_does_not_say_is_told_at_once() {
    let world = World::with(&[("neo", "description: nameless\n")]);
    let ran = world.run(&["plugin", "validate"]).ended(1);
    for missing in ["plugin name cannot be empty", "plugin version cannot be empty", "unsupported plugin"] {
        assert!(ran.err().contains(missing), "{missing} in\n{}", ran.err());
    }
    assert!(ran.out().starts_with("1 plugin looked at: 1 with 3 errors\n"), "{}", ran.out());
}

#[test]
fn the_lines_that_scripts_look_for_end_the_output() {
    let good = World::with(&[("neo", NEO)]);
    let last = |text: String| text.lines().last().unwrap_or_default().to_owned();
    assert_eq!(last(good.run(&["plugin", "validate"]).ended(0).out()), "validation success !");
    let file = ["plugin", "validate", "--path", ".plugins/optimus-plugin-neo.yaml"];
    assert_eq!(last(good.run(&file).ended(0).out()), "validation complete !");
    let bad = World::with(&[("neo", FIVE_MISTAKES)]);
    assert_eq!(last(bad.run(&file).ended(1).out()), "🔥 unable to complete request successfully");
    let told = bad.run(&["plugin", "validate"]).ended(1);
    assert!(told.err().contains("error: validation errors in yaml file(s) :: \n"), "{}", told.err());
    assert!(!told.out().contains('🔥'), "{}", told.out());
}

#[test]
fn two_files_that_give_one_plugin_are_an_error_of_the_second() {
    let world = World::with(&[("a", NEO), ("b", NEO)]);
    let ran = world.run(&["plugin", "validate"]).ended(1);
    assert!(ran.err().contains("error[P0101]"), "{}", ran.err());
    assert!(ran.out().starts_with("2 plugins looked at: 1 good, 1 with 1 error\n"), "{}", ran.out());
}

#[test]
fn a_name_that_no_search_finds_is_a_warning_and_strict_makes_it_a_failure() {
    let world = World::with(&[("neo", NEO)]);
    world.write(".plugins/optimus-plugin-other.yml", NEO);
    let ran = world.run(&["plugin", "validate"]).ended(0);
    assert!(ran.err().contains("optimus-plugin-other.yml was not looked at"), "{}", ran.err());
    assert!(ran.out().starts_with("1 plugin looked at: 1 good; 1 warning\n"), "{}", ran.out());
    world.run(&["plugin", "validate", "--strict"]).ended(1);
    let json = world.run(&["plugin", "validate", "--json"]).ended(0).json();
    assert_eq!(json["passed_over"][0]["path"], ".plugins/optimus-plugin-other.yml");
    assert_eq!(json["warnings"], 1);
}

/// An executable that says so when it runs.
#[cfg(unix)]
fn marker(world: &World) -> String {
    use std::os::unix::fs::PermissionsExt;
    let machine =
        |word: &str| word.replace("macos", "darwin").replace("x86_64", "amd64").replace("aarch64", "arm64");
    let (os, arch) = (machine(std::env::consts::OS), machine(std::env::consts::ARCH));
    let name = format!(".plugins/optimus-marker_{os}_{arch}");
    let path = world.write(&name, "#!/bin/sh\necho it ran >&2\n");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    name
}

#[cfg(unix)]
#[test]
fn an_executable_is_started_for_the_check_and_its_failure_told() {
    let world = World::with(&[("neo", NEO)]);
    marker(&world);
    let ran = world.run(&["plugin", "validate"]).ended(1);
    assert!(ran.err().contains("error[P0605]") && ran.err().contains("it ran"), "{}", ran.err());
}

#[cfg(unix)]
#[test]
fn with_no_exec_nothing_is_run_and_an_executable_is_looked_at() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::with(&[("neo", NEO)]);
    let name = marker(&world);
    let ran = world.run(&["plugin", "validate", "--no-exec"]).ended(0);
    assert!(!ran.err().contains("it ran") && world.files().is_empty(), "{}", ran.err());
    std::fs::set_permissions(world.path().join(&name), std::fs::Permissions::from_mode(0o644)).unwrap();
    let ran = world.run(&["plugin", "validate", "--no-exec", "--path", &name]).ended(1);
    assert!(ran.err().contains("not executable") && ran.err().contains("chmod +x"), "{}", ran.err());
}

#[test]
fn a_yaml_that_names_no_image_is_good_as_upstream_and_warned_of() {
    let world = World::with(&[("a", "name: a\nplugintype: task\npluginversion: '1'\n")]);
    let ran = world.run(&["plugin", "validate"]).ended(0);
    assert!(ran.err().contains("warning[P0102]"), "{}", ran.err());
}
