//! Sending one request: through the host in a component, to the test's server natively.

#[cfg(not(target_arch = "wasm32"))]
pub(super) use native::send;
#[cfg(target_arch = "wasm32")]
pub(super) use wasi::send;

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod wasi;
