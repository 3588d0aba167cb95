use std::time::Instant;

use optimus_plugin_api::{
    Call, CallContext, Code, DependencyResolver, Error, GenerateDependenciesRequest,
    GenerateDependenciesResponse, GenerateDestinationRequest, GenerateDestinationResponse, Operation,
    Problem,
};

use crate::{
    YamlPlugin,
    resolver::{Failure, Job, Resolver, Urn},
};

impl DependencyResolver for YamlPlugin {
    fn generate_destination<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GenerateDestinationRequest,
    ) -> Call<'a, GenerateDestinationResponse> {
        const OPERATION: Operation = Operation::GenerateDestination;
        let job = Job { config: &request.config, assets: &request.assets };
        let make = move || {
            let destination = self.resolver.as_ref().and_then(|resolver| resolver.destination(job));
            let Urn { store, name } = destination
                .ok_or_else(|| self.no_destination())?
                .map_err(|failure| self.failed(OPERATION, failure))?;
            self.fits(ctx, OPERATION, store.len() + name.len())?;
            Ok(GenerateDestinationResponse { destination: name, destination_type: store })
        };
        self.answer(ctx, OPERATION, || 0, make)
    }

    fn generate_dependencies<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GenerateDependenciesRequest,
    ) -> Call<'a, GenerateDependenciesResponse> {
        const OPERATION: Operation = Operation::GenerateDependencies;
        let job = Job { config: &request.config, assets: &request.assets };
        let late = || ctx.deadline().is_some_and(|deadline| deadline <= Instant::now());
        let make = move || {
            let read = |resolver: &Resolver| resolver.dependencies(job, late);
            let dependencies = self.resolver.as_ref().map(read).transpose();
            let dependencies =
                dependencies.map_err(|failure| self.failed(OPERATION, failure))?.unwrap_or_default();
            self.fits(ctx, OPERATION, dependencies.iter().map(String::len).sum())?;
            Ok(GenerateDependenciesResponse { dependencies })
        };
        self.answer(ctx, OPERATION, || 0, make)
    }
}

impl YamlPlugin {
    fn no_destination(&self) -> Error {
        self.no_answer(Operation::GenerateDestination, "the yaml has no `destination_urn_template`")
    }

    /// Callers take the code for *no destination* and *no dependencies*.
    fn no_answer(&self, operation: Operation, message: &str) -> Error {
        self.error(Code::NO_CAPABILITY, operation, message)
            .with_help("the plugin has nothing to say to this; it is not a failure")
    }

    fn failed(&self, operation: Operation, failure: Failure) -> Error {
        match failure {
            Failure::Input(problems) => self.invalid_input(operation, problems),
            Failure::UnknownQueries => {
                self.no_answer(operation, "the yaml's asset parsers are of a kind that is not read here")
            }
            Failure::Late => self.error(Code::TIME_LIMIT, operation, "the deadline of the call is past"),
            Failure::TooMuchText(limit) => self
                .error(Code::REQUEST_TOO_LARGE, operation, "the job's queries have more text than is read")
                .note("limit", format!("{limit} bytes")),
            Failure::TooManyTables(limit) => self
                .error(Code::RESULT_TOO_LARGE, operation, "the job reads more tables than an answer can hold")
                .note("limit", format!("{limit} tables")),
            Failure::TooLongDestination(limit) => self
                .error(Code::RESULT_TOO_LARGE, operation, "the destination is too long")
                .note("limit", format!("{limit} bytes")),
        }
    }

    fn invalid_input(&self, operation: Operation, problems: Vec<Problem>) -> Error {
        let message = match problems.as_slice() {
            [Problem { field, message }] if field.is_empty() => message.clone(),
            [Problem { field, message }] => format!("{}: {message}", Error::escape(field)),
            several => {
                let fields: Vec<_> = several.iter().map(|problem| Error::escape(&problem.field)).collect();
                format!(
                    "{} things are wrong with the job's configuration: {}",
                    several.len(),
                    fields.join(", ")
                )
            }
        };
        self.error(Code::INVALID_INPUT, operation, &message)
            .with_help("correct the job's `task.config` or its assets")
            .with_problems(problems)
    }
}
