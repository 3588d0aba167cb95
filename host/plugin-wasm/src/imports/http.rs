//! Requests of plugins: each is judged by the grants, sent to the very address that was judged, and bounded in every direction.
//!
//! Nothing is followed (a redirect is an answer like any other), nothing is taken from the host's environment (no proxy), nothing
//! is kept (each request has a connection of its own, so that no plugin or tenant speaks through that of another).

mod account;
mod connect;
mod exchange;
mod judge;
mod metered;
mod options;
mod sender;
mod substitute;

use std::sync::{Arc, OnceLock};

pub use self::options::{HttpOptions, Resolve, Resolving};
pub(crate) use self::{account::Account, sender::Sender};

/// What the requests of one plugin have in common.
pub(crate) struct Client {
    options: HttpOptions,
    /// Made for the first request over TLS.
    tls: OnceLock<Option<Arc<rustls::ClientConfig>>>,
}

impl Client {
    pub(crate) fn new(options: &HttpOptions) -> Self {
        Self { options: options.clone(), tls: OnceLock::new() }
    }
}
