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

use tokio::sync::Semaphore;

pub use self::options::{HttpOptions, Resolve, Resolving};
pub(crate) use self::{account::Account, sender::Sender};

/// Names of one plugin that the system looks up at once. Each occupies a thread of the runtime, and goes on when its call is over;
/// a resolver that is slow must not take them all.
const MOST_LOOKUPS: usize = 8;

/// What the requests of one plugin have in common.
pub(crate) struct Client {
    options: HttpOptions,
    /// Made for the first request over TLS.
    tls: OnceLock<Option<Arc<rustls::ClientConfig>>>,
    lookups: Arc<Semaphore>,
}

impl Client {
    pub(crate) fn new(options: &HttpOptions) -> Self {
        let lookups = Arc::new(Semaphore::new(MOST_LOOKUPS));
        Self { options: options.clone(), tls: OnceLock::new(), lookups }
    }
}
