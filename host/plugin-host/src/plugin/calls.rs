//! The calls. Each polls the backend's own future in a place of its own: no lock, no span, no allocation besides.

use std::future::Future;

use optimus_plugin_api::{
    Answer, CallContext, CompileAssetsRequest, CompileAssetsResponse, DefaultAssetsRequest,
    DefaultAssetsResponse, DefaultConfigRequest, DefaultConfigResponse, Error, GenerateDependenciesRequest,
    GenerateDependenciesResponse, GenerateDestinationRequest, GenerateDestinationResponse,
    GetQuestionsRequest, GetQuestionsResponse, Operation, ValidateQuestionRequest, Verdict,
};

use super::{
    Capability, Plugin,
    asking::{Ask, Asked, Asking, Request},
};
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
    ) -> impl Future<Output = Result<GetQuestionsResponse, Error>> + Send + Unpin + use<'a> {
        let ask: Ask<'a, _, _> = |backend, ctx, request| Some(backend.cli()?.get_questions(ctx, request));
        self.ask(Capability::Survey, Operation::GetQuestions, ctx, request, ask)
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
    ) -> impl Future<Output = Result<Verdict, Error>> + Send + Unpin + use<'a> {
        const CALL: Operation = Operation::ValidateQuestion;
        let Answer { question, value } = &request.answer;
        if question.has_rules() && self.survey.as_ref().is_some_and(|part| !part.kind().applies_rules()) {
            match optimus_question_rules::check(question, value) {
                Ok(Verdict::Accepted) => {}
                Ok(rejected) => return Asked::at_once(Ok(rejected)),
                Err(bad) => {
                    return Asked::at_once(Err(errors::bad_pattern(self.name(), &question.name, bad)));
                }
            }
        }
        let ask: Ask<'a, _, _> = |backend, ctx, request| Some(backend.cli()?.validate_question(ctx, request));
        self.ask(Capability::Survey, CALL, ctx, request, ask)
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
    ) -> impl Future<Output = Result<DefaultConfigResponse, Error>> + Send + Unpin + use<'a> {
        let ask: Ask<'a, _, _> = |backend, ctx, request| Some(backend.cli()?.default_config(ctx, request));
        self.ask(Capability::Survey, Operation::DefaultConfig, ctx, request, ask)
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
    ) -> impl Future<Output = Result<DefaultAssetsResponse, Error>> + Send + Unpin + use<'a> {
        let ask: Ask<'a, _, _> = |backend, ctx, request| Some(backend.cli()?.default_assets(ctx, request));
        self.ask(Capability::Survey, Operation::DefaultAssets, ctx, request, ask)
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
    ) -> impl Future<Output = Result<CompileAssetsResponse, Error>> + Send + Unpin + use<'a> {
        if self.asset_compiler.is_none() {
            return Asked::at_once(Ok(CompileAssetsResponse { assets: request.assets.clone() }));
        }
        let ask: Ask<'a, _, _> =
            |backend, ctx, request| Some(backend.asset_compiler()?.compile_assets(ctx, request));
        self.ask(Capability::AssetCompiler, Operation::CompileAssets, ctx, request, ask)
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
    ) -> impl Future<Output = Result<GenerateDestinationResponse, Error>> + Send + Unpin + use<'a> {
        let ask: Ask<'a, _, _> =
            |backend, ctx, request| Some(backend.dependency_resolver()?.generate_destination(ctx, request));
        self.ask(Capability::DependencyResolver, Operation::GenerateDestination, ctx, request, ask)
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
    ) -> impl Future<Output = Result<GenerateDependenciesResponse, Error>> + Send + Unpin + use<'a> {
        let ask: Ask<'a, _, _> =
            |backend, ctx, request| Some(backend.dependency_resolver()?.generate_dependencies(ctx, request));
        self.ask(Capability::DependencyResolver, Operation::GenerateDependencies, ctx, request, ask)
    }

    /// Asks the part that has the capability.
    #[inline]
    fn ask<'a, R, T>(
        &'a self,
        capability: Capability,
        operation: Operation,
        ctx: &'a CallContext,
        request: &'a R,
        ask: Ask<'a, R, T>,
    ) -> Asked<'a, R, T> {
        let Some(part) = self.part(capability) else {
            return Asked::at_once(Err(errors::no_capability(self.name(), operation, capability)));
        };
        Asked::Asking(Asking::new(Request {
            desk: &self.desk,
            part,
            first: self.parts.first().unwrap_or(part),
            operation,
            ctx,
            request,
            ask,
        }))
    }
}
