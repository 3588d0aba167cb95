//! From a module of any compiler to a component; the bytes may be anything.

use std::fs;

use optimus_plugin_api::Code;
use optimus_plugin_build::{build, componentize};

use crate::{built, options};

const EMPTY_MODULE: &[u8] = b"\0asm\x01\0\0\0";
const EMPTY_COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

#[test]
fn a_component_stays_as_it_is() {
    let out = tempfile::tempdir().unwrap();
    let component = fs::read(built("tests/guests/base-only", out.path()).path).unwrap();
    assert_eq!(componentize(&component, "x").unwrap(), component);
}

#[test]
fn a_module_without_a_component_type_is_not_a_plugin() {
    let error = componentize(EMPTY_MODULE, "x").unwrap_err();
    assert_eq!(error.code(), Code::BUILD_FAILED);
    assert!(error.message().contains("says nothing about its interfaces"), "{error}");
}

#[test]
fn a_component_of_something_else_is_not_a_plugin() {
    let error = componentize(EMPTY_COMPONENT, "x").unwrap_err();
    assert!(error.message().contains("does not export `optimus:plugin/base`"), "{error}");
}

#[test]
fn a_component_type_that_is_garbage_is_an_error() {
    let mut module = EMPTY_MODULE.to_vec();
    // A custom section of 16 bytes: the length of its name, the name, and one byte that is no component.
    module.extend([0, 16, 14]);
    module.extend(b"component-type");
    module.push(0xff);
    assert_eq!(componentize(&module, "x").unwrap_err().code(), Code::BUILD_FAILED);
}

#[test]
fn no_prefix_of_a_component_is_taken_for_a_plugin() {
    let out = tempfile::tempdir().unwrap();
    let component = fs::read(built("tests/guests/base-only", out.path()).path).unwrap();
    for length in (0..component.len()).step_by(97) {
        assert!(componentize(&component[..length], "x").is_err(), "{length} bytes");
    }
}

#[test]
fn a_module_file_becomes_a_component_beside_it() {
    let (out, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let source = elsewhere.path().join("mine.wasm");
    fs::copy(built("tests/guests/base-only", out.path()).path, &source).unwrap();
    let mut options = options(&source, out.path());
    options.out_dir = None;
    let built = build(&options, &mut |_| {}).unwrap();
    assert_eq!(built.path, elsewhere.path().join("optimus-plugin-mine.wasm"));
    assert_eq!(fs::read(&built.path).unwrap(), fs::read(&source).unwrap());
}

#[test]
fn a_file_that_is_no_plugin_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("mine.wasm");
    fs::write(&source, "not a module").unwrap();
    assert!(build(&options(&source, folder.path()), &mut |_| {}).is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the source alone");
}
