use std::{error::Error as StdError, fmt, io, path::Path};

use optimus_plugin_api::{Code, Diagnostic, Diagnostics, Error as PluginError};

use crate::paths;

/// Why a job could not be created: a mistake of ours to name, a failure of a plugin, or a person who changed their mind.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Something about the job, the project, the answers or the disk.
    Job(JobError),
    /// A plugin failed or answered with an error.
    Plugin(PluginError),
    /// The person at the terminal broke off (exit code 130).
    Interrupted,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Job(error) => error.fmt(f),
            Self::Plugin(error) => error.fmt(f),
            Self::Interrupted => f.write_str("interrupted"),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Job(error) => error.source(),
            Self::Plugin(error) => error.source(),
            Self::Interrupted => None,
        }
    }
}

impl From<JobError> for Error {
    fn from(error: JobError) -> Self {
        Self::Job(error)
    }
}

impl From<PluginError> for Error {
    fn from(error: PluginError) -> Self {
        Self::Plugin(error)
    }
}

/// An error without a plugin: a stable code, one sentence, and where there are several mistakes, all of them.
///
/// The message does not repeat its source.
#[derive(Debug)]
pub struct JobError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: Code,
    message: String,
    help: Option<String>,
    diagnostics: Diagnostics,
    is_unreadable: bool,
    source: Option<io::Error>,
}

impl JobError {
    /// An error of one sentence, for askers that fail.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            code,
            message: message.into(),
            help: None,
            diagnostics: Diagnostics::default(),
            is_unreadable: false,
            source: None,
        }))
    }

    /// Mistakes in a text, headed by a sentence; the code is that of the first.
    pub(crate) fn of(diagnostics: Diagnostics, message: impl Into<String>) -> Self {
        let code = diagnostics.list.first().map_or(Code::JOB_FIELD, |first| first.code);
        let mut error = Self::new(code, message);
        error.0.diagnostics = diagnostics;
        error
    }

    /// Mistakes without a text to show them in.
    pub(crate) fn all(list: Vec<Diagnostic>, message: impl Into<String>) -> Self {
        Self::of(Diagnostics { file: None, text: None, list }, message)
    }

    /// A failure of the file system: what was tried, on what, and its cause.
    pub(crate) fn disk(code: Code, tried: &str, path: &Path, cause: io::Error) -> Self {
        let mut error = Self::new(code, format!("{tried} `{}` failed", paths::shown(path)));
        error.0.source = Some(cause);
        error
    }

    /// A file that cannot be read, or is larger than it may be.
    pub(crate) fn unreadable(code: Code, path: &Path, most: usize, cause: io::Error) -> Self {
        let shown = paths::shown(path);
        let (message, source) = match cause.kind() {
            io::ErrorKind::NotFound => (format!("there is no file `{shown}`"), None),
            io::ErrorKind::FileTooLarge => (format!("`{shown}` is larger than {most} bytes"), None),
            _ => (format!("`{shown}` cannot be read"), Some(cause)),
        };
        let mut error = Self::new(code, message);
        error.0.is_unreadable = true;
        error.0.source = source;
        error
    }

    /// Says what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The stable code; `optimus explain` has a page for each.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// One sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do, beyond what the diagnostics say.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// Whether a file could not be read at all: it is not there, may not be read, or is too large. If the file was named by
    /// whoever started the program, they used it wrongly.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.0.is_unreadable
    }

    /// Every mistake, with its place where there is a text; empty if the message says it all.
    #[must_use]
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.0.diagnostics
    }
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.0.message, self.0.code)
    }
}

impl StdError for JobError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_ref().map(|source| source as _)
    }
}
