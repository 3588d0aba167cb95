//! Installing what a fresh machine lacks.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{
    fixtures,
    run::{cargo, command, output, run},
    toolchains, workspace,
};

/// Plugins are built for the first; fixtures of another toolchain for the second.
const GUEST_TARGETS: [&str; 2] = ["wasm32-unknown-unknown", toolchains::TARGET];

/// Everything that the other verbs need.
pub(crate) fn everything() -> Result<()> {
    guest_targets()?;
    go_modules()?;
    python_packages()
}

/// The standard library for guests.
pub(crate) fn guest_targets() -> Result<()> {
    let installed = output(command("rustup", &["target", "list", "--installed"]))
        .with_context(|| format!("rustup is needed to install {}", GUEST_TARGETS.join(" and ")))?;
    let is_missing = |target: &&str| !installed.lines().any(|line| line.trim() == *target);
    let missing: Vec<&str> = GUEST_TARGETS.into_iter().filter(is_missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("Installing the Rust standard library for {}", missing.join(" and "));
    run(command("rustup", &[&["target", "add"], &*missing].concat()))?;
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

/// What the Python fixtures need, in an environment of its own under `target`.
pub(crate) fn python_packages() -> Result<()> {
    let environment = workspace::python();
    let files = [fixtures::PYTHON_PACKAGES, toolchains::PYTHON_PACKAGES];
    let read =
        |file| std::fs::read_to_string(workspace::root().join(file)).with_context(|| String::from(file));
    let wanted = files.into_iter().map(read).collect::<Result<String>>()?;
    let installed = environment.join("installed.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let version = output(command("python3", &["--version"])).context(
        "python3 is needed for the Python plugins (3.10 or later): apt-get install python3 python3-venv",
    )?;
    eprintln!(
        "Installing the packages of the Python plugins into {} ({})",
        environment.display(),
        version.trim()
    );
    run(command("python3", &["-m", "venv", "--clear", &environment.to_string_lossy()]))
        .context("python3 cannot make an environment: apt-get install python3-venv")?;
    let python = environment.join("bin/python3");
    let pip = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"];
    let packages = files.map(|file| ["--requirement", file]).concat();
    run(command(&python.to_string_lossy(), &[&pip[..], &["--only-binary=:all:"], &packages].concat()))?;
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
