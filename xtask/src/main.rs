//! What the project does with itself. `cargo xtask` lists the verbs.
//!
//! Every verb installs what it needs and says what it installed; a second run finds it there. Nothing asks a question.

mod bindings;
mod demo;
mod deps;
mod fixtures;
mod fuzz;
mod run;
mod setup;
mod toolchains;
mod verbs;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Set-up, checks, tests, demo and bench of this project.
#[derive(Parser)]
#[command(name = "cargo xtask", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Install what building and testing need, and say what was installed.
    Setup,
    /// Install what is missing, build the examples and show what they answer.
    Demo,
    /// Build the components and executables that the tests load, into target/fixtures.
    Fixtures,
    /// Install what is missing and pass every test.
    Test {
        /// Only tests whose name contains this.
        filter: Option<String>,
    },
    /// Measure calls side by side in one optimised run: native, the engine alone, warm, fresh, go-plugin.
    Bench {
        /// One JSON object on stdout instead of a table.
        #[arg(long)]
        json: bool,
        /// A short run, to see that it works.
        #[arg(long)]
        quick: bool,
    },
    /// Make a million calls, many of them bad, in an optimised build: what the host holds must stay the same.
    Soak {
        /// So many instead.
        #[arg(long, default_value_t = 1_000_000)]
        calls: u64,
    },
    /// Give every fuzz target to libFuzzer, where a nightly toolchain is; the corpus alone elsewhere.
    Fuzz {
        /// How long each target runs.
        #[arg(long, default_value_t = 10)]
        seconds: u64,
        /// Hardly optimise: builds fast, runs slowly.
        #[arg(long)]
        dev: bool,
    },
    /// Check the dependencies: licences, bans, sources (the rules of deny.toml).
    Deps,
    /// Check formatting and lints of both workspaces.
    Lint,
    /// Build the documentation; a warning is an error.
    Docs,
    /// Generate the SDK's bindings from wit/.
    Bindings {
        /// Write nothing; fail if they are not what wit/ says.
        #[arg(long)]
        check: bool,
    },
}

/// Without a trace, which is long and tells of this program only.
fn main() -> ExitCode {
    match run(Arguments::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(verb: Verb) -> anyhow::Result<()> {
    match verb {
        Verb::Setup => setup::everything(),
        Verb::Demo => demo::run_demo(),
        Verb::Fixtures => fixtures::all(),
        Verb::Test { filter } => verbs::test(filter.as_deref()),
        Verb::Bench { json, quick } => verbs::bench(json, quick),
        Verb::Soak { calls } => verbs::soak(calls),
        Verb::Fuzz { seconds, dev } => fuzz::run_targets(seconds, dev),
        Verb::Deps => deps::check(),
        Verb::Lint => verbs::lint(),
        Verb::Docs => verbs::docs(),
        Verb::Bindings { check } => bindings::generate(&workspace::root(), check),
    }
}
