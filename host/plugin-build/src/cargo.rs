//! Running cargo so that the result does not depend on how the author's machine is set up.

use std::{
    ffi::{OsStr, OsString},
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{ChildStdout, Command, Stdio},
};

use optimus_plugin_api::Error;
use serde::Deserialize;

use crate::{
    BuildOptions, TARGET, error,
    package::{Package, in_target_dir},
};

/// Stack of a guest, in bytes. Rust's default of 1 MiB makes every instance 16 pages larger; 64 KiB is enough for parsers that
/// bound their depth. Beyond it the guest traps, and the host says that it was the stack.
const STACK_BYTES: usize = 64 * 1024;

/// The longest line of cargo's messages that is kept, in bytes; a compiler message can be long, an endless one is cut.
const MAX_LINE_BYTES: u64 = 4 * 1024 * 1024;

/// Cargo's profile for plugins: the author's own release profile, made lean. `strip = debuginfo` keeps the names of functions,
/// which the host needs for backtraces.
const PROFILE: [&str; 5] = [
    "profile.optimus-plugin.inherits=\"release\"",
    "profile.optimus-plugin.strip=\"debuginfo\"",
    "profile.optimus-plugin.lto=true",
    "profile.optimus-plugin.codegen-units=1",
    "profile.optimus-plugin.panic=\"abort\"",
];

/// Cargo as its caller has chosen it, working in the crate's folder, where its configuration is looked for.
pub(crate) fn command(manifest: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(manifest.parent().unwrap_or(Path::new("."))).stdin(Stdio::null());
    command
}

/// Compiles the crate and gives back the module's path.
pub(crate) fn compile(
    options: &BuildOptions,
    package: &Package,
    progress: &mut dyn FnMut(&str),
) -> Result<PathBuf, Error> {
    check_target(package)?;
    let mut child = invocation(options, package)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|cause| error::no_cargo(&package.plugin, cause))?;
    let messages = child.stdout.take();
    // Both pipes are read at once, so that neither can fill up and block the child.
    let artifact = std::thread::scope(|scope| {
        let found = scope.spawn(|| messages.and_then(|stdout| artifact(stdout, &package.id)));
        if let Some(stderr) = child.stderr.take() {
            relay(stderr, progress);
        }
        found.join().ok().flatten()
    });
    let status = child.wait().map_err(|cause| error::no_cargo(&package.plugin, cause))?;
    if !status.success() {
        return Err(error::cargo_failed(&package.plugin, status));
    }
    artifact.ok_or_else(|| error::not_a_library(&package.plugin, &package.manifest))
}

fn invocation(options: &BuildOptions, package: &Package) -> Command {
    let mut command = command(&package.manifest);
    command.args(["build", "--lib", "--target", TARGET, "--profile", "optimus-plugin", "--manifest-path"]);
    command.arg(&package.manifest).arg("--message-format=json-render-diagnostics");
    for setting in PROFILE {
        command.args(["--config", setting]);
    }
    if options.offline {
        command.arg("--offline");
    }
    // It overrides RUSTFLAGS and every configuration file, wherever they come from.
    command.env("CARGO_ENCODED_RUSTFLAGS", rust_flags(package)).env_remove("RUSTFLAGS");
    command.env_remove("CARGO_BUILD_TARGET");
    in_target_dir(&mut command, options);
    command
}

/// Compiler flags, separated as cargo wants them. Vector instructions are on, because every engine has them and searching a
/// query of megabytes takes less than half the time. Paths are remapped because panic messages contain them: a component should
/// neither tell the author's folders nor differ between two of them. All members of a workspace get the same flags, since
/// cargo compiles what they share anew whenever flags change.
fn rust_flags(package: &Package) -> OsString {
    let mut flags =
        OsString::from(format!("-Ctarget-feature=+simd128\u{1f}-Clink-arg=-zstack-size={STACK_BYTES}"));
    let mut remap = |from: &OsStr, to: &str| {
        flags.push("\u{1f}--remap-path-prefix=");
        flags.push(from);
        flags.push("=");
        flags.push(to);
    };
    if let Some(home) = cargo_home() {
        remap(home.join("registry/src").as_os_str(), "registry");
    }
    for (folder, name) in &package.locals {
        remap(folder.as_os_str(), name);
    }
    // The last that fits counts, so this is stronger.
    remap(package.workspace.as_os_str(), "");
    flags
}

fn cargo_home() -> Option<PathBuf> {
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}

/// A missing standard library is a page of errors from the compiler; asking first gives one sentence.
fn check_target(package: &Package) -> Result<(), Error> {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.current_dir(package.manifest.parent().unwrap_or(Path::new(".")));
    if has_target(&mut rustc) { Ok(()) } else { Err(error::no_target(&package.plugin)) }
}

/// Whether this compiler has a standard library for the target. One that cannot be asked is taken to have it: cargo will find
/// it, or say what it misses.
fn has_target(rustc: &mut Command) -> bool {
    let Ok(output) = rustc.args(["--print", "target-libdir", "--target", TARGET]).output() else {
        return true;
    };
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    std::fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some())
}

/// Hands on what cargo says to people, a line at a time.
fn relay(stderr: impl Read, progress: &mut dyn FnMut(&str)) {
    let mut lines = BufReader::new(stderr);
    let mut line = Vec::new();
    while matches!(lines.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line), Ok(1..)) {
        progress(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']));
        line.clear();
    }
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    package_id: String,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

/// The module among the messages that cargo writes for programs.
fn artifact(stdout: ChildStdout, package: &str) -> Option<PathBuf> {
    let mut messages = BufReader::new(stdout);
    let (mut line, mut found) = (Vec::new(), None);
    while matches!(messages.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line), Ok(1..)) {
        if let Ok(message) = serde_json::from_slice::<Message>(&line)
            && message.reason == "compiler-artifact"
            && message.package_id == package
        {
            found = module(message.filenames).or(found);
        }
        line.clear();
    }
    found
}

fn module(files: Vec<PathBuf>) -> Option<PathBuf> {
    files.into_iter().find(|file| file.extension().is_some_and(|extension| extension == "wasm"))
}

#[cfg(test)]
mod tests {
    use optimus_plugin_api::Code;

    use super::*;

    /// A compiler that says where its library would be.
    fn compiler(folder: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("echo '{folder}'")]);
        shell
    }

    #[test]
    fn a_target_without_library_is_noticed_before_the_compiler_runs() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_target(&mut compiler("/nowhere/lib")));
        assert!(!has_target(&mut compiler(&folder.path().display().to_string())), "an empty folder");
        std::fs::write(folder.path().join("libstd.rlib"), "").unwrap();
        assert!(has_target(&mut compiler(&folder.path().display().to_string())));
    }

    #[test]
    fn the_error_says_how_to_install_the_target() {
        let error = error::no_target("neo");
        assert_eq!(error.code(), Code::TOOL_MISSING);
        assert_eq!(error.help(), Some("rustup target add wasm32-unknown-unknown"));
    }
}
