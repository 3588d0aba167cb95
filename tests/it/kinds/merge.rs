//! Several files of one name: who answers what.

use optimus_plugin_api::{CallContext, Code, GetQuestionsRequest};
use optimus_plugin_host::{Capability, PluginKind};

use super::{Kind, Served};
use crate::built;

/// The same yaml with a prompt of its own, to tell who asked.
fn yaml_with_another_prompt(served: &tempfile::TempDir) -> std::path::PathBuf {
    let text = std::fs::read_to_string(Kind::Yaml.neo()).unwrap();
    let path = served.path().join("another.yaml");
    std::fs::write(&path, text.replace("Date range start", "From the yaml")).unwrap();
    path
}

async fn first_prompt(served: &Served) -> String {
    let plugin = served.plugin();
    let request = GetQuestionsRequest::default();
    let asked = plugin.get_questions(&CallContext::default(), &request).await.unwrap().questions;
    asked[0].prompt.clone()
}

fn who(served: &Served, capability: Capability) -> Option<PluginKind> {
    served.plugin().answers(capability).map(|answerer| answerer.kind)
}

/// Serves `neo` of a kind with the other yaml beside it.
async fn beside_a_yaml(kind: Kind) -> Served {
    let scratch = tempfile::tempdir().unwrap();
    let yaml = (Kind::Yaml.file_name("neo"), yaml_with_another_prompt(&scratch));
    Served::files([(kind.file_name("neo"), kind.neo()), yaml]).await
}

#[tokio::test]
async fn a_yaml_beside_a_component_asks_the_questions_and_the_component_compiles() {
    let served = beside_a_yaml(Kind::Wasm).await;
    assert_eq!(first_prompt(&served).await, "From the yaml");
    assert_eq!(who(&served, Capability::Survey), Some(PluginKind::Yaml));
    assert_eq!(who(&served, Capability::AssetCompiler), Some(PluginKind::Wasm));
    served.end().await;
}

#[tokio::test]
async fn a_yaml_beside_a_process_asks_the_questions_and_the_process_compiles() {
    let served = beside_a_yaml(Kind::Process).await;
    assert_eq!(first_prompt(&served).await, "From the yaml");
    assert_eq!(who(&served, Capability::Survey), Some(PluginKind::Yaml));
    assert_eq!(who(&served, Capability::AssetCompiler), Some(PluginKind::Process));
    served.end().await;
}

#[tokio::test]
async fn a_component_wins_over_a_process_of_its_name_and_both_files_are_shown() {
    let served = Served::neo(&[Kind::Process, Kind::Wasm]).await;
    assert_eq!(who(&served, Capability::Survey), Some(PluginKind::Wasm));
    let registry = served.host.plugins();
    let unused: Vec<_> = registry.not_served().iter().map(|file| file.path.clone()).collect();
    assert_eq!(unused, [served.folder.path().join(Kind::Process.file_name("neo"))]);
    served.end().await;
}

#[tokio::test]
async fn a_component_is_served_whole_beside_a_broken_yaml_of_its_name_with_a_warning() {
    let scratch = tempfile::tempdir().unwrap();
    let broken = scratch.path().join("broken.yaml");
    std::fs::write(&broken, "name: neo\npromt: what\n").unwrap();
    let wasm = (Kind::Wasm.file_name("neo"), built::wasm("neo"));
    let served = Served::files([wasm, (Kind::Yaml.file_name("neo"), broken)]).await;
    assert_eq!(who(&served, Capability::Survey), Some(PluginKind::Wasm));
    assert!(!served.plugin().warnings().is_empty());
    served.end().await;
}

#[tokio::test]
async fn two_files_whose_plugins_have_the_same_name_are_a_clash_that_names_it() {
    let files = ["a", "b"].map(|name| (Kind::Wasm.file_name(name), built::wasm("neo")));
    let served = Served::files(files).await;
    let registry = served.host.plugins();
    let codes: Vec<_> = registry.not_served().iter().map(|file| file.reason.code()).collect();
    assert_eq!(codes, [Code::NAME_IN_USE]);
    served.end().await;
}
