//! Answers from a file instead of a terminal.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use optimus_plugin_api::{Code, Diagnostic, Diagnostics, Span};
use optimus_yaml_nodes::{Entries, Options, Spanned, read_bytes, record};

use crate::JobError;

/// The largest answers file, in bytes. An answer goes into a configuration value, and that is at most 1 MiB.
const MAX_BYTES: usize = 4 << 20;

/// The answers to a survey, from a file: YAML, or JSON, which is YAML too. The crate's documentation shows one.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    file: Option<PathBuf>,
    text: Arc<str>,
    job: Vec<Given>,
    questions: Entries<Spanned<String>>,
    /// Fields that an answers file cannot have; told together with what the survey finds.
    unknown: Vec<Diagnostic>,
}

/// One answer and its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, Default)]
struct AnswersFile {
    job: JobPart,
    answers: Entries<Spanned<String>>,
}

#[derive(Debug, Clone, Default)]
struct JobPart {
    namespace: Option<Spanned<String>>,
    directory: Option<Spanned<String>>,
    name: Option<Spanned<String>>,
    owner: Option<Spanned<String>>,
    task: Option<Spanned<String>>,
    start_date: Option<Spanned<String>>,
    interval: Option<Spanned<String>>,
    window: Option<Spanned<String>>,
}

record!(AnswersFile, "an answers file", { "job" => job, "answers" => answers });
record!(JobPart, "the answers about a job", {
    "namespace" => namespace, "directory" => directory, "name" => name, "owner" => owner, "task" => task,
    "start_date" => start_date, "interval" => interval, "window" => window,
});

impl Answers {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, or is not an answers file: all mistakes with their places. Whether the answers will do, and
    /// whether anybody asks for them, is found out by the survey.
    pub fn load(path: &Path) -> Result<Self, JobError> {
        let bytes = crate::disk::read(path, MAX_BYTES)
            .map_err(|cause| JobError::unreadable(Code::BAD_JSON, path, MAX_BYTES, cause))?;
        Self::read(&bytes, Some(path))
    }

    /// Reads a text that may have come from a file.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn read(bytes: &[u8], file: Option<&Path>) -> Result<Self, JobError> {
        let read = read_bytes::<AnswersFile>(bytes, &Options::strict());
        let mut diagnostics = read.diagnostics;
        diagnostics.file = file.map(Path::to_owned);
        let is_unknown = |found: &Diagnostic| found.code == Code::YAML_UNKNOWN_FIELD;
        if !diagnostics.list.iter().all(is_unknown) {
            return Err(JobError::of(diagnostics, "the answers file cannot be used"));
        }
        let AnswersFile { job, answers } = read.value;
        let unknown = diagnostics.list.into_iter().map(as_unknown_answer).collect();
        let text = diagnostics.text.unwrap_or_default();
        Ok(Self { file: diagnostics.file, text, job: job.given(), questions: answers, unknown })
    }

    /// Fields that the file cannot have.
    pub(crate) fn unknown(&self) -> &[Diagnostic] {
        &self.unknown
    }

    /// What is answered about the job under this name.
    pub(crate) fn job(&self, name: &str) -> Option<&Given> {
        self.job.iter().find(|given| given.name == name)
    }

    /// What is answered to the plugin's question of this name.
    pub(crate) fn question(&self, name: &str) -> Option<Given> {
        self.questions.get(name).map(|(name, answer)| given(&name.value, answer))
    }

    /// The names of all questions of the plugin that are answered.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.questions.iter().map(|(name, _)| name)
    }

    /// Mistakes of this file.
    pub(crate) fn diagnostics(&self, list: Vec<Diagnostic>) -> Diagnostics {
        Diagnostics { file: self.file.clone(), text: Some(Arc::clone(&self.text)), list }
    }
}

impl JobPart {
    fn given(self) -> Vec<Given> {
        let all = [
            ("namespace", self.namespace),
            ("directory", self.directory),
            ("name", self.name),
            ("owner", self.owner),
            ("task", self.task),
            ("start_date", self.start_date),
            ("interval", self.interval),
            ("window", self.window),
        ];
        all.into_iter().filter_map(|(name, answer)| Some(given(name, &answer?))).collect()
    }
}

fn given(name: &str, answer: &Spanned<String>) -> Given {
    Given { name: name.to_owned(), value: answer.value.clone(), span: answer.span }
}

/// A field that the file cannot have is an answer to a question that nobody asks.
fn as_unknown_answer(mut diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.code = Code::ANSWER_UNKNOWN;
    diagnostic
}
