use std::{
    fs, io,
    path::{Path, PathBuf},
};

use optimus_plugin_api::{Diagnostics, Error, Severity};
use optimus_plugin_host::PluginKind;
use serde_json::{Value, json};

use crate::{
    failure::{Failure, Outcome},
    plugins::{self, Interrupts},
    ui::{Ui, diagnostics_json, plural, relative},
};

/// A file, and what is wrong with it: an error, or what is not as meant although it would be served.
struct Checked {
    path: PathBuf,
    kind: PluginKind,
    verdict: Result<Diagnostics, Error>,
}

impl Checked {
    fn error(&self) -> Option<&Error> {
        self.verdict.as_ref().err()
    }
}

/// `optimus plugin validate --path PATH`. Every mistake of every file; files are looked at, not served.
pub(super) fn run(ui: Ui, path: &Path) -> Outcome {
    let files = files(path)?;
    let checked = plugins::runtime()?.block_on(async {
        let mut interrupts = Interrupts::new()?;
        let working = ui.progress(&format!("checking {}", relative(path)));
        let checked = tokio::select! {
            checked = check(files) => Ok(checked),
            () = interrupts.next() => Err(Failure::Interrupted),
        };
        drop(working);
        checked
    })?;
    report(ui, path, &checked)
}

async fn check(files: Vec<(PluginKind, PathBuf)>) -> Vec<Checked> {
    let mut checked = Vec::with_capacity(files.len());
    for (kind, path) in files {
        let verdict = optimus_plugin_host::check_file(kind, &path).await;
        checked.push(Checked { path, kind, verdict });
    }
    checked
}

/// The files to look at. In a directory those that a load would look at and that need not be started: looking into a
/// directory must not run what lies there.
fn files(path: &Path) -> Outcome<Vec<(PluginKind, PathBuf)>> {
    let unreadable = |error: io::Error| Failure::unreadable(path, &error);
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        let kind = kind_of(path).ok_or_else(|| {
            Failure::usage(format!("{} is not the file of a plugin", relative(path)))
                .help("plugins are called *.yaml, *.wasm or optimus-NAME_OS_ARCH")
        })?;
        return Ok(vec![(kind, path.to_owned())]);
    }
    let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(unreadable)?;
    let files = entries.into_iter().map(|entry| entry.path()).filter(|path| path.is_file());
    let kinds = files.filter_map(|file| Some((kind_of(&file)?, file)));
    let mut files: Vec<_> = kinds.filter(|(kind, _)| *kind != PluginKind::Process).collect();
    files.sort_by(|(_, a), (_, b)| a.cmp(b));
    Ok(files)
}

/// By the ending alone, as upstream: a file need not have the name by which it would be found.
fn kind_of(path: &Path) -> Option<PluginKind> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("yaml") => Some(PluginKind::Yaml),
        Some("wasm") => Some(PluginKind::Wasm),
        _ => PluginKind::of_file(path),
    }
}

fn report(ui: Ui, path: &Path, checked: &[Checked]) -> Outcome {
    for file in checked {
        match &file.verdict {
            Ok(warnings) if warnings.is_empty() => {}
            Ok(warnings) => ui.say(&ui.diagnostics(warnings)),
            Err(error) => ui.say(&ui.error_text(error)),
        }
    }
    if ui.json {
        ui.print_json(&as_json(path, checked))?;
    } else {
        ui.print(&summary(checked))?;
    }
    if checked.iter().any(|file| file.verdict.is_err()) { Err(Failure::Said) } else { Ok(()) }
}

/// `3 plugins looked at: 2 good, 1 with 2 errors`.
fn summary(checked: &[Checked]) -> String {
    let bad: Vec<usize> = checked.iter().filter_map(Checked::error).map(mistakes).collect();
    let good = checked.len() - bad.len();
    let verdict = match (good, bad.len()) {
        (0, 0) => return "No plugin files found".to_owned(),
        (_, 0) => format!("{good} good"),
        (0, _) => format!("{} with {}", bad.len(), plural(bad.iter().sum(), "error")),
        _ => format!("{good} good, {} with {}", bad.len(), plural(bad.iter().sum(), "error")),
    };
    format!("{} looked at: {verdict}", plural(checked.len(), "plugin"))
}

fn mistakes(error: &Error) -> usize {
    let list = error.diagnostics().map_or(&[][..], |found| found.list.as_slice());
    list.iter().filter(|found| found.severity == Severity::Error).count().max(1)
}

fn as_json(path: &Path, checked: &[Checked]) -> Value {
    let bad = checked.iter().filter(|file| file.verdict.is_err()).count();
    json!({
        "path": path.display().to_string(),
        "good": checked.len() - bad,
        "bad": bad,
        "files": checked.iter().map(file_json).collect::<Vec<_>>(),
    })
}

fn file_json(file: &Checked) -> Value {
    json!({
        "path": file.path.display().to_string(),
        "kind": file.kind.as_str(),
        "valid": file.verdict.is_ok(),
        "diagnostics": match &file.verdict {
            Ok(warnings) => diagnostics_json(warnings),
            Err(error) => mistakes_json(error),
        },
    })
}

/// An error without places is one mistake of the file as a whole.
fn mistakes_json(error: &Error) -> Value {
    match error.diagnostics() {
        Some(found) if !found.is_empty() => diagnostics_json(found),
        _ => json!([{
            "code": error.code().to_string(), "severity": "error", "message": error.message(),
            "labels": [], "help": error.help(),
        }]),
    }
}
