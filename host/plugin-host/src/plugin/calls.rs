//! The calls. Each hands the backend's own future on: no lock, no span, no allocation besides.

use std::future::ready;

use optimus_plugin_api::{
    Answer, Call, CallContext, CliMod, CompileAssetsRequest, CompileAssetsResponse, DefaultAssetsRequest,
    DefaultAssetsResponse, DefaultConfigRequest, DefaultConfigResponse, DependencyResolver, Error,
    GenerateDependenciesRequest, GenerateDependenciesResponse, GenerateDestinationRequest,
    GenerateDestinationResponse, GetQuestionsRequest, GetQuestionsResponse, Operation,
    ValidateQuestionRequest, Verdict,
};

use super::{Capability, Plugin};
use crate::errors;

impl Plugin {
    /// The questions for a new job, in the order in which they are asked.
    ///
    /// # Errors
    /// `P0106` if the plugin has no survey; else as the plugin says, or a fault of it.
    #[must_use = "a call does nothing until it is awaited"]
    pub fn get_questions<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GetQuestionsRequest,
    ) -> Call<'a, GetQuestionsResponse> {
        match self.cli() {
            Some(cli) => cli.get_questions(ctx, request),
            None => self.absent(Operation::GetQuestions, Capability::Survey),
        }
    }

    /// Whether an answer is acceptable: first by the rules of the question in the request, then by the plugin. An answer
    /// that a rule rejects never reaches the plugin.
    ///
    /// # Errors
    /// `P0106` if the plugin has no survey, `P0304` if the question's pattern cannot be used; else as the plugin says, or a
    /// fault of it.
    #[must_use = "a call does nothing until it is awaited"]
    pub fn validate_question<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict> {
        let Some(part) = &self.survey else {
            return self.absent(Operation::ValidateQuestion, Capability::Survey);
        };
        let Answer { question, value } = &request.answer;
        if question.has_rules() && !part.kind().applies_rules() {
            match optimus_question_rules::check(question, value) {
                Ok(Verdict::Accepted) => {}
                Ok(rejected) => return Box::pin(ready(Ok(rejected))),
                Err(bad) => {
                    return Box::pin(ready(Err(errors::bad_pattern(self.name(), &question.name, bad))));
                }
            }
        }
        match part.backend().cli() {
            Some(cli) => cli.validate_question(ctx, request),
            None => self.absent(Operation::ValidateQuestion, Capability::Survey),
        }
    }

    /// The configuration that follows from the answers, in the order in which a job file shows it.
    ///
    /// # Errors
    /// `P0106` if the plugin has no survey; else as the plugin says, or a fault of it.
    #[must_use = "a call does nothing until it is awaited"]
    pub fn default_config<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse> {
        match self.cli() {
            Some(cli) => cli.default_config(ctx, request),
            None => self.absent(Operation::DefaultConfig, Capability::Survey),
        }
    }

    /// The files that follow from the answers.
    ///
    /// # Errors
    /// `P0106` if the plugin has no survey; else as the plugin says, or a fault of it.
    #[must_use = "a call does nothing until it is awaited"]
    pub fn default_assets<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse> {
        match self.cli() {
            Some(cli) => cli.default_assets(ctx, request),
            None => self.absent(Operation::DefaultAssets, Capability::Survey),
        }
    }

    /// The job's files as one scheduled run should see them. Where the plugin compiles nothing, they pass through.
    ///
    /// # Errors
    /// As the plugin says, or a fault of it.
    #[must_use = "a call does nothing until it is awaited"]
    pub fn compile_assets<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a CompileAssetsRequest,
    ) -> Call<'a, CompileAssetsResponse> {
        match self.asset_compiler.as_ref().and_then(|part| part.backend().asset_compiler()) {
            Some(compiler) => compiler.compile_assets(ctx, request),
            None => Box::pin(async { Ok(CompileAssetsResponse { assets: request.assets.clone() }) }),
        }
    }

    /// What the job writes.
    ///
    /// # Errors
    /// `P0106` if the plugin resolves nothing, which callers treat as *no destination*; else as the plugin says, or a fault
    /// of it.
    #[must_use = "a call does nothing until it is awaited"]
    pub fn generate_destination<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GenerateDestinationRequest,
    ) -> Call<'a, GenerateDestinationResponse> {
        match self.resolver() {
            Some(resolver) => resolver.generate_destination(ctx, request),
            None => self.absent(Operation::GenerateDestination, Capability::DependencyResolver),
        }
    }

    /// What the job reads, as URNs.
    ///
    /// # Errors
    /// `P0106` if the plugin resolves nothing, which callers treat as *no dependencies*; else as the plugin says, or a fault
    /// of it.
    #[must_use = "a call does nothing until it is awaited"]
    pub fn generate_dependencies<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GenerateDependenciesRequest,
    ) -> Call<'a, GenerateDependenciesResponse> {
        match self.resolver() {
            Some(resolver) => resolver.generate_dependencies(ctx, request),
            None => self.absent(Operation::GenerateDependencies, Capability::DependencyResolver),
        }
    }

    fn cli(&self) -> Option<&dyn CliMod> {
        self.survey.as_ref()?.backend().cli()
    }

    fn resolver(&self) -> Option<&dyn DependencyResolver> {
        self.dependency_resolver.as_ref()?.backend().dependency_resolver()
    }

    fn absent<T: Send + 'static>(&self, operation: Operation, capability: Capability) -> Call<'_, T> {
        let error: Error = errors::no_capability(self.name(), operation, capability);
        Box::pin(ready(Err(error)))
    }
}
