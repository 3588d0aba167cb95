//! Every file of the corpora, on any toolchain: nothing in them may panic, and what must hold of them is asserted in the targets.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

use std::path::{Path, PathBuf};

use optimus_fuzz_targets::TARGETS;

/// Where a target's corpus is: `tests/fuzz/corpus`, or with the crate that has the target.
fn corpus(target: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let policy = root.join("host/plugin-policy/tests/corpus");
    let folder = match target {
        "policy_file" => policy.join("policy"),
        "request" | "wishes" => policy.join(target),
        _ => root.join("tests/fuzz/corpus").join(target),
    };
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    files.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

#[test]
fn every_target_takes_every_file_of_its_corpus() {
    for (name, target) in TARGETS {
        let files = corpus(name);
        assert!(files.len() >= 10, "{name} has {} files", files.len());
        for file in files {
            let bytes = std::fs::read(&file).unwrap();
            println!("{}", file.display());
            target(&bytes);
        }
    }
}

#[test]
fn every_target_takes_files_of_the_other_corpora_and_none_at_all() {
    let all: Vec<Vec<u8>> = TARGETS
        .iter()
        .flat_map(|(name, _)| corpus(name))
        .map(|file| std::fs::read(file).unwrap())
        .filter(|bytes| bytes.len() < 2_000)
        .collect();
    for (_, target) in TARGETS {
        target(b"");
        all.iter().for_each(|bytes| target(bytes));
    }
}

/// The answers that the corpus holds are what their names say, so that the fuzzer begins where it should.
#[test]
fn the_guest_of_the_corpus_answers_and_is_refused() {
    let read = |name: &str| {
        std::fs::read(format!("{}/../fuzz/corpus/guest_abi/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let code = |name| optimus_fuzz_targets::outcome(&read(name)).map_err(|error| error.code().to_string());
    for name in [
        "questions-none",
        "questions-one",
        "verdict-rejected",
        "config",
        "assets",
        "compiled",
        "destination",
        "dependencies",
    ] {
        assert_eq!(code(name), Ok(()), "{name}");
    }
    for (name, expected) in [
        ("questions-many", "P0414"),
        ("compiled-not-utf8", "P0414"),
        ("dependencies-outside", "P0414"),
        ("return-outside", "P0414"),
        ("return-misaligned", "P0414"),
        ("no-such-case", "P0414"),
        ("error-invalid", "P0402"),
        ("error-unavailable", "P0403"),
        ("error-other", "P0401"),
    ] {
        assert_eq!(code(name), Err(expected.to_owned()), "{name}");
    }
}
