use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use optimus_plugin_api::{Asset, Code, MAX_ASSET_BYTES, Problem};

use super::{JobSpec, diagnostic, file::JobFile};
use crate::{JobError, paths};

/// How deep folders of jobs may nest. Upstream has no bound; a loop of mounts must not run for ever.
const MAX_DEPTH: usize = 64;

/// The largest job file, in bytes: what the reader of yaml accepts.
const MAX_FILE_BYTES: usize = 4 << 20;

/// A job that was read from its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadedJob {
    /// Its folder.
    pub folder: PathBuf,
    /// What its file says, with what it inherits.
    pub job: JobSpec,
    /// The files in its `assets`, by name.
    pub assets: Vec<Asset>,
}

/// All jobs below a folder, by folder. `knows_plugin` says whether a plugin of a name is served.
///
/// Folders are read as upstream reads them: `this.yaml` files are inherited; hidden folders, `assets`, and folders that
/// look like files are not looked into; a folder may hold a job and folders with further jobs.
///
/// # Errors
/// There is no job; a file cannot be read or has mistakes (all mistakes of the first such file); two jobs have one name. As
/// upstream, one bad job spoils all.
pub fn load_jobs(root: &Path, knows_plugin: &dyn Fn(&str) -> bool) -> Result<Vec<LoadedJob>, JobError> {
    let mut jobs = Vec::new();
    for place in places(root) {
        let Place { folder, parents } = place?;
        let Some(bytes) = read_file(&folder.join("job.yaml"), MAX_FILE_BYTES)? else { continue };
        let path = folder.join("job.yaml");
        let mut file = JobFile::read(&bytes, &path)?;
        parents.iter().for_each(|parent| file.inherit(parent));
        let job = checked(file, &path, knows_plugin)?;
        jobs.push(LoadedJob { assets: assets(&folder.join("assets"))?, folder, job });
    }
    if jobs.is_empty() {
        return Err(JobError::new(Code::PROJECT_CONFIG, format!("no job found in `{}`", paths::shown(root))));
    }
    jobs.sort_by(|left, right| left.folder.cmp(&right.folder));
    unique(&jobs)?;
    Ok(jobs)
}

/// The folders and names of all jobs below a folder whose file can be read; the others cannot clash.
pub(crate) fn job_names(root: &Path) -> Vec<(PathBuf, String)> {
    let name = |place: Place| {
        let path = place.folder.join("job.yaml");
        let bytes = read_file(&path, MAX_FILE_BYTES).ok()??;
        let name = JobFile::read(&bytes, &path).ok()?.name.trim().to_owned();
        Some((place.folder, name))
    };
    places(root).filter_map(Result::ok).filter_map(name).collect()
}

fn checked(file: JobFile, path: &Path, knows_plugin: &dyn Fn(&str) -> bool) -> Result<JobSpec, JobError> {
    let (mut job, mut problems) = file.into_job();
    problems.extend(job.problems());
    let plugins = [("task.name".to_owned(), &job.task.name)].into_iter();
    let hooks =
        job.hooks.iter().enumerate().map(|(index, hook)| (format!("hooks[{index}].name"), &hook.name));
    for (field, name) in plugins.chain(hooks) {
        if !name.is_empty() && !knows_plugin(name) {
            let message = format!("there is no plugin `{}`", name.escape_debug());
            problems.push(Problem { field, message });
        }
    }
    if problems.is_empty() {
        // After the rules, as upstream does: blanks count for the length of a name.
        job.name = job.name.trim().to_owned();
        return Ok(job);
    }
    let list = problems.iter().map(diagnostic).collect();
    Err(JobError::all(list, format!("`{}` cannot be used", paths::shown(path))))
}

fn unique(jobs: &[LoadedJob]) -> Result<(), JobError> {
    let mut seen: HashMap<&str, &Path> = HashMap::new();
    for loaded in jobs {
        if let Some(first) = seen.insert(&loaded.job.name, &loaded.folder) {
            let (name, second) = (loaded.job.name.escape_debug(), paths::shown(&loaded.folder));
            let message =
                format!("two jobs are named `{name}`: in `{}` and in `{second}`", paths::shown(first));
            return Err(JobError::new(Code::JOB_EXISTS, message));
        }
    }
    Ok(())
}

/// A folder of the tree, and the `this.yaml` files that hold in it, the nearest first.
struct Place {
    folder: PathBuf,
    parents: Vec<Arc<JobFile>>,
}

/// Every folder of the tree that may hold a job.
fn places(root: &Path) -> impl Iterator<Item = Result<Place, JobError>> {
    let mut waiting = vec![(root.to_owned(), Vec::new(), 0)];
    std::iter::from_fn(move || {
        let (folder, inherited, depth) = waiting.pop()?;
        let parents = match inherited_in(&folder, &inherited) {
            Ok(parents) => parents,
            Err(error) => return Some(Err(error)),
        };
        if depth < MAX_DEPTH {
            waiting.extend(folders(&folder).into_iter().map(|below| (below, parents.clone(), depth + 1)));
        }
        Some(Ok(Place { folder, parents }))
    })
}

fn inherited_in(folder: &Path, above: &[Arc<JobFile>]) -> Result<Vec<Arc<JobFile>>, JobError> {
    let path = folder.join("this.yaml");
    let own = match read_file(&path, MAX_FILE_BYTES)? {
        Some(bytes) => Some(Arc::new(JobFile::read(&bytes, &path)?)),
        None => None,
    };
    Ok(own.into_iter().chain(above.iter().cloned()).collect())
}

/// The folders below that are looked into. Links are not followed, as upstream does not.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let seen = |entry: &fs::DirEntry| !paths::is_skipped(&entry.file_name().to_string_lossy());
    let mut found: Vec<_> =
        entries.filter(|entry| is_folder(entry) && seen(entry)).map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// Every regular file of the folder, hidden ones included; none if there is no folder.
fn assets(folder: &Path) -> Result<Vec<Asset>, JobError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if !path.is_file() {
            continue;
        }
        let Some(bytes) = read_file(&path, MAX_ASSET_BYTES)? else { continue };
        let not_text = || {
            JobError::new(Code::JOB_FIELD, format!("the asset `{}` is not UTF-8 text", paths::shown(&path)))
        };
        let name = entry.file_name().into_string().map_err(|_| not_text())?;
        found.push(Asset::new(name, String::from_utf8(bytes).map_err(|_| not_text())?));
    }
    found.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(found)
}

/// A file of at most so many bytes; `None` if it is not there.
fn read_file(path: &Path, most: usize) -> Result<Option<Vec<u8>>, JobError> {
    match crate::disk::read(path, most) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => {
            let is_large = cause.kind() == io::ErrorKind::FileTooLarge;
            let code = if is_large { Code::JOB_FIELD } else { Code::PROJECT_CONFIG };
            Err(JobError::unreadable(code, path, most, cause))
        }
    }
}
