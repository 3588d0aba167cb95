use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};

use optimus_plugin_api::{Backend, Code, Verdict};
use optimus_plugin_process::{HostEnvironment, ProcessOptions, ProcessPlugin};

use crate::aftermath::attacked;
use crate::support::{built, containment, folder, start, start_plain, survey, told, validate, with_args};

async fn environment(kind: HostEnvironment) -> Vec<String> {
    let mut options = ProcessOptions::default();
    options.host_environment = kind;
    options.environment = vec![("GRANTED".into(), "yes".into())];
    let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
    let mut names: Vec<_> = told(&plugin, "do:variables").await;
    names.sort();
    names
}

/// Names that every program reads as they are; a shell may export others.
fn own_variables() -> Vec<String> {
    let is_plain = |name: &String| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).filter(is_plain).collect()
}

#[test]
fn p12_the_process_gets_the_short_list_all_or_nothing_of_the_hosts_variables() {
    attacked(async {
        let nothing = environment(HostEnvironment::Nothing).await;
        let protocol = [
            "GRANTED",
            "OP_PLUGIN_MAGIC_COOKIE",
            "PLUGIN_MAX_PORT",
            "PLUGIN_MIN_PORT",
            "PLUGIN_PROTOCOL_VERSIONS",
            "PLUGIN_UNIX_SOCKET_DIR",
            "TMPDIR",
        ];
        assert_eq!(nothing, protocol);
        let own = own_variables();
        let short = environment(HostEnvironment::ShortList).await;
        let listed = ["PATH", "HOME", "LANG", "LANGUAGE", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR"];
        let beyond = |name: &&String| !listed.contains(&name.as_str()) && !name.starts_with("LC_");
        let given: Vec<_> = short.iter().filter(|name| !nothing.contains(name)).collect();
        assert!(given.iter().any(|name| *name == "PATH"), "{given:?}");
        assert!(!given.iter().any(&beyond), "{given:?}");
        assert!(own.iter().filter(beyond).count() > 1, "nothing is left out here: {own:?}");
        let all = environment(HostEnvironment::Inherit).await;
        let lost: Vec<_> = own.iter().filter(|name| !all.contains(name)).collect();
        assert!(lost.is_empty(), "{lost:?}");
    });
}

#[tokio::test]
async fn the_plugin_chooses_among_the_versions_that_are_offered() {
    let mut options = with_args(&["-app", "3"]);
    let error = ProcessPlugin::start(&built("plain"), &options).await.unwrap_err();
    assert_eq!(error.code(), Code::PROTOCOL_MISMATCH);
    assert_eq!(error.message(), "its plugin protocol has version 3, not 1");
    options.protocol_versions = vec![1, 2];
    let error = ProcessPlugin::start(&built("plain"), &options).await.unwrap_err();
    assert_eq!(error.message(), "its plugin protocol has version 3, not 1 or 2");
    options.protocol_versions = vec![1, 3];
    let plugin = ProcessPlugin::start(&built("plain"), &options).await.unwrap();
    assert_eq!(validate(&plugin, "Q", "x").await.unwrap(), Verdict::Accepted);
}

#[tokio::test]
async fn a_plugin_on_go_plugin_finds_its_version_among_several() {
    let mut options = ProcessOptions::default();
    options.protocol_versions = vec![7, 1];
    for program in crate::support::FULL {
        assert!(ProcessPlugin::start(&built(program), &options).await.is_ok(), "{program}");
    }
}

#[tokio::test]
async fn options_that_contradict_each_other_start_nothing() {
    let mut options = ProcessOptions::default();
    options.protocol_versions.clear();
    let error = ProcessPlugin::start(&built("plain"), &options).await.unwrap_err();
    assert_eq!(error.code(), Code::BAD_PROCESS_OPTIONS);
    assert!(error.message().contains("no version"), "{error}");
}

#[tokio::test]
async fn the_address_for_traces_is_an_argument() {
    let mut options = with_args(&["-name", "traced"]);
    options.telemetry = Some("localhost:6831".into());
    let plugin = ProcessPlugin::start(&built("plain"), &options).await.unwrap();
    let info = plugin.info().unwrap();
    assert_eq!((info.name.as_str(), info.description.as_str()), ("traced", "localhost:6831"));
    assert_eq!(start_plain(&[]).await.unwrap().info().unwrap().description, "");
}

#[tokio::test]
async fn the_ports_of_a_plugin_on_tcp_can_be_chosen() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut options = ProcessOptions::default();
    options.containment = containment("python");
    options.ports = free..=free;
    let plugin = ProcessPlugin::start(&built("python"), &options).await.unwrap();
    assert!(std::net::TcpStream::connect(("127.0.0.1", free)).is_ok());
    assert!(survey(&plugin, "a").await.is_ok());
}

#[tokio::test]
async fn a_group_may_use_the_socket_if_one_is_given() {
    // Only root can give a file to a group that it is not in; anybody else gives it to their own.
    let own = rustix::process::getegid().as_raw();
    let group = if rustix::process::geteuid().is_root() { 12_345 } else { own };
    let mut options = ProcessOptions::default();
    options.socket_group = Some(group);
    let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
    let folder = folder(&plugin).await;
    let metadata = folder.metadata().unwrap();
    assert_eq!((metadata.mode() & 0o7777, metadata.gid()), (0o1770, group));
    let socket = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().metadata().unwrap();
    assert!(socket.file_type().is_socket());
    assert_eq!((socket.permissions().mode() & 0o777, socket.gid()), (0o660, group));
}

#[tokio::test]
async fn without_a_group_nobody_else_can_reach_the_socket() {
    let plugin = start("full-1.8.0").await;
    let metadata = folder(&plugin).await.metadata().unwrap();
    assert_eq!(metadata.mode() & 0o777, 0o700);
}
