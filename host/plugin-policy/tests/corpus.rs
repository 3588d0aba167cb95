//! What fuzzers begin with, and bytes near it: none of it may panic, and what must hold of it is asserted there.

use std::{fs, path::PathBuf};

use optimus_plugin_policy::fuzzing::{fuzz_policy, fuzz_request, fuzz_wishes};
use proptest::prelude::*;

/// The files of a part of the corpus, in the order of their names.
fn corpus(part: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(part);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "the corpus {part} is there");
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

#[test]
fn the_corpus_holds() {
    corpus("policy").iter().for_each(|bytes| fuzz_policy(bytes));
    corpus("request").iter().for_each(|bytes| fuzz_request(bytes));
    corpus("wishes").iter().for_each(|bytes| fuzz_wishes(bytes));
}

/// Some bytes of a file replaced, taken out, repeated.
fn near(part: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let changes = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6);
    (prop::sample::select(corpus(part)), changes).prop_map(|(mut bytes, changes)| {
        for (place, byte, kind) in changes {
            let at = place.index(bytes.len() + 1);
            match kind {
                0 if at < bytes.len() => bytes[at] = byte,
                1 => bytes.truncate(at),
                2 => bytes.insert(at, byte),
                _ => bytes.extend_from_within(at.saturating_sub(20)..at),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_policy_that_is_nearly_one_holds(bytes in near("policy")) {
        fuzz_policy(&bytes);
    }

    #[test]
    fn a_request_that_is_nearly_granted_holds(bytes in near("request")) {
        fuzz_request(&bytes);
    }

    #[test]
    fn wishes_that_are_nearly_some_hold(bytes in near("wishes")) {
        fuzz_wishes(&bytes);
    }

    #[test]
    fn any_bytes_hold(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        fuzz_policy(&bytes);
        fuzz_request(&bytes);
        fuzz_wishes(&bytes);
    }
}
