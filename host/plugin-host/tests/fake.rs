//! A backend that answers with its own tag, so that tests see who was asked.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use optimus_plugin_api::{
    Asset, AssetCompiler, Backend, Call, CallContext, CliMod, CompileAssetsRequest, CompileAssetsResponse,
    ConfigEntry, DefaultAssetsRequest, DefaultAssetsResponse, DefaultConfigRequest, DefaultConfigResponse,
    DependencyResolver, GenerateDependenciesRequest, GenerateDependenciesResponse,
    GenerateDestinationRequest, GenerateDestinationResponse, GetQuestionsRequest, GetQuestionsResponse,
    PluginInfo, PluginMod, PluginType, Question, ValidateQuestionRequest, Verdict,
};
use optimus_plugin_host::{Answerer, Capability, PluginKind, Registry};

/// Info that lacks nothing.
pub(crate) fn info(name: &str) -> PluginInfo {
    PluginInfo {
        name: name.into(),
        description: String::new(),
        plugin_type: PluginType::Task,
        plugin_mods: vec![PluginMod::Cli],
        plugin_version: "1".into(),
        api_version: Vec::new(),
        image: "image".into(),
        depends_on: Vec::new(),
        hook_type: None,
        secret_path: String::new(),
    }
}

#[derive(Debug)]
pub(crate) struct Fake {
    tag: &'static str,
    info: Option<PluginInfo>,
    can: Vec<Capability>,
    calls: AtomicUsize,
    ended: AtomicUsize,
}

impl Fake {
    /// A backend with this info that can do this. `tag` is its name if it has no info, and what its answers say.
    pub(crate) fn new(tag: &'static str, info: Option<PluginInfo>, can: &[Capability]) -> Arc<Self> {
        Arc::new(Self {
            tag,
            info,
            can: can.to_vec(),
            calls: AtomicUsize::new(0),
            ended: AtomicUsize::new(0),
        })
    }

    /// How often it was asked.
    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// How often it was ended.
    pub(crate) fn ended(&self) -> usize {
        self.ended.load(Ordering::SeqCst)
    }

    fn answer<T: Send + 'static>(&self, answer: T) -> Call<'_, T> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(Ok(answer)))
    }
}

/// A registry of these, each in a file named after its kind and place.
pub(crate) fn registry(backends: &[(PluginKind, &Arc<Fake>)]) -> Registry {
    let numbered = backends.iter().enumerate();
    Registry::of(numbered.map(|(place, (kind, fake))| {
        let backend: Arc<dyn Backend> = Arc::<Fake>::clone(fake);
        (Answerer::new(*kind, format!("{place}.{kind}")), backend)
    }))
}

impl Backend for Fake {
    fn name(&self) -> &str {
        self.tag
    }

    fn info(&self) -> Option<&PluginInfo> {
        self.info.as_ref()
    }

    fn cli(&self) -> Option<&dyn CliMod> {
        self.can.contains(&Capability::Survey).then_some(self)
    }

    fn asset_compiler(&self) -> Option<&dyn AssetCompiler> {
        self.can.contains(&Capability::AssetCompiler).then_some(self)
    }

    fn dependency_resolver(&self) -> Option<&dyn DependencyResolver> {
        self.can.contains(&Capability::DependencyResolver).then_some(self)
    }

    fn shutdown(&self) -> Call<'_, ()> {
        self.ended.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(Ok(())))
    }
}

impl CliMod for Fake {
    fn get_questions<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a GetQuestionsRequest,
    ) -> Call<'a, GetQuestionsResponse> {
        self.answer(GetQuestionsResponse { questions: vec![Question::new("Q", self.tag)] })
    }

    fn validate_question<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict> {
        self.answer(Verdict::Accepted)
    }

    fn default_config<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse> {
        self.answer(DefaultConfigResponse { config: vec![ConfigEntry::new("by", self.tag)] })
    }

    fn default_assets<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse> {
        self.answer(DefaultAssetsResponse { assets: vec![Asset::new("by", self.tag)] })
    }
}

impl AssetCompiler for Fake {
    fn compile_assets<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a CompileAssetsRequest,
    ) -> Call<'a, CompileAssetsResponse> {
        self.answer(CompileAssetsResponse { assets: vec![Asset::new("by", self.tag)] })
    }
}

impl DependencyResolver for Fake {
    fn generate_destination<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a GenerateDestinationRequest,
    ) -> Call<'a, GenerateDestinationResponse> {
        self.answer(GenerateDestinationResponse {
            destination: self.tag.into(),
            destination_type: "fake".into(),
        })
    }

    fn generate_dependencies<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a GenerateDependenciesRequest,
    ) -> Call<'a, GenerateDependenciesResponse> {
        self.answer(GenerateDependenciesResponse { dependencies: vec![format!("fake://{}", self.tag)] })
    }
}
