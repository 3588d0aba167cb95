use super::*;
use crate::{Question, sys::bindings::exports::optimus::plugin::base::Guest as _};

struct Everything;

impl Plugin for Everything {
    fn info() -> Info {
        Info::hook("all", "1", "image:1", HookType::Post).depends_on(["first"])
    }
}

impl Cli for Everything {
    fn get_questions(job: &str) -> Result<Vec<Question>, Error> {
        Err(Error::invalid_input("job", job).and("", "more"))
    }
}

impl AssetCompiler for Everything {}

impl DependencyResolver for Everything {
    fn generate_destination(config: &Config, assets: &Assets) -> Result<crate::Destination, Error> {
        Ok(crate::Destination::new(config.require("store")?, assets.require("name")?))
    }
}

fn mods<const INTERFACES: u8>() -> Vec<String> {
    let info = Exported::<Everything, INTERFACES>::plugin_info();
    info.plugin_mods.iter().map(|word| format!("{word:?}")).collect()
}

#[test]
fn the_mods_are_those_that_the_exports_mean() {
    use interfaces::{asset_compiler, cli, dependency_resolver};
    assert_eq!(mods::<0>(), [""; 0]);
    assert_eq!(mods::<{ cli }>(), ["PluginMod::Cli"]);
    assert_eq!(mods::<{ asset_compiler }>(), ["PluginMod::Cli"]);
    assert_eq!(mods::<{ cli | asset_compiler }>(), ["PluginMod::Cli"]);
    assert_eq!(mods::<{ dependency_resolver }>(), ["PluginMod::DependencyResolver"]);
    assert_eq!(mods::<{ cli | dependency_resolver }>(), ["PluginMod::Cli", "PluginMod::DependencyResolver"]);
}

#[test]
fn a_hook_keeps_when_it_runs_and_what_runs_before_it() {
    let info = Exported::<Everything, 0>::plugin_info();
    assert!(matches!(info.plugin_type, base::PluginType::Hook));
    assert!(matches!(info.hook_type, Some(base::HookType::Post)));
    assert_eq!(info.depends_on, ["first"]);
}

#[test]
fn an_error_keeps_its_problems_in_their_order() {
    let error = <Exported<Everything, 1> as cli::Guest>::get_questions("j".to_owned()).unwrap_err();
    let base::Error::InvalidInput(problems) = error else { panic!("{error:?}") };
    let fields: Vec<_> = problems.iter().map(|problem| (&*problem.field, &*problem.message)).collect();
    assert_eq!(fields, [("job", "j"), ("", "more")]);
}

#[test]
fn when_to_try_again_crosses_in_milliseconds() {
    let error = Error::unavailable("away").with_code("AWAY").retry_after(std::time::Duration::from_secs(2));
    let base::Error::Unavailable(failure) = error.into() else { panic!("another case") };
    assert_eq!((&*failure.code, failure.retry_after_ms), ("AWAY", Some(2_000)));
}

#[test]
fn a_file_that_is_not_utf_8_is_refused_by_name() {
    let file = base::Asset { name: "a.sql".to_owned(), content: vec![b'a', 0xff] };
    let refused = Error::invalid_input("a.sql", "the content is not UTF-8");
    assert_eq!(assets(vec![file]), Err(refused));
}

#[test]
fn configuration_and_files_reach_the_resolver() {
    let config = base::Config { name: "store".to_owned(), value: "bigquery".to_owned() };
    let file = base::Asset { name: "name".to_owned(), content: b"a:b.c".to_vec() };
    type Plugin = Exported<Everything, 4>;
    let found =
        <Plugin as dependency_resolver::Guest>::generate_destination(vec![config], vec![file]).unwrap();
    assert_eq!((&*found.store, &*found.name), ("bigquery", "a:b.c"));
}
