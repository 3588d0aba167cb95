//! Go's own `regexp`.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use super::patterns::Case;

/// What it says of each pattern: whether it matches each value, or why it is none.
pub(super) fn answers(cases: &[Case]) -> Vec<Result<Vec<bool>, String>> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/fixtures/process/oracle");
    assert!(program.exists(), "{} is missing: run `cargo xtask fixtures`", program.display());
    let mut child =
        Command::new(program).arg("patterns").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let question =
        |(pattern, values): &Case| json!({"pattern": pattern, "values": values}).to_string() + "\n";
    let asked: String = cases.iter().map(question).collect();
    let asking = std::thread::spawn(move || stdin.write_all(asked.as_bytes()));
    let output = child.wait_with_output().unwrap();
    asking.join().unwrap().unwrap();
    let answers = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let answers: Vec<_> = answers.map(|line| answer(&serde_json::from_slice(line).unwrap())).collect();
    assert_eq!(answers.len(), cases.len(), "one answer for each pattern");
    answers
}

fn answer(line: &Value) -> Result<Vec<bool>, String> {
    match line["matches"].as_array() {
        Some(matches) => Ok(matches.iter().map(|matched| matched.as_bool().unwrap()).collect()),
        None => Err(line["error"].as_str().unwrap().to_owned()),
    }
}
