use std::{fmt::Debug, future::Future, pin::Pin};

use crate::{
    CallContext, CompileAssetsRequest, CompileAssetsResponse, DefaultAssetsRequest, DefaultAssetsResponse,
    DefaultConfigRequest, DefaultConfigResponse, Error, GenerateDependenciesRequest,
    GenerateDependenciesResponse, GenerateDestinationRequest, GenerateDestinationResponse,
    GetQuestionsRequest, GetQuestionsResponse, PluginInfo, ValidateQuestionRequest, Verdict,
};

/// The answer of a plugin, on its way. One allocation a call; `Send`, so that it runs on any task.
///
/// Dropping it cancels the call: a component's instance is dropped, a process is told through its stream.
/// A future that must outlive its borrows is made from an `Arc` of the plugin: `async move { plugin.call(&ctx, &request).await }`.
pub type Call<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// One loaded source of answers: a component, a supervised child process, a yaml.
///
/// Many tasks may call it at once. Which capabilities it has is known before any call: absence is `None`, never an error
/// at call time. A backend answers for itself alone; merging a yaml with a component is the registry's work.
///
/// Implementations must not block the thread that polls a call, must bound whatever they read from the plugin before they
/// allocate for it, and must report a fault of the plugin as an [`Error`] that names it.
pub trait Backend: Debug + Send + Sync + 'static {
    /// The plugin's name: what it calls itself, or where it does not say, the name in its file name.
    fn name(&self) -> &str;

    /// What the plugin says about itself. Asked once, at load. Resolver-only binaries (Optimus 0.5 and later) have none:
    /// their yaml has it.
    fn info(&self) -> Option<&PluginInfo>;

    /// The survey, if this plugin has one.
    fn cli(&self) -> Option<&dyn CliMod> {
        None
    }

    /// Compilation of assets, if this plugin does it. Where none answers, assets pass through unchanged.
    fn asset_compiler(&self) -> Option<&dyn AssetCompiler> {
        None
    }

    /// Destination and dependencies, if this plugin knows them.
    fn dependency_resolver(&self) -> Option<&dyn DependencyResolver> {
        None
    }

    /// Ends the plugin: running calls are given the kind's own grace, later calls fail. Calling it twice is harmless.
    ///
    /// # Errors
    /// The plugin could not be ended in order and was killed. It does not run afterwards in any case.
    fn shutdown(&self) -> Call<'_, ()>;
}

/// The survey: what is asked while a person creates a job. Upstream's *CLI mod* without `CompileAssets`.
///
/// Each call is made once per step of a survey, seldom more than a few times a second.
pub trait CliMod: Send + Sync {
    /// The questions for a new job, in the order in which they are asked.
    ///
    /// # Errors
    /// As the plugin says, or a fault of it: see [`Error`].
    fn get_questions<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GetQuestionsRequest,
    ) -> Call<'a, GetQuestionsResponse>;

    /// Whether an answer is acceptable. *No* is an answer, [`Verdict::Rejected`], not an error.
    ///
    /// # Errors
    /// As the plugin says, or a fault of it: see [`Error`].
    fn validate_question<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict>;

    /// The configuration that follows from the answers, in the order in which a job file shows it.
    ///
    /// # Errors
    /// As the plugin says, or a fault of it: see [`Error`].
    fn default_config<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse>;

    /// The files that follow from the answers.
    ///
    /// # Errors
    /// As the plugin says, or a fault of it: see [`Error`].
    fn default_assets<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse>;
}

/// Compilation of a job's files for one scheduled run. Called on the server for every run, up to 600 at once.
pub trait AssetCompiler: Send + Sync {
    /// The files as this run should see them.
    ///
    /// # Errors
    /// As the plugin says, or a fault of it: see [`Error`].
    fn compile_assets<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a CompileAssetsRequest,
    ) -> Call<'a, CompileAssetsResponse>;
}

/// What a job writes and reads. Called on the server for every deploy and refresh, 40 starts a second.
pub trait DependencyResolver: Send + Sync {
    /// What the job writes.
    ///
    /// # Errors
    /// As the plugin says, or a fault of it: see [`Error`].
    fn generate_destination<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GenerateDestinationRequest,
    ) -> Call<'a, GenerateDestinationResponse>;

    /// What the job reads, as URNs (`bigquery://project:dataset.table`).
    ///
    /// # Errors
    /// As the plugin says, or a fault of it: see [`Error`].
    fn generate_dependencies<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GenerateDependenciesRequest,
    ) -> Call<'a, GenerateDependenciesResponse>;
}
