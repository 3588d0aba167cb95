//! Log lines on stderr, those of plugins among them.

use std::io;

use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt, filter_fn},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::{
    cli::{Global, LogFormat},
    ui::{Ui, one_line},
};

/// Which lines are wanted instead of what `--verbose` says, in the words of `tracing` (`optimus_plugin_wasm=trace`).
const FILTER_VARIABLE: &str = "OPTIMUS_LOG";

/// Starts logging. Once per program.
pub(crate) fn start(global: &Global, ui: Ui) {
    let lines = fmt::layer().with_writer(io::stderr).with_ansi(ui.err.is_on());
    // Without a hint of its own it would take the filter's away, and every line would be looked at.
    let others = filter_fn(|line| !is_said_anyway(line)).with_max_level_hint(Level::TRACE);
    let wanted = filter(global.verbose, ui).and(others);
    let all = tracing_subscriber::registry();
    // It fails only if logging was started before.
    let _ = match global.log_format {
        LogFormat::Text => all.with(lines.without_time().with_filter(wanted)).try_init(),
        LogFormat::Json => all.with(lines.json().flatten_event(true).with_filter(wanted)).try_init(),
    };
}

/// What went wrong while plugins were found is said by the commands, in their result or beside it.
fn is_said_anyway(line: &Metadata<'_>) -> bool {
    line.target() == "optimus_plugin_host::load" && *line.level() == Level::WARN
}

/// Quiet libraries, plugins and our own rooms as loud as was asked for.
fn filter(verbose: u8, ui: Ui) -> EnvFilter {
    let by_option = EnvFilter::new(by_option(verbose));
    match std::env::var(FILTER_VARIABLE).ok().filter(|text| !text.is_empty()).map(EnvFilter::try_new) {
        Some(Ok(wanted)) => wanted,
        Some(Err(error)) => {
            let head = ui.err.warning("warning");
            let error = one_line(&error.to_string());
            ui.say(&format!("{head}: {FILTER_VARIABLE} is not minded, it cannot be read: {error}"));
            by_option
        }
        None => by_option,
    }
}

fn by_option(verbose: u8) -> &'static str {
    match verbose {
        0 => "warn",
        1 => {
            "info,h2=warn,hyper=warn,tonic=warn,wasmtime=warn,cranelift=warn,optimus=debug,\
              optimus_plugin_host=debug,optimus_plugin_wasm=debug,optimus_plugin_process=debug,optimus_plugin_yaml=debug"
        }
        _ => {
            "debug,optimus=trace,optimus_plugin_host=trace,optimus_plugin_wasm=trace,\
              optimus_plugin_process=trace,optimus_plugin_yaml=trace,cranelift=warn,wasmtime=info"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_of_verbosity_is_a_filter_that_can_be_read() {
        for verbose in 0..4 {
            assert!(EnvFilter::try_new(by_option(verbose)).is_ok());
        }
    }
}
