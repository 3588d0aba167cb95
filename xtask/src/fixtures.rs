//! Building what the tests and the demo load: components from the guests' workspace, executables from Go.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use optimus_plugin_build::{BuildOptions, Built, build};

use crate::{
    run::{command, output, run},
    setup, toolchains, workspace,
};

/// An executable on the real go-plugin library, or another of upstream's.
struct Process {
    /// Its file name; `{neo}` becomes the name under which a plugin of this machine is discovered.
    name: &'static str,
    /// Its folder, from the root.
    folder: &'static str,
    /// The `go.mod` to use in it.
    modfile: &'static str,
}

const DIALECTS: &str = "tests/processes/dialects";

const PROCESSES: &[Process] = &[
    Process { name: "{neo}", folder: "examples/neo/go", modfile: "go.mod" },
    Process { name: "oracle", folder: "tests/processes/oracle", modfile: "go.mod" },
    Process { name: "full-1.0.1", folder: "tests/processes/full", modfile: "go-plugin-1.0.1.mod" },
    Process { name: "full-1.4.3", folder: "tests/processes/full", modfile: "go-plugin-1.4.3.mod" },
    Process { name: "full-1.8.0", folder: "tests/processes/full", modfile: "go.mod" },
    Process { name: "plain", folder: "tests/processes/plain", modfile: "go.mod" },
    Process { name: "dialects-1.0.1", folder: DIALECTS, modfile: "go-plugin-1.0.1.mod" },
    Process { name: "dialects-1.4.3", folder: DIALECTS, modfile: "go-plugin-1.4.3.mod" },
    Process { name: "dialects-1.8.0", folder: DIALECTS, modfile: "go.mod" },
];

/// What the Python plugin needs.
pub(crate) const PYTHON_PACKAGES: &str = "tests/processes/python/requirements.txt";
const PYTHON_PLUGIN: &str = "tests/processes/python/plugin.py";
const PROTO: &str = "host/plugin-process/proto";
const PLUGIN_PROTO: &str = "odpf/optimus/plugins/v1beta1/plugin.proto";

/// Folder and `go.mod` of everything that is built with Go.
pub(crate) fn go_modules() -> impl Iterator<Item = (&'static str, &'static str)> {
    PROCESSES.iter().map(|process| (process.folder, process.modfile))
}

/// Builds everything.
pub(crate) fn all() -> Result<()> {
    setup::everything()?;
    for guest in guests()? {
        component(&guest)?;
    }
    PROCESSES.iter().try_for_each(|process| executable(process).map(drop))?;
    python_plugin()?;
    toolchains::all()
}

/// The folders of the guests: the examples, and every folder of `tests/guests`.
fn guests() -> Result<Vec<PathBuf>> {
    let root = workspace::root();
    let examples = ["neo/rust", "bq2bq", "catalog"];
    let mut guests: Vec<_> = examples.iter().map(|example| root.join("examples").join(example)).collect();
    let folder = root.join("tests/guests");
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.join("Cargo.toml").exists() {
            guests.push(path);
        }
    }
    guests.sort();
    Ok(guests)
}

/// Builds one guest as `target/fixtures/wasm/<plugin>.wasm`.
///
/// A file instead of a folder is what another compiler has made; it is made a component, or checked to be one.
pub(crate) fn component(guest: &Path) -> Result<Built> {
    let folder = workspace::fixtures().join("wasm");
    let options = BuildOptions::new(guest).out_dir(&folder).target_dir(workspace::guests_target());
    let mut said = Vec::new();
    let built = build(&options, &mut |line| said.push(line.to_owned()));
    let mut built = built.with_context(|| format!("{}\n{}", guest.display(), said.join("\n")))?;
    let short = folder.join(format!("{}.wasm", built.name));
    std::fs::rename(&built.path, &short)?;
    built.path = short;
    Ok(built)
}

/// Installs what `neo` needs, and builds it as a component and with Go.
pub(crate) fn neo() -> Result<()> {
    setup::everything()?;
    component(&workspace::root().join("examples/neo/rust"))?;
    neo_executable().map(drop)
}

/// Builds `neo` with Go; gives back the file, whose name is the one under which it is discovered.
pub(crate) fn neo_executable() -> Result<PathBuf> {
    PROCESSES.first().context("the table begins with neo").and_then(executable)
}

fn executable(process: &Process) -> Result<PathBuf> {
    let name = process.name.replace("{neo}", &discovered("neo")?);
    let file = workspace::fixtures().join("process").join(name);
    let mut build = command("go", &["build", "-trimpath", "-modfile", process.modfile, "-o"]);
    build.arg(&file).arg(".").current_dir(workspace::root().join(process.folder));
    run(build)?;
    Ok(file)
}

/// Generates what the Python plugin imports, and writes the script `python` that starts it.
fn python_plugin() -> Result<()> {
    let (environment, stubs) = (workspace::python(), workspace::python().join("stubs"));
    let python = environment.join("bin/python3").to_string_lossy().into_owned();
    std::fs::create_dir_all(&stubs)?;
    let mut generate = command(&python, &["-m", "grpc_tools.protoc", "-I", PROTO]);
    for kind in ["--python_out", "--grpc_python_out"] {
        generate.arg(format!("{kind}={}", stubs.display()));
    }
    generate.arg(PLUGIN_PROTO);
    run(generate)?;
    let plugin = workspace::root().join(PYTHON_PLUGIN);
    let script = format!(
        "#!/bin/sh\n# Written by `cargo xtask fixtures`.\nPYTHONPATH='{}' exec '{python}' '{}' \"$@\"\n",
        stubs.display(),
        plugin.display()
    );
    let file = workspace::fixtures().join("process/python");
    std::fs::write(&file, script).with_context(|| file.display().to_string())?;
    Ok(std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755))?)
}

/// `optimus-<plugin>_<os>_<arch>`, in Go's words for this machine.
fn discovered(plugin: &str) -> Result<String> {
    let words = output(command("go", &["env", "GOOS", "GOARCH"]))?;
    Ok(words.split_whitespace().fold(format!("optimus-{plugin}"), |name, word| name + "_" + word))
}
