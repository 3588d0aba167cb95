//! What fuzzers call. Not for anybody else; it may change at any time.

use crate::launch::fuzz_handshake;

/// Reads the first line of a plugin's output, and asserts what must hold of what is accepted.
///
/// # Panics
/// It does not hold.
pub fn handshake(line: &[u8]) {
    fuzz_handshake(line);
}
