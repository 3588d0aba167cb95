//! `neo` compiled into the program: what a call costs when there is nothing between caller and plugin but a vtable.

use std::future::ready;

use optimus_plugin_host::api::{
    AssetCompiler, Backend, Call, CallContext, CliMod, CompileAssetsRequest, CompileAssetsResponse,
    ConfigEntry, DefaultAssetsRequest, DefaultAssetsResponse, DefaultConfigRequest, DefaultConfigResponse,
    GetQuestionsRequest, GetQuestionsResponse, PluginInfo, PluginMod, PluginType, Question,
    ValidateQuestionRequest, Verdict,
};

/// The plugin.
#[derive(Debug)]
pub(crate) struct Native(PluginInfo);

impl Native {
    pub(crate) fn new() -> Self {
        Self(PluginInfo {
            name: "neo".to_owned(),
            description: "Near earth object tracker".to_owned(),
            plugin_type: PluginType::Task,
            plugin_mods: vec![PluginMod::Cli],
            plugin_version: "0.1.0".to_owned(),
            api_version: vec!["1".to_owned()],
            image: "ghcr.io/kushsharma/optimus-task-neo-executor:0.1.0".to_owned(),
            depends_on: Vec::new(),
            hook_type: None,
            secret_path: "/tmp/.secrets".to_owned(),
        })
    }
}

impl Backend for Native {
    fn name(&self) -> &str {
        &self.0.name
    }

    fn info(&self) -> Option<&PluginInfo> {
        Some(&self.0)
    }

    fn cli(&self) -> Option<&dyn CliMod> {
        Some(self)
    }

    fn asset_compiler(&self) -> Option<&dyn AssetCompiler> {
        Some(self)
    }

    fn shutdown(&self) -> Call<'_, ()> {
        Box::pin(ready(Ok(())))
    }
}

fn question(name: &str, prompt: &str) -> Question {
    Question { help: "YYYY-MM-DD format".to_owned(), required: true, ..Question::new(name, prompt) }
}

impl CliMod for Native {
    fn get_questions<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a GetQuestionsRequest,
    ) -> Call<'a, GetQuestionsResponse> {
        Box::pin(async {
            let questions =
                vec![question("RANGE_START", "Date range start"), question("RANGE_END", "Date range end")];
            Ok(GetQuestionsResponse { questions })
        })
    }

    fn validate_question<'a>(
        &'a self,
        _: &'a CallContext,
        request: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict> {
        Box::pin(async {
            Ok(match request.answer.question.name.as_str() {
                "RANGE_START" | "RANGE_END" if request.answer.value.is_empty() => {
                    Verdict::Rejected("not a valid string".to_owned())
                }
                _ => Verdict::Accepted,
            })
        })
    }

    fn default_config<'a>(
        &'a self,
        _: &'a CallContext,
        request: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse> {
        let entries = request.answers.iter().map(|one| ConfigEntry::new(&one.question.name, &one.value));
        Box::pin(ready(Ok(DefaultConfigResponse { config: entries.collect() })))
    }

    fn default_assets<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse> {
        Box::pin(ready(Ok(DefaultAssetsResponse::default())))
    }
}

impl AssetCompiler for Native {
    fn compile_assets<'a>(
        &'a self,
        _: &'a CallContext,
        request: &'a CompileAssetsRequest,
    ) -> Call<'a, CompileAssetsResponse> {
        Box::pin(async { Ok(CompileAssetsResponse { assets: request.assets.clone() }) })
    }
}
