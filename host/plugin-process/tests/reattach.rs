use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use optimus_plugin_api::{Backend, Code, Error, Verdict};
use optimus_plugin_process::{Checksum, PluginAddress, ProcessOptions, ProcessPlugin, Reattach};

use crate::aftermath::attacked;
use crate::support::{LONG, built, note, pid, runs, survey, until, validate};

const COOKIE: &str = "ksxR4BqCT81whVF2dVEUpYZXwM3pazSkP4IbVc6f2Kns57ypp2c0z0GzQNMdHSUk";

/// A plugin that somebody else started, as a debugger does. It ends with the test.
struct Elsewhere {
    process: Child,
    folder: tempfile::TempDir,
    to: Reattach,
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn elsewhere(program: &str) -> Elsewhere {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Command::new(built(program))
        .env("OP_PLUGIN_MAGIC_COOKIE", COOKIE)
        .env("TMPDIR", folder.path())
        .env("PLUGIN_UNIX_SOCKET_DIR", folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let fields: Vec<_> = line.trim().split('|').collect();
    let address = match fields[2] {
        "unix" => PluginAddress::Unix(fields[3].into()),
        _ => PluginAddress::Tcp(fields[3].parse().unwrap()),
    };
    let to = Reattach::new(address, process.id());
    Elsewhere { process, folder, to }
}

async fn attach(to: &Reattach) -> Result<ProcessPlugin, Error> {
    ProcessPlugin::reattach(to, &ProcessOptions::default()).await
}

fn started(pid: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    stat.rsplit_once(')').unwrap().1.split_whitespace().nth(19).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_running_plugin_is_used_and_ended() {
    for program in ["full-1.0.1", "full-1.4.3", "full-1.8.0"] {
        let elsewhere = elsewhere(program);
        let plugin = attach(&elsewhere.to).await.unwrap();
        assert_eq!((plugin.name(), pid(&plugin).await), ("full", elsewhere.to.pid));
        assert_eq!(validate(&plugin, "Q", "good").await.unwrap(), Verdict::Accepted);
        plugin.shutdown().await.unwrap();
        until("it ended", || !runs(elsewhere.to.pid)).await;
        assert_eq!(survey(&plugin, "a").await.unwrap_err().code(), Code::SHUT_DOWN);
    }
}

#[tokio::test]
async fn a_tests_plugin_outlives_whoever_reattached() {
    let elsewhere = elsewhere("full-1.8.0");
    let mut to = elsewhere.to.clone();
    to.test = true;
    for _ in 0..2 {
        let plugin = attach(&to).await.unwrap();
        assert!(survey(&plugin, "a").await.is_ok());
        plugin.shutdown().await.unwrap();
    }
    drop(attach(&to).await.unwrap());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(runs(to.pid));
    assert!(attach(&to).await.is_ok());
}

#[tokio::test]
async fn when_the_process_ends_calls_say_that_it_cannot_be_restarted() {
    let mut elsewhere = elsewhere("full-1.8.0");
    let plugin = attach(&elsewhere.to).await.unwrap();
    let error = survey(&plugin, "do:exit").await.unwrap_err();
    assert_eq!(error.code(), Code::CONNECTION_LOST);
    elsewhere.process.wait().unwrap();
    let error = survey(&plugin, "a").await.unwrap_err();
    assert_eq!((error.code(), error.is_fault()), (Code::NOT_RESTARTED, true));
    assert!(error.message().contains("was not started by this program"), "{error}");
    plugin.shutdown().await.unwrap();
    assert_eq!(survey(&plugin, "a").await.unwrap_err().code(), Code::SHUT_DOWN);
}

#[tokio::test]
async fn a_process_that_is_killed_while_nobody_calls_is_noticed() {
    let mut elsewhere = elsewhere("full-1.8.0");
    let plugin = attach(&elsewhere.to).await.unwrap();
    elsewhere.process.kill().unwrap();
    elsewhere.process.wait().unwrap();
    let start = std::time::Instant::now();
    while survey(&plugin, "a").await.unwrap_err().code() != Code::NOT_RESTARTED {
        assert!(start.elapsed() < LONG, "nobody noticed");
    }
}

#[tokio::test]
async fn nobody_at_the_address_is_told_in_upstreams_words() {
    let mut elsewhere = elsewhere("full-1.8.0");
    elsewhere.process.kill().unwrap();
    elsewhere.process.wait().unwrap();
    let error = attach(&elsewhere.to).await.unwrap_err();
    assert_eq!(error.code(), Code::REATTACH_FAILED);
    assert!(error.message().starts_with("reattachment process not found"), "{error}");
    assert!(note(&error, "address").starts_with("unix /"), "{error:?}");
}

/// The number of the plugin is now a bystander's, who must come to no harm.
#[test]
fn p21_a_number_that_is_another_process_now_is_refused_and_not_signalled() {
    attacked(async {
        let elsewhere = elsewhere("full-1.8.0");
        let mut bystander = Command::new("sleep").arg("60").spawn().unwrap();
        let mut to = elsewhere.to.clone();
        to.pid = bystander.id();
        let error = attach(&to).await.unwrap_err();
        assert_eq!(error.code(), Code::REATTACH_FAILED);
        assert!(error.message().contains(&format!("has the number {}", elsewhere.to.pid)), "{error}");
        to.started = Some(started(elsewhere.to.pid) - 1);
        assert_eq!(attach(&to).await.unwrap_err().code(), Code::REATTACH_FAILED);
        assert!(runs(bystander.id()) && runs(elsewhere.to.pid));
        bystander.kill().unwrap();
        bystander.wait().unwrap();
    });
}

/// Over tcp the system does not tell who listens: only with its start time is the process known for sure.
#[tokio::test]
async fn over_tcp_a_process_without_start_time_is_never_signalled() {
    let elsewhere = elsewhere("python");
    let mut options = ProcessOptions::default();
    options.grace = Duration::from_millis(200);
    let plugin = ProcessPlugin::reattach(&elsewhere.to, &options).await.unwrap();
    assert_eq!(validate(&plugin, "Q", "good").await.unwrap(), Verdict::Accepted);
    let error = plugin.shutdown().await.unwrap_err();
    assert!(error.message().contains("left alone"), "{error}");
    assert!(runs(elsewhere.to.pid));
    let mut known = elsewhere.to.clone();
    known.started = Some(started(known.pid));
    options.grace = LONG;
    let plugin = ProcessPlugin::reattach(&known, &options).await.unwrap();
    plugin.shutdown().await.unwrap();
    until("it was asked to end", || !runs(known.pid)).await;
}

#[tokio::test]
async fn what_only_a_start_can_have_is_refused() {
    let elsewhere = elsewhere("full-1.8.0");
    let mut options = ProcessOptions::default();
    options.checksum = Some(Checksum::Sha256([0; 32]));
    let error = ProcessPlugin::reattach(&elsewhere.to, &options).await.unwrap_err();
    assert_eq!(error.code(), Code::BAD_PROCESS_OPTIONS);
    assert!(error.message().starts_with("only one of Reattach or SecureConfig can be set"), "{error}");
    let mut options = ProcessOptions::default();
    options.auto_mtls = true;
    let error = ProcessPlugin::reattach(&elsewhere.to, &options).await.unwrap_err();
    assert_eq!(error.code(), Code::BAD_PROCESS_OPTIONS);
}

#[tokio::test]
async fn another_version_and_a_bad_address_are_refused() {
    let elsewhere = elsewhere("full-1.8.0");
    let mut to = elsewhere.to.clone();
    to.protocol_version = 2;
    let error = attach(&to).await.unwrap_err();
    assert_eq!(error.code(), Code::PROTOCOL_MISMATCH);
    assert!(error.message().contains("version 2, not 1"), "{error}");
    for address in
        [PluginAddress::Unix(PathBuf::from("relative")), PluginAddress::Tcp("10.0.0.1:80".parse().unwrap())]
    {
        let to = Reattach::new(address, elsewhere.to.pid);
        assert_eq!(attach(&to).await.unwrap_err().code(), Code::BAD_HANDSHAKE);
    }
    let nothing = PluginAddress::Unix(Path::new(elsewhere.folder.path()).join("nothing"));
    let to = Reattach::new(nothing, elsewhere.to.pid);
    assert_eq!(attach(&to).await.unwrap_err().code(), Code::REATTACH_FAILED);
}
