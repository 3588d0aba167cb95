//! The `optimus` program: lists, checks and calls plugins, and creates jobs.
//!
//! Results go to stdout and everything else to stderr; what each exit code means is at the end of `--help`.

use std::process::ExitCode;

mod cli;
mod commands;
mod failure;
mod interrupts;
mod logging;
mod plugins;
mod ui;

fn main() -> ExitCode {
    optimus_plugin_host::compiling_child();
    ExitCode::from(commands::run(std::env::args_os()))
}
