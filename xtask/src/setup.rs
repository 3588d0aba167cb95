//! Installing what a fresh machine lacks.

use anyhow::{Context, Result, bail};

use crate::{
    run::{cargo, command, output, run},
    workspace,
};

const GUEST_TARGET: &str = "wasm32-unknown-unknown";
/// Folders with a `go.mod`, relative to the root.
const GO_MODULES: &[&str] =
    &["examples/neo/go", "tests/processes/go-plugin-1.4.3", "tests/processes/go-plugin-1.8.0"];

/// Everything that the other verbs need.
pub(crate) fn everything() -> Result<()> {
    guest_target()?;
    go_modules()
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
        bail!("go is needed to build the go-plugin peers (1.24 or later): install it from your system's packages");
    };
    for module in GO_MODULES {
        let folder = workspace::root().join(module);
        let mut download = command("go", &["mod", "download"]);
        download.current_dir(&folder);
        if !is_downloaded(&folder) {
            eprintln!("Downloading the Go modules of {module} ({})", version.trim());
            run(download)?;
        }
    }
    Ok(())
}

/// Whether a build would find every module without the network.
fn is_downloaded(folder: &std::path::Path) -> bool {
    let mut probe = command("go", &["list", "-deps", "./..."]);
    probe.current_dir(folder).env("GOFLAGS", "-mod=mod").env("GOPROXY", "off");
    probe.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    probe.status().is_ok_and(|status| status.success())
}
