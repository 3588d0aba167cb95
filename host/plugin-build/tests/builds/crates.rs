//! From a crate to a component.

use std::{fs, path::Path};

use optimus_plugin_api::{Code, Error};
use optimus_plugin_build::{Built, build};
use tempfile::TempDir;

use crate::{built, checkout, options};

pub(crate) const LIBRARY: &str = "[lib]\ncrate-type = [\"cdylib\", \"rlib\"]\n";
const PLUGIN: &str = r#"
    use optimus_plugin_sdk::{Info, Plugin};
    pub struct Mine;
    impl Plugin for Mine {
        fn info() -> Info {
            assert!(std::hint::black_box(true), "a panic has a place");
            Info::task("mine", "0.1.0", "example.org/mine:0.1.0")
        }
    }
"#;

/// A crate outside of this checkout, as an author has it.
pub(crate) fn author(manifest: &str, source: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let sdk = checkout("guest-sdk/rust").canonicalize().unwrap();
    let package =
        "[package]\nname = \"optimus-plugin-mine\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    let sdk = format!("[dependencies]\noptimus-plugin-sdk = {{ path = {sdk:?} }}\n");
    fs::write(folder.path().join("Cargo.toml"), [package, manifest, &sdk].concat()).unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("src/lib.rs"), source).unwrap();
    folder
}

pub(crate) fn exported() -> String {
    format!("{PLUGIN} optimus_plugin_sdk::export!(Mine);")
}

/// What comes of it, and what cargo said.
pub(crate) fn attempt(folder: &Path) -> (Result<Built, Error>, String) {
    let mut said = String::new();
    let result = build(&options(folder, &folder.join("out")), &mut |line| {
        said.push_str(line);
        said.push('\n');
    });
    (result, said)
}

pub(crate) fn refused(manifest: &str, source: &str) -> (Error, String) {
    let folder = author(manifest, source);
    let (result, said) = attempt(folder.path());
    assert!(!folder.path().join("out").exists(), "nothing is written when nothing was built");
    (result.unwrap_err(), said)
}

#[test]
fn neo_imports_logging_alone() {
    let out = tempfile::tempdir().unwrap();
    let built = built("examples/neo/rust", out.path());
    assert_eq!(built.name, "neo");
    assert_eq!(built.path, out.path().join("optimus-plugin-neo.wasm"));
    assert_eq!(built.interface.imports, ["optimus:plugin/logging@0.1.0"]);
    let mut exports = built.interface.exports.clone();
    exports.sort();
    let expected = ["asset-compiler", "base", "cli"].map(|name| format!("optimus:plugin/{name}@0.1.0"));
    assert_eq!(exports, expected);
    assert_eq!(fs::metadata(&built.path).unwrap().len(), built.size);
}

#[test]
fn a_plugin_that_only_registers_itself_exports_base_alone() {
    let out = tempfile::tempdir().unwrap();
    let built = built("tests/guests/base-only", out.path());
    assert_eq!(built.interface.exports, ["optimus:plugin/base@0.1.0"]);
    assert_eq!(built.interface.imports, ["optimus:plugin/logging@0.1.0"]);
}

#[test]
fn a_plugin_that_asks_about_its_call_imports_call_too() {
    let ask = "pub fn ask() -> bool { optimus_plugin_sdk::call::dry_run() }";
    let source = exported().replace("std::hint::black_box(true)", "!ask()") + ask;
    let folder = author(LIBRARY, &source);
    let (built, said) = attempt(folder.path());
    let mut imports = built.expect(&said).interface.imports;
    imports.sort();
    assert_eq!(imports, ["optimus:plugin/call@0.1.0", "optimus:plugin/logging@0.1.0"]);
}

#[test]
fn a_plugin_that_makes_requests_imports_http_and_neither_clocks_nor_files() {
    let ask = "pub fn ask() -> bool {
        let request = optimus_plugin_sdk::http::Request::post(\"https://example.com\").body(\"x\");
        request.timeout(std::time::Duration::from_secs(1)).follow_redirects(1).send().is_err()
    }";
    let source = exported().replace("std::hint::black_box(true)", "!ask()") + ask;
    let folder = author(LIBRARY, &source);
    let (built, said) = attempt(folder.path());
    let mut imports = built.expect(&said).interface.imports;
    imports.sort();
    let expected = [
        "optimus:plugin/logging@0.1.0",
        "wasi:http/outgoing-handler@0.2.0",
        "wasi:http/types@0.2.0",
        "wasi:io/error@0.2.0",
        "wasi:io/poll@0.2.0",
        "wasi:io/streams@0.2.0",
    ];
    assert_eq!(imports, expected);
}

#[test]
fn settings_of_the_authors_machine_neither_break_nor_change_the_plugin() {
    let (plain, strange) = (author(LIBRARY, &exported()), author(LIBRARY, &exported()));
    fs::create_dir(strange.path().join(".cargo")).unwrap();
    let config = "[build]\nrustflags = [\"-Clinker=/nowhere\"]\ntarget = \"x86_64-unknown-linux-gnu\"\n\
                  [target.wasm32-unknown-unknown]\nrustflags = [\"-Clink-arg=--nonsense\"]\n";
    fs::write(strange.path().join(".cargo/config.toml"), config).unwrap();
    for folder in [plain, strange] {
        let (built, said) = attempt(folder.path());
        assert_eq!(built.expect(&said).interface.exports, ["optimus:plugin/base@0.1.0"]);
    }
}

#[test]
fn the_component_does_not_tell_the_authors_folders_but_keeps_the_names_of_functions() {
    let folder = author(LIBRARY, &exported());
    let (built, said) = attempt(folder.path());
    let component = fs::read(built.expect(&said).path).unwrap();
    let contains = |text: &str| component.windows(text.len()).any(|window| window == text.as_bytes());
    let author = folder.path().canonicalize().unwrap().display().to_string();
    let home = std::env::home_dir().unwrap().display().to_string();
    let sdk = checkout("").canonicalize().unwrap().display().to_string();
    assert!(!contains(&author) && !contains(&home) && !contains(&sdk));
    assert!(contains("src/lib.rs") && !contains("./src/lib.rs"), "panics have a place inside the crate");
    assert!(contains("plugin_sdk"), "functions still have names");
}

#[test]
fn a_crate_that_does_not_compile_shows_what_the_compiler_says() {
    let (error, said) = refused(LIBRARY, "pub fn broken() -> u32 { \"text\" }");
    assert_eq!(error.code(), Code::BUILD_FAILED);
    assert!(said.contains("mismatched types"), "{said}");
}

#[test]
fn a_crate_without_cdylib_is_told_how_to_become_one() {
    let (error, _) = refused("", &exported());
    assert_eq!(error.code(), Code::BUILD_FAILED);
    assert!(error.help().unwrap().contains("cdylib"), "{error:?}");
}

#[test]
fn a_crate_without_export_is_not_a_plugin() {
    let (error, _) = refused(LIBRARY, PLUGIN);
    assert_eq!(error.code(), Code::BUILD_FAILED);
    assert!(error.help().unwrap().contains("export!"), "{error:?}");
}

#[test]
fn a_folder_without_a_crate_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (result, _) = attempt(folder.path());
    let error = result.unwrap_err();
    assert_eq!(error.code(), Code::BUILD_FAILED);
    let folder = folder.path().display().to_string();
    assert!(error.message().contains("no Cargo.toml") && error.message().contains(&folder), "{error:?}");
}
