//! What the project does with itself. `cargo xtask` lists the verbs.
//!
//! Every verb installs what it needs and says what it installed; a second run finds it there. Nothing asks a question.

mod deps;
mod run;
mod setup;
mod verbs;
mod workspace;

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
    /// Check the dependencies: licences, bans, sources (the rules of deny.toml).
    Deps,
    /// Check formatting and lints of both workspaces.
    Lint,
    /// Build the documentation; a warning is an error.
    Docs,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().verb {
        Verb::Setup => setup::everything(),
        Verb::Deps => deps::check(),
        Verb::Lint => verbs::lint(),
        Verb::Docs => verbs::docs(),
    }
}
