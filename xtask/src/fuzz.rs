//! libFuzzer over the targets of `tests/fuzz`.

use std::{path::Path, process::Stdio};

use anyhow::{Context, Result};

use crate::{
    run::{cargo, command, run},
    workspace,
};

/// What gives the targets to libFuzzer, in the version that is installed where it is missing.
const CARGO_FUZZ: &str = "cargo-fuzz@0.13.2";

/// Runs every target for so many seconds, from its corpus on. What is found by the way is kept in `target/fuzz`.
///
/// Without a sanitizer: the code that is fuzzed has no `unsafe`, and the engine builds in half the time; hardly optimised, it
/// builds in half of that.
pub(crate) fn run_targets(seconds: u64, dev: bool) -> Result<()> {
    if !has_nightly() {
        println!("no fuzzing here: a nightly toolchain is missing (rustup toolchain install nightly)");
        return run(cargo(&["test", "--workspace", "--all-features", "--test", "corpus"]));
    }
    let tools = tools()?;
    for target in targets()? {
        let found = workspace::root().join("target/fuzz/corpus").join(&target);
        std::fs::create_dir_all(&found)?;
        let time = format!("-max_total_time={seconds}");
        let (found, corpus) = (found.to_string_lossy().into_owned(), corpus_of(&target));
        let mut arguments = vec!["run", "nightly", "cargo", "fuzz", "run", "--sanitizer", "none"];
        arguments.extend(["--fuzz-dir", "tests/fuzz", "--target-dir", "target/fuzz/build"]);
        arguments.extend(dev.then_some("--dev"));
        arguments.extend([&*target, &found, &corpus, "--", &time, "-timeout=20", "-rss_limit_mb=4096"]);
        let mut fuzzer = command("rustup", &arguments);
        fuzzer.env("PATH", &tools);
        run(fuzzer)?;
    }
    Ok(())
}

/// Where programs are looked for, cargo-fuzz among them; it is installed if it is missing.
fn tools() -> Result<std::ffi::OsString> {
    let root = workspace::root().join("target/tools");
    let usual = std::env::var_os("PATH").unwrap_or_default();
    if !root.join("bin/cargo-fuzz").is_file() {
        eprintln!("installing {CARGO_FUZZ} into target/tools");
        let (root, target) = (root.to_string_lossy(), workspace::root().join("target/tools/build"));
        let target = target.to_string_lossy();
        let install =
            ["install", "--quiet", "--locked", "--root", &root, "--target-dir", &target, CARGO_FUZZ];
        run(cargo(&install))?;
    }
    let folders = std::iter::once(root.join("bin")).chain(std::env::split_paths(&usual));
    std::env::join_paths(folders).context("PATH has a folder that cannot be in it")
}

fn has_nightly() -> bool {
    let mut cargo = command("rustup", &["run", "nightly", "cargo", "--version"]);
    cargo.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// What there is to fuzz: a file of `tests/fuzz/fuzz_targets` each.
fn targets() -> Result<Vec<String>> {
    let folder = workspace::root().join("tests/fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// Some corpora stand with the crate that has the target.
fn corpus_of(target: &str) -> String {
    let policy = Path::new("host/plugin-policy/tests/corpus");
    let folder = match target {
        "policy_file" => policy.join("policy"),
        "request" | "wishes" => policy.join(target),
        _ => Path::new("tests/fuzz/corpus").join(target),
    };
    folder.to_string_lossy().into_owned()
}
