use std::sync::atomic::Ordering;

use optimus_plugin_api::{
    AssetCompiler, Backend, Call, CallContext, CliMod, Code, CompileAssetsRequest, CompileAssetsResponse,
    DefaultAssetsRequest, DefaultAssetsResponse, DefaultConfigRequest, DefaultConfigResponse,
    DependencyResolver, Error, GenerateDependenciesRequest, GenerateDependenciesResponse,
    GenerateDestinationRequest, GenerateDestinationResponse, GetQuestionsRequest, GetQuestionsResponse,
    Operation, PluginInfo, PluginOptions, ValidateQuestionRequest, Verdict,
};

use crate::{
    WasmPlugin,
    convert::{self, Request},
    facts::Facts,
};

impl WasmPlugin {
    /// Asks the plugin again who it is. What it said at load is kept in [`Backend::info`]; this is for those who check that
    /// the answer never changes, and for those who measure.
    pub fn plugin_info<'a>(&'a self, ctx: &'a CallContext) -> Call<'a, PluginInfo> {
        Box::pin(async move {
            let facts = || Facts::new(ctx, PluginOptions::default());
            let ((info,), mut answer) =
                self.call(ctx, |exports| Some(&exports.plugin_info), (), facts).await?;
            convert::info(&mut answer, info)
        })
    }

    fn request(&self, operation: Operation) -> Request<'_> {
        Request { plugin: self.name(), operation }
    }

    pub(crate) fn absent(&self, operation: Operation) -> Error {
        Error::new(
            Code::NO_CAPABILITY,
            self.name(),
            operation,
            "it does not export the interface of this call",
        )
    }
}

impl Backend for WasmPlugin {
    fn name(&self) -> &str {
        Self::name(self)
    }

    fn info(&self) -> Option<&PluginInfo> {
        Some(&self.info)
    }

    fn cli(&self) -> Option<&dyn CliMod> {
        self.stage.exports.cli.is_some().then_some(self)
    }

    fn asset_compiler(&self) -> Option<&dyn AssetCompiler> {
        self.stage.exports.compile_assets.is_some().then_some(self)
    }

    fn dependency_resolver(&self) -> Option<&dyn DependencyResolver> {
        self.stage.exports.resolver.is_some().then_some(self)
    }

    fn shutdown(&self) -> Call<'_, ()> {
        Box::pin(async move {
            self.shut_down.store(true, Ordering::Relaxed);
            self.warm.clear();
            Ok(())
        })
    }
}

impl CliMod for WasmPlugin {
    fn get_questions<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GetQuestionsRequest,
    ) -> Call<'a, GetQuestionsResponse> {
        Box::pin(async move {
            const CALL: Operation = Operation::GetQuestions;
            let name = convert::name(self.request(CALL), &request.job_name)?;
            let facts = || Facts::new(ctx, request.options);
            let (questions, mut answer) =
                self.ask(ctx, |exports| Some(&exports.cli.as_ref()?.get_questions), (name,), facts).await?;
            Ok(GetQuestionsResponse { questions: convert::questions(&mut answer, questions)? })
        })
    }

    fn validate_question<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict> {
        Box::pin(async move {
            const CALL: Operation = Operation::ValidateQuestion;
            let answered = convert::answer(self.request(CALL), &request.answer)?;
            let facts = || Facts::new(ctx, request.options);
            let (verdict, mut answer) = self
                .ask(ctx, |exports| Some(&exports.cli.as_ref()?.validate_question), (answered,), facts)
                .await?;
            convert::verdict(&mut answer, verdict)
        })
    }

    fn default_config<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse> {
        Box::pin(async move {
            const CALL: Operation = Operation::DefaultConfig;
            let answers = convert::answers(self.request(CALL), &request.answers)?;
            let facts = || Facts::new(ctx, request.options);
            let (config, mut answer) = self
                .ask(ctx, |exports| Some(&exports.cli.as_ref()?.default_config), (&*answers,), facts)
                .await?;
            Ok(DefaultConfigResponse { config: convert::configs(&mut answer, config)? })
        })
    }

    fn default_assets<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse> {
        Box::pin(async move {
            const CALL: Operation = Operation::DefaultAssets;
            let answers = convert::answers(self.request(CALL), &request.answers)?;
            let facts = || Facts::new(ctx, request.options);
            let (assets, mut answer) = self
                .ask(ctx, |exports| Some(&exports.cli.as_ref()?.default_assets), (&*answers,), facts)
                .await?;
            Ok(DefaultAssetsResponse { assets: convert::assets(&mut answer, assets)? })
        })
    }
}

impl AssetCompiler for WasmPlugin {
    fn compile_assets<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a CompileAssetsRequest,
    ) -> Call<'a, CompileAssetsResponse> {
        Box::pin(async move {
            const CALL: Operation = Operation::CompileAssets;
            let lists = convert::compile_request(self.request(CALL), request)?;
            let facts = || Facts::new(ctx, request.options).instance_schedule(request.instance_schedule);
            let (assets, mut answer) =
                self.ask(ctx, |exports| exports.compile_assets.as_ref(), (lists.request(),), facts).await?;
            Ok(CompileAssetsResponse { assets: convert::assets(&mut answer, assets)? })
        })
    }
}

impl DependencyResolver for WasmPlugin {
    fn generate_destination<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GenerateDestinationRequest,
    ) -> Call<'a, GenerateDestinationResponse> {
        Box::pin(async move {
            const CALL: Operation = Operation::GenerateDestination;
            let config = convert::config_params(self.request(CALL), &request.config)?;
            let assets = convert::asset_params(self.request(CALL), &request.assets)?;
            let facts = || Facts::new(ctx, request.options).project(request.project.as_ref());
            let (destination, mut answer) = self
                .ask(
                    ctx,
                    |exports| Some(&exports.resolver.as_ref()?.generate_destination),
                    (&*config, &*assets),
                    facts,
                )
                .await?;
            convert::destination(&mut answer, destination)
        })
    }

    fn generate_dependencies<'a>(
        &'a self,
        ctx: &'a CallContext,
        request: &'a GenerateDependenciesRequest,
    ) -> Call<'a, GenerateDependenciesResponse> {
        Box::pin(async move {
            const CALL: Operation = Operation::GenerateDependencies;
            let config = convert::config_params(self.request(CALL), &request.config)?;
            let assets = convert::asset_params(self.request(CALL), &request.assets)?;
            let facts = || Facts::new(ctx, request.options).project(request.project.as_ref());
            let (dependencies, mut answer) = self
                .ask(
                    ctx,
                    |exports| Some(&exports.resolver.as_ref()?.generate_dependencies),
                    (&*config, &*assets),
                    facts,
                )
                .await?;
            Ok(GenerateDependenciesResponse {
                dependencies: convert::dependencies(&mut answer, dependencies)?,
            })
        })
    }
}
