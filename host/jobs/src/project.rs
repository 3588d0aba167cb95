//! The project's configuration, `optimus.yaml`, as far as creating a job needs it.

use std::{
    io,
    path::{Path, PathBuf},
};

use optimus_plugin_api::{Code, Diagnostic, Diagnostics, Span};
use optimus_yaml_nodes::{Options, Spanned, read_bytes, record};

use crate::{JobError, paths};

/// The name of the file where none is given.
pub const FILE_NAME: &str = "optimus.yaml";

/// The largest configuration, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// A project: where its server is and which namespaces it has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Project {
    /// The file that says so.
    pub file: PathBuf,
    /// Its name.
    pub name: String,
    /// The server, `host:port`; empty for none.
    pub host: String,
    /// Its namespaces, in the order of the file.
    pub namespaces: Vec<Namespace>,
}

/// A part of a project with jobs of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Namespace {
    /// Its name, unique in the project.
    pub name: String,
    /// The folder of its jobs, relative to the current directory (not to the configuration file), as upstream has it.
    pub job_path: String,
}

#[derive(Debug, Clone, Default)]
struct ProjectFile {
    host: String,
    project: ProjectPart,
    namespaces: Vec<NamespacePart>,
}

#[derive(Debug, Clone, Default)]
struct ProjectPart {
    name: String,
}

#[derive(Debug, Clone, Default)]
struct NamespacePart {
    name: Spanned<String>,
    job: JobPart,
}

#[derive(Debug, Clone, Default)]
struct JobPart {
    path: Spanned<String>,
}

record!(ProjectFile, "the configuration", { "host" => host, "project" => project, "namespaces" => namespaces });
record!(ProjectPart, "a project", { "name" => name });
record!(NamespacePart, "a namespace", { "name" => name, "job" => job });
record!(JobPart, "the jobs of a namespace", { "path" => path });

impl Project {
    /// Reads the file given, else `optimus.yaml` in the folder `base` (the current directory) and nowhere else.
    ///
    /// Unknown keys are passed over, as upstream does. No environment variable is looked at: upstream lets `HOST` and
    /// `VERSION` override the file, which nobody expects.
    ///
    /// # Errors
    /// The file is not there or cannot be read, or has mistakes: all of them with their places. A namespace needs a name
    /// of its own and a job path; whether the path is there is looked at when the namespace is chosen.
    pub fn load(file: Option<&Path>, base: &Path) -> Result<Self, JobError> {
        let path = file.map_or_else(|| base.join(FILE_NAME), |file| base.join(file));
        let bytes = crate::disk::read(&path, MAX_BYTES).map_err(|cause| unreadable(file, cause))?;
        let read = read_bytes::<ProjectFile>(&bytes, &Options::lenient());
        let mut diagnostics = read.diagnostics.in_file(&path);
        let parsed = read.value;
        check(&parsed.namespaces, &mut diagnostics);
        if diagnostics.has_errors() {
            return Err(JobError::of(
                diagnostics,
                format!("the configuration `{}` cannot be used", paths::shown(&path)),
            ));
        }
        let namespace =
            |part: NamespacePart| Namespace { name: part.name.value, job_path: part.job.path.value };
        Ok(Self {
            file: path,
            name: parsed.project.name,
            host: parsed.host,
            namespaces: parsed.namespaces.into_iter().map(namespace).collect(),
        })
    }
}

fn check(namespaces: &[NamespacePart], diagnostics: &mut Diagnostics) {
    for (index, NamespacePart { name, job }) in namespaces.iter().enumerate() {
        let shown = name.value.escape_debug();
        let mut wrong = |message: String, span: Span| {
            let diagnostic = Diagnostic::error(Code::PROJECT_CONFIG, message);
            let placed = span != Span::default();
            diagnostics.push(if placed { diagnostic.at(span, "") } else { diagnostic });
        };
        if name.value.is_empty() {
            wrong(format!("namespaces[{index}] has no name"), name.span);
        } else if namespaces.iter().take(index).any(|earlier| earlier.name.value == name.value) {
            wrong(format!("the namespace `{shown}` is there twice"), name.span);
        }
        if job.path.value.is_empty() {
            wrong(format!("the namespace `{shown}` has no job.path"), name.span);
        }
    }
}

/// A file that was not named is one of the project, and nobody used the program wrongly.
fn unreadable(named: Option<&Path>, cause: io::Error) -> JobError {
    match named {
        Some(path) => JobError::unreadable(Code::PROJECT_CONFIG, path, MAX_BYTES, cause),
        None if cause.kind() == io::ErrorKind::NotFound => {
            let message = format!("there is no `{FILE_NAME}` in the current directory");
            JobError::new(Code::PROJECT_CONFIG, message)
                .with_help("create one, or name one with --config FILE")
        }
        None => JobError::disk(Code::PROJECT_CONFIG, "reading", Path::new(FILE_NAME), cause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Project, JobError> {
        let base = tempfile::tempdir().unwrap();
        std::fs::create_dir(base.path().join("jobs")).unwrap();
        std::fs::write(base.path().join(FILE_NAME), text).unwrap();
        Project::load(None, base.path())
    }

    #[test]
    fn names_and_job_paths_are_read_and_the_rest_is_passed_over() {
        let text = "version: 1\nhost: localhost:9100\nproject: {name: p, config: {a: b}}\nnamespaces:\n- name: team\n  \
                    job: {path: jobs}\n  datastore: [{type: x}]\n- name: other\n  job: {path: ./jobs}\n";
        let project = load(text).unwrap();
        assert_eq!((project.name.as_str(), project.host.as_str()), ("p", "localhost:9100"));
        let namespaces: Vec<_> =
            project.namespaces.iter().map(|n| (n.name.as_str(), n.job_path.as_str())).collect();
        assert_eq!(namespaces, [("team", "jobs"), ("other", "./jobs")]);
    }

    #[test]
    fn every_mistake_of_a_namespace_is_told_with_its_line() {
        let text = "namespaces:\n- name: a\n  job: {path: jobs}\n- name: a\n  job: {path: nowhere}\n- name: b\n- job: {path: jobs}\n";
        let error = load(text).unwrap_err();
        let lines: Vec<_> = error.diagnostics().list.iter().map(Diagnostic::line).collect();
        assert_eq!(lines, [Some(4), Some(6), None], "{}", error.diagnostics());
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error_that_says_where_it_was_looked_for() {
        let base = tempfile::tempdir().unwrap();
        let error = Project::load(None, base.path()).unwrap_err();
        assert_eq!(error.code(), Code::PROJECT_CONFIG);
        assert!(
            error.message().contains("no `optimus.yaml` in the current directory") && error.help().is_some()
        );
        let error = Project::load(Some(Path::new("nope.yaml")), base.path()).unwrap_err();
        assert!(error.message().contains("nope.yaml"));
    }
}
