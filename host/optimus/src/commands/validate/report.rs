use std::fmt::Write as _;

use optimus_plugin_api::{Error, Severity};
use optimus_plugin_host::Checked;
use serde_json::{Value, json};

use super::Findings;
use crate::{
    failure::Outcome,
    ui::{Ui, diagnostics_json, plural, relative},
};

/// Upstream's last lines, to the letter: scripts look for them.
const FILE_IS_GOOD: &str = "validation complete !";
const DIRECTORY_IS_GOOD: &str = "validation success !";
const DIRECTORY_IS_BAD: &str = "error: validation errors in yaml file(s) :: ";
const FILE_IS_BAD: &str = "🔥 unable to complete request successfully";

/// Mistakes to stderr, the verdict to stdout.
pub(super) fn print(ui: Ui, findings: &Findings) -> Outcome {
    findings.checked.iter().for_each(|file| say(ui, file));
    if ui.json {
        return ui.print_json(&as_json(findings));
    }
    for (path, why) in &findings.passed_over {
        ui.say(&format!("{} was not looked at: {why}", relative(path)));
    }
    let upstream = upstream(findings);
    upstream.stderr.iter().for_each(|line| ui.say(line));
    let lines: Vec<String> =
        [summary(findings)].into_iter().chain(upstream.stdout.map(str::to_owned)).collect();
    ui.print(&lines.join("\n"))
}

fn say(ui: Ui, file: &Checked) {
    match &file.verdict {
        Ok(warnings) if warnings.is_empty() => {}
        Ok(warnings) => ui.say(&ui.diagnostics(warnings)),
        Err(error) => ui.say(&ui.error_text(error)),
    }
}

/// The lines by which upstream's program told its verdict.
struct Upstream {
    stdout: Option<&'static str>,
    stderr: Option<String>,
}

fn upstream(findings: &Findings) -> Upstream {
    let bad: Vec<String> = findings
        .checked
        .iter()
        .filter(|file| file.verdict.is_err())
        .map(|file| relative(&file.path))
        .collect();
    match (findings.is_directory, bad.is_empty()) {
        (true, true) => Upstream { stdout: Some(DIRECTORY_IS_GOOD), stderr: None },
        (false, true) => Upstream { stdout: Some(FILE_IS_GOOD), stderr: None },
        (true, false) => {
            Upstream { stdout: None, stderr: Some(format!("{DIRECTORY_IS_BAD}\n{}", bad.join("\n"))) }
        }
        (false, false) => Upstream { stdout: Some(FILE_IS_BAD), stderr: None },
    }
}

/// `3 plugins looked at: 2 good, 1 with 2 errors; 1 warning`.
fn summary(findings: &Findings) -> String {
    let bad: Vec<usize> = findings.bad().map(mistakes).collect();
    let good = findings.checked.len() - bad.len();
    let verdict = match (good, bad.len()) {
        (0, 0) => return "No plugin files found".to_owned(),
        (_, 0) => format!("{good} good"),
        (0, _) => format!("{} with {}", bad.len(), plural(bad.iter().sum(), "error")),
        _ => format!("{good} good, {} with {}", bad.len(), plural(bad.iter().sum(), "error")),
    };
    let mut text = format!("{} looked at: {verdict}", plural(findings.checked.len(), "plugin"));
    if findings.warnings() > 0 {
        let _ = write!(text, "; {}", plural(findings.warnings(), "warning"));
    }
    text
}

fn mistakes(error: &Error) -> usize {
    let list = error.diagnostics().map_or(&[][..], |found| found.list.as_slice());
    list.iter().filter(|found| found.severity == Severity::Error).count().max(1)
}

fn as_json(findings: &Findings) -> Value {
    let bad = findings.bad().count();
    let passed_over = findings.passed_over.iter();
    json!({
        "path": findings.path.display().to_string(),
        "good": findings.checked.len() - bad,
        "bad": bad,
        "warnings": findings.warnings(),
        "files": findings.checked.iter().map(file_json).collect::<Vec<_>>(),
        "passed_over": passed_over
            .map(|(path, why)| json!({"path": path.display().to_string(), "reason": why}))
            .collect::<Vec<_>>(),
    })
}

fn file_json(file: &Checked) -> Value {
    json!({
        "path": file.path.display().to_string(),
        "kind": file.kind.as_str(),
        "valid": file.verdict.is_ok(),
        "diagnostics": match &file.verdict {
            Ok(warnings) => diagnostics_json(warnings),
            Err(error) => mistakes_json(error),
        },
    })
}

/// An error without places is one mistake of the file as a whole.
fn mistakes_json(error: &Error) -> Value {
    match error.diagnostics() {
        Some(found) if !found.is_empty() => diagnostics_json(found),
        _ => json!([{
            "code": error.code().to_string(), "severity": "error", "message": error.message(),
            "labels": [], "help": error.help(),
        }]),
    }
}
