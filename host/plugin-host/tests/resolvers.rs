//! Executables of every dialect, discovered. Those that are a resolver and no more (Optimus 0.5 and later) are described by a
//! yaml of the name that they say; one that cannot be served is a line in the listing.

use std::{fs, os::unix::fs::symlink, path::Path, time::Duration};

use optimus_plugin_api::{
    Asset, CallContext, Code, CompileAssetsRequest, GenerateDestinationRequest, GetQuestionsRequest,
    PluginMod,
};
use optimus_plugin_host::{Capability, Host, HostBuilder, PluginKind, PluginPolicy};
use tempfile::TempDir;

/// A folder of plugins, and how each of them is started.
struct Plugins {
    folder: TempDir,
    host: HostBuilder,
}

impl Plugins {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let host = Host::builder().directories([folder.path()]);
        Self { folder, host }
    }

    /// An executable whose file has one name: the strict server of `tests/processes/dialects`, speaking a dialect.
    fn executable(mut self, file: &str, dialect: &str, name: &str) -> Self {
        let built =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/fixtures/process/dialects-1.8.0");
        let built = built.canonicalize().expect("it is missing: run `cargo xtask fixtures`");
        symlink(built, self.folder.path().join(format!("optimus-{file}_{}", machine()))).unwrap();
        let mut policy = PluginPolicy::default();
        policy.process.args = ["-speak", dialect, "-name", name].map(Into::into).into();
        self.host = self.host.policy(file, policy);
        self
    }

    fn yaml(self, name: &str) -> Self {
        let text = format!(
            "name: {name}\nplugintype: task\nimage: i\npluginversion: '1'\nquestions:\n- name: Q\n  prompt: from yaml\n"
        );
        fs::write(self.folder.path().join(format!("optimus-plugin-{name}.yaml")), text).unwrap();
        self
    }

    async fn serve(self) -> (Host, TempDir) {
        (self.host.load().await, self.folder)
    }
}

/// This machine in Go's words.
fn machine() -> String {
    let os = if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{os}_{arch}")
}

#[tokio::test]
async fn a_resolver_is_paired_with_the_yaml_of_the_name_that_it_says_whatever_its_file_is_called() {
    for dialect in ["D3", "D4a", "D4b", "D5"] {
        let plugins = Plugins::new().executable("warehouse", dialect, "bq2bq").yaml("bq2bq");
        let (host, _folder) = plugins.serve().await;
        let (registry, ctx) = (host.plugins(), CallContext::default());
        assert!(registry.not_served().is_empty(), "{:?}", registry.not_served());
        let plugin = registry.get("bq2bq").unwrap();
        assert_eq!(plugin.kinds(), [PluginKind::Process, PluginKind::Yaml]);
        assert_eq!(plugin.info().plugin_mods, [PluginMod::Cli, PluginMod::DependencyResolver]);
        let by = |capability| plugin.answers(capability).map(|answerer| answerer.kind);
        assert_eq!(by(Capability::Survey), Some(PluginKind::Yaml));
        assert_eq!(by(Capability::AssetCompiler), Some(PluginKind::Process));
        assert_eq!(by(Capability::DependencyResolver), Some(PluginKind::Process));
        let survey = plugin.get_questions(&ctx, &GetQuestionsRequest::default()).await.unwrap();
        assert_eq!(survey.questions[0].prompt, "from yaml");
        let compiled = plugin.compile_assets(&ctx, &CompileAssetsRequest::default()).await.unwrap();
        assert_eq!(compiled.assets[0].name, "seen");
        let request = GenerateDestinationRequest::default();
        let destination = plugin.generate_destination(&ctx, &request).await.unwrap();
        assert_eq!(destination.destination_type, "bigquery");
        host.shutdown(Duration::from_secs(60)).await;
    }
}

#[tokio::test]
async fn a_resolver_that_does_not_say_its_name_has_that_of_its_file() {
    let plugins = Plugins::new().executable("my_task", "D3", "").yaml("my_task");
    let (host, _folder) = plugins.serve().await;
    let registry = host.plugins();
    assert_eq!(registry.get("my_task").unwrap().kinds(), [PluginKind::Process, PluginKind::Yaml]);
    host.shutdown(Duration::from_secs(60)).await;
}

#[tokio::test]
async fn a_resolver_from_before_it_compiled_assets_lets_them_pass_through() {
    let plugins = Plugins::new().executable("bq2bq", "D3-early", "bq2bq").yaml("bq2bq");
    let (host, _folder) = plugins.serve().await;
    let plugin = host.plugins().plugin("bq2bq").unwrap();
    let assets = vec![Asset::new("query.sql", "select 1")];
    let request = CompileAssetsRequest { assets: assets.clone(), ..Default::default() };
    let reply = plugin.compile_assets(&CallContext::default(), &request).await.unwrap();
    assert_eq!((reply.assets, plugin.answers(Capability::AssetCompiler).is_none()), (assets, true));
    host.shutdown(Duration::from_secs(60)).await;
}

#[tokio::test]
async fn what_cannot_be_served_is_one_line_each_and_the_rest_is_served() {
    let plugins = Plugins::new()
        .executable("first", "D0-task", "first")
        .executable("hook", "D0-hook", "hook")
        .executable("lonely", "D4b", "bq2bq")
        .executable("hidden", "D5", "hid\u{202e}den")
        .executable("old", "D1", "old")
        .executable("good", "D2a", "good")
        .yaml("predator");
    let (host, _folder) = plugins.serve().await;
    let registry = host.plugins();
    let served: Vec<_> = registry.iter().map(|plugin| plugin.name()).collect();
    assert_eq!(served, ["good", "old", "predator"]);
    let told: Vec<_> =
        registry.not_served().iter().map(|file| (file.name.as_str(), file.reason.code())).collect();
    assert_eq!(
        told,
        [
            ("first", Code::UNKNOWN_DIALECT),
            ("hidden", Code::MALFORMED_ANSWER),
            ("hook", Code::UNKNOWN_DIALECT),
            ("bq2bq", Code::NO_INFO),
        ]
    );
    assert!(registry.not_served().iter().all(|file| !file.reason.to_string().contains('\n')));
    let lonely = registry.plugin("bq2bq").unwrap_err();
    assert!(lonely.notes()[0].1.contains("please provide yaml version of the plugin bq2bq"), "{lonely:?}");
    host.shutdown(Duration::from_secs(60)).await;
}

/// What a policy says of executables holds where they are started.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_executable_of_another_checksum_than_its_policy_names_is_not_run() {
    let mut plugins = Plugins::new().executable("neo", "D2b", "neo");
    let mut policy = PluginPolicy::default();
    policy.process.checksum = Some(format!("sha256:{}", "0".repeat(64)).parse().unwrap());
    plugins.host = plugins.host.policy("neo", policy);
    let (host, _folder) = plugins.serve().await;
    assert_eq!(host.plugins().not_served()[0].reason.code(), Code::CHECKSUM_MISMATCH);
}
