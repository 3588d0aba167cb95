//! What a call does to the thread that polls it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use optimus_plugin_api::{Answer, Backend, CallContext, Code, ValidateQuestionRequest, Verdict};

use crate::support::{load, validate, validate_in};

#[tokio::test(flavor = "current_thread")]
async fn a_looping_guest_does_not_hold_up_the_other_tasks_of_its_thread() {
    let plugin = load("loops").await.unwrap();
    let turns = Arc::new(AtomicU32::new(0));
    let other = {
        let turns = turns.clone();
        tokio::spawn(async move {
            loop {
                turns.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
            }
        })
    };
    let ctx = CallContext::builder().timeout(Duration::from_millis(300)).build();
    let error = validate_in(&ctx, &plugin, "Q", "").await.unwrap_err();
    other.abort();
    assert_eq!(error.code(), Code::TIME_LIMIT);
    // Once for each tick of the guest, not once before and once after it.
    assert!(turns.load(Ordering::Relaxed) > 3, "{turns:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_outlives_its_borrows_through_an_arc_and_runs_on_any_thread() {
    let plugin: Arc<dyn Backend> = Arc::new(load("counts").await.unwrap());
    let call = |plugin: Arc<dyn Backend>| async move {
        let request = ValidateQuestionRequest { answer: Answer::named("Q", ""), ..Default::default() };
        plugin.cli().unwrap().validate_question(&CallContext::default(), &request).await
    };
    let calls: Vec<_> = (0..200).map(|_| tokio::spawn(call(plugin.clone()))).collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), Verdict::Rejected("1".to_owned()));
    }
}

#[test]
fn a_call_needs_no_runtime_to_be_stopped() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let plugin = runtime.block_on(load("loops")).unwrap();
    drop(runtime);
    let ctx = CallContext::builder().timeout(Duration::from_millis(100)).build();
    let mut call = Box::pin(validate_in(&ctx, &plugin, "Q", ""));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let outcome = loop {
        if let std::task::Poll::Ready(outcome) = call.as_mut().poll(&mut cx) {
            break outcome;
        }
    };
    assert_eq!(outcome.unwrap_err().code(), Code::TIME_LIMIT);
}

#[tokio::test]
async fn cancelling_a_call_leaves_the_plugin_working() {
    let plugin = load("loops").await.unwrap();
    for _ in 0..20 {
        let cancelled = tokio::time::timeout(Duration::from_millis(1), validate(&plugin, "Q", "")).await;
        assert!(cancelled.is_err());
    }
    let info = plugin.plugin_info(&CallContext::default()).await.unwrap();
    assert_eq!(info.name, "guest");
}
