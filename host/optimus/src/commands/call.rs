use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    time::Instant,
};

use optimus_plugin_api::{CallContext, Code, Operation};
use optimus_plugin_host::{Capability, Plugin};
use serde_json::Value;

use super::facts;
use crate::{
    cli::{CallArgs, Global},
    failure::{Failure, Outcome, Rejected},
    plugins::{self, Wanted},
    ui::{Ui, one_line},
};

/// The largest request that is read, in bytes: several of the largest assets, escaped.
const MAX_INPUT: u64 = 256 * 1024 * 1024;

/// `optimus plugin call NAME CALL`: the answer is JSON on stdout, with and without `--json`.
pub(super) fn run(global: &Global, ui: Ui, args: &CallArgs) -> Outcome {
    let operation = operation(&args.call)?;
    let input = input(args.input.as_deref())?;
    plugins::with_host(ui, global, Wanted::Calls, async |host| {
        let plugin = host.plugins().plugin(&args.name)?;
        let waiting = ui.progress(&format!("{} answers {operation}", one_line(plugin.name())));
        let started = Instant::now();
        let answer = plugin.call_json(&context(args), operation, &input).await;
        let took = started.elapsed();
        drop(waiting);
        tracing::info!(plugin = plugin.name(), call = %operation, by = answered_by(&plugin, operation), took = %format_args!("{took:.1?}"), "answered");
        let answer = answer?;
        ui.print_json(&answer)?;
        match operation {
            Operation::ValidateQuestion => verdict(&plugin, &input, &answer),
            _ => Ok(()),
        }
    })
}

fn operation(text: &str) -> Outcome<Operation> {
    text.parse().map_err(|error: optimus_plugin_api::UnknownOperation| {
        Failure::own(Code::UNKNOWN_CALL, error.to_string()).help("optimus plugin call --help")
    })
}

fn context(args: &CallArgs) -> CallContext {
    let mut context = CallContext::builder();
    if let Some(timeout) = args.timeout {
        context = context.timeout(timeout);
    }
    if let Some(trace_parent) = &args.trace_parent {
        context = context.trace_parent(trace_parent.as_str());
    }
    context.build()
}

fn input(from: Option<&Path>) -> Outcome<Vec<u8>> {
    let Some(path) = from else { return Ok(b"{}".to_vec()) };
    let reader: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(|error| Failure::unreadable(path, &error))?)
    };
    let mut bytes = Vec::new();
    reader.take(MAX_INPUT + 1).read_to_end(&mut bytes).map_err(|error| Failure::unreadable(path, &error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_INPUT {
        return Err(Failure::own(Code::BAD_JSON, format!("the input is larger than {MAX_INPUT} bytes")));
    }
    Ok(bytes)
}

/// The plugin says no: the answer is on stdout, and the exit code says it too.
fn verdict(plugin: &Plugin, request: &[u8], answer: &Value) -> Outcome {
    if answer.get("success").and_then(Value::as_bool) == Some(true) {
        return Ok(());
    }
    let request: Value = serde_json::from_slice(request).unwrap_or_default();
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    Err(Failure::Rejected(Rejected {
        question: text(request.pointer("/answer/question/name")),
        reason: text(answer.get("error")),
        plugin: plugin.name().to_owned(),
        printed: true,
    }))
}

fn answered_by(plugin: &Plugin, operation: Operation) -> &'static str {
    match operation {
        Operation::PluginInfo => "registry",
        Operation::CompileAssets => facts::answered_by(plugin, Capability::AssetCompiler),
        Operation::GenerateDestination | Operation::GenerateDependencies => {
            facts::answered_by(plugin, Capability::DependencyResolver)
        }
        _ => facts::answered_by(plugin, Capability::Survey),
    }
}
