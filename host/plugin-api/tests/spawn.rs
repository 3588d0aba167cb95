//! Every call can be spawned on a multi-threaded runtime: what an embedder's server does with it must compile.

use std::sync::Arc;

use optimus_plugin_api::*;

/// Answers everything with nothing.
#[derive(Debug)]
struct Nothing;

fn ready<'a, T: Send + 'a>(value: T) -> Call<'a, T> {
    Box::pin(async move { Ok(value) })
}

impl Backend for Nothing {
    fn name(&self) -> &str {
        "nothing"
    }

    fn info(&self) -> Option<&PluginInfo> {
        None
    }

    fn cli(&self) -> Option<&dyn CliMod> {
        Some(self)
    }

    fn asset_compiler(&self) -> Option<&dyn AssetCompiler> {
        Some(self)
    }

    fn dependency_resolver(&self) -> Option<&dyn DependencyResolver> {
        Some(self)
    }

    fn shutdown(&self) -> Call<'_, ()> {
        ready(())
    }
}

impl CliMod for Nothing {
    fn get_questions<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a GetQuestionsRequest,
    ) -> Call<'a, GetQuestionsResponse> {
        ready(GetQuestionsResponse::default())
    }

    fn validate_question<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a ValidateQuestionRequest,
    ) -> Call<'a, Verdict> {
        ready(Verdict::Accepted)
    }

    fn default_config<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a DefaultConfigRequest,
    ) -> Call<'a, DefaultConfigResponse> {
        ready(DefaultConfigResponse::default())
    }

    fn default_assets<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a DefaultAssetsRequest,
    ) -> Call<'a, DefaultAssetsResponse> {
        ready(DefaultAssetsResponse::default())
    }
}

impl AssetCompiler for Nothing {
    fn compile_assets<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a CompileAssetsRequest,
    ) -> Call<'a, CompileAssetsResponse> {
        ready(CompileAssetsResponse::default())
    }
}

impl DependencyResolver for Nothing {
    fn generate_destination<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a GenerateDestinationRequest,
    ) -> Call<'a, GenerateDestinationResponse> {
        ready(GenerateDestinationResponse::default())
    }

    fn generate_dependencies<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a GenerateDependenciesRequest,
    ) -> Call<'a, GenerateDependenciesResponse> {
        ready(GenerateDependenciesResponse::default())
    }
}

/// Spawns one call with its own clones of backend and context, as a server does for a request.
macro_rules! spawn {
    ($backend:expr, $capability:ident . $call:ident ( $request:expr )) => {{
        let backend: Arc<dyn Backend> = $backend.clone();
        tokio::spawn(async move {
            let (ctx, request) = (CallContext::default(), $request);
            backend.$capability().expect("it has all").$call(&ctx, &request).await.map(drop)
        })
    }};
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_can_be_spawned_on_a_multi_threaded_runtime() {
    let backend: Arc<dyn Backend> = Arc::new(Nothing);
    let calls = [
        spawn!(backend, cli.get_questions(GetQuestionsRequest::default())),
        spawn!(backend, cli.validate_question(ValidateQuestionRequest::default())),
        spawn!(backend, cli.default_config(DefaultConfigRequest::default())),
        spawn!(backend, cli.default_assets(DefaultAssetsRequest::default())),
        spawn!(backend, asset_compiler.compile_assets(CompileAssetsRequest::default())),
        spawn!(backend, dependency_resolver.generate_destination(GenerateDestinationRequest::default())),
        spawn!(backend, dependency_resolver.generate_dependencies(GenerateDependenciesRequest::default())),
        tokio::spawn(async move { backend.shutdown().await }),
    ];
    for call in calls {
        call.await.unwrap().unwrap();
    }
}

#[test]
fn the_json_form_has_the_field_names_of_the_protocol() {
    let request: CompileAssetsRequest = serde_json::from_str(
        r#"{"configs": [{"name": "A", "value": "1"}], "assets": [], "start_time": "2026-01-01T00:00:00Z",
            "end_time": "2026-01-03T00:00:00Z", "instance_data": [{"name": "DSTART", "value": "x", "type": "env"}],
            "options": {"dry_run": true}}"#,
    )
    .unwrap();
    assert!(request.options.dry_run);
    assert_eq!(request.end_time.seconds - request.start_time.seconds, 2 * 86_400);
    assert_eq!(serde_json::to_string(&Verdict::Accepted).unwrap(), r#"{"success":true,"error":""}"#);
}
