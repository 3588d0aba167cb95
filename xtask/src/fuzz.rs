//! libFuzzer over the targets of `tests/fuzz`.

use std::{path::Path, process::Stdio};

use anyhow::{Context, Result};

use crate::{
    run::{cargo, command, run},
    workspace,
};

/// Runs every target for so many seconds, from its corpus on. What is found by the way is kept in `target/fuzz`.
///
/// Without a sanitizer: the code that is fuzzed has no `unsafe`, and the engine builds in half the time.
pub(crate) fn run_targets(seconds: u64) -> Result<()> {
    if let Some(missing) = missing() {
        println!(
            "no fuzzing here: {missing} is missing (rustup toolchain install nightly; cargo install cargo-fuzz)"
        );
        return run(cargo(&["test", "--workspace", "--all-features", "--test", "corpus"]));
    }
    for target in targets()? {
        let found = workspace::root().join("target/fuzz/corpus").join(&target);
        std::fs::create_dir_all(&found)?;
        let time = format!("-max_total_time={seconds}");
        let (found, corpus) = (found.to_string_lossy().into_owned(), corpus_of(&target));
        let mut arguments = fuzzer(&[
            "run",
            "--sanitizer",
            "none",
            "--fuzz-dir",
            "tests/fuzz",
            "--target-dir",
            "target/fuzz/build",
        ]);
        arguments.extend(
            [&target, &found, &corpus, "--", &time, "-timeout=20", "-rss_limit_mb=4096"].map(String::from),
        );
        run(command("rustup", &arguments.iter().map(String::as_str).collect::<Vec<_>>()))?;
    }
    Ok(())
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

fn fuzzer(arguments: &[&str]) -> Vec<String> {
    ["run", "nightly", "cargo", "fuzz"]
        .iter()
        .chain(arguments)
        .map(|argument| (*argument).to_owned())
        .collect()
}

/// What is not there of what fuzzing needs.
fn missing() -> Option<&'static str> {
    let works = |arguments: &[&str]| {
        let status = command("rustup", arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    };
    if !works(&["run", "nightly", "cargo", "--version"]) {
        return Some("a nightly toolchain");
    }
    (!works(&["run", "nightly", "cargo", "fuzz", "--version"])).then_some("cargo-fuzz")
}
