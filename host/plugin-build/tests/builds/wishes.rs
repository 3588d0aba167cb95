//! What an author says that the plugin wants is in the component, once and at the top.

use std::fs;

use optimus_plugin_api::Code;
use optimus_plugin_build::{componentize, read_wishes, set_wishes};
use optimus_plugin_policy::{Grants, WISHES_SECTION, Wishes, wishes_section};
use wasmparser::{Parser, Payload};

use crate::{
    built,
    crates::{LIBRARY, attempt, author, exported, refused},
};

const WISHES: &str = r#"
[package.metadata.optimus.wishes]
config = ["PROJECT", "BQ_*"]
clocks = true
cache = { size = "1 MiB", lifetime = "24h" }
why = "it asks where tables are"
http = [{ host = "bigquery.googleapis.com", methods = ["GET", "POST"], path = "/bigquery/v2" }]
[[package.metadata.optimus.wishes.secrets]]
name = "TOKEN"
header = "Authorization"
host = "bigquery.googleapis.com"
"#;

/// How many sections of wishes the engine's own parser finds, at the top and below.
fn sections(component: &[u8]) -> (usize, usize) {
    let (mut depth, mut found) = (0_usize, (0, 0));
    for payload in Parser::new(0).parse_all(component) {
        match payload.unwrap() {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) if section.name() == WISHES_SECTION && depth == 0 => found.0 += 1,
            Payload::CustomSection(section) if section.name() == WISHES_SECTION => found.1 += 1,
            _ => {}
        }
    }
    found
}

#[test]
fn the_wishes_of_a_cargo_toml_are_in_one_section_at_the_top() {
    let manifest = format!("{WISHES}{LIBRARY}");
    let folder = author(&manifest, &exported());
    let (built, said) = attempt(folder.path());
    let built = built.expect(&said);
    let component = fs::read(&built.path).unwrap();
    assert_eq!(sections(&component), (1, 0));
    assert_eq!(built.size, component.len() as u64);
    assert_eq!(&*built.wishes.http[0].host, "bigquery.googleapis.com");
    assert_eq!(built.wishes.why.as_deref(), Some("it asks where tables are"));
    assert_eq!(read_wishes(&built.path).unwrap(), ("mine".to_owned(), Some(built.wishes.clone())));
    let missing = built.wishes.within("mine", &Grants::default()).missing;
    let missing: Vec<&str> = missing.iter().map(|missing| missing.wish.as_str()).collect();
    let expected = [
        "http GET, POST https://bigquery.googleapis.com/bigquery/v2",
        "secret TOKEN",
        "config PROJECT",
        "config BQ_*",
        "cache",
        "clocks",
    ];
    assert_eq!(missing, expected);
    // It still is a component that its users understand.
    assert_eq!(componentize(&component, "mine").unwrap(), component);
}

#[test]
fn a_mistake_in_the_wishes_is_told_with_its_place_before_anything_is_compiled() {
    let manifest = format!(
        "[package.metadata.optimus.wishes]\nhttp = [{{ host = \"*.com\", methods = [\"GET\"] }}]\n{LIBRARY}"
    );
    let (error, said) = refused(&manifest, &exported());
    assert_eq!(error.code(), Code::BAD_WISHES);
    assert_eq!(error.notes()[0], ("at", "package.metadata.optimus.wishes.http[0].host".to_owned()));
    assert!(!said.contains("Compiling"), "{said}");
}

#[test]
fn a_section_that_the_compiler_put_into_the_module_is_refused() {
    let source = format!(
        "#[unsafe(link_section = \"{WISHES_SECTION}\")]\n#[used]\npub static WISHES: [u8; 3] = *b\"\\x01{{}}\";\n{}",
        exported()
    );
    let (error, _) = refused(LIBRARY, &source);
    assert_eq!(error.code(), Code::BAD_WISHES);
    assert!(error.message().contains("a nested part has a section"), "{error}");
}

#[test]
fn a_plugin_that_wishes_nothing_has_no_section() {
    let out = tempfile::tempdir().unwrap();
    let built = built("tests/guests/base-only", out.path());
    assert_eq!(sections(&fs::read(&built.path).unwrap()), (0, 0));
    assert!(built.wishes.is_empty());
    assert_eq!(read_wishes(&built.path).unwrap().1, None);
}

#[test]
fn wishes_are_written_into_a_component_of_any_language_and_replaced() {
    let out = tempfile::tempdir().unwrap();
    let built = built("tests/guests/base-only", out.path());
    let before = fs::read(&built.path).unwrap();
    let clocks = Wishes::from_json(&serde_json::json!({"clocks": true})).unwrap();
    let random = Wishes::from_json(&serde_json::json!({"random": true})).unwrap();
    let (name, size) = set_wishes(&built.path, &clocks, &built.path).unwrap();
    let with_clocks = fs::read(&built.path).unwrap();
    assert_eq!((name.as_str(), size), ("base-only", with_clocks.len() as u64));
    assert!(with_clocks.starts_with(&before));
    let elsewhere = out.path().join("other/optimus-plugin-other.wasm");
    set_wishes(&built.path, &random, &elsewhere).unwrap();
    assert_eq!(fs::read(&built.path).unwrap(), with_clocks, "the source stays");
    let with_random = fs::read(&elsewhere).unwrap();
    assert_eq!(sections(&with_random), (1, 0));
    assert_eq!(wishes_section(&with_random).unwrap(), Some(&random.to_section()[..]));
    assert_eq!(read_wishes(&elsewhere).unwrap(), ("other".to_owned(), Some(random)));
}

#[test]
fn a_file_that_is_no_component_gets_no_wishes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("module.wasm");
    for bytes in [&b"\0asm\x01\0\0\0"[..], b"", b"<html>404</html>"] {
        fs::write(&file, bytes).unwrap();
        let error = set_wishes(&file, &Wishes::default(), &file).unwrap_err();
        assert_eq!(error.code(), Code::BAD_WISHES);
        assert_eq!(fs::read(&file).unwrap(), bytes, "it is left as it is");
    }
    assert_eq!(read_wishes(&folder.path().join("nowhere.wasm")).unwrap_err().code(), Code::UNREADABLE);
}
