use std::sync::Arc;

use optimus_plugin_api::{Backend, Code, Verdict};
use optimus_plugin_process::{ProcessOptions, ProcessPlugin};

use crate::aftermath::attacked;
use crate::support::{
    FULL, LONG, built, peers, pid, runs, start, start_plain, survey, until, until_told, validate, with_args,
};

/// Waits longer for a restart than the default, so that a slow machine does not decide.
async fn start_patient(name: &str, args: &[&str]) -> ProcessPlugin {
    let mut options = with_args(args);
    options.restart_patience = LONG;
    ProcessPlugin::start(&built(name), &options).await.unwrap()
}

#[test]
fn p07_a_crash_is_an_error_that_names_its_cause_and_the_next_call_works() {
    attacked(async {
        for peer in peers() {
            let mut options = peer.options();
            options.restart_patience = LONG;
            let plugin = peer.start_with(options).await;
            let before = pid(&plugin).await;
            let error = survey(&plugin, "do:exit").await.unwrap_err();
            assert_eq!(
                (error.code(), error.is_unavailable(), error.is_fault()),
                (Code::CONNECTION_LOST, true, true)
            );
            assert!(error.message().contains("exited with status 3"), "{error}");
            let after = pid(&plugin).await;
            assert!(before != after && !runs(before), "{before} {after}");
        }
    });
}

#[tokio::test]
async fn a_lost_call_says_what_to_do_and_has_one_cause_in_plain_words() {
    use std::error::Error as _;
    let plugin = start_patient("full-1.8.0", &[]).await;
    let error = survey(&plugin, "do:exit").await.unwrap_err();
    assert!(error.help().unwrap().contains("again"), "{error:?}");
    let causes: Vec<_> =
        std::iter::successors(error.source(), |cause| (*cause).source()).map(ToString::to_string).collect();
    assert!(causes.len() == 1 && !causes[0].contains("tonic") && !causes[0].contains("code:"), "{causes:?}");
    assert!(!causes[0].contains("transport error"), "{causes:?}");
}

#[tokio::test]
async fn a_panic_is_shown_with_the_error() {
    for name in FULL {
        let plugin = start_patient(name, &[]).await;
        let error = validate(&plugin, "Q", "do:panic").await.unwrap_err();
        assert_eq!(error.code(), Code::CONNECTION_LOST);
        let stderr =
            error.notes().iter().find(|(label, _)| *label == "stderr").map(|(_, text)| text.as_str());
        assert!(stderr.unwrap().starts_with("panic: told to panic"), "{error:?}");
        assert_eq!(validate(&plugin, "Q", "good").await.unwrap(), Verdict::Accepted);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_fails_every_call_in_flight_and_restarts_once() {
    let starts = tempfile::NamedTempFile::new().unwrap();
    let mut options = ProcessOptions::default();
    options.restart_patience = LONG;
    options.environment = vec![("STARTS".into(), starts.path().into())];
    options.containment.write = vec![starts.path().into()];
    let plugin = Arc::new(ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap());
    let sleepers: Vec<_> = (0..50)
        .map(|_| {
            let plugin = plugin.clone();
            tokio::spawn(async move { survey(&plugin, "do:sleep").await })
        })
        .collect();
    until_told(&plugin, "do:waiting").await;
    assert_eq!(survey(&plugin, "do:exit").await.unwrap_err().code(), Code::CONNECTION_LOST);
    for sleeper in sleepers {
        // One that was not sent yet waits for the new process and sleeps there until its own limit.
        let code = sleeper.await.unwrap().unwrap_err().code();
        assert!([Code::CONNECTION_LOST, Code::TIME_LIMIT].contains(&code), "{code}");
    }
    assert_eq!(validate(&plugin, "Q", "good").await.unwrap(), Verdict::Accepted);
    assert_eq!(std::fs::read_to_string(starts.path()).unwrap(), "..");
}

#[tokio::test]
async fn a_process_that_is_killed_from_outside_is_restarted() {
    let plugin = start_patient("full-1.8.0", &[]).await;
    let before = pid(&plugin).await;
    let killed = std::process::Command::new("kill").args(["-9", &before.to_string()]).status().unwrap();
    assert!(killed.success());
    until("the process is gone", || !runs(before)).await;
    // The host may not have noticed yet: then the call is sent, and lost.
    let lost = survey(&plugin, "a").await.err().map(|error| error.code());
    assert!(matches!(lost, None | Some(Code::CONNECTION_LOST)), "{lost:?}");
    assert_ne!(pid(&plugin).await, before);
}

#[tokio::test]
async fn a_plugin_that_does_not_come_back_is_said_to_be_restarting() {
    let folder = tempfile::tempdir().unwrap();
    let once = folder.path().join("once");
    let mut options = with_args(&["-once", once.to_str().unwrap()]);
    options.containment.write = vec![folder.path().into()];
    options.containment.crash_starts = 1000;
    options.restart_patience = std::time::Duration::from_millis(300);
    let plugin = ProcessPlugin::start(&built("plain"), &options).await.unwrap();
    assert_eq!(validate(&plugin, "Q", "do:exit").await.unwrap_err().code(), Code::CONNECTION_LOST);
    let error = validate(&plugin, "Q", "good").await.unwrap_err();
    assert_eq!((error.code(), error.is_unavailable()), (Code::RESTARTING, true));
    assert!(error.retry_after().is_some());
    plugin.shutdown().await.unwrap();
    assert_eq!(validate(&plugin, "Q", "good").await.unwrap_err().code(), Code::SHUT_DOWN);
}

#[tokio::test]
async fn a_server_that_is_not_gos_is_restarted_too() {
    let mut options = ProcessOptions::default();
    options.restart_patience = LONG;
    let plugin = ProcessPlugin::start(&built("plain"), &options).await.unwrap();
    assert_eq!(validate(&plugin, "Q", "do:exit").await.unwrap_err().code(), Code::CONNECTION_LOST);
    assert_eq!(validate(&plugin, "Q", "good").await.unwrap(), Verdict::Accepted);
}

#[tokio::test]
async fn dropping_a_plugin_ends_its_process() {
    let plugin = start("full-1.8.0").await;
    let pid = pid(&plugin).await;
    drop(plugin);
    until("the process is gone", || !runs(pid)).await;
    let plugin = start_plain(&[]).await.unwrap();
    drop(plugin);
}
