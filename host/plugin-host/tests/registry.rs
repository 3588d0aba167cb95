//! Names, required fields, merging: the tables of the registry.

use std::sync::Arc;

use optimus_plugin_api::{Code, PluginInfo, PluginMod, PluginType};
use optimus_plugin_host::{
    Capability::{self, AssetCompiler, DependencyResolver, Survey},
    PluginKind::{self, Process, Wasm, Yaml},
    Registry,
};

use crate::fake::{Fake, info, registry};

/// Everything that a component or an executable can do.
fn whole(tag: &'static str) -> Arc<Fake> {
    Fake::new(tag, Some(info("neo")), &Capability::ALL)
}

/// A yaml of `neo`.
fn yaml() -> Arc<Fake> {
    Fake::new("yaml", Some(PluginInfo { description: "from yaml".into(), ..info("neo") }), &[Survey])
}

fn who(registry: &Registry, capability: Capability) -> Option<PluginKind> {
    registry.get("neo").unwrap().answers(capability).map(|answerer| answerer.kind)
}

fn reasons(registry: &Registry) -> Vec<(Code, &str)> {
    registry.not_served().iter().map(|file| (file.reason.code(), file.reason.message())).collect()
}

/// Both orders of two files: the outcome must not depend on it.
fn in_both_orders(one: (PluginKind, &Arc<Fake>), other: (PluginKind, &Arc<Fake>), test: impl Fn(&Registry)) {
    test(&registry(&[one, other]));
    test(&registry(&[other, one]));
}

#[test]
fn required_fields_are_checked_in_upstreams_order_with_its_words() {
    let empty = PluginInfo {
        name: String::new(),
        image: String::new(),
        plugin_version: String::new(),
        plugin_type: PluginType::Other("what".into()),
        ..info("")
    };
    let named = PluginInfo { name: "neo".into(), ..empty.clone() };
    let with_image = PluginInfo { image: "i".into(), ..named.clone() };
    let with_version = PluginInfo { plugin_version: "1".into(), ..with_image.clone() };
    for (info, code, text) in [
        (empty, Code::MISSING_FIELD, "plugin name cannot be empty"),
        (named, Code::MISSING_FIELD, "plugin image cannot be empty"),
        (with_image, Code::MISSING_FIELD, "plugin version cannot be empty"),
        (
            with_version,
            Code::UNSUPPORTED_TYPE,
            "unsupported plugin requested, make sure its correctly installed",
        ),
    ] {
        let fake = Fake::new("file", Some(info), &[Survey]);
        let registry = registry(&[(Wasm, &fake)]);
        assert!(registry.is_empty());
        assert_eq!(reasons(&registry), [(code, text)]);
    }
}

#[test]
fn a_plugin_without_a_name_is_reported_under_that_of_its_file() {
    let fake = Fake::new("file", Some(info("")), &[]);
    assert_eq!(registry(&[(Yaml, &fake)]).not_served()[0].name, "file");
}

#[test]
fn a_hook_is_a_plugin_too() {
    let hook = PluginInfo { plugin_type: PluginType::Hook, ..info("predator") };
    assert_eq!(registry(&[(Yaml, &Fake::new("", Some(hook), &[Survey]))]).len(), 1);
}

#[test]
fn two_of_one_kind_and_name_clash_and_the_first_is_served() {
    for kind in PluginKind::ALL {
        let [first, second] = [whole("first"), whole("second")];
        let registry = registry(&[(kind, &first), (kind, &second)]);
        assert_eq!(reasons(&registry), [(Code::NAME_IN_USE, "plugin name already in use neo")]);
        let file = registry.get("neo").unwrap().files().next().unwrap();
        assert_eq!(file.path.to_str(), Some(&*format!("0.{kind}")));
    }
}

#[test]
fn a_yaml_gives_info_and_survey_and_the_other_file_the_rest() {
    for kind in [Wasm, Process] {
        in_both_orders((kind, &whole("code")), (Yaml, &yaml()), |registry| {
            assert_eq!(registry.get("neo").unwrap().info().description, "from yaml");
            assert_eq!(who(registry, Survey), Some(Yaml));
            assert_eq!(who(registry, AssetCompiler), Some(kind));
            assert_eq!(who(registry, DependencyResolver), Some(kind));
            assert!(registry.not_served().is_empty());
        });
    }
}

#[test]
fn what_computes_resolves_before_a_yaml_that_could_and_a_yaml_where_nothing_else_can() {
    let yaml = Fake::new("yaml", Some(info("neo")), &[Survey, DependencyResolver]);
    let mods = [PluginMod::Cli, PluginMod::DependencyResolver];
    for kind in [Wasm, Process] {
        in_both_orders((kind, &whole("whole")), (Yaml, &yaml), |registry| {
            assert_eq!(who(registry, DependencyResolver), Some(kind));
            assert_eq!(who(registry, Survey), Some(Yaml));
        });
        let compiler = Fake::new("compiler", Some(info("neo")), &[AssetCompiler]);
        in_both_orders((kind, &compiler), (Yaml, &yaml), |registry| {
            assert_eq!(who(registry, AssetCompiler), Some(kind));
            assert_eq!(who(registry, DependencyResolver), Some(Yaml));
            assert_eq!(registry.get("neo").unwrap().info().plugin_mods, mods);
        });
    }
}

#[test]
fn a_merged_plugin_lists_its_kinds_with_what_computes_first() {
    in_both_orders((Wasm, &whole("code")), (Yaml, &yaml()), |registry| {
        assert_eq!(registry.get("neo").unwrap().kinds(), [Wasm, Yaml]);
    });
}

#[test]
fn the_mods_of_a_merged_plugin_are_what_its_files_can_do_together() {
    in_both_orders((Process, &whole("code")), (Yaml, &yaml()), |registry| {
        let mods = &registry.get("neo").unwrap().info().plugin_mods;
        assert_eq!(mods, &[PluginMod::Cli, PluginMod::DependencyResolver]);
    });
}

#[test]
fn the_mods_of_a_plugin_of_one_file_are_those_that_it_says() {
    let said = vec![PluginMod::Other("telemetry".into())];
    let fake = Fake::new("", Some(PluginInfo { plugin_mods: said.clone(), ..info("neo") }), &[Survey]);
    assert_eq!(registry(&[(Wasm, &fake)]).get("neo").unwrap().info().plugin_mods, said);
}

#[test]
fn a_component_answers_before_an_executable_whichever_came_first() {
    in_both_orders((Process, &whole("process")), (Wasm, &whole("wasm")), |registry| {
        assert_eq!(registry.get("neo").unwrap().kinds(), [Wasm]);
        let [file] = registry.not_served() else { panic!("{:?}", registry.not_served()) };
        assert_eq!((file.kind, file.reason.code()), (Process, Code::SHADOWED));
        assert!(file.reason.message().ends_with(".wasm"), "{}", file.reason);
    });
}

#[test]
fn of_three_files_yaml_asks_the_component_computes_and_the_executable_rests() {
    let registry = registry(&[(Yaml, &yaml()), (Process, &whole("process")), (Wasm, &whole("wasm"))]);
    assert_eq!(registry.get("neo").unwrap().kinds(), [Wasm, Yaml]);
    assert_eq!(registry.not_served()[0].kind, Process);
}

#[test]
fn an_executable_that_says_nothing_about_itself_needs_a_yaml() {
    let silent = Fake::new("neo", None, &[AssetCompiler, DependencyResolver]);
    let alone = registry(&[(Process, &silent)]);
    assert_eq!(reasons(&alone), [(Code::NO_INFO, "please provide yaml version of the plugin neo")]);
    in_both_orders((Process, &silent), (Yaml, &yaml()), |registry| {
        assert_eq!(who(registry, DependencyResolver), Some(Process));
        assert!(registry.not_served().is_empty());
    });
}

#[test]
fn where_the_yaml_of_a_silent_executable_is_broken_it_is_named() {
    let silent = Fake::new("neo", None, &[AssetCompiler]);
    let broken =
        Fake::new("neo", Some(PluginInfo { plugin_version: String::new(), ..info("neo") }), &[Survey]);
    in_both_orders((Process, &silent), (Yaml, &broken), |registry| {
        let silent = registry.not_served().iter().find(|file| file.kind == Process).unwrap();
        assert_eq!(silent.reason.code(), Code::NO_INFO);
        assert!(
            silent.reason.help().is_some_and(|help| help.contains(".yaml cannot be used")),
            "{}",
            silent.reason
        );
    });
}

#[test]
fn a_file_that_fails_the_check_leaves_the_other_one_whole_with_a_warning() {
    let broken =
        Fake::new("neo", Some(PluginInfo { plugin_version: String::new(), ..info("neo") }), &[Survey]);
    in_both_orders((Wasm, &whole("code")), (Yaml, &broken), |registry| {
        assert_eq!(who(registry, Survey), Some(Wasm));
        let [warning] = registry.get("neo").unwrap().warnings() else { panic!("one warning") };
        assert!(warning.message().contains("plugin version cannot be empty"), "{warning}");
    });
}

#[test]
fn a_yaml_that_calls_a_task_a_hook_is_believed_with_a_warning() {
    let hook = PluginInfo { plugin_type: PluginType::Hook, ..info("neo") };
    in_both_orders((Wasm, &whole("code")), (Yaml, &Fake::new("", Some(hook), &[Survey])), |registry| {
        let neo = registry.get("neo").unwrap();
        assert_eq!((neo.info().plugin_type.clone(), neo.warnings().len()), (PluginType::Hook, 1));
    });
}

#[test]
fn plugins_are_listed_by_the_bytes_of_their_names() {
    let names = ["neo", "Zeta", "a_b", "a-b", "ä"];
    let fakes = names.map(|name| Fake::new("", Some(info(name)), &[Survey]));
    let registry = registry(&fakes.each_ref().map(|fake| (Wasm, fake)));
    let listed: Vec<_> = registry.iter().map(|plugin| plugin.name()).collect();
    assert_eq!(listed, ["Zeta", "a-b", "a_b", "neo", "ä"]);
}

#[test]
fn names_are_looked_up_exactly() {
    let registry = registry(&[(Wasm, &whole(""))]);
    assert!(registry.get("neo").is_some() && registry.get("Neo").is_none() && registry.get("ne").is_none());
}

#[test]
fn an_unknown_name_is_answered_with_upstreams_words_and_the_nearest_name() {
    let registry = registry(&[(Wasm, &whole("")), (Yaml, &Fake::new("", Some(info("predator")), &[Survey]))]);
    let error = registry.plugin("Neoo").unwrap_err();
    assert_eq!(error.code(), Code::UNKNOWN_PLUGIN);
    assert_eq!(error.message(), "Neoo: unsupported plugin requested, make sure its correctly installed");
    assert_eq!(error.help(), Some("did you mean `neo`?"));
}

#[test]
fn a_name_of_a_megabyte_is_answered_in_a_line() {
    let registry = registry(&[(Wasm, &whole(""))]);
    let error = registry.plugin(&"\u{e4}\u{1b}".repeat(400_000)).unwrap_err();
    assert!(error.to_string().len() < 4_000);
    assert!(!error.to_string().contains('\u{1b}'));
}

#[test]
fn a_file_that_was_found_and_refused_explains_why_its_name_is_unknown() {
    let registry = registry(&[(Process, &Fake::new("bq2bq", None, &[AssetCompiler]))]);
    let error = registry.plugin("bq2bq").unwrap_err();
    let (label, text) = &error.notes()[0];
    assert_eq!(*label, "file");
    assert!(text.starts_with("0.binary: please provide yaml"), "{text}");
}

#[tokio::test]
async fn what_no_registry_holds_any_more_is_ended_once() {
    let (kept, dropped) = (whole("kept"), whole("dropped"));
    let snapshot = Arc::new(registry(&[(Wasm, &kept)]));
    drop(registry(&[(Wasm, &dropped)]));
    until(|| dropped.ended() == 1).await;
    let plugin = Arc::clone(snapshot.get("neo").unwrap());
    drop(snapshot);
    tokio::task::yield_now().await;
    assert_eq!(kept.ended(), 0, "somebody still holds the plugin");
    drop(plugin);
    until(|| kept.ended() == 1).await;
}

/// Waits for something that happens in the background; a minute is a guard against hanging.
async fn until(happened: impl Fn() -> bool) {
    let poll = async {
        while !happened() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), poll).await.unwrap();
}
