//! One broken plugin never takes the others along.

use std::path::PathBuf;

use optimus_plugin_api::{Code, Diagnostic};

use super::{Kind, Served, process_name};

/// Serves a good `neo` (yaml) beside a file with this name and content, and gives back why that file is not served.
async fn beside_a_good_one(name: &str, content: &[u8], executable: bool) -> (Code, String) {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join(name);
    std::fs::write(&path, content).unwrap();
    if executable {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let good = (Kind::Yaml.file_name("neo"), Kind::Yaml.neo());
    let served = Served::files([(name.to_owned(), path), good]).await;
    assert_eq!(served.plugin().name(), "neo", "the good one is served");
    let registry = served.host.plugins();
    let [file] = registry.not_served() else { panic!("{:?}", registry.not_served()) };
    let told = format!("{} {:?} {:?}", file.reason, file.reason.notes(), file.reason.help());
    let found = (file.reason.code(), told);
    served.end().await;
    found
}

fn neo_component() -> Vec<u8> {
    std::fs::read(Kind::Wasm.neo()).unwrap()
}

#[tokio::test]
async fn a_core_module_is_told_from_a_component_with_what_to_do() {
    let (code, text) = beside_a_good_one("optimus-plugin-x.wasm", b"\0asm\x01\0\0\0", false).await;
    assert_eq!(code, Code::NOT_A_COMPONENT);
    assert!(text.contains("optimus plugin build"), "{text}");
}

#[tokio::test]
async fn a_truncated_component_is_damaged() {
    let bytes = neo_component();
    let (code, _) = beside_a_good_one("optimus-plugin-x.wasm", &bytes[..bytes.len() / 2], false).await;
    assert_eq!(code, Code::DAMAGED);
}

#[tokio::test]
async fn a_file_that_is_no_wasm_at_all_is_damaged() {
    let (code, _) = beside_a_good_one("optimus-plugin-x.wasm", b"hello", false).await;
    assert_eq!(code, Code::DAMAGED);
}

#[tokio::test]
async fn a_binary_that_is_not_executable_is_not_started() {
    let (code, text) = beside_a_good_one(&process_name("x"), b"#!/bin/sh\n", false).await;
    assert_eq!(code, Code::START_FAILED);
    assert!(text.contains("executable"), "{text}");
}

#[tokio::test]
async fn a_binary_that_prints_garbage_is_not_a_plugin() {
    let script = b"#!/bin/sh\necho what is this\nsleep 5\n";
    let (code, text) = beside_a_good_one(&process_name("x"), script, true).await;
    assert_eq!(code, Code::BAD_HANDSHAKE);
    assert!(text.contains("what is this"), "{text}");
}

#[tokio::test]
async fn a_binary_that_ends_at_once_is_said_to_have_ended() {
    let (code, _) = beside_a_good_one(&process_name("x"), b"#!/bin/sh\nexit 7\n", true).await;
    assert_eq!(code, Code::EXITED_EARLY);
}

#[tokio::test]
async fn a_broken_yaml_reports_all_of_its_mistakes_with_their_lines() {
    let text = "name: x\npromt: a\nplugintype: task\nimge: b\nquestions:\n- name: Q\n  minlength: many\n  hlp: c\n  required: maybe\n";
    let served = Served::files([
        ("optimus-plugin-x.yaml".to_owned(), written(text)),
        (Kind::Yaml.file_name("neo"), Kind::Yaml.neo()),
    ])
    .await;
    let registry = served.host.plugins();
    let diagnostics = registry.not_served()[0].reason.diagnostics().unwrap();
    let lines: Vec<_> = diagnostics.list.iter().filter_map(Diagnostic::line).collect();
    assert_eq!(lines, [2, 4, 7, 8, 9]);
    served.end().await;
}

/// A file with this text, kept for the life of the test process.
fn written(text: &str) -> PathBuf {
    let (_, path) = tempfile::NamedTempFile::new().unwrap().keep().unwrap();
    std::fs::write(&path, text).unwrap();
    path
}
