//! `plugin wish`: what a component wishes, shown and written, without anything being run.

use crate::world::World;

/// A component without anything in it: enough to carry wishes.
const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

const WISHES: &str = "\
http:
- {host: bigquery.googleapis.com, methods: [GET, POST], path: /bigquery/v2}
secrets:
- {name: TOKEN, header: Authorization, host: bigquery.googleapis.com}
clocks: true
why: it asks which tables a query reads
";

fn world() -> World {
    let world = World::empty();
    world.write("optimus-plugin-bq.wasm", COMPONENT);
    world.write("wishes.yaml", WISHES);
    world
}

#[test]
fn wishes_are_written_into_a_component_and_shown_with_what_they_risk() {
    let world = world();
    let ran = world.run(&["plugin", "wish", "optimus-plugin-bq.wasm"]).ended(0);
    assert_eq!(ran.out(), "optimus-plugin-bq.wasm wishes nothing: it has no section `optimus:wishes`\n");
    let ran = world.run(&["plugin", "wish", "optimus-plugin-bq.wasm", "--set", "wishes.yaml"]).ended(0);
    assert_eq!(
        ran.out(),
        "optimus-plugin-bq.wasm now wishes http GET, POST https://bigquery.googleapis.com/bigquery/v2; secret TOKEN; clocks\n"
    );
    let ran = world.run(&["plugin", "wish", "optimus-plugin-bq.wasm"]).ended(0);
    let expected = "\
bq wishes
  http GET, POST https://bigquery.googleapis.com/bigquery/v2
    risk   the plugin can then send whatever it was given (configuration, assets) to bigquery.googleapis.com
  secret TOKEN
    risk   requests of the plugin to bigquery.googleapis.com then carry the secret; it does not see it
  clocks
    risk   the plugin can then answer differently at another time, and measure how long things take
  why    it asks which tables a query reads

This in the policy grants all of it:

plugins:
  bq:
    grants:
      http: [{host: bigquery.googleapis.com, methods: [GET, POST], path: /bigquery/v2}]
      secrets: [{name: TOKEN, header: authorization, host: bigquery.googleapis.com}]
      clocks: true
";
    assert_eq!(ran.out(), expected);
    let ran = world.run(&["plugin", "wish", "optimus-plugin-bq.wasm", "--json"]).ended(0);
    assert_eq!(ran.json()["wishes"]["http"][0]["path"], "/bigquery/v2");
}

#[test]
fn wishes_are_read_from_json_and_toml_and_a_cargo_toml_alike() {
    let world = world();
    world.write("w.json", r#"{"clocks": true, "config": ["A"]}"#);
    world.write("w.toml", "clocks = true\nconfig = [\"A\"]\n");
    world.write(
        "Cargo.toml",
        "[package]\nname = \"x\"\n[package.metadata.optimus.wishes]\nclocks = true\nconfig = [\"A\"]\n",
    );
    for file in ["w.json", "w.toml", "Cargo.toml"] {
        let args =
            ["plugin", "wish", "optimus-plugin-bq.wasm", "--set", file, "--output", "out/b.wasm", "--json"];
        let ran = world.run(&args).ended(0);
        assert_eq!(ran.json()["wishes"], serde_json::json!({"clocks": true, "config": ["A"]}), "{file}");
        assert_eq!(ran.json()["path"], "out/b.wasm");
    }
    assert_eq!(
        std::fs::read(world.path().join("optimus-plugin-bq.wasm")).unwrap(),
        COMPONENT,
        "the source stays"
    );
}

#[test]
fn what_cannot_be_wished_is_told_and_the_component_left_as_it_is() {
    let world = world();
    world.write("wrong.json", r#"{"http": [{"host": "*.com", "methods": ["GET"]}]}"#);
    world.write("wrong.toml", "clocks = ");
    world.write("wishes.txt", "clocks: true");
    world.write("module.wasm", b"\0asm\x01\0\0\0");
    let ran = world.run(&["plugin", "wish", "optimus-plugin-bq.wasm", "--set", "wrong.json"]).ended(1);
    assert!(ran.err().contains("P0507") && ran.err().contains("http[0].host"), "{}", ran.err());
    world.run(&["plugin", "wish", "optimus-plugin-bq.wasm", "--set", "wrong.toml"]).ended(1);
    world.run(&["plugin", "wish", "optimus-plugin-bq.wasm", "--set", "wishes.txt"]).ended(2);
    world.run(&["plugin", "wish", "optimus-plugin-bq.wasm", "--set", "nowhere.json"]).ended(2);
    world.run(&["plugin", "wish", "optimus-plugin-bq.wasm", "--output", "x.wasm"]).ended(2);
    world.run(&["plugin", "wish", "nowhere.wasm"]).ended(2);
    assert_eq!(std::fs::read(world.path().join("optimus-plugin-bq.wasm")).unwrap(), COMPONENT);
    let ran = world.run(&["plugin", "wish", "module.wasm", "--set", "wishes.yaml"]).ended(1);
    assert!(ran.err().contains("the file is no component"), "{}", ran.err());
}
