//! A server that answers plugin calls over HTTP: `GET /plugins`, and `POST /plugins/{name}/{call}` with JSON in and out; what
//! it did is on `GET /metrics`, for Prometheus.
//!
//! `embed [PORT [DIRECTORY…]]`: without directories those of Optimus, without a port, or with 0, a free one. What plugins may do
//! is said by the policy file that the variable `OPTIMUS_POLICY` names; decisions about them go to stderr, one JSON object a line.

mod metrics;

use std::{env, io, time::Duration};

use axum::extract::{DefaultBodyLimit, Path, State, rejection::BytesRejection};
use axum::http::{HeaderName, StatusCode, header::CONTENT_TYPE};
use axum::{Json, Router, body::Bytes, routing};
use optimus_plugin_host::api::{CallContext, Class, Code, Error, Operation, UnknownOperation};
use optimus_plugin_host::policy::{AuditSink, Policy};
use optimus_plugin_host::{Host, seed_directories};
use serde_json::{Value, json};
use tokio::signal::unix::{SignalKind, signal};
use tokio::{net::TcpListener, sync::oneshot, time::timeout};

/// How long a call may take, and how long calls in flight are waited for at the end.
const CALL_TIME: Duration = Duration::from_secs(30);
const GRACE: Duration = Duration::from_secs(10);
/// The largest request: a job's assets, each of up to 8 MiB.
const MAX_REQUEST_BYTES: usize = 64 * 1024 * 1024;

fn main() -> io::Result<()> {
    optimus_plugin_host::compiling_child(); // components are compiled by this program, started again
    serve()
}

#[tokio::main]
async fn serve() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let port = arguments.next().map_or(Ok(0), |port| port.parse()).map_err(io::Error::other)?;
    let given: Vec<_> = arguments.map(Into::into).collect();
    let directories = if given.is_empty() { seed_directories() } else { given };
    let mut builder = Host::builder().directories(directories).audit(AuditSink::lines(io::stderr()));
    if let Some(file) = env::var_os("OPTIMUS_POLICY") {
        builder = builder.policy_file(Policy::read(file.as_ref()).map_err(io::Error::other)?);
    }
    let host = builder.load().await;
    let routes = Router::new().route("/plugins", routing::get(list)).route("/metrics", routing::get(metrics));
    let routes = routes.route("/plugins/{name}/{call}", routing::post(call));
    let app = routes.layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES)).with_state(host.clone());
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    println!("{} plugins on http://{}", host.plugins().len(), listener.local_addr()?);

    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, app).with_graceful_shutdown(async { drop(stopped.await) });
    let server = tokio::spawn(server.into_future());
    tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    drop(stop);
    let finished = timeout(GRACE, server).await.is_ok();
    host.shutdown(GRACE).await.iter().for_each(|error| eprintln!("{error}"));
    println!("ended, {} cut short", if finished { "no call was" } else { "calls were" });
    Ok(())
}

async fn list(State(host): State<Host>) -> Json<Value> {
    host.plugins().iter().map(|plugin| json!(plugin.info())).collect::<Value>().into()
}

async fn metrics(State(host): State<Host>) -> ([(HeaderName, &'static str); 1], String) {
    ([(CONTENT_TYPE, metrics::CONTENT_TYPE)], metrics::page(&host.counters(), &host.engine_counters()))
}

type Body = Result<Bytes, BytesRejection>;
type Reply = (StatusCode, Json<Value>);

async fn call(State(host): State<Host>, Path(call): Path<(String, String)>, body: Body) -> Reply {
    let said = |e: &Error| json!({"code": e.code().to_string(), "message": e.message(), "help": e.help()});
    let answer = answer(&host, &call.0, &call.1, body).await;
    answer.map_or_else(|e| (status(&e), Json(said(&e))), |answer| (StatusCode::OK, Json(answer)))
}

async fn answer(host: &Host, name: &str, call: &str, body: Body) -> Result<Value, Error> {
    let plugin = host.plugins().plugin(name)?;
    let error = |code, text: &dyn ToString| Error::new(code, name, Operation::Load, text.to_string());
    let operation = call.parse().map_err(|unknown: UnknownOperation| error(Code::UNKNOWN_CALL, &unknown))?;
    let body = body.map_err(|bad| error(Code::REQUEST_TOO_LARGE, &bad.body_text()))?;
    let ctx = CallContext::builder().timeout(CALL_TIME).build();
    plugin.call_json(&ctx, operation, &body).await
}

/// The status that says whose turn it is.
fn status(error: &Error) -> StatusCode {
    match (error.code(), error.code().class()) {
        (Code::UNKNOWN_PLUGIN | Code::UNKNOWN_CALL | Code::NO_CAPABILITY, _) => StatusCode::NOT_FOUND,
        (Code::TIME_LIMIT, _) => StatusCode::GATEWAY_TIMEOUT,
        (_, Class::Usage) => StatusCode::BAD_REQUEST,
        (_, Class::Answer) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, Class::Fault) => StatusCode::BAD_GATEWAY,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}
