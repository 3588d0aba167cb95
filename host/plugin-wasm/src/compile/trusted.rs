use std::io;

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::key::Key;
use crate::sys::Code;

/// What a keyed checksum is over besides the code, so that code of one component, engine or setting never passes for that of
/// another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) source: [u8; 32],
    pub(crate) compatibility: [u8; 32],
    pub(crate) settings: [&'static str; 2],
}

/// Distinguishes this use of the key from every other.
const DOMAIN: &[u8] = b"optimus compiled component 1\n";

impl Identity {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let settings = self.settings.join(" ");
        // Parts of fixed length first: no two identities have the same bytes.
        [DOMAIN, &self.source, &self.compatibility, settings.as_bytes(), b"\n"].concat()
    }

    /// The checksum over all of it.
    pub(super) fn tag(&self, key: &Key, code: &Code) -> io::Result<Hmac<Sha256>> {
        let mut tag = key.hmac();
        tag.update(&self.bytes());
        tag.update(&code.len()?.to_le_bytes());
        let mut reader = code.reader()?;
        let mut chunk = vec![0; 64 * 1024];
        loop {
            match io::Read::read(&mut reader, &mut chunk)? {
                0 => return Ok(tag),
                read => tag.update(chunk.get(..read).unwrap_or_default()),
            }
        }
    }
}

/// Machine code that may be run: made by this program's compiler just now, or proven to have been.
///
/// The compiling child is trusted with what it writes: it is this program, in a process of its own for its limits' sake. It is
/// no defence against a component that finds a way to make the compiler write other code than it means.
pub(crate) struct Trusted(Code);

impl Trusted {
    /// What the compiler has just written.
    pub(super) fn just_made(code: Code) -> Self {
        Self(code)
    }

    /// What the keyed checksum proves; `None` if it does not. The code is sealed already, so that it stays what was proven.
    pub(super) fn proven(code: Code, identity: &Identity, key: &Key, tag: &[u8]) -> io::Result<Option<Self>> {
        Ok(identity.tag(key, &code)?.verify_slice(tag).is_ok().then_some(Self(code)))
    }

    pub(crate) fn code(&self) -> &Code {
        &self.0
    }
}
