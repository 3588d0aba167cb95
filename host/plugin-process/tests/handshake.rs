use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use optimus_plugin_api::{Code, Error, Verdict};
use optimus_plugin_process::{ProcessOptions, ProcessPlugin};

use crate::support::{built, note, script, start_plain, validate, with_args};

async fn refused(path: &Path, options: &ProcessOptions) -> Error {
    ProcessPlugin::start(path, options).await.map(|_| ()).unwrap_err()
}

async fn refused_script(name: &str) -> Error {
    refused(&script(name), &ProcessOptions::default()).await
}

async fn refused_line(line: &str) -> Error {
    refused(&script("handshake.sh"), &with_args(&[line])).await
}

#[tokio::test]
async fn a_plugin_written_by_hand_answers_with_five_six_and_seven_fields() {
    for fields in ["5", "6", "7"] {
        let plugin = start_plain(&["-fields", fields]).await.unwrap();
        assert_eq!(validate(&plugin, "Q", "x").await.unwrap(), Verdict::Accepted);
    }
    let error = start_plain(&["-fields", "8"]).await.unwrap_err();
    assert!(error.message().contains("more than seven fields"), "{error}");
}

#[tokio::test]
async fn a_plugin_may_listen_on_tcp() {
    let plugin = start_plain(&["-network", "tcp"]).await.unwrap();
    assert_eq!(validate(&plugin, "Q", "").await.unwrap(), Verdict::Rejected(String::new()));
}

#[tokio::test]
async fn health_is_believed_where_there_is_one() {
    assert!(start_plain(&["-health", "serving"]).await.is_ok());
    let error = start_plain(&["-health", "not-serving"]).await.unwrap_err();
    assert_eq!(error.code(), Code::START_FAILED);
    assert!(error.message().contains("does not serve"), "{error}");
}

#[tokio::test]
async fn four_fields_are_net_rpc_which_is_not_spoken() {
    let error = start_plain(&["-fields", "4"]).await.unwrap_err();
    assert_eq!(error.code(), Code::PROTOCOL_MISMATCH);
    assert!(error.message().contains("netrpc"), "{error}");
    assert_eq!(refused_line("1|1|unix|/tmp/p|netrpc|").await.code(), Code::PROTOCOL_MISMATCH);
}

#[tokio::test]
async fn other_versions_are_named() {
    let error = refused_line("2|1|unix|/tmp/p|grpc|").await;
    assert_eq!(error.code(), Code::PROTOCOL_MISMATCH);
    assert!(error.message().contains("core protocol has version 2, not 1"), "{error}");
    let error = refused_line("1|7|unix|/tmp/p|grpc|").await;
    assert!(error.message().contains("plugin protocol has version 7, not 1"), "{error}");
}

#[tokio::test]
async fn tls_that_nobody_asked_for_is_refused() {
    let error = refused_line(&format!("1|1|unix|/tmp/p|grpc|{}", "A".repeat(800))).await;
    assert_eq!(error.code(), Code::PROTOCOL_MISMATCH);
    assert!(error.message().contains("TLS"), "{error}");
}

#[tokio::test]
async fn garbage_is_shown_escaped_with_what_was_said_on_stderr() {
    let error = refused_script("garbage.sh").await;
    assert_eq!(error.code(), Code::BAD_HANDSHAKE);
    assert_eq!(note(&error, "found"), "Hello from \\u{1b}[31ma program");
    assert_eq!(note(&error, "stderr"), "said on stderr");
    assert!(note(&error, "path").ends_with("garbage.sh"));
}

#[tokio::test]
async fn a_program_that_ends_at_once_is_told_with_its_status_and_its_words() {
    let error = refused_script("exits.sh").await;
    assert_eq!(error.code(), Code::EXITED_EARLY);
    assert!(error.message().contains("exited with status 7"), "{error}");
    assert_eq!(note(&error, "stderr"), "missing configuration");
}

#[tokio::test]
async fn a_program_that_ends_after_its_handshake_is_told_so() {
    let error = refused_script("exits-after-handshake.sh").await;
    assert_eq!(error.code(), Code::EXITED_EARLY);
    assert!(error.message().contains("after its handshake"), "{error}");
}

#[tokio::test]
async fn a_closed_output_is_no_handshake() {
    let error = refused_script("closes-stdout.sh").await;
    assert_eq!(error.code(), Code::BAD_HANDSHAKE);
    assert!(error.message().contains("closed its output"), "{error}");
}

#[tokio::test]
async fn a_handshake_that_nobody_answers_behind_ends_with_the_start_time() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("s");
    let _never_accepts = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let mut options = with_args(&[&format!("1|1|unix|{}|grpc|", socket.display())]);
    (options.start_timeout, options.any_socket) = (Duration::from_secs(2), true);
    let error = refused(&script("handshake.sh"), &options).await;
    assert_eq!(error.code(), Code::START_TIMEOUT);
    assert!(error.message().contains("shook hands and then did not answer"), "{error}");
}

#[tokio::test]
async fn an_address_outside_this_machine_is_not_connected_to() {
    for address in ["10.0.0.1:80", "example.com:443", "0.0.0.0:80"] {
        let error = start_plain(&["-network", "tcp", "-address", address]).await.unwrap_err();
        assert_eq!(error.code(), Code::BAD_HANDSHAKE, "{address}");
        assert!(error.message().contains("loopback"), "{error}");
    }
    assert_eq!(start_plain(&["-address", "relative"]).await.unwrap_err().code(), Code::BAD_HANDSHAKE);
}

#[tokio::test]
async fn a_socket_outside_the_folder_given_is_used_only_where_that_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("s");
    let mut options = with_args(&["-at", at.to_str().unwrap(), "-address", at.to_str().unwrap()]);
    options.containment.write = vec![folder.path().into()];
    let error = refused(&built("plain"), &options).await;
    assert_eq!((error.code(), note(&error, "found")), (Code::BAD_HANDSHAKE, at.display().to_string()));
    std::fs::remove_file(&at).unwrap();
    options.any_socket = true;
    assert!(ProcessPlugin::start(&built("plain"), &options).await.is_ok());
}

#[tokio::test]
async fn what_is_not_a_socket_or_a_link_to_one_is_not_connected_to() {
    let error = start_plain(&["-link"]).await.unwrap_err();
    assert_eq!(error.code(), Code::START_FAILED);
    assert!(error.message().contains("not a socket"), "{error}");
    let mut options = with_args(&["-address", "/etc/passwd"]);
    options.any_socket = true;
    assert!(refused(&built("plain"), &options).await.message().contains("not a socket"));
}

#[tokio::test]
async fn unknown_numbers_in_the_info_are_refused_in_upstreams_words() {
    let message = |error: Error| (error.code(), error.message().to_owned());
    let unknown = |text: &str| (Code::MALFORMED_ANSWER, text.to_owned());
    let error = start_plain(&["-type", "9"]).await.unwrap_err();
    assert_eq!(message(error), unknown("plugin is of unknown type: \"9\""));
    let error = start_plain(&["-mod", "5"]).await.unwrap_err();
    assert_eq!(message(error), unknown("plugin mod is of unknown type: \"5\""));
    let error = start_plain(&["-type", "2", "-hook", "4"]).await.unwrap_err();
    assert_eq!(message(error), unknown("hook is of unknown type: \"4\""));
}

#[tokio::test]
async fn a_dialect_that_is_not_spoken_is_named() {
    for (method, releases) in [
        ("odpf.optimus.TaskPlugin/GetTaskSchema", "Optimus 0.0.1 and 0.0.2 (a task)"),
        ("odpf.optimus.HookPlugin/GetHookSchema", "Optimus 0.0.1 and 0.0.2 (a hook)"),
    ] {
        let error = start_plain(&["-dialect", method]).await.unwrap_err();
        assert_eq!((error.code(), note(&error, "found").as_str()), (Code::UNKNOWN_DIALECT, method));
        assert!(error.message().contains(releases), "{error}");
    }
    let error = start_plain(&["-dialect", "somebody.Else/Hello"]).await.unwrap_err();
    assert_eq!(error.code(), Code::UNKNOWN_DIALECT);
    assert!(error.message().contains("none of the services"), "{error}");
}

fn copy_with_mode(folder: &Path, mode: u32) -> PathBuf {
    let path = folder.join("optimus-it_linux_amd64");
    std::fs::copy(script("not-executable.txt"), &path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    path
}

#[tokio::test]
async fn a_file_that_is_not_executable_is_told_with_its_mode_and_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let error = refused(&copy_with_mode(folder.path(), 0o644), &ProcessOptions::default()).await;
    assert_eq!((error.code(), note(&error, "mode").as_str()), (Code::START_FAILED, "0644"));
    assert!(error.message().contains("not executable"), "{error}");
    assert!(error.help().unwrap().starts_with("chmod +x "));
    assert_eq!(error.plugin(), "optimus-it_linux_amd64");
}

#[tokio::test]
async fn a_file_that_is_neither_program_nor_script_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let error = refused(&copy_with_mode(folder.path(), 0o755), &ProcessOptions::default()).await;
    assert_eq!(error.code(), Code::START_FAILED);
    assert!(error.message().contains("neither an executable"), "{error}");
}

#[tokio::test]
async fn an_executable_for_another_processor_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = copy_with_mode(folder.path(), 0o755);
    let mut elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0".to_vec();
    elf.extend(258_u16.to_le_bytes());
    elf.resize(4096, 0);
    std::fs::write(&path, elf).unwrap();
    let error = refused(&path, &ProcessOptions::default()).await;
    assert!(error.message().contains("an executable for loong64"), "{error}");
}

#[tokio::test]
async fn a_missing_interpreter_a_missing_file_and_a_folder_are_told_apart() {
    let error = refused_script("no-interpreter.sh").await;
    assert!(error.message().contains("/nonexistent/interpreter"), "{error}");
    let error = refused_script("nowhere").await;
    assert!(error.message().contains("no such file"), "{error}");
    let error = refused(&script("."), &ProcessOptions::default()).await;
    assert!(error.message().contains("not a file"), "{error}");
}
