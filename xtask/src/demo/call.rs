//! Running the program the way a script would: JSON out, JSON log on stderr.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The built program with a directory of plugins.
pub(super) struct Program {
    pub(super) path: PathBuf,
    pub(super) plugins: PathBuf,
    /// Where it is run.
    pub(super) folder: PathBuf,
}

/// What one run gave.
pub(super) struct Answer {
    pub(super) value: Value,
    /// Who answered, in the program's words.
    pub(super) by: String,
    /// As the program measured the call, or where it does not say, the whole process.
    pub(super) took: String,
}

impl Program {
    /// Runs it for a person to read: its output goes where ours goes.
    pub(super) fn show(&self, arguments: &[&str]) -> Result<()> {
        let typed = format!("optimus --plugin-dir {} {}", super::shown(&self.plugins), arguments.join(" "));
        println!("\n$ {typed}");
        let mut command = self.command(arguments);
        // Paths in what it prints are then those of the line above.
        command.current_dir(crate::workspace::root());
        let status = command.status().context("starting the program")?;
        if status.success() { Ok(()) } else { bail!("`{typed}` ended with {status}") }
    }

    /// Runs it for its JSON. A refusal (exit code 1) is an answer too.
    pub(super) fn ask(&self, arguments: &[&str], input: &Value) -> Result<Answer> {
        let started = Instant::now();
        let mut command = self.command(&["--json", "--verbose", "--log-format", "json"]);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("starting the program")?;
        child.stdin.take().context("it has an input")?.write_all(input.to_string().as_bytes())?;
        let output = child.wait_with_output()?;
        let whole = started.elapsed();
        let log = String::from_utf8_lossy(&output.stderr);
        if !matches!(output.status.code(), Some(0 | 1)) {
            bail!("{arguments:?} ended with {}: {log}", output.status);
        }
        let value = serde_json::from_slice(&output.stdout).with_context(|| log.clone().into_owned())?;
        Ok(answer(value, &log, whole))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.arg("--plugin-dir").arg(&self.plugins).args(arguments).current_dir(&self.folder);
        command
    }
}

/// Reads who answered, and how long it took, from the log.
fn answer(value: Value, log: &str, whole: Duration) -> Answer {
    let mut lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let said = lines.rfind(|line| line["message"] == "answered").unwrap_or_default();
    let text = |field: &str| said[field].as_str().map(str::to_owned);
    Answer {
        value,
        by: text("by").unwrap_or_default(),
        took: text("took").unwrap_or_else(|| format!("{:.0}ms", whole.as_secs_f64() * 1e3)),
    }
}

/// Writes a file, with the folders above it.
pub(super) fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text).with_context(|| path.display().to_string())
}
