//! `plugin precompile`, and the cache of compiled components as the program uses it.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::world::World;

/// The smallest component. It is no plugin, and compiles.
const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

fn world() -> World {
    let world = World::empty();
    world.write("optimus-plugin-small.wasm", COMPONENT);
    world
}

const PRECOMPILE: [&str; 5] = ["plugin", "precompile", "--cache-dir", "cache", "optimus-plugin-small.wasm"];

#[test]
fn a_component_is_compiled_ahead_of_time_once_for_each_mode() {
    let world = world();
    let ran = world.run(&PRECOMPILE);
    assert_eq!(
        (ran.code(), ran.out()),
        (0, "small compiled (optimus-plugin-small.wasm)\n".to_owned()),
        "{}",
        ran.err()
    );
    let ran = world.run(&[&PRECOMPILE[..], &["--deterministic"]].concat());
    let text = "small was compiled already (optimus-plugin-small.wasm)\n\
                small compiled, for deterministic mode (optimus-plugin-small.wasm)\n";
    assert_eq!((ran.code(), ran.out()), (0, text.to_owned()), "{}", ran.err());
    let ran = world.run(&[&PRECOMPILE[..], &["--json"]].concat());
    let told = &ran.json()["compiled"][0];
    assert_eq!((&told["plugin"], &told["was_compiled_already"]), (&"small".into(), &true.into()));
    assert!(told["digest"].as_str().unwrap().starts_with("sha256:"));
    assert_eq!(fs::read_dir(world.path().join("cache")).unwrap().count(), 3);
}

#[test]
fn w41_a_damaged_file_of_the_cache_is_a_warning_and_compiled_anew() {
    let world = world();
    world.run(&PRECOMPILE);
    let entries = || fs::read_dir(world.path().join("cache")).unwrap().map(|entry| entry.unwrap().path());
    let entry = entries().find(|path| path.extension().is_some_and(|end| end == "compiled")).unwrap();
    let mut bytes = fs::read(&entry).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&entry, bytes).unwrap();
    let ran = world.run(&PRECOMPILE);
    assert_eq!((ran.code(), ran.out()), (0, "small compiled (optimus-plugin-small.wasm)\n".to_owned()));
    assert!(ran.err().contains("P0213"), "{}", ran.err());
    assert!(entries().any(|path| path.extension().is_some_and(|end| end == "damaged")));
}

#[test]
fn w43_a_cache_that_others_may_enter_is_refused() {
    let world = world();
    fs::create_dir(world.path().join("cache")).unwrap();
    fs::set_permissions(world.path().join("cache"), PermissionsExt::from_mode(0o777)).unwrap();
    let ran = world.run(&PRECOMPILE);
    assert_eq!(ran.code(), 4, "{}", ran.err());
    assert!(ran.err().contains("P0212") && ran.err().contains("mode 777"), "{}", ran.err());
}

#[test]
fn w40_what_is_no_component_is_not_compiled() {
    let world = World::empty();
    world.write("optimus-plugin-small.wasm", b"\x7fELF machine code");
    let ran = world.run(&PRECOMPILE);
    assert_eq!(ran.code(), 1, "{}", ran.err());
    assert!(ran.err().contains("P0202"), "{}", ran.err());
    assert!(!world.path().join("cache").exists());
}
