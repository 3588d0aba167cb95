use std::future::ready;

use optimus_plugin_api::{
    AssetCompiler, Backend, Call, CallContext, CliMod, Code, CompileAssetsRequest, CompileAssetsResponse,
    DefaultAssetsRequest, DefaultAssetsResponse, DefaultConfigRequest, DefaultConfigResponse,
    DependencyResolver, Error, GenerateDependenciesRequest, GenerateDependenciesResponse,
    GenerateDestinationRequest, GenerateDestinationResponse, GetQuestionsRequest, GetQuestionsResponse,
    Operation, PluginInfo, ValidateQuestionRequest, Verdict,
};

use super::record::Record;

/// An executable that does not run: what it is and can do is known, and that is all.
#[derive(Debug, Clone)]
pub(crate) struct KnownBackend(Record);

impl KnownBackend {
    pub(super) fn new(record: Record) -> Self {
        Self(record)
    }

    fn is_not_there<T: Send + 'static>(&self, operation: Operation) -> Call<'_, T> {
        let message = "it does not run: it was only looked at";
        Box::pin(ready(Err(Error::new(Code::SHUT_DOWN, &*self.0.name, operation, message))))
    }
}

impl Backend for KnownBackend {
    fn name(&self) -> &str {
        &self.0.name
    }

    fn info(&self) -> Option<&PluginInfo> {
        self.0.info.as_ref()
    }

    fn cli(&self) -> Option<&dyn CliMod> {
        self.0.survey.then_some(self)
    }

    fn asset_compiler(&self) -> Option<&dyn AssetCompiler> {
        self.0.asset_compiler.then_some(self)
    }

    fn dependency_resolver(&self) -> Option<&dyn DependencyResolver> {
        self.0.dependency_resolver.then_some(self)
    }

    fn shutdown(&self) -> Call<'_, ()> {
        Box::pin(ready(Ok(())))
    }
}

impl CliMod for KnownBackend {
    fn get_questions<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a GetQuestionsRequest,
    ) -> Call<'a, GetQuestionsResponse> {
        self.is_not_there(Operation::GetQuestions)
    }

    fn validate_question<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict> {
        self.is_not_there(Operation::ValidateQuestion)
    }

    fn default_config<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse> {
        self.is_not_there(Operation::DefaultConfig)
    }

    fn default_assets<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse> {
        self.is_not_there(Operation::DefaultAssets)
    }
}

impl AssetCompiler for KnownBackend {
    fn compile_assets<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a CompileAssetsRequest,
    ) -> Call<'a, CompileAssetsResponse> {
        self.is_not_there(Operation::CompileAssets)
    }
}

impl DependencyResolver for KnownBackend {
    fn generate_destination<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a GenerateDestinationRequest,
    ) -> Call<'a, GenerateDestinationResponse> {
        self.is_not_there(Operation::GenerateDestination)
    }

    fn generate_dependencies<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a GenerateDependenciesRequest,
    ) -> Call<'a, GenerateDependenciesResponse> {
        self.is_not_there(Operation::GenerateDependencies)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use optimus_plugin_api::{PluginMod, PluginType};
    use optimus_plugin_policy::Digest;

    use super::*;

    #[derive(Debug)]
    struct Spoken(PluginInfo);

    impl Backend for Spoken {
        fn name(&self) -> &str {
            &self.0.name
        }

        fn info(&self) -> Option<&PluginInfo> {
            Some(&self.0)
        }

        fn shutdown(&self) -> Call<'_, ()> {
            Box::pin(ready(Ok(())))
        }
    }

    /// What `neo` says.
    pub(crate) fn record(digest: Digest) -> Record {
        let info = PluginInfo {
            name: "neo".into(),
            description: "Near earth objects".into(),
            plugin_type: PluginType::Task,
            plugin_mods: vec![PluginMod::Cli],
            plugin_version: "0.1.0".into(),
            api_version: Vec::new(),
            image: "i".into(),
            depends_on: Vec::new(),
            hook_type: None,
            secret_path: String::new(),
        };
        let mut record = Record::of(digest, &Spoken(info));
        record.survey = true;
        record
    }

    #[tokio::test]
    async fn it_says_what_it_can_and_that_it_does_not_run() {
        let known = KnownBackend::new(record(Digest::of(b"neo")));
        assert!(known.cli().is_some() && known.asset_compiler().is_none());
        let (ctx, request) = (CallContext::default(), GetQuestionsRequest::default());
        let error = known.get_questions(&ctx, &request).await.unwrap_err();
        assert_eq!((error.code(), error.plugin()), (Code::SHUT_DOWN, "neo"));
    }
}
