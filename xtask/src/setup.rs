//! Installing what a fresh machine lacks.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{
    fixtures,
    run::{cargo, command, output, run},
    workspace,
};

const GUEST_TARGET: &str = "wasm32-unknown-unknown";

/// Everything that the other verbs need.
pub(crate) fn everything() -> Result<()> {
    guest_target()?;
    go_modules()?;
    python_packages()
}

/// The standard library for guests.
pub(crate) fn guest_target() -> Result<()> {
    let installed = output(command("rustup", &["target", "list", "--installed"]))
        .with_context(|| format!("rustup is needed to install {GUEST_TARGET}"))?;
    if installed.lines().any(|line| line.trim() == GUEST_TARGET) {
        return Ok(());
    }
    eprintln!("Installing the Rust standard library for {GUEST_TARGET}");
    run(command("rustup", &["target", "add", GUEST_TARGET]))?;
    run(cargo(&["fetch", "--quiet", "--manifest-path", &workspace::guests_manifest().to_string_lossy()]))
}

/// The modules of the Go plugins; kept in Go's own cache.
pub(crate) fn go_modules() -> Result<()> {
    let version = output(command("go", &["version"]));
    let Ok(version) = version else {
        bail!(
            "go is needed to build the go-plugin peers (1.24 or later): install it from your system's packages"
        );
    };
    for (folder, modfile) in fixtures::go_modules() {
        if !is_downloaded(folder, modfile) {
            eprintln!("Downloading the Go modules of {folder}/{modfile} ({})", version.trim());
            run(go(folder, &["mod", "download", "-modfile", modfile]))?;
        }
    }
    Ok(())
}

/// The packages of the Python plugin, in an environment of its own under `target`.
pub(crate) fn python_packages() -> Result<()> {
    let (environment, wanted) = (workspace::python(), workspace::root().join(fixtures::PYTHON_PACKAGES));
    let wanted = std::fs::read_to_string(&wanted).with_context(|| wanted.display().to_string())?;
    let installed = environment.join("installed.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let version = output(command("python3", &["--version"])).context(
        "python3 is needed for the Python plugin (3.10 or later): apt-get install python3 python3-venv",
    )?;
    eprintln!(
        "Installing the packages of the Python plugin into {} ({})",
        environment.display(),
        version.trim()
    );
    run(command("python3", &["-m", "venv", "--clear", &environment.to_string_lossy()]))
        .context("python3 cannot make an environment: apt-get install python3-venv")?;
    let python = environment.join("bin/python3");
    let pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"];
    let packages = ["--only-binary=:all:", "--requirement", fixtures::PYTHON_PACKAGES];
    run(command(&python.to_string_lossy(), &[&pip[..], &packages].concat()))?;
    Ok(std::fs::write(installed, wanted)?)
}

/// Whether a build would find every module without the network.
fn is_downloaded(folder: &str, modfile: &str) -> bool {
    let mut probe = go(folder, &["list", "-deps", "-modfile", modfile, "./..."]);
    probe.env("GOPROXY", "off").stdout(Stdio::null()).stderr(Stdio::null());
    probe.status().is_ok_and(|status| status.success())
}

fn go(folder: &str, arguments: &[&str]) -> Command {
    let mut go = command("go", arguments);
    go.current_dir(workspace::root().join(folder));
    go
}
