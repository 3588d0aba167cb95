use std::{
    io::{BufRead, BufReader},
    os::{fd::AsRawFd, unix::fs::PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use optimus_plugin_api::{Backend, Code};
use optimus_plugin_process::{ProcessOptions, ProcessPlugin};

use crate::aftermath::attacked;
use crate::support::{
    FULL, LONG, built, folder, peers, pid, runs, start, start_plain, survey, told, until, until_told,
    validate, with_args,
};

/// The one variable that turns `a_host_that_holds_a_plugin` from a test into the host that another test kills.
const HOLD: &str = "HOLD_A_PLUGIN";

#[tokio::test]
async fn shutdown_ends_the_process_and_removes_its_folder() {
    for peer in peers() {
        let plugin = peer.start().await;
        let pid = pid(&plugin).await;
        let folder = folder(&plugin).await;
        assert!(std::fs::exists(&folder).unwrap());
        plugin.shutdown().await.unwrap();
        assert!(!runs(pid) && !std::fs::exists(&folder).unwrap());
        assert_eq!(survey(&plugin, "a").await.unwrap_err().code(), Code::SHUT_DOWN);
        plugin.shutdown().await.unwrap();
    }
}

#[tokio::test]
async fn the_socket_is_in_a_private_folder_of_the_process() {
    use std::os::unix::fs::FileTypeExt;
    for name in FULL {
        let plugin = start(name).await;
        let folder = folder(&plugin).await;
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        let entries: Vec<_> = std::fs::read_dir(&folder).unwrap().map(Result::unwrap).collect();
        assert!(entries.len() == 1 && entries[0].file_type().unwrap().is_socket(), "{entries:?}");
    }
}

#[tokio::test]
async fn a_plugin_without_a_controller_is_ended_by_a_signal() {
    let plugin = start_plain(&[]).await.unwrap();
    plugin.shutdown().await.unwrap();
}

#[test]
fn p08_a_plugin_that_ignores_being_asked_to_end_is_killed_and_said_to_be() {
    attacked(async {
        let mut options = with_args(&["-stubborn"]);
        options.grace = Duration::from_millis(200);
        let plugin = ProcessPlugin::start(&built("plain"), &options).await.unwrap();
        let error = plugin.shutdown().await.unwrap_err();
        assert_eq!(error.code(), Code::TIME_LIMIT);
        assert!(error.message().contains("was killed"), "{error}");
        assert_eq!(validate(&plugin, "Q", "x").await.unwrap_err().code(), Code::SHUT_DOWN);
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_call_may_end_before_the_process_does() {
    let mut options = ProcessOptions::default();
    options.grace = LONG;
    let plugin = Arc::new(ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap());
    let running = tokio::spawn({
        let plugin = plugin.clone();
        async move { validate(&plugin, "Q", "do:linger").await }
    });
    until_told(&plugin, "do:waiting").await;
    plugin.shutdown().await.unwrap();
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_the_process_started_ends_with_it() {
    let plugin = start("full-1.8.0").await;
    let grandchild: u32 = told(&plugin, "do:spawn").await[0].parse().unwrap();
    assert!(runs(grandchild));
    plugin.shutdown().await.unwrap();
    until("the grandchild is gone", || !runs(grandchild)).await;
}

#[test]
fn p13_no_descriptor_of_the_host_reaches_the_process() {
    attacked(async {
        let file = tempfile::NamedTempFile::new().unwrap();
        let leak = rustix::io::dup(file.as_file()).unwrap();
        rustix::io::fcntl_setfd(&leak, rustix::io::FdFlags::empty()).unwrap();
        let plugin = start("full-1.8.0").await;
        let open = told(&plugin, "do:descriptors").await;
        let name = file.path().file_name().unwrap().to_str().unwrap();
        assert!(
            !open.iter().any(|entry| entry.contains(name)),
            "descriptor {} leaked: {open:?}",
            leak.as_raw_fd()
        );
        assert!(open.iter().any(|entry| entry == "0 /dev/null"), "{open:?}");
    });
}

/// Not a test of its own: with the variable set, a host that another test kills.
#[tokio::test]
async fn a_host_that_holds_a_plugin() {
    if std::env::var_os(HOLD).is_none() {
        return;
    }
    let path = PathBuf::from(std::env::var_os(HOLD).unwrap());
    let mut options = ProcessOptions::default();
    // A script that wraps a plugin runs it.
    options.containment.read = vec![built("full-1.8.0")];
    let plugin = ProcessPlugin::start(&path, &options).await.unwrap();
    let started = told(&plugin, "do:spawn").await;
    println!("\nHELD {} {}", pid(&plugin).await, started[0]);
    std::future::pending::<()>().await;
}

/// Kills a host that holds this plugin, with no chance to clear up; nothing that the plugin started may be left.
async fn nothing_survives_the_host_of(plugin: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut host = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "lifecycle::a_host_that_holds_a_plugin", "--nocapture"])
        .env(HOLD, plugin)
        .env("TMPDIR", folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(host.stdout.take().unwrap()).lines();
    let held = lines.map_while(Result::ok).find_map(|line| Some(line.strip_prefix("HELD ")?.to_owned()));
    let pids: Vec<u32> = held.unwrap().split(' ').map(|pid| pid.parse().unwrap()).collect();
    assert!(pids.len() == 2 && pids.iter().all(|pid| runs(*pid)), "{pids:?}");
    host.kill().unwrap();
    host.wait().unwrap();
    until("all died with the host", || !pids.iter().any(|pid| runs(*pid))).await;
    folder
}

#[tokio::test]
async fn what_a_killed_host_leaves_is_swept_by_the_next() {
    let folder = nothing_survives_the_host_of(&built("full-1.8.0")).await;
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(host_that_starts_and_stops(folder.path()).contains("FLAT"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn p10_no_process_survives_a_host_that_is_killed() {
    attacked(async {
        nothing_survives_the_host_of(&built("full-1.8.0")).await;
    });
}

/// The plugin is a child of what was started, which a signal upon its parent's death does not reach.
#[test]
fn p10_nor_does_one_that_a_script_wraps() {
    attacked(async {
        let folder = tempfile::tempdir().unwrap();
        let wrapper = folder.path().join("wrapper.sh");
        let program = built("full-1.8.0");
        std::fs::write(&wrapper, format!("#!/bin/sh\n'{}'\nexit $?\n", program.display())).unwrap();
        std::fs::set_permissions(&wrapper, std::fs::Permissions::from_mode(0o755)).unwrap();
        nothing_survives_the_host_of(&wrapper).await;
    });
}

/// The thread that forked the child must not be one of the runtime's: the child dies with it.
#[test]
fn a_process_survives_the_thread_that_started_it() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let handle = runtime.handle().clone();
    let plugin = std::thread::spawn(move || handle.block_on(start("full-1.8.0"))).join().unwrap();
    runtime.block_on(async {
        let first = pid(&plugin).await;
        assert_eq!(pid(&plugin).await, first);
        plugin.shutdown().await.unwrap();
    });
}

#[test]
fn a_dropped_runtime_kills_its_processes() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (plugin, pid) = runtime.block_on(async {
        let plugin = start("full-1.8.0").await;
        let pid = pid(&plugin).await;
        (plugin, pid)
    });
    drop(runtime);
    let other = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    other.block_on(until("the process is gone", || !runs(pid)));
    drop(plugin);
}

/// Not a test of its own: with the variable set, a host in which nothing else goes on.
#[tokio::test]
async fn a_host_that_starts_and_stops() {
    if std::env::var_os(HOLD).is_none() {
        return;
    }
    let mut open = Vec::new();
    for _ in 0..10 {
        let plugin = start("full-1.8.0").await;
        survey(&plugin, "a").await.unwrap();
        plugin.shutdown().await.unwrap();
        drop(plugin);
        open.push(std::fs::read_dir("/proc/self/fd").unwrap().count());
    }
    let children =
        std::fs::read_to_string(format!("/proc/self/task/{}/children", std::process::id())).unwrap();
    println!("\nFLAT {} {}", open.last() <= open.first(), children.trim().is_empty());
    println!("{open:?} {children:?}");
}

fn host_that_starts_and_stops(temporary: &Path) -> String {
    let host = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "lifecycle::a_host_that_starts_and_stops", "--nocapture"])
        .env(HOLD, "1")
        .env("TMPDIR", temporary)
        .output()
        .unwrap();
    String::from_utf8_lossy(&host.stdout).into_owned()
}

#[test]
fn starting_and_stopping_leaves_no_descriptor_and_no_zombie() {
    let folder = tempfile::tempdir().unwrap();
    let said = host_that_starts_and_stops(folder.path());
    assert!(said.contains("\nFLAT true true\n"), "{said}");
}
