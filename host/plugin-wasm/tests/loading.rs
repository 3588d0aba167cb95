//! Files that must not load, each with its own code.

use optimus_plugin_api::{Backend, Code, Operation, PluginMod};
use optimus_plugin_wasm::{LoadOptions, WasmPlugin};

use crate::support::{Guest, chain, core_module, engine, load, load_with, refused};

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
async fn a_core_module_is_told_from_a_component() {
    let error =
        WasmPlugin::load_bytes(engine(), "p", core_module(), &LoadOptions::default()).await.unwrap_err();
    assert_eq!(error.code(), Code::NOT_A_COMPONENT);
    assert!(error.help().unwrap().contains("optimus plugin build"));
}

#[tokio::test]
async fn a_file_that_was_cut_off_anywhere_is_an_error_and_never_a_plugin() {
    let whole = Guest::named("base-alone").component();
    assert_eq!(code_of(whole[..whole.len() - 1].to_vec()).await, Code::DAMAGED);
    for length in (0..whole.len()).step_by(whole.len() / 40) {
        let code = code_of(whole[..length].to_vec()).await;
        // Cut between two sections it is a whole file of something less.
        assert!(
            [Code::DAMAGED, Code::UNKNOWN_CONTRACT, Code::NOT_COMPILED].contains(&code),
            "{length}: {code}"
        );
    }
}

#[tokio::test]
async fn a_precompiled_component_is_never_loaded() {
    let machine_code =
        engine().engine().precompile_component(&Guest::named("base-alone").component()).unwrap();
    assert_eq!(code_of(machine_code).await, Code::PRECOMPILED);
}

#[tokio::test]
async fn bytes_that_are_damaged_inside_are_refused_by_the_compiler() {
    let mut bytes = Guest::named("base-alone").component();
    // The first section is a core module; its own header is made wrong.
    let at = bytes.windows(4).skip(1).position(|window| window == b"\0asm").unwrap() + 1;
    bytes[at + 4] = 0x7f;
    assert_eq!(code_of(bytes).await, Code::NOT_COMPILED);
}

#[tokio::test]
async fn another_line_of_the_contract_is_named_with_ours() {
    let error = refused(Guest::named("base-alone").of_contract("0.2.0")).await;
    assert_eq!(error.code(), Code::UNKNOWN_CONTRACT);
    assert_eq!(error.message(), "it is made for contract 0.2.0, this program speaks 0.1.0");
}

#[tokio::test]
async fn a_later_patch_of_our_line_loads() {
    let plugin =
        load_with(Guest::named("echoes").of_contract("0.1.9"), &LoadOptions::default()).await.unwrap();
    assert!(plugin.cli().is_some() && plugin.dependency_resolver().is_some());
}

#[tokio::test]
async fn a_component_that_uses_a_later_function_says_which_contract_it_needs() {
    let newer = Guest::named("newer-import")
        .of_contract("0.1.9")
        .with_wit("dry-run: func() -> bool;", "dry-run: func() -> bool; tenant: func() -> option<string>;");
    let error = refused(newer.with_text("(param i32)", "(param i32)")).await;
    assert_eq!(error.code(), Code::NEWER_CONTRACT, "{}", chain(&error));
    assert!(error.message().starts_with("it needs contract 0.1.9"), "{error}");
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
async fn a_component_without_the_base_interface_is_no_plugin() {
    let component = wat::parse_str("(component)").unwrap();
    assert_eq!(code_of(component).await, Code::UNKNOWN_CONTRACT);
}

#[tokio::test]
async fn the_limits_hold_while_it_is_loaded() {
    let mut options = LoadOptions::default();
    options.limits.time = std::time::Duration::from_millis(100);
    let error = load_with(Guest::named("loops-at-start"), &options).await.unwrap_err();
    assert_eq!((error.code(), error.operation()), (Code::TIME_LIMIT, Operation::Load));
    let error = refused(Guest::named("starts-big")).await;
    assert_eq!((error.code(), error.operation()), (Code::MEMORY_LIMIT, Operation::Load), "{}", chain(&error));
    assert_eq!(refused(Guest::named("huge-table")).await.code(), Code::NOT_COMPILED);
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
