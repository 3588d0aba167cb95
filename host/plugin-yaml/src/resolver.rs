//! What a job writes and reads, told from its configuration and files by what the yaml says about them: a template for the
//! URN of the destination, and where the queries are.

mod query;
mod selector;
mod sources;
mod template;

use std::ops::Range;

use optimus_plugin_api::{Code, Diagnostic, Problem};
use optimus_yaml_nodes::Spanned;

use crate::{dialect::Parsers, findings::Findings};
use sources::Sources;
use template::Template;

pub(crate) use query::Job;
pub(crate) use template::Urn;

/// How a yaml resolves: by the one, the other or both.
#[derive(Debug, Clone)]
pub(crate) struct Resolver {
    destination: Option<Template>,
    sources: Sources,
}

/// Why a job is not resolved.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something is wrong with it, or missing.
    Input(Vec<Problem>),
    /// It has more text than is read: this many bytes are the limit.
    TooMuchText(usize),
    /// It reads more than an answer can hold: this many tables are the limit.
    TooManyTables(usize),
    /// A destination longer than this many bytes.
    TooLongDestination(usize),
    /// Its queries are of a kind that is not read here.
    UnknownQueries,
    /// The deadline is past.
    Late,
}

/// What is wrong in a template or a selector.
#[derive(Debug)]
pub(crate) struct Mistake {
    at: Range<usize>,
    message: String,
    help: &'static str,
}

impl Mistake {
    fn new(at: Range<usize>, message: impl Into<String>, help: &'static str) -> Self {
        Self { at, message: message.into(), help }
    }

    fn report(self, code: Code, text: &Spanned<String>, findings: &mut Findings<'_>) {
        let place = findings.place_in(text, self.at);
        findings.push(Diagnostic::error(code, self.message).at(place, "here").help(self.help));
    }
}

impl Resolver {
    /// The resolver that a file describes; `None` if it describes none.
    pub(crate) fn of(
        destination: &Spanned<String>,
        parsers: &Parsers,
        findings: &mut Findings<'_>,
    ) -> Option<Self> {
        let template = (!destination.value.is_empty()).then(|| Template::parse(&destination.value));
        let template = template.and_then(|parsed| match parsed {
            Ok(template) => Some(template),
            Err(mistake) => {
                mistake.report(Code::BAD_URN_TEMPLATE, destination, findings);
                None
            }
        });
        let sources = Sources::of(parsers, findings);
        (template.is_some() || !sources.is_empty()).then_some(Self { destination: template, sources })
    }

    /// What the job writes; `None` if the file does not say.
    pub(crate) fn destination(&self, job: Job<'_>) -> Option<Result<Urn, Failure>> {
        self.destination.as_ref().map(|template| template.fill(job.config))
    }

    /// What the job reads, as URNs in their order: without what it writes itself.
    pub(crate) fn dependencies(&self, job: Job<'_>, late: impl Fn() -> bool) -> Result<Vec<String>, Failure> {
        if self.sources.are_unknown() {
            return Err(Failure::UnknownQueries);
        }
        let own = self.destination(job).transpose()?;
        let mut found = query::read(&self.sources, job, late)?;
        if let Some(own) = own {
            found.remove(&own.to_string());
        }
        Ok(found.into_iter().collect())
    }
}
