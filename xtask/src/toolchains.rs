//! Fixtures that are not made with the SDK's own target: what other compilers make of a plugin.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{
    fixtures,
    run::{cargo, command, run},
    workspace,
};

/// The target whose standard library imports WASI.
pub(crate) const TARGET: &str = "wasm32-wasip2";
/// What makes a component of Python.
pub(crate) const PYTHON_PACKAGES: &str = "tests/toolchains/python/requirements.txt";

const PYTHON: &str = "tests/toolchains/python";

/// Builds each into `target/fixtures/wasm`.
pub(crate) fn all() -> Result<()> {
    wasip2()?;
    python()
}

/// With plain cargo, as its author would who knows nothing of `optimus plugin build`; what comes of it is then given to that.
fn wasip2() -> Result<()> {
    let (manifest, target) = (workspace::guests_manifest(), workspace::guests_target());
    let mut build = cargo(&["build", "--release", "--quiet", "--package", "wasip2", "--target", TARGET]);
    build.arg("--manifest-path").arg(manifest).arg("--target-dir").arg(&target);
    run(build)?;
    fixtures::component(&target.join(TARGET).join("release/wasip2.wasm")).map(drop)
}

/// Takes 15 seconds, and is left out when nothing has changed that it is made of.
fn python() -> Result<()> {
    let made = workspace::root().join("target/fixtures/componentize-py");
    let (component, stamp) = (made.join("python.wasm"), made.join("inputs.txt"));
    let inputs = inputs()?;
    if !component.exists() || std::fs::read_to_string(&stamp).ok().as_ref() != Some(&inputs) {
        componentize(&made, &component)?;
        std::fs::write(&stamp, inputs)?;
    }
    fixtures::component(&component).map(drop)
}

/// Runs on a copy, because Python leaves what it compiled beside its sources.
fn componentize(folder: &Path, component: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::copy(workspace::root().join(PYTHON).join("app.py"), folder.join("app.py"))?;
    let program = workspace::python().join("bin/componentize-py");
    let mut componentize = command(&program.to_string_lossy(), &["--quiet", "-d", "wit", "-w", "cli-plugin"]);
    componentize.args(["componentize", "app", "-p"]).arg(folder).arg("-o").arg(component);
    run(componentize)
}

/// All that the component is made of, as one text.
fn inputs() -> Result<String> {
    let mut files = [PYTHON, "wit"].map(files).into_iter().collect::<Result<Vec<_>>>()?.concat();
    files.sort();
    files
        .iter()
        .map(|file| std::fs::read_to_string(file).with_context(|| file.display().to_string()))
        .collect()
}

/// The files of a folder of this checkout.
fn files(folder: &str) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(workspace::root().join(folder)).with_context(|| folder.to_owned())?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(paths.into_iter().filter(|path| path.is_file()).collect())
}
