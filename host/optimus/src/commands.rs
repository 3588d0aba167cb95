//! One file per command; each gives back an outcome, and only this one knows about exit codes.

mod build;
mod call;
mod completion;
mod explain;
mod facts;
mod info;
mod inspect;
mod job_create;
mod limits;
mod list;
mod precompile;
mod validate;
mod version;
mod wish;

use std::{
    ffi::OsString,
    io::{self, Write},
};

use clap::error::ErrorKind;

use crate::{
    cli::{self, Cli, Command, JobCommand, PluginCommand},
    failure::{Failure, Outcome},
    logging, plugins,
    ui::Ui,
};

/// Runs the program; the answer is its exit code.
pub(crate) fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let args: Vec<_> = args.into_iter().collect();
    let cli = match cli::parse(&args) {
        Ok(cli) => cli,
        Err(error) => return not_a_command(&error, Ui::bare(cli::asks_for_json(&args))),
    };
    let ui = Ui::new(&cli.global);
    logging::start(&cli.global, ui);
    ended(ui, dispatch(cli, ui))
}

fn ended(ui: Ui, outcome: Outcome) -> u8 {
    match outcome {
        Ok(()) => 0,
        Err(failure) => {
            ui.failed(&failure);
            failure.exit_code()
        }
    }
}

/// `--help` and `--version` come back this way too, and are results like others.
fn not_a_command(error: &clap::Error, ui: Ui) -> u8 {
    let printed = error.print().and_then(|()| io::stdout().flush());
    if error.use_stderr() {
        let failure = wrong_usage(error);
        // It stands on stderr already, in more words.
        if ui.json {
            ui.print_failure(&failure);
        }
        return failure.exit_code();
    }
    ended(ui, printed.map_err(|error| Failure::not_printed(&error)))
}

/// The error in one sentence: it prints itself with what can be typed instead.
fn wrong_usage(error: &clap::Error) -> Failure {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Failure::usage("a command is missing").help("`--help` lists them");
    }
    let text = error.render().to_string();
    let in_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut parts = text.split("\n\n");
    let message = in_one_line(parts.next().unwrap_or_default().trim_start_matches("error: "));
    match parts.find_map(|part| part.trim_start().strip_prefix("tip: ")) {
        Some(tip) => Failure::usage(message).help(in_one_line(tip)),
        None => Failure::usage(message),
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
        Command::Plugin(PluginCommand::Precompile(args)) => precompile::run(ui, &args),
        Command::Plugin(PluginCommand::Inspect { plugin }) => inspect::run(global, ui, &plugin),
        Command::Plugin(PluginCommand::Limits { prove }) => limits::run(ui, prove),
        Command::Plugin(PluginCommand::Hostile { attack, .. }) => limits::attack(&attack),
        Command::Plugin(PluginCommand::Wish(args)) => wish::run(ui, &args),
        Command::Job(JobCommand::Create(args)) => job_create::run(global, ui, &args),
        Command::Explain { code } => explain::run(ui, code.as_deref()),
        Command::Completion { shell } => completion::run(ui, shell),
    }
}
