//! What holds for every command.

use std::process::Stdio;

use crate::world::{NEO, World};

#[test]
fn wrong_usage_ends_with_2_and_says_on_stderr_what_can_be_typed() {
    let world = World::empty();
    for args in [&["plugin", "explode"][..], &["plugin", "call"], &["--color", "pink", "version"], &[]] {
        let ran = world.run(args).ended(2);
        assert!(ran.out().is_empty() && ran.err().contains("--help"), "{args:?}: {}", ran.err());
    }
}

#[test]
fn wrong_usage_is_an_object_on_stdout_too_where_json_is_wanted() {
    let world = World::empty();
    for (args, message) in [
        (&["--json", "plugin", "call"][..], "required arguments were not provided: <NAME> <CALL>"),
        (&["plugin", "lst", "--json"], "unrecognized subcommand 'lst'"),
        (
            &["--color", "pink", "version", "--json"],
            "invalid value 'pink' for '--color <WHEN>' [possible values:",
        ),
        (&["--json"], "requires a subcommand but one was not provided"),
        (&["--json", "plugin"], "a command is missing"),
    ] {
        let ran = world.run(args).ended(2);
        let error = &ran.json()["error"];
        assert!(error["message"].as_str().unwrap().contains(message), "{args:?}: {error}");
        assert_eq!(
            (&error["class"], &error["code"]),
            (&"usage".into(), &serde_json::Value::Null),
            "{args:?}"
        );
        assert!(ran.err().contains("--help"), "{args:?}: {}", ran.err());
    }
    let tip = &world.run(&["--json", "plugin", "lst"]).ended(2).json()["error"]["help"];
    assert!(tip.as_str().unwrap().contains("'list'"), "{tip}");
    let named = world.run(&["plugin", "info", "a", "--", "--json"]).ended(2);
    assert_eq!(named.out(), "", "behind `--` it is no option");
}

#[test]
fn what_was_typed_cannot_act_upon_the_terminal_when_it_is_shown_again() {
    let world = World::empty();
    let hostile = "x\u{1b}[2J\u{202e}";
    for args in [
        &[hostile][..],
        &["plugin", "list", hostile],
        &["--color", hostile, "version"],
        &["--plugin-dir", hostile, "version"],
        &["plugin", "info", hostile],
        &["plugin", "call", "neo", hostile],
        &["plugin", "call", "neo", "plugin-info", "--input", hostile],
        &["plugin", "validate", "--path", hostile],
        &["plugin", "build", hostile],
        &["plugin", "wish", hostile],
        &["job", "create", "--answers", hostile],
        &["explain", hostile],
    ] {
        let ran = world.run(args);
        assert!(ran.code() == 1 || ran.code() == 2, "{args:?}: {}", ran.code());
        assert!(!ran.err().contains(['\u{1b}', '\u{202e}']), "{args:?}: {:?}", ran.err());
        assert!(ran.err().contains("x\\u{1b}[2J\\u{202e}"), "{args:?}: {}", ran.err());
    }
}

#[test]
fn help_is_a_result_and_ends_with_the_exit_codes() {
    for args in [&["--help"][..], &["plugin", "call", "--help"], &["job", "create", "-h"]] {
        let ran = World::empty().run(args).ended(0);
        assert!(ran.out().contains("130  interrupted") && ran.err().is_empty(), "{args:?}: {}", ran.out());
    }
}

#[test]
fn a_code_is_explained_with_what_to_do() {
    let ran = World::empty().run(&["explain", "p0412"]).ended(0);
    assert!(ran.out().starts_with("P0412: stopped by its time limit\n"), "{}", ran.out());
    assert!(ran.out().contains("What to do"));
    assert_eq!(World::empty().run(&["explain", "P0412", "--json"]).ended(0).json()["exit_code"], 3);
}

#[test]
fn explain_without_a_code_lists_all_of_them() {
    let world = World::empty();
    let listed = world.run(&["explain"]).ended(0).out().lines().count();
    let json = world.run(&["explain", "--json"]).ended(0).json();
    assert!(listed > 50);
    assert_eq!(json["codes"].as_array().unwrap().len(), listed - 1);
}

#[test]
fn an_unknown_code_is_wrong_usage_with_a_code_of_its_own() {
    let ran = World::empty().run(&["explain", "P9999", "--json"]).ended(2);
    assert_eq!(ran.json()["error"]["code"], "P0903");
    assert!(ran.err().starts_with("error[P0903]: "), "{}", ran.err());
}

#[test]
fn every_shell_gets_a_completion_script() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = World::empty().run(&["completion", shell]).ended(0).out();
        assert!(script.contains("optimus") && script.contains("validate"), "{shell}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let world = World::empty();
    for args in [&["explain"][..], &["--help"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = world.command(args).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let output = output.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{args:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_result_that_cannot_be_printed_is_a_failure_of_the_other_side() {
    let world = World::empty();
    for args in [&["explain"][..], &["--help"], &["plugin", "call", "-h"], &["--version"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = world.command(args).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
        let output = output.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(5), "{args:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("error[P0708]"), "{args:?}: {output:?}");
    }
}

#[test]
fn pipes_get_no_colours_unless_they_are_asked_for() {
    let world = World::with(&[("neo", NEO)]);
    assert!(!world.run(&["plugin", "call", "nope", "plugin-info"]).err().contains('\u{1b}'));
    assert!(
        world.run(&["--color", "always", "plugin", "call", "nope", "plugin-info"]).err().contains('\u{1b}')
    );
}

#[test]
fn log_lines_are_json_when_asked_for() {
    let world = World::with(&[("neo", NEO)]);
    let ran = world.run(&["-v", "--log-format", "json", "plugin", "call", "neo", "plugin-info"]).ended(0);
    let lines: Vec<serde_json::Value> = ran
        .err()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect();
    assert!(lines.iter().any(|line| line["plugin"] == "neo" && line["call"] == "plugin-info"), "{lines:?}");
}

#[test]
fn a_filter_of_the_log_that_cannot_be_read_is_a_warning() {
    let world = World::with(&[("neo", NEO)]);
    let told = |filter: &str| {
        let output = world.command(&["plugin", "list"]).env("OPTIMUS_LOG", filter).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(told("===").starts_with("warning: OPTIMUS_LOG is not minded"), "{}", told("==="));
    assert_eq!(told(""), "");
    assert!(told("optimus_plugin_host=info").contains("plugins are loaded"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_current_directory_that_is_gone_is_no_wrong_usage() {
    let (world, gone) = (World::empty(), tempfile::tempdir().unwrap());
    let answers = world.write("answers.yaml", "{}");
    let program = world.command(&["--json", "job", "create", "--answers", answers.to_str().unwrap()]);
    let script = format!("rmdir '{}'; exec \"$0\" \"$@\"", gone.path().display());
    let mut shell = std::process::Command::new("sh");
    // The folder of plugins is left out: it is named from the current directory.
    shell.args(["-c", &script]).arg(program.get_program()).args(program.get_args().skip(2));
    let output = shell.current_dir(gone.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.starts_with("error: the current directory cannot be looked up\n  cause  "), "{told}");
}
