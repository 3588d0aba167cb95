//! What plugins say reaches the terminal harmless, and what callers say reaches no log and no error.

use optimus_plugin_build::GuestText;

use crate::world::{NEO, Ran, World};

/// Moves the cursor, ends the line, turns the text around, hides text.
const HOSTILE: &str = "\"x\\e[2J\\r\\nforged: line\\0\\x9b1m\\u202e\\u2066\\u061c\\U000e0041y\"";
/// None of these may be printed.
const ACTS: [char; 9] =
    ['\u{1b}', '\r', '\0', '\u{9b}', '\u{202e}', '\u{2066}', '\u{61c}', '\u{e0041}', '\u{7}'];

/// Logs a hostile line and rejects with it.
const SAYS: &str = r#"
;; exports: cli
;; mods: cli
(module
  (import "optimus:plugin/logging@0.1.0" "log" (func $log (param i32 i32 i32)))
  (;prelude;)
  (data (i32.const 8192) "x\1b[2J\0d\0aforged: line\00\e2\80\ae\07y")
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (call $log (i32.const 4) (i32.const 8192) (i32.const 26))
    (i32.store8 (i32.const 4104) (i32.const 1))
    (i32.store (i32.const 4108) (i32.const 8192))
    (i32.store (i32.const 4112) (i32.const 26))
    (i32.const 4096))
)"#;

/// Traps with what it was given in its memory.
const TRAPS: &str = r#"
;; exports: cli asset-compiler dependency-resolver
;; mods: cli dependencyresolver
(module
  (;prelude;)
)"#;

fn component(world: &World, name: &str, text: &str) {
    let component = GuestText::new(text).component().unwrap();
    world.write(&format!(".plugins/optimus-plugin-{name}.wasm"), component);
}

fn is_harmless(what: &str, ran: &Ran) {
    for text in [ran.out(), ran.err()] {
        assert!(!text.contains(ACTS), "{what}: {text:?}");
        assert!(!text.lines().any(|line| line.trim_start().starts_with("forged")), "{what}: {text:?}");
    }
}

#[test]
fn w17_whatever_a_yaml_says_of_itself_and_asks_stays_where_it_is_shown() {
    let questions = format!(
        "- name: RANGE_START\n  prompt: {HOSTILE}\n  help: {HOSTILE}\n  default: {HOSTILE}\n  regexp: '^z$'\n  \
         validationerror: {HOSTILE}\n  multiselect: [{HOSTILE}, b]\n"
    );
    let text = NEO.replace("Near earth object tracker", HOSTILE).replace("/tmp/.secrets", HOSTILE);
    let text = text.replace("questions:\n", &format!("questions:\n{questions}")).replacen(
        "- name: RANGE_START\n  prompt: Date",
        "- name: OTHER\n  prompt: Date",
        1,
    );
    let world =
        World::with(&[("neo", &text), ("bad", &format!("name: bad\nplugintype: {HOSTILE}\n{HOSTILE}: 1\n"))]);
    world.write(
        "optimus.yaml",
        "version: 1\nproject:\n  name: p\nnamespaces:\n- name: team\n  job:\n    path: jobs\n",
    );
    world.write(
        "answers.yaml",
        "job:\n  directory: d\n  name: n\n  task: neo\nanswers:\n  RANGE_START: nope\n",
    );
    let answer = format!(
        "{{\"answer\": {{\"question\": {{\"name\": \"Q\", \"regexp\": \"^z$\", \"validation_error\": {}}}, \"value\": \"a\"}}}}",
        r#""x\u001b[2J\r\nforged: line\u0000\u202ey""#
    );
    world.write("answer.json", answer);
    for args in [
        &["version"][..],
        &["plugin", "list"],
        &["plugin", "list", "--json"],
        &["plugin", "info", "neo"],
        &["plugin", "info", "bad"],
        &["plugin", "info", "neo", "--json"],
        &["plugin", "validate", "--path", ".plugins"],
        &["plugin", "call", "neo", "plugin-info"],
        &["plugin", "call", "neo", "get-questions"],
        &["plugin", "call", "neo", "validate-question", "--input", "answer.json"],
        &["job", "create", "--answers", "answers.yaml"],
        &["job", "create", "--answers", "answers.yaml", "--json"],
    ] {
        for verbose in [&[][..], &["-vv"], &["-vv", "--log-format", "json"]] {
            let args = [args, verbose].concat();
            is_harmless(&args.join(" "), &world.run(&args));
        }
    }
}

#[test]
fn w17_what_a_component_logs_and_rejects_with_stays_in_its_line() {
    let world = World::empty();
    component(&world, "guest", SAYS);
    for format in ["text", "json"] {
        let args = ["-vv", "--log-format", format, "plugin", "call", "guest", "validate-question"];
        let ran = world.run(&args).ended(1);
        is_harmless(format, &ran);
        assert!(ran.err().contains("forged: line"), "it was told: {}", ran.err());
    }
}

#[test]
fn values_of_configuration_and_answers_are_in_no_log_and_no_error() {
    const CANARY: &str = "cAnArY-7351";
    let world = World::with(&[("neo", NEO)]);
    component(&world, "guest", TRAPS);
    let entry = format!("{{\"name\": \"KEY\", \"value\": \"{CANARY}\"}}");
    let asset = format!("{{\"name\": \"q.sql\", \"value\": \"{CANARY}\"}}");
    let project = format!("{{\"name\": \"p\", \"config\": [{entry}]}}");
    let answer = format!("{{\"question\": {{\"name\": \"Q\"}}, \"value\": \"{CANARY}\"}}");
    let resolve = format!("{{\"config\": [{entry}], \"assets\": [{asset}], \"project\": {project}}}");
    let calls = [
        ("get-questions", format!("{{\"job_name\": \"{CANARY}\"}}")),
        ("validate-question", format!("{{\"answer\": {answer}}}")),
        ("default-config", format!("{{\"answers\": [{answer}]}}")),
        ("default-assets", format!("{{\"answers\": [{answer}]}}")),
        ("compile-assets", format!("{{\"configs\": [{entry}], \"assets\": [{asset}]}}")),
        ("generate-destination", resolve.clone()),
        ("generate-dependencies", resolve),
    ];
    for plugin in ["neo", "guest"] {
        for (call, input) in &calls {
            let broken = [
                input.clone(),
                input.replacen('}', "", 1),
                input.replace(&format!("\"{CANARY}\""), &format!("[\"{CANARY}\"]")),
                input.replace(['[', ']'], ""),
                format!("\"{CANARY}\""),
                format!("{{\"config\": \"{CANARY}\", \"answers\": \"{CANARY}\", \"answer\": \"{CANARY}\"}}"),
            ];
            for input in broken {
                world.write("input.json", &input);
                for format in ["text", "json"] {
                    let args = ["-vv", "--log-format", format, "--backtrace", "plugin", "call", plugin, call];
                    let ran = world.run(&[&args[..], &["--input", "input.json"]].concat());
                    assert!(!ran.err().contains(CANARY), "{plugin} {call} {input}: {}", ran.err());
                }
                let ran = world.run(&["--json", "plugin", "call", plugin, call, "--input", "input.json"]);
                assert!(
                    ran.code() == 0 || !ran.out().contains(CANARY),
                    "{plugin} {call} {input}: {}",
                    ran.out()
                );
            }
        }
    }
}
