//! Why a command ends without having done what it was asked for.

use std::{io, path::Path};

use optimus_plugin_api::{Class, Code, Diagnostics, Error};

use crate::ui::one_line;

/// What a command gives back.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Why a command ends without having done what it was asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error with a plugin in it, or about one.
    Plugin(Error),
    /// The plugin looked at the input and says no.
    Rejected(Rejected),
    /// An error of the program itself.
    Own(Box<Report>),
    /// The verdict is no and was printed already.
    Said,
    /// Ctrl-C, or a signal like it.
    Interrupted,
    /// Whoever read our output went away.
    PipeClosed,
}

/// The plugin looked at an answer and says no: an answer, not an error, hence without a code.
#[derive(Debug)]
pub(crate) struct Rejected {
    /// The question's name.
    pub(crate) question: String,
    /// In the plugin's words; may be empty.
    pub(crate) reason: String,
    /// Who said it.
    pub(crate) plugin: String,
    /// The verdict is on stdout already, in the form of the answer to the call.
    pub(crate) printed: bool,
}

/// An error of the program itself.
#[derive(Debug)]
pub(crate) struct Report {
    /// Its page; wrong usage of the command line has none, nor has a machine that gives the program no room.
    pub(crate) code: Option<Code>,
    /// Who has to act.
    pub(crate) class: Class,
    /// One sentence.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: Option<String>,
    /// What lies below it, outermost first.
    pub(crate) causes: Vec<String>,
    /// The mistakes of a file, each with its place.
    pub(crate) diagnostics: Option<Diagnostics>,
}

impl Failure {
    /// An error with a page.
    pub(crate) fn own(code: Code, message: impl Into<String>) -> Self {
        Self::report(Some(code), code.class(), message)
    }

    /// Wrong usage: something in the arguments that cannot be.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::report(None, Class::Usage, message)
    }

    /// The machine does not give what the program needs to run at all.
    pub(crate) fn environment(message: &str, error: &io::Error) -> Self {
        Self::report(None, Class::Environment, message).cause(error.to_string())
    }

    fn report(code: Option<Code>, class: Class, message: impl Into<String>) -> Self {
        let message = message.into();
        let report = Report { code, class, message, help: None, causes: Vec::new(), diagnostics: None };
        Self::Own(Box::new(report))
    }

    /// A file named in the arguments cannot be read.
    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::usage(format!("{} cannot be read", one_line(&path.display().to_string())))
            .cause(error.to_string())
    }

    /// A result cannot be printed.
    pub(crate) fn not_printed(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::PipeClosed;
        }
        Self::own(Code::NOT_WRITTEN, "the result could not be printed").cause(error.to_string())
    }

    /// Says what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        if let Self::Own(report) = &mut self {
            report.help = Some(help.into());
        }
        self
    }

    /// Names a cause.
    pub(crate) fn cause(mut self, cause: impl Into<String>) -> Self {
        if let Self::Own(report) = &mut self {
            report.causes.push(cause.into());
        }
        self
    }

    /// Whether stdout has the verdict already.
    pub(crate) fn is_printed(&self) -> bool {
        match self {
            Self::Said | Self::PipeClosed => true,
            Self::Rejected(rejected) => rejected.printed,
            _ => false,
        }
    }

    /// The exit code of the program.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Plugin(error) => error.code().class().exit_code(),
            Self::Own(report) => report.class.exit_code(),
            Self::Rejected(_) | Self::Said => Class::Answer.exit_code(),
            Self::Interrupted => 130,
            Self::PipeClosed => 0,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Plugin(error)
    }
}
