use clap_complete::Shell;

use crate::{cli, failure::Outcome, ui::Ui};

/// `optimus completion SHELL`.
pub(super) fn run(ui: Ui, shell: Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut cli::command(), "optimus", &mut script);
    ui.print(&String::from_utf8_lossy(&script))
}
