//! What a policy says of the start of an executable: which digests, how often it may crash, and what it may say.

use std::{fs, time::Duration};

use optimus_plugin_api::{Backend, Code};
use optimus_plugin_policy::{AuditVerdict, Digest, Enforce, Execution, Profile, Trust};
use optimus_plugin_process::{Lack, ProcessOptions, ProcessPlugin, not_enforced};

use crate::aftermath::attacked;
use crate::place::listening;
use crate::support::{LONG, built, containment, note, pid, script, survey, told, validate};

fn digest_of(name: &str) -> Digest {
    Digest::of(&fs::read(built(name)).unwrap())
}

#[tokio::test]
async fn the_digest_of_the_file_that_runs_is_known_however_it_runs() {
    for execution in [Execution::Verified, Execution::Path] {
        let mut options = ProcessOptions::default();
        options.containment.execution = execution;
        let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
        assert_eq!(plugin.digest(), Some(digest_of("full-1.8.0")));
        let exe = fs::read_link(format!("/proc/{}/exe", pid(&plugin).await)).unwrap().display().to_string();
        assert_eq!(exe.starts_with("/memfd:"), execution == Execution::Verified, "{exe}");
        assert_eq!(told(&plugin, "do:arguments").await, [built("full-1.8.0").to_str().unwrap()]);
        plugin.shutdown().await.unwrap();
    }
}

#[tokio::test]
async fn only_the_digests_that_the_policy_names_run() {
    let (audit, heard) = listening();
    let mut options = ProcessOptions::default();
    (options.audit, options.rule) = (audit, "plugins.plain".into());
    options.digests = vec![digest_of("full-1.8.0"), digest_of("full-1.4.3")];
    for name in ["full-1.8.0", "full-1.4.3"] {
        ProcessPlugin::start(&built(name), &options).await.unwrap().shutdown().await.unwrap();
    }
    assert!(heard.lock().unwrap().is_empty(), "what is named is not announced");
    let error = ProcessPlugin::start(&built("plain"), &options).await.unwrap_err();
    assert_eq!(error.code(), Code::DIGEST_MISMATCH);
    assert_eq!(note(&error, "found"), digest_of("plain").to_string());
    let event = heard.lock().unwrap().pop().unwrap();
    assert_eq!((event.verdict, event.digest), (AuditVerdict::Denied, Some(digest_of("plain"))));
    assert_eq!(event.rule, "plugins.plain.digest");
}

#[tokio::test]
async fn where_only_listed_files_are_trusted_no_other_one_runs() {
    let folder = tempfile::tempdir().unwrap();
    let (path, ran) = (folder.path().join("optimus-x_linux_amd64"), folder.path().join("ran"));
    fs::write(&path, format!("#!/bin/sh\ntouch '{}'\n", ran.display())).unwrap();
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let (audit, heard) = listening();
    let mut options = ProcessOptions::default();
    (options.audit, options.trust) = (audit, Trust::Listed);
    options.containment.write = vec![folder.path().into()];
    let error = ProcessPlugin::start(&path, &options).await.unwrap_err();
    assert_eq!(error.code(), Code::NOT_TRUSTED);
    let digest = Digest::of(&fs::read(&path).unwrap()).to_string();
    assert!(error.help().unwrap().contains(&digest), "{error:?}");
    assert!(!ran.exists());
    assert_eq!(heard.lock().unwrap().pop().unwrap().rule, "trust: listed");
    options.digests = vec![Digest::of(&fs::read(&path).unwrap())];
    assert_eq!(ProcessPlugin::start(&path, &options).await.unwrap_err().code(), Code::EXITED_EARLY);
    assert!(ran.exists());
}

#[test]
fn the_first_run_of_an_unknown_digest_is_announced_once() {
    attacked(async {
        let (audit, heard) = listening();
        let mut options = ProcessOptions::default();
        options.audit = audit;
        for _ in 0..2 {
            ProcessPlugin::start(&built("plain"), &options).await.unwrap().shutdown().await.unwrap();
        }
        let heard_of = heard.lock().unwrap().clone();
        assert_eq!(heard_of.len(), 1, "{heard_of:?}");
        assert_eq!((heard_of[0].verdict, heard_of[0].asked.as_str()), (AuditVerdict::Allowed, "first start"));
        assert_eq!(heard_of[0].digest, Some(digest_of("plain")));
        options.known_digests = vec![digest_of("full-1.4.3")];
        ProcessPlugin::start(&built("full-1.4.3"), &options).await.unwrap().shutdown().await.unwrap();
        assert_eq!(heard.lock().unwrap().len(), 1);
    });
}

/// What this machine lacks, if it lacks anything: a limit of tasks needs a cgroup, which few are given.
#[tokio::test]
async fn where_the_policy_is_strict_what_cannot_be_enforced_is_not_run() {
    let mut options = ProcessOptions::default();
    options.enforce = Enforce::Strict;
    options.containment.tasks = Some(100);
    let lacks = not_enforced(&options.containment).iter().any(|found| found.lack == Lack::Machine);
    match ProcessPlugin::start(&built("plain"), &options).await {
        Ok(plugin) => {
            assert!(!lacks, "it lacks something and is run");
            plugin.shutdown().await.unwrap();
        }
        Err(error) => {
            assert!(lacks, "{error:?}");
            assert_eq!(error.code(), Code::NOT_ENFORCEABLE);
            assert!(!note(&error, "not enforced").is_empty());
        }
    }
}

#[test]
fn p07_a_plugin_that_crashes_again_and_again_is_not_started_any_more() {
    attacked(async {
        let (audit, heard) = listening();
        let mut options = ProcessOptions::default();
        options.restart_patience = LONG;
        options.containment.crash_starts = 3;
        (options.audit, options.rule) = (audit, "plugins.full".into());
        options.known_digests = vec![digest_of("full-1.8.0")];
        let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
        for _ in 0..3 {
            assert_eq!(survey(&plugin, "do:exit").await.unwrap_err().code(), Code::CONNECTION_LOST);
        }
        // At once: the patience for a restart is a minute.
        let error = tokio::time::timeout(LONG / 2, survey(&plugin, "a")).await.unwrap().unwrap_err();
        assert_eq!((error.code(), error.is_fault()), (Code::CRASH_LOOP, true));
        assert!(note(&error, "last").contains("exited with status 3"), "{error:?}");
        assert!(note(&error, "limit").contains("starts: 3"), "{error:?}");
        let event = heard.lock().unwrap().pop().unwrap();
        assert_eq!((event.verdict, event.asked.as_str()), (AuditVerdict::Limited, "limit crashes"));
        plugin.shutdown().await.unwrap();
        // A reload starts it anew.
        let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
        assert!(survey(&plugin, "a").await.is_ok());
        plugin.shutdown().await.unwrap();
    });
}

/// One that dies of a signal, before its answer.
#[test]
fn p07_a_segmentation_fault_is_an_error_that_names_the_signal() {
    attacked(async {
        let mut options = ProcessOptions::default();
        options.restart_patience = LONG;
        options.containment = containment("python");
        let plugin = std::sync::Arc::new(ProcessPlugin::start(&built("python"), &options).await.unwrap());
        let process = pid(&plugin).await;
        let running = tokio::spawn({
            let plugin = plugin.clone();
            async move { validate(&plugin, "Q", "do:hold").await }
        });
        crate::support::until_told(&plugin, "do:waiting").await;
        let process = rustix::process::Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
        // A Go program would catch it, print a trace and exit.
        rustix::process::kill_process(process, rustix::process::Signal::SEGV).unwrap();
        let error = running.await.unwrap().unwrap_err();
        assert_eq!(error.code(), Code::CONNECTION_LOST);
        assert!(error.message().contains("killed by signal 11"), "{error}");
        assert!(survey(&plugin, "a").await.is_ok());
        plugin.shutdown().await.unwrap();
    });
}

/// An upgrade is the registry's work: what was checked at the load is what is started again.
#[tokio::test]
async fn a_restart_does_not_run_another_file_of_the_same_plugin() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("optimus-full_linux_amd64");
    fs::copy(built("full-1.8.0"), &path).unwrap();
    let mut options = ProcessOptions::default();
    options.restart_patience = Duration::from_secs(2);
    options.containment.crash_starts = 1000;
    let plugin = ProcessPlugin::start(&path, &options).await.unwrap();
    let new = folder.path().join("new");
    fs::copy(built("full-1.4.3"), &new).unwrap();
    fs::rename(&new, &path).unwrap();
    assert_eq!(survey(&plugin, "do:exit").await.unwrap_err().code(), Code::CONNECTION_LOST);
    let begin = std::time::Instant::now();
    loop {
        let error = survey(&plugin, "a").await.unwrap_err();
        assert_eq!(error.code(), Code::RESTARTING);
        if note(&error, "restart").contains("was replaced by another one") {
            break;
        }
        assert!(begin.elapsed() < LONG, "{error:?}");
    }
    plugin.shutdown().await.unwrap();
}

#[tokio::test]
async fn a_policy_may_allow_less_of_an_answer() {
    let mut options = ProcessOptions::default();
    options.max_reply_bytes = 1000;
    let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
    assert_eq!(survey(&plugin, "do:help 2000").await.unwrap_err().code(), Code::RESULT_TOO_LARGE);
    assert!(survey(&plugin, "do:help 500").await.is_ok());
}

/// Printed, not asserted: what containment costs a start. In turn, so that what else goes on hits all alike.
#[tokio::test]
async fn what_containment_costs_a_start() {
    let ways = [
        ("open, by path", Execution::Path, Profile::Open),
        ("default, by path", Execution::Path, Profile::Default),
        ("default, verified", Execution::Verified, Profile::Default),
    ];
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..9 {
        for ((_, execution, profile), times) in ways.iter().zip(&mut times) {
            let mut options = ProcessOptions::default();
            (options.containment.execution, options.containment.profile) = (*execution, profile.clone());
            let begin = std::time::Instant::now();
            let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
            times.push(begin.elapsed());
            plugin.shutdown().await.unwrap();
        }
    }
    for ((name, ..), times) in ways.iter().zip(&mut times) {
        times.sort();
        println!("start of a Go plugin, {name}: least {:?}, median {:?}", times[0], times[4]);
    }
    let mut least = Duration::MAX;
    for _ in 0..9 {
        let begin = std::time::Instant::now();
        let _ = ProcessPlugin::start(&script("exits.sh"), &ProcessOptions::default()).await;
        least = least.min(begin.elapsed());
    }
    println!("start of a script that ends at once: least {least:?}");
}
