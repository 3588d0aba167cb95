//! One file per command; each gives back an outcome, and only this one knows about exit codes.

mod build;
mod call;
mod completion;
mod explain;
mod facts;
mod info;
mod job_create;
mod list;
mod validate;
mod version;

use std::ffi::OsString;

use clap::error::ErrorKind;

use crate::{
    cli::{self, Cli, Command, JobCommand, PluginCommand},
    failure::Outcome,
    logging, plugins,
    ui::Ui,
};

/// Runs the program; the answer is its exit code.
pub(crate) fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match cli::parse(args) {
        Ok(cli) => cli,
        Err(error) => return not_a_command(&error),
    };
    let ui = Ui::new(&cli.global);
    logging::start(&cli.global, ui);
    match dispatch(cli, ui) {
        Ok(()) => 0,
        Err(failure) => {
            ui.failed(&failure);
            failure.exit_code()
        }
    }
}

/// `--help` and `--version` come back this way too.
fn not_a_command(error: &clap::Error) -> u8 {
    // A reader that went away is no reason to fail.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => 0,
        _ => 2,
    }
}

fn dispatch(cli: Cli, ui: Ui) -> Outcome {
    let global = &cli.global;
    plugins::check_directories(global)?;
    match cli.command {
        Command::Version => version::run(global, ui),
        Command::Plugin(PluginCommand::List { strict }) => list::run(global, ui, strict),
        Command::Plugin(PluginCommand::Info { name }) => info::run(global, ui, &name),
        Command::Plugin(PluginCommand::Call(args)) => call::run(global, ui, &args),
        Command::Plugin(PluginCommand::Validate(args)) => validate::run(ui, &args),
        Command::Plugin(PluginCommand::Build(args)) => build::run(ui, &args),
        Command::Job(JobCommand::Create(args)) => job_create::run(global, ui, &args),
        Command::Explain { code } => explain::run(ui, code.as_deref()),
        Command::Completion { shell } => completion::run(ui, shell),
    }
}
