//! The program with plugins of every kind: what it prints, where, and with which exit code.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    built,
    kinds::{Kind, process_name},
};

/// A directory of plugins, and the program.
struct Program {
    plugins: TempDir,
}

impl Program {
    fn with(files: &[(String, PathBuf)]) -> Self {
        let plugins = tempfile::tempdir().unwrap();
        for (name, file) in files {
            std::fs::copy(file, plugins.path().join(name)).unwrap();
        }
        Self { plugins }
    }

    fn neo(kind: Kind) -> Self {
        Self::with(&[(kind.file_name("neo"), kind.neo())])
    }

    fn component(name: &str) -> Self {
        Self::with(&[(Kind::Wasm.file_name(name), built::wasm(name))])
    }

    fn run_in(&self, folder: &Path, arguments: &[&str], input: &str) -> Output {
        let mut command = Command::new(optimus());
        command.arg("--plugin-dir").arg(self.plugins.path()).args(arguments).current_dir(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that refuses its arguments does not read.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    fn run(&self, arguments: &[&str], input: &str) -> Output {
        self.run_in(self.plugins.path(), arguments, input)
    }

    fn call(&self, plugin: &str, call: &str, input: &Value) -> Output {
        self.run(&["plugin", "call", plugin, call, "--input", "-"], &input.to_string())
    }
}

/// The program that this test run built.
pub(crate) fn optimus() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let path = test.parent().and_then(Path::parent).unwrap().join("optimus");
    assert!(path.exists(), "{} is not built: cargo build -p optimus", path.display());
    path
}

fn stdout(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const KINDS: [Kind; 3] = [Kind::Wasm, Kind::Process, Kind::Yaml];

#[test]
fn the_answer_of_a_call_is_the_same_json_from_every_kind() {
    let request = json!({"answers": [
        {"question": {"name": "RANGE_START"}, "value": "a"}, {"question": {"name": "RANGE_END"}, "value": "b"},
    ]});
    let config =
        json!({"config": [{"name": "RANGE_START", "value": "a"}, {"name": "RANGE_END", "value": "b"}]});
    for kind in KINDS {
        let output = Program::neo(kind).call("neo", "default-config", &request);
        assert_eq!(stdout(&output), config, "{kind:?}");
    }
}

#[test]
fn a_rejected_answer_is_exit_code_1_without_a_code() {
    let request = json!({"answer": {"question": {"name": "RANGE_START"}, "value": ""}});
    for kind in KINDS {
        let output = Program::neo(kind).call("neo", "validate-question", &request);
        assert_eq!(output.status.code(), Some(1), "{kind:?}");
        assert_eq!(stdout(&output)["success"], false, "{kind:?}");
        assert!(stderr(&output).contains("(said by neo)"), "{kind:?}: {}", stderr(&output));
        assert!(!stderr(&output).contains("[P"), "{kind:?}: {}", stderr(&output));
    }
}

#[test]
fn a_plugin_that_panics_is_exit_code_3_with_its_words_and_its_function() {
    let output = Program::component("panics").call("panics", "get-questions", &json!({"job_name": "j"}));
    assert_eq!(output.status.code(), Some(3));
    let told = stderr(&output);
    for part in ["P0410", "panics", "get-questions", "no questions for `j`"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(output.stdout.is_empty());
}

#[test]
fn an_unknown_plugin_is_answered_with_the_nearest_name() {
    let output = Program::neo(Kind::Wasm).call("noe", "get-questions", &json!({}));
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("`neo`"), "{}", stderr(&output));
}

#[test]
fn malformed_json_is_exit_code_2_with_its_place() {
    let program = Program::neo(Kind::Wasm);
    let output =
        program.run(&["plugin", "call", "neo", "get-questions", "--input", "-"], "{\n  \"job_name\": ,");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("line 2"), "{}", stderr(&output));
}

#[test]
fn a_list_shows_who_answers_what_and_what_is_not_served() {
    let program = Program::with(&[
        (Kind::Wasm.file_name("neo"), Kind::Wasm.neo()),
        (Kind::Yaml.file_name("neo"), Kind::Yaml.neo()),
        (process_name("broken"), built::source("tests/processes/scripts/garbage.sh")),
    ]);
    let output = program.run(&["--json", "plugin", "list"], "");
    assert!(output.status.success(), "{}", stderr(&output));
    let list = stdout(&output);
    assert_eq!(list["plugins"][0]["kinds"], json!(["wasm", "yaml"]));
    assert_eq!(list["plugins"][0]["answers"]["survey"]["kind"], "yaml");
    assert_eq!(list["not_served"][0]["reason"]["code"], "P0602");
    let strict = program.run(&["plugin", "list", "--strict"], "");
    assert_eq!(strict.status.code(), Some(1));
}

/// The same answers file gives the same job, whatever the kind of the plugin.
#[test]
fn a_job_is_created_alike_from_every_kind() {
    let mut jobs = KINDS.map(|kind| {
        let project = tempfile::tempdir().unwrap();
        let config = "version: 1\nproject:\n  name: p\nnamespaces:\n- name: sky\n  job:\n    path: .\n";
        std::fs::write(project.path().join("optimus.yaml"), config).unwrap();
        let answers = built::source("examples/neo/answers.yaml").canonicalize().unwrap();
        let arguments = ["job", "create", "--answers", answers.to_str().unwrap()];
        let output = Program::neo(kind).run_in(project.path(), &arguments, "");
        assert!(output.status.success(), "{kind:?}: {}", stderr(&output));
        std::fs::read_to_string(project.path().join("is_last_day_on_earth/job.yaml")).unwrap()
    });
    jobs.sort();
    assert_eq!(jobs[0], jobs[2]);
    assert!(jobs[0].contains("    RANGE_START: '{{.DSTART}}'\n"), "{}", jobs[0]);
}

#[test]
fn bq2bq_splits_a_window_of_two_days_and_resolves_what_its_query_reads() {
    let program = Program::component("bq2bq");
    let entry = |name: &str, value: &str| json!({"name": name, "value": value});
    let config = json!([
        entry("PROJECT", "p"),
        entry("DATASET", "d"),
        entry("TABLE", "t"),
        entry("LOAD_METHOD", "REPLACE"),
    ]);
    let query = "select * from `p.d.a`, `p.d.t` where day = '{{.DSTART | Date}}'";
    let assets = json!([entry("query.sql", query)]);
    let compiled = program.call(
        "bq2bq",
        "compile-assets",
        &json!({
            "configs": config, "assets": assets,
            "start_time": "2026-01-01T00:00:00Z", "end_time": "2026-01-03T00:00:00Z",
        }),
    );
    let text = stdout(&compiled)["assets"][0]["value"].as_str().unwrap().to_owned();
    assert_eq!(text.matches("optimus-break-marker").count(), 1, "{text}");
    assert!(text.contains("day = '2026-01-01'") && text.contains("day = '2026-01-02'"), "{text}");
    let request = json!({"config": config, "assets": assets});
    let destination = stdout(&program.call("bq2bq", "generate-destination", &request));
    assert_eq!(destination, json!({"destination": "p:d.t", "destination_type": "bigquery"}));
    let dependencies = stdout(&program.call("bq2bq", "generate-dependencies", &request));
    assert_eq!(dependencies, json!({"dependencies": ["bigquery://p:d.a"]}));
}
