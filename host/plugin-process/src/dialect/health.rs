use optimus_plugin_api::{Code, Error};
use tonic::Status;

use crate::{
    error::{Site, shown},
    transport::{Connection, cause, is_unimplemented},
    wire,
};

const METHOD: &str = "/grpc.health.v1.Health/Check";
/// The service that go-plugin registers with its health server.
const SERVICE: &str = "plugin";
const SERVING: i32 = 1;

/// Asks go-plugin's health service. A plugin written by hand may have none; Optimus itself never asks.
pub(crate) async fn health(connection: &Connection, site: Site<'_>) -> Result<(), Error> {
    let request = wire::HealthRequest { service: SERVICE.to_owned() };
    let reply = match connection.plain(METHOD, &request).await {
        Err(status) if is_unimplemented(&status) => return Ok(()),
        Err(status) => return Err(unanswered(site, &status)),
        Ok(reply) => reply,
    };
    match <wire::HealthResponse as prost::Message>::decode(reply) {
        Ok(reply) if reply.status == SERVING => Ok(()),
        _ => Err(site.error(Code::START_FAILED, "its health service says that it does not serve")),
    }
}

/// Waits for any answer at all: that there is no such service is one, and so is the end of the connection.
pub(crate) async fn is_alive(connection: &Connection) {
    let request = wire::HealthRequest { service: SERVICE.to_owned() };
    let _ = connection.plain(METHOD, &request).await;
}

fn unanswered(site: Site<'_>, status: &Status) -> Error {
    site.error(Code::START_FAILED, "its health service does not answer")
        .note("server", shown(status.message()))
        .with_source(cause(status))
}
