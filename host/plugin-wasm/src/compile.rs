mod cache;
mod child;
mod counters;
mod key;
mod options;
mod orders;
mod run;
mod sweep;
mod trusted;
mod workshop;

pub use child::compiling_child;
pub use counters::EngineCounters;
pub use options::{CacheOptions, CompileBy, CompileEvent, CompileOptions, CompileProgress};
pub(crate) use orders::Orders;
pub(crate) use trusted::Trusted;
pub use workshop::Precompiled;
pub(crate) use workshop::{Made, Workshop};

use std::sync::Arc;

use optimus_plugin_policy::Digest;

/// A component's bytes and their digest.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) digest: Digest,
}

impl Source {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { digest: Digest::of(&bytes), bytes: bytes.into() }
    }

    pub(crate) fn len(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX)
    }
}
