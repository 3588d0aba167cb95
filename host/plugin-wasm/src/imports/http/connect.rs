use std::{
    io,
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    sync::Arc,
};

use optimus_plugin_policy::{Denied, HttpGrant, RequestHost, address_allowed};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use wasmtime_wasi_http::Error;

use super::Client;

/// A server, as it was judged.
pub(super) struct Server {
    pub(super) host: RequestHost,
    pub(super) port: u16,
    pub(super) grant: HttpGrant,
}

/// Why there is no connection.
pub(super) enum NotConnected {
    /// An address is not granted.
    Refused(Denied),
    Failed(Error),
}

pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin + 'static> Stream for S {}

impl Client {
    /// A connection to an address that the grant allows: names are resolved once, every address is judged, and one of just those
    /// is connected to. Whoever mixes a refused address among others is not connected to at all.
    pub(super) async fn connect(&self, server: &Server) -> Result<Box<dyn Stream>, NotConnected> {
        let addresses = self.addresses(&server.host).await.map_err(NotConnected::Failed)?;
        for address in &addresses {
            address_allowed(*address, &server.grant).map_err(NotConnected::Refused)?;
        }
        let stream = first(&addresses, server.port).await.map_err(NotConnected::Failed)?;
        if !server.grant.tls {
            return Ok(Box::new(stream));
        }
        self.secure(stream, &server.host).await.map_err(NotConnected::Failed)
    }

    async fn addresses(&self, host: &RequestHost) -> Result<Vec<IpAddr>, Error> {
        let name = match host {
            RequestHost::Address(address) => return Ok(vec![*address]),
            RequestHost::Name(name) => name,
        };
        let found = match &self.options.resolver {
            Some(resolver) => resolver.resolve(name).await,
            None => self.system(name).await,
        };
        match found {
            Ok(found) if !found.is_empty() => Ok(found),
            _ => Err(Error::DnsError { rcode: None, info_code: None }),
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the system's resolver blocks; beside a request a thread costs nothing"
    )]
    async fn system(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let permit = Arc::clone(&self.lookups).acquire_owned().await.map_err(io::Error::other)?;
        let name = name.to_owned();
        let found = tokio::task::spawn_blocking(move || {
            let found = (name.as_str(), 0).to_socket_addrs();
            drop(permit);
            found
        });
        Ok(found.await??.map(|address| address.ip()).collect())
    }

    async fn secure(&self, stream: TcpStream, host: &RequestHost) -> Result<Box<dyn Stream>, Error> {
        let config = self.tls.get_or_init(|| configuration(&self.options.extra_roots).map(Arc::new));
        let Some(config) = config else { return Err(Error::ConfigurationError) };
        let name = match host {
            RequestHost::Address(address) => ServerName::from(*address),
            RequestHost::Name(name) => {
                ServerName::try_from(name.to_string()).map_err(|_| Error::HttpRequestUriInvalid)?
            }
        };
        let connector = tokio_rustls::TlsConnector::from(Arc::clone(config));
        let secured = connector.connect(name, stream).await.map_err(|cause| tls_error(&cause))?;
        Ok(Box::new(secured))
    }
}

async fn first(addresses: &[IpAddr], port: u16) -> Result<TcpStream, Error> {
    let mut last = Error::DestinationUnavailable;
    for address in addresses {
        match TcpStream::connect(SocketAddr::new(*address, port)).await {
            Ok(stream) => {
                // Requests are small and answered one by one.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Err(cause) if cause.kind() == io::ErrorKind::ConnectionRefused => last = Error::ConnectionRefused,
            Err(_) => last = Error::DestinationUnavailable,
        }
    }
    Err(last)
}

fn configuration(extra_roots: &[Vec<u8>]) -> Option<ClientConfig> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    roots.add_parsable_certificates(extra_roots.iter().map(|der| CertificateDer::from(der.clone())));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // A ticket would let a server recognise one tenant's request after another's.
    config.resumption = rustls::client::Resumption::disabled();
    Some(config)
}

fn tls_error(cause: &io::Error) -> Error {
    let cause = cause.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
    match cause {
        Some(rustls::Error::InvalidCertificate(_)) => Error::TlsCertificateError,
        _ => Error::TlsProtocolError,
    }
}
