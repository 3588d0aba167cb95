//! gRPC reflection: what a server says that it serves. It decides what is asked first and is never believed alone: a server
//! written by hand lists what it likes.

use std::time::Duration;

use prost::Message;
use tokio::time::timeout;
use tonic::Status;

use super::split;
use crate::{
    convert::decode,
    transport::{Connection, is_unimplemented},
    wire::reflection::{FileDescriptor, Request, Response},
};

/// Both versions have the same messages. go-plugin has the first; a server of today may have the second alone.
const VERSIONS: [&str; 2] = [
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
];
/// The largest answer that is read, in bytes. A plugin has a dozen services; their descriptors bring along what they import.
const LARGEST: usize = 1024 * 1024;
/// How long an answer is waited for. Without it the dialects are tried one after the other, which takes a millisecond.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a server says that it serves.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Full names of services, unchecked. Empty without reflection, and where its answer is of no use.
    pub(super) services: Vec<String>,
    /// The version that answered.
    version: Option<&'static str>,
}

impl Listing {
    /// Asks for the services.
    pub(super) async fn of(connection: &Connection) -> Self {
        for version in VERSIONS {
            match ask(connection, version, &Request::services()).await {
                Err(status) if is_unimplemented(&status) => {}
                Err(_) => break,
                Ok(reply) => return Self { services: services(reply), version: Some(version) },
            }
        }
        Self::default()
    }

    /// Whether a service has a method, if that can be learnt.
    pub(super) async fn has(&self, connection: &Connection, method: &'static str) -> Option<bool> {
        let (service, method) = split(method);
        let reply = ask(connection, self.version?, &Request::about(service)).await.ok()?;
        let files = reply.files?.files.into_iter().filter_map(|file| decode::<FileDescriptor>(file).ok());
        let methods = files.into_iter().find_map(|file| methods(file, service))?;
        Some(methods.iter().any(|known| known == method))
    }
}

async fn ask(connection: &Connection, version: &'static str, request: &Request) -> Result<Response, Status> {
    let answer = connection.first(version, request.encode_to_vec().into(), LARGEST);
    let answer = timeout(PATIENCE, answer).await.map_err(|_| Status::deadline_exceeded("no answer"))??;
    decode(answer).map_err(|why| Status::data_loss(why.0))
}

fn services(reply: Response) -> Vec<String> {
    let listed = reply.services.unwrap_or_default().services;
    listed.into_iter().map(|service| service.name).collect()
}

/// The methods of a service, if the file describes it.
fn methods(file: FileDescriptor, service: &str) -> Option<Vec<String>> {
    let name = service.strip_prefix(&file.package)?.strip_prefix('.')?;
    let described = file.services.into_iter().find(|described| described.name == name)?;
    Some(described.methods.into_iter().map(|method| method.name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::reflection::{MethodDescriptor, ServiceDescriptor};

    #[test]
    fn methods_are_those_of_the_service_of_that_full_name() {
        let method = |name: &str| MethodDescriptor { name: name.into() };
        let service = |name: &str, method| ServiceDescriptor { name: name.into(), methods: vec![method] };
        let file = || FileDescriptor {
            package: "a.b".into(),
            services: vec![service("C", method("M")), service("D", method("N"))],
        };
        assert_eq!(methods(file(), "a.b.D"), Some(vec!["N".to_owned()]));
        assert_eq!(methods(file(), "a.bD"), None);
        assert_eq!(methods(file(), "a.b.E"), None);
    }
}
