//! Guests that crash.

use optimus_plugin_api::{Code, Operation};

use super::survives;
use crate::support::{chain, note};

#[test]
fn w10_every_way_to_crash_is_a_trap_that_says_what_it_was_and_nothing_about_the_host() {
    survives(async |host| {
        for (name, why) in [
            ("w10-unreachable", "`unreachable` instruction executed"),
            ("w10-divides-by-zero", "integer divide by zero"),
            ("w10-divides-to-overflow", "integer overflow"),
            ("w10-out-of-bounds", "out of bounds memory access"),
            ("w10-out-of-bounds-in-bulk", "out of bounds memory access"),
            ("w10-calls-another-type", "indirect call type mismatch"),
            ("w10-calls-behind-a-table", "undefined element: out of bounds table access"),
            ("w10-calls-nothing", "uninitialized element"),
        ] {
            let error = host.attack(name).await.unwrap();
            assert_eq!((error.code(), error.plugin()), (Code::TRAPPED, "guest"));
            assert!(error.message().contains(why), "{name}: {error}");
            let shown = format!("{} {:?} {:?}", chain(&error), error.notes(), error.help());
            for path in ["/", ".rs", "wasmtime-"] {
                assert!(!shown.contains(path), "{name} tells `{path}`: {shown}");
            }
        }
    });
}

#[test]
fn w10_a_trap_names_plugin_call_and_demangled_functions() {
    survives(async |host| {
        let error = host.attack("w10-divides-by-zero").await.unwrap();
        assert_eq!(error.operation(), Operation::ValidateQuestion);
        let summary = note(&error, "in").unwrap();
        assert!(summary.starts_with("neo_task::render, called from neo_task::compile"), "{summary}");
    });
}
