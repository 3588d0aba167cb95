mod files;
mod report;

use std::path::{Path, PathBuf};

use optimus_plugin_host::{Check, Checked};

use crate::{
    cli::ValidateArgs,
    failure::{Failure, Outcome},
    plugins,
    ui::{Ui, relative},
};
use files::Files;

/// What was found out about a file or a directory.
struct Findings {
    /// What was looked at.
    path: PathBuf,
    is_directory: bool,
    checked: Vec<Checked>,
    /// Files that are called nearly like plugins, with what is wrong with their names.
    passed_over: Vec<(PathBuf, &'static str)>,
}

impl Findings {
    fn bad(&self) -> impl Iterator<Item = &optimus_plugin_api::Error> {
        self.checked.iter().filter_map(|file| file.verdict.as_ref().err())
    }

    fn warnings(&self) -> usize {
        let of_files = self.checked.iter().filter_map(|file| file.verdict.as_ref().ok());
        of_files.map(|found| found.list.len()).sum::<usize>() + self.passed_over.len()
    }
}

/// `optimus plugin validate --path PATH`. Every mistake of every file; files are looked at, not served.
pub(super) fn run(ui: Ui, args: &ValidateArgs) -> Outcome {
    let findings = look(ui, &args.path, if args.no_exec { Check::Look } else { Check::Load })?;
    report::print(ui, &findings)?;
    let is_bad = findings.bad().next().is_some() || args.strict && findings.warnings() > 0;
    if is_bad { Err(Failure::Said) } else { Ok(()) }
}

fn look(ui: Ui, path: &Path, check: Check) -> Outcome<Findings> {
    let Files { is_directory, plugins, passed_over } = files::find(path)?;
    plugins::run(async |interrupts| {
        let _working = ui.progress(&format!("checking {}", relative(path)));
        let checked = interrupts.or(optimus_plugin_host::check_files(plugins, check)).await?;
        Ok(Findings { path: path.to_owned(), is_directory, checked, passed_over })
    })
}
