//! The attack cases of a component, each named by its number. Each runs in a process of its own, so that what it leaves behind
//! can be counted, and ends with the same questions: see [`survives`].

mod answers;
mod components;
mod host;
#[cfg(feature = "wasi")]
mod http;
#[cfg(feature = "wasi")]
mod imports;
mod inputs;
mod logs;
mod memory;
mod remains;
#[cfg(feature = "wasi")]
mod server;
mod stops;
mod traps;

use host::{Host, survives};

/// Every evil guest says what it must come to, and is used by a test.
#[test]
fn every_evil_guest_has_its_expected_error_beside_it_and_a_test() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/");
    let read = |path: std::path::PathBuf| (path.clone(), std::fs::read_to_string(path).unwrap());
    let files = |folder: String| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let tests: String = files(format!("{folder}attacks")).map(|path| read(path).1).collect();
    let guests: Vec<_> = files(format!("{folder}guests/evil")).map(read).collect();
    assert!(guests.len() > 30, "{}", guests.len());
    for (path, text) in guests {
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(text.contains("\n;; expect: "), "{name}");
        assert!(tests.contains(&format!("\"{name}\"")), "{name} has no test");
    }
}
