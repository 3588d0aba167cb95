//! What a component may import besides the contract's logging and facts, and what becomes of each.
//!
//! A capability is linked only if the plugin's grants name it; without it the component is refused before any of its code runs.
//! What toolchains import without their authors knowing (clocks, random numbers, standard streams, files) is linked to stubs that
//! deny the effect, and listed as such.

mod access;
mod cache;
#[cfg(feature = "wasi")]
mod http;
mod named;
mod secrets;
mod store;
#[cfg(feature = "wasi")]
mod wasi;

pub(crate) use access::{Access, Asking};
pub(crate) use cache::link as link_cache;
#[cfg(feature = "wasi")]
pub use http::{HttpOptions, Resolve, Resolving};
pub(crate) use named::{GRANT_CACHE, Named, named};
pub use named::{Stub, stub};
pub(crate) use secrets::Tokens;
pub use store::CacheCounts;
pub(crate) use store::CacheStore;
#[cfg(feature = "wasi")]
pub(crate) use wasi::{Call as WasiCall, SharedLog, Wasi, link as link_wasi};
