//! `version`, `plugin list`, `plugin info`.

use crate::world::{NEO, World};

const BROKEN: &str = "name: broken\npromt: x\n";

#[test]
fn version_prints_the_lines_that_people_parse() {
    let ran = World::with(&[("neo", NEO)]).run(&["version"]).ended(0);
    let out = ran.out();
    assert!(out.starts_with("Client: "), "{out}");
    assert!(
        out.ends_with(
            "\n\nDiscovered plugins: 1\n\n1. neo\nDescription: Near earth object tracker\n\
             Image: ghcr.io/kushsharma/optimus-task-neo-executor:0.1.0\nType: task\nPlugin version: 0.1.0\n\
             Plugin mods: [cli]\n"
        ),
        "{out}"
    );
}

#[test]
fn version_as_json_has_the_same_facts() {
    let json = World::with(&[("neo", NEO)]).run(&["version", "--json"]).ended(0).json();
    assert_eq!(json["plugins"][0]["info"]["plugin_version"], "0.1.0");
    assert!(json["client"]["version"].is_string());
}

#[test]
fn a_list_shows_who_answers_what_from_which_file() {
    let out = World::with(&[("neo", NEO)]).run(&["plugin", "list"]).ended(0).out();
    let mut lines = out.lines();
    assert_eq!(
        lines.next().unwrap().split_whitespace().collect::<Vec<_>>(),
        ["NAME", "KIND", "TYPE", "VERSION", "ANSWERS", "FILE"]
    );
    assert_eq!(
        lines.next().unwrap().split_whitespace().collect::<Vec<_>>(),
        ["neo", "yaml", "task", "0.1.0", "survey", ".plugins/optimus-plugin-neo.yaml"]
    );
    assert_eq!(lines.next(), None);
}

#[test]
fn a_broken_file_is_listed_with_its_reason_and_only_strict_makes_it_a_failure() {
    let world = World::with(&[("neo", NEO), ("broken", BROKEN)]);
    let out = world.run(&["plugin", "list"]).ended(0).out();
    let (served, not_served) = out.split_once("\nNot served:\n").unwrap();
    assert!(served.contains("neo") && !served.contains("broken"), "{out}");
    assert!(
        not_served.contains(".plugins/optimus-plugin-broken.yaml")
            && not_served.contains("the yaml has a mistake: unknown field `promt`")
            && not_served.contains("optimus explain P0")
    );
    let strict = world.run(&["plugin", "list", "--strict"]).ended(1);
    assert_eq!(strict.out(), out);
}

#[test]
fn a_list_as_json_has_plugins_and_what_is_not_served() {
    let json =
        World::with(&[("neo", NEO), ("broken", BROKEN)]).run(&["plugin", "list", "--json"]).ended(0).json();
    let neo = &json["plugins"][0];
    assert_eq!((&neo["name"], &neo["kinds"][0]), (&"neo".into(), &"yaml".into()));
    assert_eq!(neo["answers"]["survey"]["kind"], "yaml");
    assert!(neo["answers"]["dependencies"].is_null());
    assert_eq!(json["not_served"][0]["path"], ".plugins/optimus-plugin-broken.yaml");
    assert!(json["not_served"][0]["reason"]["code"].as_str().unwrap().starts_with("P0"));
}

#[test]
fn a_directory_that_cannot_be_searched_is_a_warning_with_its_cause_and_the_others_are_served() {
    let world = World::with(&[("neo", NEO)]);
    world.write("file", "");
    let list = ["--plugin-dir", "file", "plugin", "list"];
    let ran = world.run(&list).ended(0);
    let told = "\nWarnings:\n  file: the directory file cannot be searched for plugins: Not a directory";
    assert!(ran.out().contains("neo ") && ran.out().contains(told), "{}", ran.out());
    assert_eq!(ran.err(), "", "it is said once");
    assert_eq!(world.run(&[&list[..], &["--strict"]].concat()).ended(1).out(), ran.out());
    let json = world.run(&[&list[..], &["--json"]].concat()).ended(0);
    assert_eq!(json.json()["warnings"][0]["causes"][0], "Not a directory (os error 20)");
    assert_eq!(json.err(), "");
}

#[test]
fn a_command_that_shows_no_warnings_says_them_beside_its_result() {
    let world = World::with(&[("neo", NEO)]);
    world.write("file", "");
    for args in [&["version"][..], &["plugin", "info", "neo"], &["plugin", "call", "neo", "plugin-info"]] {
        let ran = world.run(&[&["--plugin-dir", "file"], args].concat()).ended(0);
        let told =
            "warning[P0107]: the directory file cannot be searched for plugins\n  cause  Not a directory";
        assert!(ran.err().starts_with(told), "{args:?}: {}", ran.err());
        assert_eq!(ran.err().matches("P0107]").count(), 1, "{args:?}: {}", ran.err());
    }
}

#[test]
fn a_directory_that_is_named_and_not_there_is_wrong_usage_of_every_command() {
    let world = World::with(&[("neo", NEO)]);
    world.write("file", "");
    let commands = [
        &["plugin", "list"][..],
        &["plugin", "list", "--strict"],
        &["plugin", "info", "neo"],
        &["plugin", "call", "neo", "plugin-info"],
        &["plugin", "validate"],
        &["version"],
        &["explain"],
        &["job", "create", "--answers", "nowhere.yaml"],
    ];
    for directory in ["nowhere", "file/below"] {
        for command in commands {
            let ran = world.run(&[&["--json", "--plugin-dir", directory], command].concat()).ended(2);
            let told = format!("error: there is no directory {directory}\n");
            assert!(ran.err().starts_with(&told), "{command:?}: {}", ran.err());
            assert_eq!(ran.json()["error"]["class"], "usage", "{command:?}");
        }
    }
}

#[test]
fn without_plugins_the_list_says_so_and_json_is_empty() {
    let world = World::empty();
    assert_eq!(world.run(&["plugin", "list"]).ended(0).out(), "No plugins found.\n");
    assert_eq!(world.run(&["plugin", "list", "--json"]).ended(0).json()["plugins"], serde_json::json!([]));
}

#[test]
fn info_shows_everything_about_one_plugin() {
    let world = World::with(&[("neo", NEO)]);
    let out = world.run(&["plugin", "info", "neo"]).ended(0).out();
    for part in
        ["neo 0.1.0, task, yaml", "Near earth object tracker", "/tmp/.secrets", "optimus-plugin-neo.yaml"]
    {
        assert!(out.contains(part), "{part} in {out}");
    }
    assert_eq!(
        world.run(&["plugin", "info", "neo", "--json"]).ended(0).json()["info"]["secret_path"],
        "/tmp/.secrets"
    );
}

#[test]
fn an_unknown_plugin_is_answered_with_the_nearest_name() {
    let ran = World::with(&[("neo", NEO)]).run(&["plugin", "info", "noe", "--json"]).ended(1);
    assert!(
        ran.err().starts_with("error[P0105]: ") && ran.err().contains("did you mean `neo`?"),
        "{}",
        ran.err()
    );
    assert!(ran.err().contains("optimus explain P0105"));
    assert_eq!(ran.json()["error"]["code"], "P0105");
}

#[test]
fn text_of_a_plugin_cannot_act_upon_the_terminal() {
    let text = NEO.replace("Near earth object tracker", "\"a\\e[2Jb\\u202ec\\nd\"");
    let world = World::with(&[("neo", &text)]);
    for args in [&["version"][..], &["plugin", "list"], &["plugin", "info", "neo"], &["version", "--json"]] {
        let out = world.run(args).ended(0).out();
        assert!(!out.contains(['\u{1b}', '\u{202e}']), "{args:?}: {out:?}");
    }
    let json = world.run(&["plugin", "call", "neo", "plugin-info"]).ended(0);
    assert!(!json.out().contains(['\u{1b}', '\u{202e}']), "{}", json.out());
    assert_eq!(json.json()["description"], "a\u{1b}[2Jb\u{202e}c\nd");
}

/// A plugin file of goto's Optimus as it is today.
const VERSION_2: &str = "\
version: 2
name: bq2bq
description: BigQuery to BigQuery
plugin_versions:
  default:
    image: ghcr.io/goto/bq2bq
    tag: 0.4.3
    entrypoint:
      shell: /bin/bash
      script: |-
        python3 /opt/bumblebee/main.py
  edge:
    tag: 0.5.0
default_config:
  SQL_TYPE: STANDARD
destination_urn_template: bigquery://<PROJECT>:<DATASET>.<TABLE>
asset_parsers:
  bq:
  - filepath: ./query.sql
";

#[test]
fn a_yaml_of_version_2_shows_its_containers_and_that_it_resolves() {
    let world = World::with(&[("bq2bq", VERSION_2)]);
    let out = world.run(&["plugin", "info", "bq2bq"]).ended(0).out();
    for told in
        ["0.4.3, task, yaml", "edge: ghcr.io/goto/bq2bq:0.5.0", "/bin/bash -c 'python3", "dependencies  yaml"]
    {
        assert!(out.contains(told), "{told} in\n{out}");
    }
    let json = world.run(&["plugin", "info", "bq2bq", "--json"]).ended(0).json();
    assert_eq!(json["containers"][1]["image"], "ghcr.io/goto/bq2bq:0.5.0");
    assert_eq!(json["containers"][1]["entrypoint"]["shell"], "/bin/bash");
}

#[test]
fn a_plugin_of_goto_resolves_without_code() {
    let entry = |name: &str, value: &str| serde_json::json!({"name": name, "value": value});
    let request = serde_json::json!({
        "config": [entry("PROJECT", "p"), entry("DATASET", "d"), entry("TABLE", "t")],
        "assets": [entry("query.sql", "select * from `p.d.source` join p.d.t using (id)")],
    });
    let world = World::with(&[("bq2bq", VERSION_2)]);
    let ask = |call| {
        world.run_with(&["plugin", "call", "bq2bq", call, "-i", "-"], &request.to_string()).ended(0).json()
    };
    let destination = ask("generate-destination");
    assert_eq!(
        (&destination["destination"], &destination["destination_type"]),
        (&"p:d.t".into(), &"bigquery".into())
    );
    assert_eq!(ask("generate-dependencies"), serde_json::json!({"dependencies": ["bigquery://p:d.source"]}));
}
