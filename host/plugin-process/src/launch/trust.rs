use optimus_plugin_api::{Code, Error};

use super::{Child, Handshake, Launcher};
use crate::transport::{self, Certificate, Connection, Credentials, Dialled};

/// What this side shows, and all that it trusts.
#[derive(Debug)]
pub(super) struct Trust<'a> {
    credentials: &'a Credentials,
    certificate: Certificate,
}

impl Launcher {
    /// What this side shows to the plugin, if they are to know each other.
    pub(super) fn credentials(&self) -> Result<Option<Credentials>, Error> {
        let made = self.options.auto_mtls.then(Credentials::new).transpose();
        made.map_err(|error| {
            let message = "no certificate can be made for it";
            self.site().error(Code::START_FAILED, message).with_source(error)
        })
    }

    /// Both sides want TLS, or neither.
    pub(super) fn agree_on_tls<'a>(
        &self,
        credentials: Option<&'a Credentials>,
        handshake: &Handshake,
    ) -> Result<Option<Trust<'a>>, Error> {
        match (credentials, handshake.certificate.as_deref()) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(self
                .site()
                .error(Code::PROTOCOL_MISMATCH, "it insists on TLS, which it was not asked for")
                .with_help("turn AutoMTLS on for it, or build it without a TLSProvider of its own")),
            (Some(_), None) => Err(self
                .distrust("it has no certificate, and AutoMTLS is on")
                .with_help("turn AutoMTLS off for it: programs that are not on go-plugin hardly know it")),
            (Some(credentials), Some(field)) => match Certificate::read(field) {
                Ok(certificate) => Ok(Some(Trust { credentials, certificate })),
                Err(why) => Err(self.distrust(&format!("its certificate {why}"))),
            },
        }
    }

    /// Makes a connection of which both sides know who the other is.
    pub(super) async fn secure(&self, dialled: Dialled, trust: &Trust<'_>) -> Result<Connection, Error> {
        let secured = dialled.secure(trust.credentials, &trust.certificate).await.map_err(|error| {
            if transport::is_turned_away(&error) {
                return self.turned_away().with_source(error);
            }
            let message = "whoever listens at its address does not prove to have its certificate";
            self.distrust(message).with_source(error)
        })?;
        secured.connect().await.map_err(|error| self.turned_away().with_source(error))
    }

    /// In TLS 1.3 this side learns only afterwards that its certificate is refused, by the end of the connection.
    pub(super) async fn shut_out(&self, child: &mut Child, connection: &Connection, error: Error) -> Error {
        if !connection.is_closed() || child.ended_soon().await.is_some() {
            return error;
        }
        self.turned_away().with_source(error)
    }

    fn turned_away(&self) -> Error {
        self.distrust("it does not accept this program's certificate")
    }

    fn distrust(&self, message: &str) -> Error {
        self.site().error(Code::TLS_REFUSED, message)
    }
}
