//! Files that must not load, each with its own code.

use optimus_plugin_api::{Backend, Code, PluginMod};
use optimus_plugin_wasm::{LoadOptions, WasmPlugin};

use crate::support::{Guest, engine, load, load_with, refused};

async fn code_of(bytes: Vec<u8>) -> Code {
    WasmPlugin::load_bytes(engine(), "p", bytes, &LoadOptions::default()).await.unwrap_err().code()
}

#[tokio::test]
async fn a_good_component_loads_under_its_own_name_with_its_info() {
    let plugin = load("echoes").await.unwrap();
    let info = plugin.info().unwrap();
    assert_eq!((plugin.name(), info.plugin_version.as_str(), info.image.as_str()), ("guest", "1.0", "i"));
    assert_eq!(info.plugin_mods, [PluginMod::Cli, PluginMod::DependencyResolver]);
}

#[tokio::test]
async fn a_component_answers_only_what_it_exports() {
    let plugin = load("resolver-alone").await.unwrap();
    assert!(
        plugin.cli().is_none() && plugin.asset_compiler().is_none() && plugin.dependency_resolver().is_some()
    );
    let plugin = load("base-alone").await.unwrap();
    assert!(
        plugin.cli().is_none() && plugin.asset_compiler().is_none() && plugin.dependency_resolver().is_none()
    );
}

#[tokio::test]
async fn a_precompiled_component_is_never_loaded() {
    let machine_code =
        engine().engine().precompile_component(&Guest::named("base-alone").component()).unwrap();
    assert_eq!(code_of(machine_code).await, Code::PRECOMPILED);
}

#[tokio::test]
async fn a_later_patch_of_our_line_loads() {
    let plugin =
        load_with(Guest::named("echoes").of_contract("0.1.9"), &LoadOptions::default()).await.unwrap();
    assert!(plugin.cli().is_some() && plugin.dependency_resolver().is_some());
}

#[tokio::test]
async fn an_import_that_is_not_provided_is_named() {
    let error = refused(Guest::named("foreign-import")).await;
    assert_eq!(
        (error.code(), error.message()),
        (Code::UNKNOWN_IMPORT, "it imports `launch`, which is not provided")
    );
}

#[tokio::test]
async fn an_import_with_other_types_is_refused() {
    let guest = Guest::named("panics")
        .with_wit("log: func(level: level, message: string);", "log: func(level: u32, message: string);");
    assert_eq!(refused(guest).await.code(), Code::UNKNOWN_IMPORT);
}

#[tokio::test]
async fn an_export_with_other_types_is_named() {
    let error = refused(Guest::named("counts").with_wit("rejected(string)", "rejected(u32)")).await;
    assert_eq!(error.code(), Code::INTERFACE_MISMATCH);
    assert!(error.message().starts_with("`validate-question` of its interface `cli`"), "{error}");
}

#[tokio::test]
async fn an_interface_that_lacks_a_function_is_refused_whole() {
    let guest = Guest::named("resolver-alone").with_wit(
        "generate-dependencies: func(config: list<config>, assets: list<asset>) -> result<list<string>, error>;",
        "",
    );
    let guest = guest.with_text(
        "(;prelude;)",
        "(;prelude;) (;optimus:plugin/dependency-resolver@0.1.0#generate-dependencies;)",
    );
    let error = refused(guest).await;
    assert_eq!(error.code(), Code::INTERFACE_MISMATCH);
    assert_eq!(error.message(), "`generate-dependencies` of its interface `dependency-resolver` is missing");
}

#[tokio::test]
async fn mods_and_exports_that_disagree_are_both_named() {
    let error = refused(Guest::named("unlisted-mod")).await;
    assert_eq!(error.code(), Code::MODS_DISAGREE);
    assert_eq!(error.message(), "it lists the mods `dependency-resolver` and exports the interfaces `cli`");
}

#[tokio::test]
async fn a_file_is_read_no_further_than_it_may_be_long() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("optimus-plugin-big.wasm");
    std::fs::write(&path, vec![0; 101]).unwrap();
    let mut options = LoadOptions::default();
    options.max_file_bytes = 100;
    let error = WasmPlugin::load(engine(), &path, &options).await.unwrap_err();
    assert_eq!((error.code(), error.plugin()), (Code::FILE_TOO_LARGE, "big"));
    // An endless file that calls itself empty.
    let error = WasmPlugin::load(engine(), "/dev/zero", &options).await.unwrap_err();
    assert_eq!(error.code(), Code::UNREADABLE);
    let error = WasmPlugin::load(engine(), directory.path().join("absent.wasm"), &options).await.unwrap_err();
    assert_eq!(error.code(), Code::UNREADABLE);
}

#[tokio::test]
async fn a_plugin_loads_from_its_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("optimus-plugin-guest.wasm");
    std::fs::write(&path, Guest::named("base-alone").component()).unwrap();
    let plugin = WasmPlugin::load(engine(), &path, &LoadOptions::default()).await.unwrap();
    assert_eq!(plugin.name(), "guest");
}
