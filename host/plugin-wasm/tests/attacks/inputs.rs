//! Files that are not what a plugin's file should be.

use std::path::PathBuf;

use optimus_plugin_api::{Code, Error};
use optimus_plugin_wasm::LoadOptions;

use super::{Host, components::beside_a_plugin, survives};
use crate::support::{Guest, chain, core_module};

fn quick() -> LoadOptions {
    let mut options = LoadOptions::default();
    options.limits.time = std::time::Duration::from_millis(50);
    options
}

async fn refused(host: &Host, bytes: Vec<u8>) -> Error {
    host.load_bytes(bytes, &LoadOptions::default()).await.expect_err("it loads")
}

/// A generator of numbers that says the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }
}

#[test]
fn w37_a_file_that_was_cut_off_anywhere_is_an_error_and_never_a_plugin() {
    survives(async |host| {
        let whole = Guest::named("base-alone").component();
        assert_eq!(refused(host, whole[..whole.len() - 1].to_vec()).await.code(), Code::DAMAGED);
        for length in (0..whole.len()).step_by(whole.len() / 40) {
            let code = refused(host, whole[..length].to_vec()).await.code();
            // Cut between two sections it is a whole file of something less.
            assert!(
                [Code::DAMAGED, Code::UNKNOWN_CONTRACT, Code::NOT_COMPILED].contains(&code),
                "{length}: {code}"
            );
        }
    });
}

#[test]
fn w37_a_file_with_changed_bytes_is_an_error_or_a_plugin_and_never_a_crash() {
    survives(async |host| {
        let mut dice = Dice(0x5eed);
        let (mut loaded, mut refused) = (0, 0);
        for name in ["base-alone", "echoes"] {
            let whole = Guest::named(name).component();
            for _ in 0..150 {
                let mut bytes = whole.clone();
                for _ in 0..=dice.below(4) {
                    let at = dice.below(bytes.len());
                    match dice.below(3) {
                        0 => bytes[at] ^= 1 << dice.below(8),
                        1 => drop(bytes.remove(at)),
                        _ => bytes[at] = [0, 0x7f, 0x80, 0xff][dice.below(4)],
                    }
                }
                match host.load_bytes(bytes, &quick()).await {
                    Ok(()) => loaded += 1,
                    Err(_) => refused += 1,
                }
            }
        }
        // A name may change without harm; most changes are found.
        assert!(refused > loaded, "{loaded} loaded, {refused} refused");
    });
}

#[test]
fn w37_bytes_that_are_damaged_inside_are_refused_by_the_compiler() {
    survives(async |host| {
        let mut bytes = Guest::named("base-alone").component();
        // The first section is a core module; its own header is made wrong.
        let at = bytes.windows(4).skip(1).position(|window| window == b"\0asm").unwrap() + 1;
        bytes[at + 4] = 0x7f;
        assert_eq!(refused(host, bytes).await.code(), Code::NOT_COMPILED);
    });
}

/// Core modules and contracts that wasm-smith and wit-smith made (`tests/fuzz`, `cargo run --bin smith`).
fn smithed(kind: &str) -> Vec<Vec<u8>> {
    let folder = format!("{}/../../tests/fuzz/smithed/{kind}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 20, "{}", files.len());
    files.into_iter().map(|file| std::fs::read(file).unwrap()).collect()
}

#[test]
fn w37_any_module_beside_a_plugin_is_run_within_the_limits_or_refused() {
    survives(async |host| {
        let mut loaded = 0;
        for module in smithed("modules") {
            match host.load_bytes(beside_a_plugin(&[module], 1), &quick()).await {
                Ok(()) => loaded += 1,
                Err(error) => assert!(
                    [
                        Code::TRAPPED,
                        Code::TIME_LIMIT,
                        Code::MEMORY_LIMIT,
                        Code::STACK_OVERFLOW,
                        Code::NOT_COMPILED
                    ]
                    .contains(&error.code()),
                    "{}",
                    chain(&error)
                ),
            }
        }
        assert!(loaded > 0);
    });
}

#[test]
fn w37_components_of_any_other_contract_are_refused_by_name() {
    survives(async |host| {
        for component in smithed("components") {
            let error = refused(host, component).await;
            assert!(
                [Code::UNKNOWN_CONTRACT, Code::UNKNOWN_IMPORT, Code::NOT_COMPILED].contains(&error.code()),
                "{}",
                chain(&error)
            );
        }
    });
}

#[test]
fn w38_a_core_module_is_told_from_a_component() {
    survives(async |host| {
        let error = refused(host, core_module()).await;
        assert_eq!(error.code(), Code::NOT_A_COMPONENT);
        assert!(error.help().unwrap().contains("optimus plugin build"));
    });
}

#[test]
fn w38_a_component_of_another_world_is_no_plugin() {
    survives(async |host| {
        let error = refused(host, wat::parse_str("(component)").unwrap()).await;
        assert_eq!(error.code(), Code::UNKNOWN_CONTRACT);
        assert!(error.message().contains("does not export `optimus:plugin/base`"), "{error}");
        assert!(error.help().is_some());
    });
}

#[test]
fn w38_another_line_of_the_contract_is_named_with_ours() {
    survives(async |host| {
        for (theirs, line) in [("0.2.0", "0.2.0"), ("1.0.0", "1.0.0"), ("0.0.9", "0.0.9")] {
            let error = refused(host, Guest::named("base-alone").of_contract(theirs).component()).await;
            assert_eq!(error.code(), Code::UNKNOWN_CONTRACT, "{theirs}");
            let expected = format!("it is made for contract {line}, this program speaks 0.1.0");
            assert_eq!(error.message(), expected);
            assert!(error.help().unwrap().contains("build the plugin against the contract"), "{error:?}");
        }
    });
}

#[test]
fn w38_a_component_that_uses_a_later_function_says_which_contract_it_needs() {
    survives(async |host| {
        let newer = Guest::named("newer-import").of_contract("0.1.9").with_wit(
            "dry-run: func() -> bool;",
            "dry-run: func() -> bool; tenant: func() -> option<string>;",
        );
        let error = refused(host, newer.component()).await;
        assert_eq!(error.code(), Code::NEWER_CONTRACT, "{}", chain(&error));
        assert!(error.message().starts_with("it needs contract 0.1.9"), "{error}");
        assert!(error.help().unwrap().contains("update this program"), "{error:?}");
    });
}
