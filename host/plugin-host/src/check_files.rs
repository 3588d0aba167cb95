//! Files looked at as a load would, without serving them: for whoever validates plugins before letting them in.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use optimus_plugin_api::{Code, Diagnostic, Diagnostics, Error};
use tokio::task::JoinSet;

use crate::{
    Answerer, NotServed, Plugin, PluginKind, Registry,
    discovery::Stamp,
    errors,
    kinds::{Compile, Kinds},
    load::{Room, contained},
    plugin::Part,
    policies::Policies,
    registry::{assemble, check_all},
    source::{Loaded, Source},
};

/// A check calls nothing beyond what a load does.
const CALLS_AT_ONCE: u32 = 8;

/// How far a check goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Check {
    /// As a load: a component is compiled and asked who it is, an executable is started for that; both are ended again.
    Load,
    /// Without running anything of the plugin. What it would say about itself remains unknown.
    Look,
}

/// A file, and what is wrong with it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Checked {
    /// What it is.
    pub kind: PluginKind,
    /// Where it lies.
    pub path: PathBuf,
    /// Why it would not be served, with every mistake of a yaml in [`Error::diagnostics`]; or what is not as meant although
    /// it would be, which is mostly nothing.
    pub verdict: Result<Diagnostics, Error>,
}

/// Checks plugin files as a load would, several at once, and against each other: names that are taken, files that belong
/// together and disagree. What comes back is in the order of the files given.
///
/// A file may have any name; that it would not be found under it is a warning. One file alone is not blamed for lacking
/// the yaml that would describe it.
///
/// # Panics
/// Outside of a tokio runtime with time and io enabled.
pub async fn check_files(
    files: impl IntoIterator<Item = (PluginKind, PathBuf)>,
    check: Check,
) -> Vec<Checked> {
    let files: Vec<_> = files.into_iter().collect();
    let (mut outcomes, to_load) = sort_out(&files);
    for (index, outcome) in load(to_load, check).await {
        outcomes.insert(index, outcome);
    }
    let (mut parts, mut not_served) = (Vec::new(), Vec::new());
    for (index, (kind, path)) in files.iter().enumerate() {
        match outcomes.remove(&index) {
            Some(Ok(Some(part))) => parts.push(part),
            Some(Err(reason)) => {
                not_served.push(NotServed {
                    name: name_of(*kind, path),
                    kind: *kind,
                    path: path.clone(),
                    reason,
                });
            }
            Some(Ok(None)) | None => {}
        }
    }
    let mut together = assemble(parts.clone(), not_served, Vec::new(), &Arc::default());
    let alone = files.len() == 1;
    let checked = files.into_iter().map(|(kind, path)| {
        let verdict = verdict(kind, &path, &parts, &mut together, alone);
        Checked { kind, path, verdict }
    });
    let checked = checked.collect();
    end(parts).await;
    checked
}

/// What became of a file: a part, or nothing that could be put beside others, or why not.
type Outcome = Result<Option<Arc<Part>>, Error>;

/// Files that a load would pass over, with the reason; and those to load.
fn sort_out(files: &[(PluginKind, PathBuf)]) -> (HashMap<usize, Outcome>, Vec<(usize, Source)>) {
    let (mut outcomes, mut to_load) = (HashMap::new(), Vec::new());
    let mut first: HashMap<(PluginKind, String), &Path> = HashMap::new();
    for (index, (kind, path)) in files.iter().enumerate() {
        let name = name_of(*kind, path);
        // Under another name no search finds it, so it shadows nothing and is shadowed by nothing.
        let is_found = PluginKind::of_file(path) == Some(*kind);
        let by = first.get(&(*kind, name.clone())).filter(|_| is_found);
        match (std::fs::metadata(path), by) {
            (Err(error), _) => {
                outcomes.insert(index, Err(errors::unreadable(&name, error)));
            }
            (Ok(_), Some(by)) => {
                outcomes.insert(index, Err(errors::shadowed(&name, by)));
            }
            (Ok(file), None) => {
                if is_found {
                    first.insert((*kind, name.clone()), path);
                }
                let stamp = Stamp::of(&file);
                to_load.push((index, Source { kind: *kind, name, path: path.clone(), stamp }));
            }
        }
    }
    (outcomes, to_load)
}

async fn load(sources: Vec<(usize, Source)>, check: Check) -> Vec<(usize, Outcome)> {
    let kinds = Arc::new(Kinds::new(Policies::default(), Compile::default(), CALLS_AT_ONCE));
    let (room, mut tasks) = (Arc::new(Room::default()), JoinSet::new());
    for (index, source) in sources {
        let (kinds, room) = (Arc::clone(&kinds), Arc::clone(&room));
        tasks.spawn(async move {
            let _permit = room.of(source.kind).acquire().await;
            (index, one(&source, &kinds, check).await)
        });
    }
    tasks.join_all().await
}

async fn one(source: &Source, kinds: &Kinds, check: Check) -> Outcome {
    let loading = async {
        match check {
            Check::Load => source.load(kinds, None).await.map(Some),
            Check::Look => source.look(kinds).await,
        }
    };
    let Some(loaded) = contained(&source.name, loading).await? else { return Ok(None) };
    let Loaded { backend, .. } = &loaded;
    let complete = backend.info().map_or(Ok(()), |info| check_all(info, source));
    let part = Arc::new(Part::of_file(Answerer::new(source.kind, &source.path), source.stamp, loaded));
    match complete {
        Ok(()) => Ok(Some(part)),
        Err(reason) => {
            end(vec![part]).await;
            Err(reason)
        }
    }
}

/// What is to be said of one file, now that it is known what the files are together.
fn verdict(
    kind: PluginKind,
    path: &Path,
    parts: &[Arc<Part>],
    together: &mut Registry,
    alone: bool,
) -> Result<Diagnostics, Error> {
    let part = parts.iter().find(|part| part.kind() == kind && part.path() == path);
    let mut found = part.map(|part| part.mistakes().clone()).unwrap_or_default();
    if PluginKind::of_file(path) != Some(kind) {
        found.push(not_found(kind));
    }
    if part.and_then(|part| part.backend().info()).is_some_and(|info| info.image.starts_with(':')) {
        found.push(no_image());
    }
    match together.take_not_served(kind, path).map(|file| file.reason) {
        Some(reason) if reason.code() == Code::SHADOWED || alone && reason.code() == Code::NO_INFO => {
            found.push(as_warning(&reason));
        }
        Some(reason) => return Err(reason),
        None => {
            let of =
                |plugin: &&Arc<Plugin>| plugin.files().any(|file| file.kind == kind && file.path == path);
            let disagreements = together.iter().find(of).into_iter().flat_map(|plugin| plugin.warnings());
            let disagreements = disagreements.filter(|warning| warning.code() == Code::UNSUPPORTED_TYPE);
            disagreements.for_each(|warning| found.push(as_warning(warning)));
        }
    }
    if found.file.is_none() && !found.is_empty() {
        found.file = Some(path.to_path_buf());
    }
    Ok(found)
}

fn as_warning(reason: &Error) -> Diagnostic {
    let warning = Diagnostic::warning(reason.code(), reason.message());
    match reason.help() {
        Some(help) => warning.help(help),
        None => warning,
    }
}

fn not_found(kind: PluginKind) -> Diagnostic {
    Diagnostic::warning(Code::NOT_FOUND_BY_NAME, "no search for plugins would find it under this name")
        .help(format!("call it {}", kind.pattern()))
}

/// Upstream never finds out, because it looks at a yaml's image after it has put the version behind it.
fn no_image() -> Diagnostic {
    Diagnostic::warning(Code::MISSING_FIELD, "its image has no name, only a version")
        .help("name the image that does the work")
}

/// What it said counts; that it had to be killed afterwards does not make the file a bad one.
async fn end(parts: Vec<Arc<Part>>) {
    let mut endings = JoinSet::new();
    parts.into_iter().for_each(|part| {
        endings.spawn(async move { part.end().await });
    });
    endings.join_all().await;
}

/// The name in its file name, or where that is no plugin's, the file name itself.
fn name_of(kind: PluginKind, path: &Path) -> String {
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    kind.plugin_name(&file_name).map(ToOwned::to_owned).unwrap_or(file_name)
}
