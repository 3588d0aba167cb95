//! The real yaml.v2.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

/// What it says of each file: `{"spec": …}` or `{"error": …}`.
pub(super) fn answers(files: &[String]) -> Vec<Value> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/fixtures/process/oracle");
    assert!(program.exists(), "{} is missing: run `cargo xtask fixtures`", program.display());
    let mut child =
        Command::new(program).arg("yaml").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let asked: String = files.iter().map(|file| hexadecimal(file) + "\n").collect();
    let asking = std::thread::spawn(move || stdin.write_all(asked.as_bytes()));
    let output = child.wait_with_output().unwrap();
    asking.join().unwrap().unwrap();
    let answers = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let answers: Vec<Value> = answers.map(|line| serde_json::from_slice(line).unwrap()).collect();
    assert_eq!(answers.len(), files.len(), "one answer for each file");
    answers
}

fn hexadecimal(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").unwrap();
        out
    })
}
