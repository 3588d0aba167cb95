//! What the native plugin answered, and what it cannot be asked.

mod calls;

use serde_json::Value;

/// The recorded lines of a file.
fn golden(file: &str) -> Vec<Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/compat/golden/");
    let lines = std::fs::read_to_string([folder, file].concat()).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
