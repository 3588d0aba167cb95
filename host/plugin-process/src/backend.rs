use std::{borrow::Cow, path::Path};

use optimus_plugin_api::{
    Asset, AssetCompiler, Backend, Call, CallContext, CliMod, Code, CompileAssetsRequest,
    CompileAssetsResponse, DefaultAssetsRequest, DefaultAssetsResponse, DefaultConfigRequest,
    DefaultConfigResponse, DependencyResolver, Error, GenerateDependenciesRequest,
    GenerateDependenciesResponse, GenerateDestinationRequest, GenerateDestinationResponse,
    GetQuestionsRequest, GetQuestionsResponse, Operation, PluginInfo, PluginMod, Project,
    ValidateQuestionRequest, Verdict,
};
use optimus_plugin_policy::Digest;
use optimus_plugin_policy::Grants;

use crate::{ProcessOptions, Reattach, call::call, convert, load, supervise::Supervisor};

/// A plugin that is a supervised process.
///
/// Dropping it ends the process as [`Backend::shutdown`] does, with nobody waiting.
#[derive(Debug)]
pub struct ProcessPlugin {
    supervisor: Supervisor,
}

impl ProcessPlugin {
    /// Starts an executable and asks it who it is. It must be called on a tokio runtime that outlives the plugin.
    ///
    /// # Errors
    /// `P0601` the system does not run the file, or what it runs does not answer; `P0602` its first line is not a handshake;
    /// `P0603` it speaks another version of the protocol, net/rpc, or insists on TLS; `P0604` no answer in time; `P0605` it
    /// ended; `P0607` it is a plugin of an Optimus whose dialect is not spoken, or of none; `P0612` it is not who AutoMTLS says
    /// that it is; `P0613` the file has another checksum; `P0616` the options contradict each other;
    /// `P0504` this machine cannot enforce what the policy says; `P0505`, `P0509` the policy does not name the file; `P0506` others
    /// can write where it is; `P0618` a part of its containment failed; `P0413`, `P0414` what it
    /// says about itself is too large or breaks the contract. No process is left behind.
    pub async fn start(path: &Path, options: &ProcessOptions) -> Result<Self, Error> {
        load::start(path, options).await
    }

    /// Connects to a plugin that somebody else started. It must be called on a tokio runtime that outlives the plugin.
    ///
    /// When its process ends, calls fail with `P0614`: what was not started here cannot be started again. Shutting it down,
    /// and dropping it, ends the process, unless it is a test's.
    ///
    /// # Errors
    /// `P0615` there is no such process, or it does not listen there; `P0616` with options that only a start can have; and
    /// as [`start`](Self::start).
    pub async fn reattach(to: &Reattach, options: &ProcessOptions) -> Result<Self, Error> {
        load::reattach(to, options).await
    }

    pub(crate) fn new(supervisor: Supervisor) -> Self {
        Self { supervisor }
    }

    /// The releases of Optimus whose dialect it speaks, for people.
    #[must_use]
    pub fn speaks(&self) -> &'static str {
        self.supervisor.identity().dialect.releases
    }

    /// The SHA-256 of the file that runs: with [`Execution::Verified`](optimus_plugin_policy::Execution), of the very bytes.
    /// `None` of a process that was reattached to, and of a file that this user may run and not read.
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        self.supervisor.digest()
    }

    /// The project with those keys of its configuration that the plugin may be sent.
    fn granted<'a>(&self, project: Option<&'a Project>) -> Option<Cow<'a, Project>> {
        let project = project?;
        let Some(keys) = &self.supervisor.launcher().options.config else {
            return Some(Cow::Borrowed(project));
        };
        let mut grants = Grants::default();
        grants.config = Some(keys.clone());
        let mut project = project.clone();
        project.config.retain(|entry| grants.allows_config(&entry.name, false));
        Some(Cow::Owned(project))
    }

    /// Whether each asset is as large as one may be.
    fn fit(&self, operation: Operation, assets: &[Asset]) -> Result<(), Error> {
        let limit = self.supervisor.launcher().options.max_asset_bytes;
        let Some(asset) = assets.iter().find(|asset| asset.value.len() > limit) else { return Ok(()) };
        let message = "an asset of its answer is larger than one may be";
        Err(Error::new(Code::RESULT_TOO_LARGE, self.supervisor.name(), operation, message)
            .note("asset", Error::escape(&asset.name))
            .note("limit", format!("asset = {limit} bytes")))
    }

    fn has(&self, of: &PluginMod) -> bool {
        self.supervisor.identity().mods().contains(of)
    }
}

impl Backend for ProcessPlugin {
    fn name(&self) -> &str {
        self.supervisor.name()
    }

    fn info(&self) -> Option<&PluginInfo> {
        self.supervisor.identity().info.as_ref()
    }

    fn cli(&self) -> Option<&dyn CliMod> {
        self.has(&PluginMod::Cli).then_some(self)
    }

    fn asset_compiler(&self) -> Option<&dyn AssetCompiler> {
        self.supervisor.identity().compiles_assets.then_some(self)
    }

    fn dependency_resolver(&self) -> Option<&dyn DependencyResolver> {
        self.has(&PluginMod::DependencyResolver).then_some(self)
    }

    fn shutdown(&self) -> Call<'_, ()> {
        Box::pin(self.supervisor.shutdown())
    }
}

impl CliMod for ProcessPlugin {
    fn get_questions<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GetQuestionsRequest,
    ) -> Call<'a, GetQuestionsResponse> {
        Box::pin(async move {
            let request = convert::get_questions(request);
            call(&self.supervisor, ctx, Operation::GetQuestions, &request, convert::survey).await
        })
    }

    fn validate_question<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict> {
        Box::pin(async move {
            let request = convert::validate(request);
            call(&self.supervisor, ctx, Operation::ValidateQuestion, &request, convert::verdict).await
        })
    }

    fn default_config<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse> {
        Box::pin(async move {
            let request = convert::answers(&request.answers, request.options);
            call(&self.supervisor, ctx, Operation::DefaultConfig, &request, convert::config).await
        })
    }

    fn default_assets<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse> {
        Box::pin(async move {
            let request = convert::answers(&request.answers, request.options);
            let answer =
                call(&self.supervisor, ctx, Operation::DefaultAssets, &request, convert::assets).await?;
            self.fit(Operation::DefaultAssets, &answer.assets)?;
            Ok(answer)
        })
    }
}

impl AssetCompiler for ProcessPlugin {
    fn compile_assets<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a CompileAssetsRequest,
    ) -> Call<'a, CompileAssetsResponse> {
        Box::pin(async move {
            let request = convert::compile(request);
            let answer =
                call(&self.supervisor, ctx, Operation::CompileAssets, &request, convert::compiled).await?;
            self.fit(Operation::CompileAssets, &answer.assets)?;
            Ok(answer)
        })
    }
}

impl DependencyResolver for ProcessPlugin {
    fn generate_destination<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GenerateDestinationRequest,
    ) -> Call<'a, GenerateDestinationResponse> {
        Box::pin(async move {
            let project = self.granted(request.project.as_ref());
            let request =
                convert::resolve(&request.config, &request.assets, project.as_deref(), request.options);
            call(&self.supervisor, ctx, Operation::GenerateDestination, &request, convert::destination).await
        })
    }

    fn generate_dependencies<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GenerateDependenciesRequest,
    ) -> Call<'a, GenerateDependenciesResponse> {
        Box::pin(async move {
            let project = self.granted(request.project.as_ref());
            let request =
                convert::resolve(&request.config, &request.assets, project.as_deref(), request.options);
            call(&self.supervisor, ctx, Operation::GenerateDependencies, &request, convert::dependencies)
                .await
        })
    }
}
