//! What can be typed.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::ui::one_line;

/// Ends every `--help`.
const EXIT_CODES: &str = "\
Exit codes:
  0    done (a list with files that are not served too; --strict makes it 1)
  1    the answer is no: invalid plugin or job, or the plugin rejected the input
  2    wrong usage, unreadable arguments
  3    a plugin failed or was stopped
  4    refused by policy
  5    the other side failed: server, network, disk
  130  interrupted
With --json an error is also one object on stdout: {\"error\": {\"code\", \"message\", …}}.";

/// Plugins for Optimus, and the jobs that use them.
#[derive(Debug, Parser)]
#[command(name = "optimus", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Look for plugins in this directory only (may be repeated; the first one wins)
    ///
    /// It must be there. Without it: .plugins and the current directory, the program's directory and its .optimus/plugins,
    /// $HOME/.optimus/plugins, /usr/bin, /usr/local/bin.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) plugin_dir: Vec<PathBuf>,
    /// What plugins may do: a policy file, or a server's configuration that has one under `plugin:`
    ///
    /// Without it nothing is granted and the limits are the defaults. Values of granted secrets come from the variables
    /// OPTIMUS_SECRET_ and their name.
    #[arg(long, global = true, value_name = "FILE", env = "OPTIMUS_POLICY")]
    pub(crate) policy: Option<PathBuf>,
    /// Append each decision about a plugin to this file, one JSON object a line
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) audit_log: Option<PathBuf>,
    /// Print the result as one JSON object
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Colours: auto is yes on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorWhen,
    /// Say more on stderr, with the log of plugins (-vv: still more)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Show where a plugin failed frame by frame, and causes at full length
    #[arg(long, global = true)]
    pub(crate) backtrace: bool,
    /// How log lines look
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub(crate) log_format: LogFormat,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal.
    Auto,
    /// In pipes too.
    Always,
    /// Not at all.
    Never,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the version of this program and the plugins that it finds
    Version,
    /// List, check, call and build plugins
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Create jobs
    #[command(subcommand)]
    Job(JobCommand),
    /// Explain the code of an error; without a code, list all of them
    Explain {
        /// For example P0412
        code: Option<String>,
    },
    /// Print a completion script for a shell
    Completion {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// Commands about plugins.
#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// List the plugins that are served, and the files that are not
    List {
        /// Exit with 1 if a file is not served or a directory cannot be searched
        #[arg(long)]
        strict: bool,
    },
    /// Print everything about one plugin
    Info {
        /// Its name
        name: String,
    },
    /// Send one call to a plugin: JSON in, JSON out
    Call(CallArgs),
    /// Check plugin files without serving them
    ///
    /// Everything that is wrong is said in one run. A component is compiled and asked who it is, an executable is started for
    /// that; both are ended again.
    Validate(ValidateArgs),
    /// Build a plugin as a component
    Build(BuildArgs),
    /// Compile components ahead of time, so that loading them takes them from the cache
    ///
    /// Another process compiles, within limits of memory and time. The machine code is kept in $XDG_CACHE_HOME/optimus/components
    /// or ~/.cache/optimus/components, under a keyed checksum. None of the component's code runs.
    Precompile(PrecompileArgs),
    /// Show what a plugin is and may do, without running or compiling any of it
    ///
    /// Its digest, what it exports and imports, what it wishes, which grants and limits are in force and which part of the policy
    /// says so, and of an executable what cannot be enforced on this machine.
    Inspect {
        /// Its name, or a plugin file
        plugin: String,
    },
    /// List the limits and grants of the policy, or prove on this machine that they hold
    Limits {
        /// Break each of them with a plugin made for that, and say what stopped it
        #[arg(long)]
        prove: bool,
    },
    /// Become a hostile plugin: what a proof starts
    #[command(hide = true)]
    Hostile {
        /// What it does
        attack: String,
        /// To whom
        target: Option<String>,
    },
    /// Show what a component wishes to be granted, or write that into it
    ///
    /// Nothing of the component is run. `plugin build` writes the wishes of a crate, from [package.metadata.optimus.wishes] of
    /// its Cargo.toml; this does it for components of other languages.
    Wish(WishArgs),
}

/// Arguments of `plugin validate`.
#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    /// A file, or a directory of which every plugin file is checked
    #[arg(long, short, value_name = "PATH", default_value = ".plugins")]
    pub(crate) path: PathBuf,
    /// Run nothing: components are compiled and executables looked at, but neither is asked who it is
    #[arg(long)]
    pub(crate) no_exec: bool,
    /// Exit with 1 if there are warnings
    #[arg(long)]
    pub(crate) strict: bool,
}

/// Arguments of `plugin precompile`.
#[derive(Debug, Args)]
pub(crate) struct PrecompileArgs {
    /// Components
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// For calls in deterministic mode too
    #[arg(long)]
    pub(crate) deterministic: bool,
    /// Keep them in this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) cache_dir: Option<PathBuf>,
}

/// Arguments of `plugin call`.
#[derive(Debug, Args)]
#[command(after_long_help = CALL_EXAMPLES)]
pub(crate) struct CallArgs {
    /// The plugin's name
    pub(crate) name: String,
    /// plugin-info, get-questions, validate-question, default-config, default-assets, compile-assets,
    /// generate-destination or generate-dependencies
    pub(crate) call: String,
    /// The request, a JSON file, or - for standard input; without it {}
    #[arg(long, short, value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,
    /// How long it may take, for example 500ms, 10s, 2m
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
    /// The W3C traceparent to hand to the plugin
    #[arg(long, value_name = "TRACEPARENT", value_parser = trace_parent)]
    pub(crate) trace_parent: Option<String>,
}

const CALL_EXAMPLES: &str = r#"Examples of requests (field names of the plugin protocol):
  get-questions          {"job_name": "sales"}
  validate-question      {"answer": {"question": {"name": "RANGE_START"}, "value": "2026-01-01"}}
  default-config         {"answers": [{"question": {"name": "RANGE_START"}, "value": "2026-01-01"}]}
  compile-assets         {"configs": [{"name": "LOAD_METHOD", "value": "REPLACE"}],
                          "assets": [{"name": "query.sql", "value": "select 1"}],
                          "start_time": "2026-01-01T00:00:00Z", "end_time": "2026-01-03T00:00:00Z"}
  generate-destination   {"config": [{"name": "TABLE", "value": "sales"}]}
"#;

/// Arguments of `plugin build`.
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// The folder of the plugin's crate, or a core module (.wasm) that was built otherwise
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Where to write the component
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// The plugin's name in the file name, instead of the crate's
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Keep cargo from the network
    #[arg(long)]
    pub(crate) offline: bool,
}

/// Arguments of `plugin wish`.
#[derive(Debug, Args)]
#[command(after_long_help = WISHES_EXAMPLE)]
pub(crate) struct WishArgs {
    /// The component (.wasm)
    pub(crate) file: PathBuf,
    /// Write these wishes into it, in place of those that it has: a file of JSON, yaml or TOML, or a Cargo.toml
    #[arg(long, value_name = "WISHES")]
    pub(crate) set: Option<PathBuf>,
    /// Where to write the component, instead of over the file itself
    #[arg(long, short, value_name = "FILE", requires = "set")]
    pub(crate) output: Option<PathBuf>,
}

const WISHES_EXAMPLE: &str = r#"Example of wishes:
  http:
  - {host: bigquery.googleapis.com, methods: [GET, POST], path: /bigquery/v2}
  secrets:
  - {name: TOKEN, header: authorization, host: bigquery.googleapis.com}
  config: [PROJECT, BQ_*]
  cache: {size: 1 MiB, lifetime: 24h}
  clocks: true
  why: it asks which tables a query reads
"#;

/// Commands about jobs.
#[derive(Debug, Subcommand)]
pub(crate) enum JobCommand {
    /// Create a job: asks, then writes job.yaml and assets/
    Create(CreateArgs),
}

/// Arguments of `job create`.
#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// Answers in a yaml file; nothing is asked then
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// The project's configuration; without it optimus.yaml of the current directory, if there is one
    #[arg(long, short, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Replace a job that is there already
    #[arg(long)]
    pub(crate) force: bool,
}

/// Every command with its help, which ends with the exit codes.
pub(crate) fn command() -> clap::Command {
    with_exit_codes(Cli::command())
}

fn with_exit_codes(command: clap::Command) -> clap::Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let after = match command.get_after_long_help() {
        Some(text) => format!("{text}\n{EXIT_CODES}"),
        None => EXIT_CODES.to_owned(),
    };
    let command = command.after_help(EXIT_CODES).after_long_help(after);
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, with_exit_codes))
}

/// Reads the command line. The error prints itself; it is also how `--help` comes back.
pub(crate) fn parse(args: &[OsString]) -> Result<Cli, clap::Error> {
    understood(args).map_err(|error| {
        // What was typed is shown again, and must not act upon the terminal.
        let shown: Vec<_> = args.iter().map(|arg| one_line(&arg.to_string_lossy()).into()).collect();
        understood(&shown).err().unwrap_or(error)
    })
}

fn understood(args: &[OsString]) -> Result<Cli, clap::Error> {
    let mut command = command().color(help_color(args));
    let matches = command.try_get_matches_from_mut(args)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Whether a command line asks for JSON, be it understood or not.
pub(crate) fn asks_for_json(args: &[OsString]) -> bool {
    args.iter().take_while(|arg| *arg != "--").any(|arg| arg == "--json")
}

/// `--color` holds for the help as well, which is printed before the arguments are understood.
fn help_color(args: &[OsString]) -> clap::ColorChoice {
    let given = args.iter().zip(args.iter().skip(1).map(Some).chain([None])).find_map(|(arg, next)| {
        let arg = arg.to_str()?;
        arg.strip_prefix("--color=").or_else(|| if arg == "--color" { next?.to_str() } else { None })
    });
    match given {
        Some("never") => clap::ColorChoice::Never,
        Some("always") => clap::ColorChoice::Always,
        _ => clap::ColorChoice::Auto,
    }
}

/// Reads `500ms`, `10s`, `1.5s`, `2m`, `1h`.
fn duration(text: &str) -> Result<Duration, String> {
    let units = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];
    let read = units.iter().find_map(|(unit, seconds)| {
        let number: f64 = text.strip_suffix(unit)?.parse().ok()?;
        Duration::try_from_secs_f64(number * seconds).ok()
    });
    read.filter(|time| !time.is_zero()).ok_or_else(|| "write it like 500ms, 10s, 2m or 1h".to_owned())
}

/// Accepts what W3C Trace Context calls a `traceparent`, of later versions too: they may go on behind what is known.
fn trace_parent(text: &str) -> Result<String, String> {
    let is_hex = |part: &&str, length| {
        part.len() == length && part.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f'))
    };
    let is_id = |part: &&str, length| is_hex(part, length) && part.contains(|c| c != '0');
    let mut parts = text.split('-');
    let version = parts.next().filter(|part| is_hex(part, 2) && *part != "ff");
    let trace = parts.next().filter(|part| is_id(part, 32));
    let parent = parts.next().filter(|part| is_id(part, 16));
    let flags = parts.next().filter(|part| is_hex(part, 2));
    let is_known = trace.is_some() && parent.is_some() && flags.is_some();
    match version {
        Some(version) if is_known && (version != "00" || parts.next().is_none()) => Ok(text.to_owned()),
        _ => Err("W3C writes it like 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        command().debug_assert();
    }

    #[test]
    fn a_time_is_read_with_its_unit_and_refused_without() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1.5s"), Ok(Duration::from_millis(1500)));
        for wrong in ["10", "s", "-1s", "0s", "NaNs", "infs", "1e300h"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_help_ends_with_the_exit_codes() {
        fn check(command: &mut clap::Command) {
            let help = command.render_long_help().to_string();
            assert!(help.contains("130  interrupted"), "{}", command.get_name());
            command.get_subcommands_mut().filter(|sub| sub.get_name() != "help").for_each(check);
        }
        check(&mut command());
    }
}
