//! Every hostile executable, discovered and refused beside a good plugin. What each error says is tested in `plugin-process`.

use optimus_plugin_api::Code;
use optimus_plugin_host::PluginPolicy;

use crate::{
    built,
    kinds::{Kind, Served, process_name},
};

/// Why this script is not served, while the yaml beside it is.
async fn refused(script: &str) -> Code {
    refused_under(PluginPolicy::default(), script).await
}

async fn refused_under(policy: PluginPolicy, script: &str) -> Code {
    let path = built::source("tests/processes/scripts").join(script);
    let good = (Kind::Yaml.file_name("neo"), Kind::Yaml.neo());
    let served = Served::with(policy, [(process_name("hostile"), path), good]).await;
    let registry = served.host.plugins();
    assert!(registry.get("neo").is_some(), "the good one is served");
    let codes: Vec<_> = registry.not_served().iter().map(|file| file.reason.code()).collect();
    served.end().await;
    let [code] = codes[..] else { panic!("{codes:?}") };
    code
}

#[tokio::test]
pub(crate) async fn closes_stdout() {
    assert_eq!(refused("closes-stdout.sh").await, Code::BAD_HANDSHAKE);
}

#[tokio::test]
pub(crate) async fn endless_line() {
    assert_eq!(refused("endless-line.sh").await, Code::BAD_HANDSHAKE);
}

#[tokio::test]
pub(crate) async fn exits() {
    assert_eq!(refused("exits.sh").await, Code::EXITED_EARLY);
}

#[tokio::test]
pub(crate) async fn exits_after_handshake() {
    assert_eq!(refused("exits-after-handshake.sh").await, Code::EXITED_EARLY);
}

#[tokio::test]
pub(crate) async fn garbage() {
    assert_eq!(refused("garbage.sh").await, Code::BAD_HANDSHAKE);
}

/// Without an argument it prints an empty line.
#[tokio::test]
pub(crate) async fn handshake() {
    assert_eq!(refused("handshake.sh").await, Code::BAD_HANDSHAKE);
}

#[tokio::test]
pub(crate) async fn no_interpreter() {
    assert_eq!(refused("no-interpreter.sh").await, Code::START_FAILED);
}

#[tokio::test]
pub(crate) async fn not_executable() {
    assert_eq!(refused("not-executable.txt").await, Code::START_FAILED);
}

/// They would be waited for as long as the start of a plugin may take, a minute; here the policy allows less.
async fn waited_for(script: &str) -> Code {
    let mut policy = PluginPolicy::default();
    policy.process.start_timeout = std::time::Duration::from_millis(300);
    refused_under(policy, script).await
}

#[tokio::test]
pub(crate) async fn silent() {
    assert_eq!(waited_for("silent.sh").await, Code::START_TIMEOUT);
}

#[tokio::test]
pub(crate) async fn shouts() {
    assert_eq!(waited_for("shouts.sh").await, Code::START_TIMEOUT);
}

#[expect(unused_imports, reason = "that the names can be imported is the point")]
mod each_has_a_test {
    include!(concat!(env!("OUT_DIR"), "/processes.rs"));
}
