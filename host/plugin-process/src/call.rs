use optimus_plugin_api::{CallContext, Code, Error, Mode, Operation, Usage};
use prost::{Message, bytes::Bytes};
use tokio::time::timeout_at;
use tonic::Status;

use crate::{
    allowance::Allowance,
    contain::hint,
    convert::Malformed,
    retry::Tries,
    supervise::{Generation, Permit, Supervisor},
    transport::{self, Failure, Reply},
};

/// Sends one request and reads its reply. It is sent once at most, unless its context says that it may be sent again;
/// dropping the future takes it back.
pub(crate) async fn call<T>(
    plugin: &Supervisor,
    ctx: &CallContext,
    operation: Operation,
    request: &impl Message,
    read: fn(Bytes) -> Result<T, Malformed>,
) -> Result<T, Error> {
    let name = plugin.name();
    refuse_what_no_process_can(name, operation, ctx)?;
    let allowance = allowance(plugin, ctx, operation);
    let body = transport::encode(name, operation, request, plugin.launcher().options.max_request_bytes)?;
    let mut tries = Tries::of(ctx.retry(), allowance.deadline);
    let reply = loop {
        match once(plugin, ctx, operation, body.clone(), &allowance).await {
            Err(error) if tries.again_after(&error).await => {}
            reply => break reply,
        }
    };
    if let Some(sink) = ctx.usage() {
        // What a process used for one call of many cannot be told.
        sink.report(Usage::default());
    }
    let reply = reply.map_err(|error| tries.told(error))?;
    read(reply).map_err(|why| malformed(name, operation, &why))
}

/// Sends it, to a process that is there.
async fn once(
    plugin: &Supervisor,
    ctx: &CallContext,
    operation: Operation,
    body: Bytes,
    allowance: &Allowance,
) -> Result<Bytes, Error> {
    let name = plugin.name();
    let permit = plugin.permit(operation, allowance.deadline).await?;
    // `timeout_at` would begin to send before it looks at the clock.
    if allowance.left().is_zero() {
        return Err(allowance.missed(name, operation));
    }
    let reply = timeout_at(allowance.deadline, send(&permit, ctx, operation, body, allowance)).await;
    let reply = reply.unwrap_or_else(|_| Err(Failure::Late));
    if reply.is_err() && allowance.is_over() {
        permit.generation.suspect(plugin.launcher().options.hang_patience);
    }
    match reply {
        Ok(reply) => Ok(reply),
        // Both ends watch the clock: the plugin's server may reset the stream a moment before this side does.
        Err(Failure::Broken(_)) if allowance.is_over() && !permit.generation.connection.is_closed() => {
            Err(allowance.exceeded(name, operation))
        }
        Err(Failure::Late) => Err(allowance.exceeded(name, operation)),
        Err(Failure::Said(status)) => {
            let error = transport::said(name, operation, &status, allowance);
            let said = error.message().to_owned();
            Err(hint::explain(error, &plugin.launcher().options, &said))
        }
        Err(Failure::Broken(status)) => Err(broken(plugin, operation, &permit.generation, status).await),
    }
}

async fn send(
    permit: &Permit<'_>,
    ctx: &CallContext,
    operation: Operation,
    body: Bytes,
    allowance: &Allowance,
) -> Reply {
    let missing = || Failure::Said(Status::unimplemented("the dialect has no such call"));
    let method = permit.generation.dialect.method(operation).ok_or_else(missing)?;
    let request = transport::request(ctx, body, allowance.left());
    permit.generation.connection.unary(method, request, allowance.result).await.map_err(Failure::of)
}

/// A process keeps its own clock, and its memory and log are not counted by the call.
fn refuse_what_no_process_can(plugin: &str, operation: Operation, ctx: &CallContext) -> Result<(), Error> {
    let what = match ctx.limits() {
        _ if !matches!(ctx.mode(), Mode::Normal) => "deterministic mode",
        Some(limits) if limits.memory_bytes.is_some() => "a limit of memory for one call",
        Some(limits) if limits.log_bytes.is_some() => "a limit of log text for one call",
        _ => return Ok(()),
    };
    let message = format!("a plugin that is a process cannot be called with {what}");
    Err(Error::new(Code::UNSUPPORTED_CONTEXT, plugin, operation, message))
}

fn allowance(plugin: &Supervisor, ctx: &CallContext, operation: Operation) -> Allowance {
    let options = &plugin.launcher().options;
    let own = if is_survey(operation) { options.survey_timeout } else { options.call_timeout };
    Allowance::of(ctx, own, options.time, options.max_reply_bytes)
}

fn is_survey(operation: Operation) -> bool {
    use Operation::{DefaultAssets, DefaultConfig, GetQuestions, ValidateQuestion};
    matches!(operation, GetQuestions | ValidateQuestion | DefaultConfig | DefaultAssets)
}

fn malformed(plugin: &str, operation: Operation, why: &Malformed) -> Error {
    Error::new(
        Code::MALFORMED_ANSWER,
        plugin,
        operation,
        format!("its answer breaks the contract: {}", why.0),
    )
}

/// The stream broke off. If the process is gone, that is why; else its server does not keep to the protocol.
async fn broken(plugin: &Supervisor, operation: Operation, generation: &Generation, status: Status) -> Error {
    let name = plugin.name();
    let Some(ending) = generation.ending().await else {
        let message = "its server broke the answer off, or sent one that is not gRPC";
        return Error::new(Code::MALFORMED_ANSWER, name, operation, message)
            .with_source(transport::cause(&status));
    };
    let message = format!("its process died while it answered: it {}", ending.how);
    let error =
        Error::new(Code::CONNECTION_LOST, name, operation, message).with_source(transport::cause(&status));
    let error = match &ending.words {
        Some(words) => error.note("stderr", words.clone()),
        None => error,
    };
    let error = match (&ending.limit, &ending.words) {
        (Some(limit), _) => error.note("limit", limit.clone()),
        (None, Some(words)) => hint::guess(error, &plugin.launcher().options, words),
        (None, None) => error,
    };
    let is_own = plugin.launcher().reattach.is_none();
    let (then, help) = if is_own {
        (
            "is being restarted",
            "try again: the next call waits for the new process. If this request ends it every time, send it to the plugin's author",
        )
    } else {
        (
            "was not started by this program and stays away",
            "start the plugin again, and reattach to it or let this program start it",
        )
    };
    error.note("state", format!("the call is lost; the process {then}")).with_help(help)
}
