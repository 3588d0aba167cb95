//! `--policy`, `plugin inspect`, `plugin limits`.

use optimus_plugin_build::GuestText;

use crate::world::{NEO, World};

const POLICY: &str = "\
defaults:
  limits: {time: 5s}
plugins:
  guest:
    limits: {memory: 64 MiB}
    grants:
      config: [PROJECT]
";

/// A folder with a component that logs and wishes two things, of which the policy grants one.
fn world() -> World {
    let text = GuestText::new(
        "\
;; exports: cli
;; mods: cli
(module
  (import \"optimus:plugin/logging@0.1.0\" \"log\" (func $log (param i32 i32 i32)))
  (;prelude;))
",
    );
    let wishes = r#"{"config": ["PROJECT"], "http": [{"host": "api.example.com", "methods": ["GET"], "path": "/v1"}]}"#;
    let payload = [&[1], wishes.as_bytes()].concat();
    let component = optimus_plugin_policy::with_wishes_section(&text.component().unwrap(), &payload).unwrap();
    let world = World::empty();
    world.write(".plugins/optimus-plugin-guest.wasm", component);
    world.write("policy.yaml", POLICY);
    world
}

#[test]
fn inspect_shows_what_a_component_is_wishes_and_may_and_the_line_that_would_grant_the_rest() {
    let out = world().run(&["plugin", "inspect", "guest", "--policy", "policy.yaml"]).ended(0).out();
    for part in [
        "guest wasm, .plugins/optimus-plugin-guest.wasm",
        "sha256:",
        "contract      0.1.0",
        "optimus:plugin/base@0.1.0",
        "optimus:plugin/logging@0.1.0",
        "http GET https://api.example.com",
        "host: api.example.com",
        "memory = 64 MiB  (plugins.guest.limits.memory)",
        "time = 5s  (defaults.limits.time)",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
}

#[test]
fn inspect_as_json_has_what_is_granted_and_what_is_not() {
    let ran = world().run(&["plugin", "inspect", "guest", "--policy", "policy.yaml", "--json"]).ended(0);
    let file = &ran.json()["files"][0];
    assert_eq!(file["kind"], "wasm");
    assert_eq!(file["policy"]["limits"]["memory"], 64 << 20);
    assert_eq!(file["component"]["grants_in_force"]["config"][0], "PROJECT");
    assert_eq!(file["component"]["grants_in_force"]["http"], serde_json::json!([]));
    assert!(file["component"]["not_granted"][0]["risk"].is_string(), "{file}");
}

#[test]
fn inspect_runs_nothing_of_an_executable_and_says_what_cannot_be_enforced() {
    let world = World::empty();
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
    let file = format!(".plugins/optimus-evil_{}_{arch}", std::env::consts::OS);
    let path = world.write(&file, "#!/bin/sh\ntouch was-run\n");
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    world.write("open.yaml", "plugins: {evil: {process: {profile: open}}}\n");
    let out = world.run(&["plugin", "inspect", "evil", "--policy", "open.yaml"]).ended(0).out();
    assert!(out.contains("not confined") && out.contains("profile = open"), "{out}");
    assert!(!world.path().join("was-run").exists());
}

#[test]
fn a_policy_with_mistakes_is_refused_with_the_place_of_each() {
    let world = World::with(&[("neo", NEO)]);
    world.write("policy.yaml", "plugins:\n  neo:\n    limts: {}\n    limits: {time: soon}\n");
    let ran = world.run(&["plugin", "list", "--policy", "policy.yaml"]).ended(2);
    let err = ran.err();
    for part in ["P0501", "limts", "`limits`", "policy.yaml:3", "policy.yaml:4"] {
        assert!(err.contains(part), "{part}\n{err}");
    }
    assert_eq!(ran.out(), "");
}

#[test]
fn a_plugin_whose_digest_the_policy_does_not_name_is_not_served() {
    let world = World::with(&[("neo", NEO)]);
    world.write("policy.yaml", format!("plugins: {{neo: {{digest: \"sha256:{}\"}}}}\n", "0".repeat(64)));
    let out = world.run(&["plugin", "list", "--policy", "policy.yaml"]).ended(0).out();
    assert!(out.contains("P0509"), "{out}");
}

#[test]
fn a_plugin_that_passes_a_limit_while_it_is_loaded_is_shown_with_the_line_that_sets_it() {
    let world = World::empty();
    let text = "(module\n  (;prelude;)\n  (func (export \"_initialize\") (loop $again (br $again))))";
    let guest = GuestText::new(text).component().unwrap();
    world.write(".plugins/optimus-plugin-guest.wasm", guest);
    world.write("policy.yaml", "plugins:\n  guest:\n    limits: {time: 50ms}\n");
    let err = world.run(&["plugin", "info", "guest", "--policy", "policy.yaml"]).ended(1).err();
    for part in ["P0105", "P0412", "time = 50ms", "`plugins.guest.limits.time` in policy.yaml"] {
        assert!(err.contains(part), "{part}\n{err}");
    }
}

#[test]
fn limits_lists_every_limit_with_the_attempt_that_proves_it() {
    let ran = World::empty().run(&["plugin", "limits", "--json"]).ended(0);
    let json = ran.json();
    let limits = json["limits"].as_array().unwrap();
    assert!(limits.iter().any(|row| row["limit"] == "limits.memory" && row["kind"] == "wasm"), "{json}");
    assert!(limits.iter().all(|row| row["attempt"].is_string()));
}
