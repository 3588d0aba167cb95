//! Names for folders that nobody named: two words, as upstream proposes them.

use std::hash::{BuildHasher, RandomState};

const HOW: [&str; 32] = [
    "able", "active", "bold", "brave", "bright", "calm", "clever", "cool", "curious", "eager", "easy",
    "fair", "fast", "fresh", "gentle", "glad", "golden", "happy", "humble", "keen", "kind", "light", "lucky",
    "merry", "modest", "neat", "noble", "patient", "quick", "quiet", "sunny", "warm",
];

const WHO: [&str; 32] = [
    "badger", "beaver", "bison", "camel", "crane", "dolphin", "eagle", "falcon", "ferret", "finch", "gecko",
    "gibbon", "hare", "heron", "ibex", "jackal", "koala", "lemur", "lynx", "marmot", "marten", "moose",
    "newt", "otter", "owl", "panda", "puffin", "raven", "robin", "seal", "tapir", "weasel",
];

/// A random name like `quiet_otter`.
pub(super) fn pet_name() -> String {
    let chance = RandomState::new().hash_one(0);
    let pick = |words: &[&'static str; 32], shift: u32| {
        let [low, ..] = (chance >> shift).to_le_bytes();
        words.get(usize::from(low % 32)).copied().unwrap_or_default()
    };
    format!("{}_{}", pick(&HOW, 0), pick(&WHO, 8))
}
