//! Running other programs, visibly.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

/// A program and its arguments, run from the root of the checkout.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(crate::workspace::root());
    command
}

/// Cargo, the one that runs us.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()), arguments)
}

/// Says what is run on stderr, runs it, and fails if it fails.
pub(crate) fn run(mut command: Command) -> Result<()> {
    let line = shown(&command);
    eprintln!("\u{2023} {line}");
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    if status.success() { Ok(()) } else { bail!("`{line}` failed ({status})") }
}

/// Runs it and gives back what it printed on stdout.
pub(crate) fn output(mut command: Command) -> Result<String> {
    let line = shown(&command);
    let output = command.stderr(std::process::Stdio::inherit()).output();
    let output = output.with_context(|| format!("cannot start `{line}`"))?;
    if !output.status.success() {
        bail!("`{line}` failed ({})", output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn shown(command: &Command) -> String {
    let name = |text: &std::ffi::OsStr| text.to_string_lossy().into_owned();
    let program = Path::new(command.get_program()).file_name().map_or_else(String::new, name);
    command.get_args().map(name).fold(program, |line, argument| line + " " + &argument)
}
