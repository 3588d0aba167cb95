//! What is remembered from call to call, although every call has a fresh instance: answers of services that are slow to ask.
//!
//! ```
//! use std::time::Duration;
//!
//! use optimus_plugin_sdk::cache;
//!
//! fn slowly_found(table: &str) -> String {
//!     if let Some(kept) = cache::get(table).and_then(|kept| String::from_utf8(kept).ok()) {
//!         return kept;
//!     }
//!     let found = format!("what a service says about {table}");
//!     // A cache that is full or refuses is no reason to fail.
//!     let _ = cache::set(table, found.as_bytes(), Duration::from_secs(24 * 60 * 60));
//!     found
//! }
//! # assert_eq!(slowly_found("t"), slowly_found("t"));
//! ```
//!
//! A plugin that uses it imports it, and is served only where the operator grants a cache. The wish for one stands in the
//! plugin's `Cargo.toml`:
//!
//! ```toml
//! [package.metadata.optimus.wishes]
//! cache = { size = "1 MiB", lifetime = "24h" }
//! ```
//!
//! Entries are apart for each plugin and tenant, live in the memory of the host, and may be gone at any time. Natively they are
//! those of the test, and [`testing::pass_time`](crate::testing::pass_time) lets them grow old.

use std::{fmt, time::Duration};

/// Why an entry was not kept. A plugin does without.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// The key is empty or longer than 256 bytes, the value longer than 1 MiB, or both together more than is granted.
    TooLarge,
    /// Something else, in words.
    Other(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the entry is too large for the cache"),
            Self::Other(why) => write!(f, "the cache did not keep the entry: {why}"),
        }
    }
}

impl std::error::Error for Refused {}

/// The value of a key; none if it was never set, is too old, or made room for others.
#[must_use]
pub fn get(key: &str) -> Option<Vec<u8>> {
    #[cfg(target_arch = "wasm32")]
    return crate::sys::bindings::optimus::plugin::cache::get(key);
    #[cfg(not(target_arch = "wasm32"))]
    crate::testing::cached(key)
}

/// Remembers a value (up to 1 MiB) under a key (up to 256 bytes) in place of any other, for so long, but no longer than is
/// granted. A lifetime below a millisecond forgets the key.
///
/// Where more is kept than is granted, what was used least recently makes room.
///
/// # Errors
/// [`Refused`]: it was not kept.
pub fn set(key: &str, value: &[u8], lifetime: Duration) -> Result<(), Refused> {
    #[cfg(target_arch = "wasm32")]
    {
        use crate::sys::bindings::optimus::plugin::cache::{self, Refusal};

        let milliseconds = u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX);
        cache::set(key, value, milliseconds).map_err(|refused| match refused {
            Refusal::TooLarge => Refused::TooLarge,
            Refusal::Other(why) => Refused::Other(why),
        })
    }
    #[cfg(not(target_arch = "wasm32"))]
    crate::testing::cache(key, value, lifetime)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn an_entry_lives_as_long_as_it_was_set_to_and_can_be_forgotten() {
        set("a", b"1", HOUR).unwrap();
        set("b", b"2", HOUR * 2).unwrap();
        testing::pass_time(HOUR);
        assert_eq!((get("a"), get("b")), (None, Some(b"2".to_vec())));
        set("b", b"", Duration::ZERO).unwrap();
        assert_eq!(get("b"), None);
    }

    #[test]
    fn an_entry_that_no_host_would_keep_is_refused_in_a_test_too() {
        let large = vec![0; 1024 * 1024 + 1];
        assert_eq!(set("a", &large, HOUR), Err(Refused::TooLarge));
        assert_eq!(set("", b"", HOUR), Err(Refused::TooLarge));
        assert_eq!(set(&"k".repeat(257), b"", HOUR), Err(Refused::TooLarge));
        assert_eq!(set(&"k".repeat(256), &large[1..], HOUR), Ok(()));
    }
}
