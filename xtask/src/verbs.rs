//! Verbs that are a command or two.

use anyhow::Result;

use crate::{
    bindings, fixtures,
    run::{cargo, run},
    workspace,
};

/// Everything that is asserted: both workspaces, and that generated code is fresh.
pub(crate) fn test(filter: Option<&str>) -> Result<()> {
    fixtures::all()?;
    bindings::generate(&workspace::root(), true)?;
    let guests = workspace::guests_manifest();
    let filter: Vec<&str> = filter.into_iter().collect();
    let natively = ["test", "--quiet", "--manifest-path", &guests.to_string_lossy(), "--workspace"];
    run(cargo(&[&natively[..], &filter].concat()))?;
    run(cargo(&[&["test", "--workspace", "--all-features"][..], &filter].concat()))
}

/// The measurements of `tests/bench`. What it prints on stdout goes to ours, everything else to stderr.
pub(crate) fn bench(json: bool, quick: bool) -> Result<()> {
    fixtures::neo()?;
    let mut bench = cargo(&["run", "--release", "--package", "optimus-bench", "--"]);
    bench.args(json.then_some("--json")).args(quick.then_some("--quick"));
    run(bench)
}

/// The soak of `tests/soak`.
pub(crate) fn soak(calls: u64) -> Result<()> {
    fixtures::all()?;
    run(cargo(&["run", "--release", "--package", "optimus-soak", "--", "--calls", &calls.to_string()]))
}

/// Kinds of plugin that an embedder can have without the others. Components alone would build the engine once more.
const EMBEDDED: [&str; 4] = ["", "yaml", "process", "process,yaml,json"];

/// Formatting and lints of both workspaces, and that each kind of plugin builds without the others.
pub(crate) fn lint() -> Result<()> {
    let guests = workspace::guests_manifest();
    let guests = guests.to_string_lossy();
    run(cargo(&["fmt", "--all", "--check"]))?;
    run(cargo(&["fmt", "--all", "--check", "--manifest-path", &guests]))?;
    run(cargo(&[
        "clippy",
        "--workspace",
        "--all-features",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ]))?;
    run(cargo(&[
        "clippy",
        "--manifest-path",
        &guests,
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ]))?;
    for kinds in EMBEDDED {
        let package = ["clippy", "--quiet", "--package", "optimus-plugin-host", "--no-default-features"];
        run(cargo(&[&package[..], &["--features", kinds, "--", "-D", "warnings"]].concat()))?;
    }
    Ok(())
}

/// Documentation of both workspaces.
pub(crate) fn docs() -> Result<()> {
    let guests = workspace::guests_manifest();
    for arguments in [
        &["doc", "--workspace", "--all-features", "--no-deps", "--quiet"][..],
        &["doc", "--manifest-path", &guests.to_string_lossy(), "--workspace", "--no-deps", "--quiet"],
    ] {
        let mut doc = cargo(arguments);
        doc.env("RUSTDOCFLAGS", "-D warnings");
        run(doc)?;
    }
    Ok(())
}
