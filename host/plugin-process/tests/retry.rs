use std::time::{Duration, Instant};

use optimus_plugin_api::{CallContext, Code, Retry};
use optimus_plugin_process::ProcessPlugin;

use crate::support::{LONG, built, note, peers, start, survey_with, told};

fn idempotent(tries: u32) -> CallContext {
    CallContext::builder().retry(Retry::Idempotent(tries)).timeout(LONG).build()
}

async fn sent(plugin: &ProcessPlugin) -> u32 {
    told(plugin, "do:failed").await[0].parse().unwrap()
}

#[tokio::test]
async fn what_is_unavailable_twice_answers_an_idempotent_call() {
    for peer in peers() {
        let plugin = peer.start().await;
        let start = Instant::now();
        assert!(survey_with(&plugin, &idempotent(3), "do:twice-unavailable").await.is_ok(), "{peer}");
        assert!(start.elapsed() >= Duration::from_millis(200 + 400));
    }
}

#[tokio::test]
async fn no_other_call_is_sent_twice() {
    for peer in peers() {
        let plugin = peer.start().await;
        let ctx = CallContext::builder().timeout(LONG).build();
        let error = survey_with(&plugin, &ctx, "do:unavailable").await.unwrap_err();
        assert_eq!((error.code(), sent(&plugin).await), (Code::PLUGIN_UNAVAILABLE, 1), "{peer}");
    }
}

#[tokio::test]
async fn three_times_is_the_most_and_the_caller_may_allow_less() {
    let plugin = start("full-1.8.0").await;
    let error = survey_with(&plugin, &idempotent(9), "do:unavailable").await.unwrap_err();
    assert_eq!((error.code(), note(&error, "tries").as_str()), (Code::PLUGIN_UNAVAILABLE, "3"));
    assert_eq!(sent(&plugin).await, 3);
    survey_with(&plugin, &idempotent(2), "do:unavailable").await.unwrap_err();
    assert_eq!(sent(&plugin).await, 5);
}

#[tokio::test]
async fn a_used_up_quota_is_tried_again_and_a_size_is_not() {
    let plugin = start("full-1.8.0").await;
    survey_with(&plugin, &idempotent(2), "do:exhausted").await.unwrap_err();
    assert_eq!(sent(&plugin).await, 2);
    let error = survey_with(&plugin, &idempotent(2), "do:too-large").await.unwrap_err();
    assert_eq!((error.code(), sent(&plugin).await), (Code::REQUEST_TOO_LARGE, 3));
}

#[tokio::test]
async fn no_try_is_made_that_could_only_be_late() {
    let plugin = start("full-1.8.0").await;
    let ctx = CallContext::builder().retry(Retry::Idempotent(3)).timeout(Duration::from_millis(150)).build();
    let error = survey_with(&plugin, &ctx, "do:unavailable").await.unwrap_err();
    assert_eq!(error.code(), Code::PLUGIN_UNAVAILABLE);
    assert_eq!(sent(&plugin).await, 1);
}

/// A call that ended the process once is answered by the next one if it may be sent twice, and is lost if not.
#[tokio::test]
async fn over_a_restart_only_an_idempotent_call_is_sent_again() {
    for program in crate::support::FULL {
        let folder = tempfile::tempdir().unwrap();
        let mut options = optimus_plugin_process::ProcessOptions::default();
        options.restart_patience = LONG;
        options.environment = vec![("ONCE".into(), folder.path().join("once").into())];
        options.containment.write = vec![folder.path().into()];
        let plugin = ProcessPlugin::start(&built(program), &options).await.unwrap();
        let once = CallContext::builder().timeout(LONG).build();
        let lost = survey_with(&plugin, &once, "do:exit-once").await.unwrap_err();
        assert_eq!(lost.code(), Code::CONNECTION_LOST);
        std::fs::remove_file(folder.path().join("once")).unwrap();
        assert!(survey_with(&plugin, &idempotent(3), "do:exit-once").await.is_ok(), "{program}");
    }
}
