//! The demo: the same plugin three ways, and one that resolves dependencies, built, served and asked.

#![expect(
    clippy::indexing_slicing,
    reason = "only JSON values are indexed, and a missing key of theirs is null"
)]

mod call;
mod tour;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Instant,
};

use anyhow::{Context, Result};

use crate::{
    fixtures,
    run::{cargo, output, run},
    setup, workspace,
};
use tour::Tour;

/// A directory of plugins to serve: its name, and what to ask each of its plugins for.
const SERVED: &[(&str, &[&str])] =
    &[("wasm", &["neo", "bq2bq"]), ("process", &["neo"]), ("yaml", &["neo"]), ("all", &["neo", "bq2bq"])];

/// Builds the program with the features that the tests build it with: other ones would compile the engine once more.
const BUILD: &[&str] = &["build", "--workspace", "--all-features", "--bins"];

/// Installs and builds what is missing, then shows it.
pub(crate) fn run_demo() -> Result<()> {
    let started = Instant::now();
    setup::everything()?;
    let folder = workspace::root().join("target/demo");
    lay_out(&folder.join("plugins"))?;
    let program = program()?;
    eprintln!("Set up and built in {:.1} s", started.elapsed().as_secs_f64());
    for (directory, plugins) in SERVED {
        Tour::new(&program, &folder, directory).show(plugins)?;
    }
    println!("\nJobs and plugins are in {}", shown(&folder));
    Ok(())
}

/// A directory for each kind, and one for all of them.
fn lay_out(plugins: &Path) -> Result<()> {
    if plugins.exists() {
        fs::remove_dir_all(plugins)?;
    }
    let root = workspace::root();
    for (plugin, guest) in [("neo", "examples/neo/rust"), ("bq2bq", "examples/bq2bq")] {
        let built = fixtures::component(&root.join(guest))?;
        eprintln!("  {guest}: {} bytes, imports {}", built.size, built.interface.imports.join(", "));
        put(plugins, "wasm", &built.path, &format!("optimus-plugin-{plugin}.wasm"))?;
    }
    let executable = fixtures::neo_executable()?;
    let name = executable.file_name().context("it has a name")?.to_string_lossy().into_owned();
    put(plugins, "process", &executable, &name)?;
    let yaml = "optimus-plugin-neo.yaml";
    put(plugins, "yaml", &root.join("examples/neo/yaml").join(yaml), yaml)
}

/// Copies a plugin into the directory of its kind and into the one for all.
fn put(plugins: &Path, kind: &str, file: &Path, name: &str) -> Result<()> {
    for directory in [kind, "all"] {
        let folder = plugins.join(directory);
        fs::create_dir_all(&folder)?;
        fs::copy(file, folder.join(name)).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

/// Builds the program; gives back where cargo put it.
fn program() -> Result<PathBuf> {
    run(cargo(BUILD))?;
    let mut again = cargo(BUILD);
    again.args(["--quiet", "--message-format", "json"]);
    again.stdin(Stdio::null());
    let messages = output(again)?;
    let values = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let of_program =
        |value: &serde_json::Value| value["target"]["name"] == "optimus" && value["executable"].is_string();
    let path = values.filter(of_program).find_map(|value| value["executable"].as_str().map(PathBuf::from));
    path.context("cargo did not say where the program is")
}

/// A path below the checkout as seen from there.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(workspace::root()).unwrap_or(path).display().to_string()
}
