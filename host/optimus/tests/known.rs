//! Executables that are known by their digest are not started to be shown.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use crate::world::World;

/// This machine in Go's words.
fn machine() -> String {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let go =
        |word: &str| word.replace("macos", "darwin").replace("x86_64", "amd64").replace("aarch64", "arm64");
    format!("{}_{}", go(os), go(arch))
}

#[test]
fn list_and_version_and_info_start_an_executable_once_and_then_no_more() {
    let world = World::empty();
    let file = format!("optimus-neo_{}", machine());
    let built = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/fixtures/process").join(&file);
    // What is remembered outlives a run of the tests; a file that is another each time is known to none.
    let unique = world.path().display().to_string().into_bytes();
    let content = [fs::read(built).expect("cargo xtask fixtures"), unique].concat();
    let executable = world.write(&format!(".plugins/{file}"), content);
    fs::set_permissions(&executable, fs::Permissions::from_mode(0o755)).unwrap();
    let first = world.run(&["plugin", "list"]).ended(0);
    assert!(first.out().contains("neo ") && first.out().contains("binary"), "{}", first.out());
    assert!(first.err().contains("an executable runs for the first time"), "{}", first.err());
    // Without a place for its socket no executable can be started.
    let unable = |args: &[&str]| {
        let missing = world.path().join("missing");
        let ran = world.command(args).env("TMPDIR", missing).output().unwrap();
        (ran.status.code(), String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap())
    };
    for args in [&["plugin", "list"][..], &["version"], &["plugin", "info", "neo"]] {
        let (code, out, err) = unable(args);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{args:?}");
        assert!(out.contains("Near earth") || out.contains("neo "), "{args:?}: {out}");
    }
    let call = ["plugin", "call", "neo", "get-questions"];
    assert_ne!(unable(&call).0, Some(0), "a call needs it to run");
    world.run(&call).ended(0);
    let other = [fs::read(&executable).unwrap(), vec![0]].concat();
    fs::write(&executable, other).unwrap();
    assert!(!unable(&["plugin", "list"]).1.contains("neo  "), "another file is not known");
}
