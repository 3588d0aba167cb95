use std::{fmt, future::Future, io, net::IpAddr, pin::Pin, sync::Arc};

/// The addresses of a name, once they are known.
pub type Resolving<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Finds the addresses of host names, in place of the system's resolver.
pub trait Resolve: fmt::Debug + Send + Sync + 'static {
    /// The addresses of a name (in lower case, without a dot at its end; never an address). All of them are judged before any
    /// is connected to.
    fn resolve<'a>(&'a self, name: &'a str) -> Resolving<'a>;
}

/// How requests of a plugin are sent.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct HttpOptions {
    /// Who resolves names. `None`: the system.
    pub resolver: Option<Arc<dyn Resolve>>,
    /// Certificates of authorities (DER) that are trusted besides Mozilla's list, which is part of the program.
    pub extra_roots: Vec<Vec<u8>>,
}
