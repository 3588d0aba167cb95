//! Builds plugins as an author would, with the real cargo.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test is what they are for")]

mod crates;
mod modules;
mod wishes;

use std::path::{Path, PathBuf};

use optimus_plugin_build::{BuildOptions, Built, build};

/// A folder of this checkout.
fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Builds into a folder of the tests' own.
fn options(source: impl Into<PathBuf>, out: &Path) -> BuildOptions {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guests");
    BuildOptions::new(source).target_dir(target).out_dir(out).offline(true)
}

fn built(path: &str, out: &Path) -> Built {
    let mut said = Vec::new();
    let built = build(&options(checkout(path), out), &mut |line| said.push(line.to_owned()));
    built.unwrap_or_else(|error| panic!("{error:?}\n{}", said.join("\n")))
}
