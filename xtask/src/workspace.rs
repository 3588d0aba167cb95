//! Where things are.

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The manifest of the guests' workspace.
pub(crate) fn guests_manifest() -> PathBuf {
    root().join("guest-sdk/Cargo.toml")
}

/// Where cargo builds guests.
pub(crate) fn guests_target() -> PathBuf {
    root().join("target/guests")
}

/// Where built components and processes for the tests go.
pub(crate) fn fixtures() -> PathBuf {
    root().join("target/fixtures")
}

/// The Python environment of the Python plugins.
pub(crate) fn python() -> PathBuf {
    root().join("target/fixtures/python")
}
