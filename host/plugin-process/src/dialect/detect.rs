use optimus_plugin_api::{Code, Error, Operation, PluginInfo};
use tonic::Status;

use super::{DIALECTS, Dialect};
use crate::{
    convert::{self, Malformed},
    error::{Site, shown},
    transport::{Connection, is_unimplemented},
    wire,
};

const HEALTH: &str = "/grpc.health.v1.Health/Check";
/// The service that go-plugin registers with its health server.
const HEALTH_SERVICE: &str = "plugin";
const SERVING: i32 = 1;

/// Asks go-plugin's health service. A plugin written by hand may have none; Optimus itself never asks.
pub(crate) async fn health(connection: &Connection, site: Site<'_>) -> Result<(), Error> {
    let request = wire::HealthRequest { service: HEALTH_SERVICE.to_owned() };
    let reply = match connection.plain(HEALTH, &request).await {
        Err(status) if is_unimplemented(&status) => return Ok(()),
        Err(status) => return Err(broken(site, "its health service does not answer", status)),
        Ok(reply) => reply,
    };
    match <wire::HealthResponse as prost::Message>::decode(reply) {
        Ok(reply) if reply.status == SERVING => Ok(()),
        _ => Err(site.error(Code::START_FAILED, "its health service says that it does not serve")),
    }
}

/// Finds out what the plugin speaks, and who it is.
pub(crate) async fn detect(
    connection: &Connection,
    site: Site<'_>,
) -> Result<(&'static Dialect, PluginInfo), Error> {
    for dialect in DIALECTS.iter().filter(|dialect| dialect.is_spoken()) {
        let Some(method) = dialect.method(Operation::PluginInfo) else { continue };
        match connection.plain(method, &wire::Empty {}).await {
            Ok(reply) => return Ok((dialect, convert::info(reply).map_err(|why| malformed(site, why))?)),
            Err(status) if is_unimplemented(&status) => {}
            Err(status) => return Err(broken(site, "it does not say who it is", status)),
        }
    }
    Err(unknown(connection, site).await)
}

/// Which of the dialects that are known but not spoken it has.
async fn unknown(connection: &Connection, site: Site<'_>) -> Error {
    for dialect in DIALECTS.iter().filter(|dialect| !dialect.is_spoken()) {
        let answer = connection.plain(dialect.probe, &wire::Empty {}).await;
        if !answer.as_ref().is_err_and(is_unimplemented) {
            return found(site, dialect);
        }
    }
    site.error(Code::UNKNOWN_DIALECT, "it serves none of the services of an Optimus plugin that are known")
        .with_help("build it for Optimus 0.4, or check that it is an Optimus plugin")
}

fn found(site: Site<'_>, dialect: &Dialect) -> Error {
    let message = format!("it speaks the dialect of {}, which is not spoken here", dialect.releases);
    site.error(Code::UNKNOWN_DIALECT, message)
        .note("found", dialect.probe.trim_start_matches('/'))
        .with_help("use a release of the plugin that was built for Optimus 0.4")
}

fn malformed(site: Site<'_>, why: Malformed) -> Error {
    site.error(Code::MALFORMED_ANSWER, why.0)
}

fn broken(site: Site<'_>, message: &str, status: Status) -> Error {
    site.error(Code::START_FAILED, message).note("server", shown(status.message())).with_source(status)
}
