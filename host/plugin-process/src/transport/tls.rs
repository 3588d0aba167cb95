//! go-plugin's AutoMTLS: two certificates made for one start, each of which is all that the other side trusts.
//!
//! The peer's certificate is compared byte by byte, as no rule for certificates of the web can judge it: it is its own
//! issuer, marked as an authority, and its name is `localhost` for every plugin. The provider of cryptography is passed
//! explicitly: a process may have none, or another one, as its default.

mod certificate;
mod pin;

use std::{io, sync::Arc};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256,
};
use rustls::{
    ClientConfig,
    crypto::CryptoProvider,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::socket::Socket;
pub(crate) use certificate::Certificate;
use pin::Pin;

/// A socket over which both sides know each other.
pub(super) type Secure = TlsStream<Socket>;

/// The name in every certificate of go-plugin, on both sides.
const NAME: &str = "localhost";

/// What this side shows to one process.
pub(crate) struct Credentials {
    pem: String,
    certificate: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
}

impl Credentials {
    /// A new key and its certificate: of the form that go-plugin's own client makes, but on P-256, which every peer knows
    /// (Python's did not know the P-521 of go-plugin for years).
    pub(crate) fn new() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let certificate = parameters()?.self_signed(&key)?;
        Ok(Self {
            pem: certificate.pem(),
            certificate: certificate.der().clone(),
            key: PrivatePkcs8KeyDer::from(key.serialize_der()),
        })
    }

    /// The certificate, for `PLUGIN_CLIENT_CERT`.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// Speaks TLS over a socket with whoever has the key of this certificate.
    ///
    /// # Errors
    /// The other side shows another certificate, does not have its key, or does not speak TLS.
    pub(super) async fn secure(&self, socket: Socket, peer: &Certificate) -> io::Result<Secure> {
        let config = self.config(peer).map_err(io::Error::other)?;
        let name = ServerName::try_from(NAME).map_err(io::Error::other)?;
        TlsConnector::from(Arc::new(config)).connect(name, socket).await
    }

    fn config(&self, peer: &Certificate) -> Result<ClientConfig, rustls::Error> {
        let provider = Arc::new(provider());
        let mut config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Pin::new(peer, provider)))
            .with_client_auth_cert(
                vec![self.certificate.clone()],
                PrivateKeyDer::Pkcs8(self.key.clone_key()),
            )?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        // There is one connection and never a second.
        config.resumption = rustls::client::Resumption::disabled();
        Ok(config)
    }
}

/// Whether the other side said that it does not accept this one.
pub(crate) fn is_turned_away(error: &io::Error) -> bool {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
    matches!(cause, Some(rustls::Error::AlertReceived(_)))
}

fn provider() -> CryptoProvider {
    rustls::crypto::aws_lc_rs::default_provider()
}

/// The dates are go-plugin's too: a little back, for clocks that were set, and thirty years on.
fn parameters() -> Result<CertificateParams, rcgen::Error> {
    use KeyUsagePurpose::{DigitalSignature, KeyAgreement, KeyCertSign, KeyEncipherment};
    let now = std::time::SystemTime::now();
    let mut parameters = CertificateParams::new([NAME.to_owned()])?;
    parameters.distinguished_name.push(DnType::CommonName, NAME);
    parameters.distinguished_name.push(DnType::OrganizationName, "Optimus");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![DigitalSignature, KeyEncipherment, KeyAgreement, KeyCertSign];
    parameters.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
    parameters.not_before = (now - std::time::Duration::from_secs(30)).into();
    parameters.not_after = (now + std::time::Duration::from_secs(262_980 * 3600)).into();
    Ok(parameters)
}

impl std::fmt::Debug for Credentials {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_identity_is_new_valid_now_and_shows_no_key() {
        let (one, other) = (Credentials::new().unwrap(), Credentials::new().unwrap());
        assert_ne!(one.certificate, other.certificate);
        assert!(one.pem().starts_with("-----BEGIN CERTIFICATE-----"));
        assert!(Certificate::check(one.certificate.clone(), std::time::SystemTime::now()).is_ok());
        let shown = format!("{one:?}");
        assert!(shown.ends_with(", .. }"), "{shown}");
    }
}
