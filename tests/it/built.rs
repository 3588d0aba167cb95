//! Where the built plugins are. `cargo xtask fixtures` builds them.

use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of this checkout.
pub(crate) fn source(path: &str) -> PathBuf {
    root().join(path)
}

/// A component by the name of its plugin or fixture.
pub(crate) fn wasm(name: &str) -> PathBuf {
    existing(root().join(format!("target/fixtures/wasm/{name}.wasm")))
}

/// An executable by its file name.
pub(crate) fn process(name: &str) -> PathBuf {
    existing(root().join(format!("target/fixtures/process/{name}")))
}

fn existing(path: PathBuf) -> PathBuf {
    assert!(path.exists(), "{} is not built: run `cargo xtask fixtures`", path.display());
    path
}
