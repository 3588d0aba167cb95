//! Log lines on stderr, those of plugins among them.

use std::io;

use tracing_subscriber::EnvFilter;

use crate::{
    cli::{Global, LogFormat},
    ui::Ui,
};

/// Which lines are wanted instead of what `--verbose` says, in the words of `tracing` (`optimus_plugin_wasm=trace`).
const FILTER_VARIABLE: &str = "OPTIMUS_LOG";

/// Starts logging. Once per program.
pub(crate) fn start(global: &Global, ui: Ui) {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter(global.verbose))
        .with_writer(io::stderr)
        .with_ansi(ui.err.is_on());
    // It fails only if logging was started before.
    let _ = match global.log_format {
        LogFormat::Text => builder.without_time().try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}

/// Quiet libraries, plugins and our own rooms as loud as was asked for.
fn filter(verbose: u8) -> EnvFilter {
    let by_option = match verbose {
        0 => "warn",
        1 => {
            "info,h2=warn,hyper=warn,tonic=warn,wasmtime=warn,cranelift=warn,optimus=debug,\
              optimus_plugin_host=debug,optimus_plugin_wasm=debug,optimus_plugin_process=debug,optimus_plugin_yaml=debug"
        }
        _ => {
            "debug,optimus=trace,optimus_plugin_host=trace,optimus_plugin_wasm=trace,\
              optimus_plugin_process=trace,optimus_plugin_yaml=trace,cranelift=warn,wasmtime=info"
        }
    };
    EnvFilter::try_from_env(FILTER_VARIABLE).unwrap_or_else(|_| EnvFilter::new(by_option))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_of_verbosity_is_a_filter_that_can_be_read() {
        for verbose in 0..4 {
            assert!(!filter(verbose).to_string().is_empty());
        }
    }
}
