//! Who is let in, who waits, who is turned away; and that nobody pays for the floods of others.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use optimus_plugin_api::{
    Answer, CallContext, Code, CompileAssetsRequest, Question, ValidateQuestionRequest, Verdict,
};
use optimus_plugin_host::{
    Capability, Host, PluginCounters, PluginKind, PluginPolicy,
    policy::{AuditSink, AuditVerdict},
};

use crate::{
    fake::{Fake, info, registry},
    stage::{Act, Actor, call, serve, spawn, until},
};

fn counters(host: &Host, plugin: &str) -> PluginCounters {
    host.counters().plugins.into_iter().find(|one| &*one.plugin == plugin).unwrap()
}

fn bounded(calls: u32, queue: u32) -> PluginPolicy {
    let mut policy = PluginPolicy::default();
    (policy.rules.limits.calls, policy.rules.limits.queue) = (Some(calls), Some(queue));
    policy
}

/// Nobody runs and nobody waits, and the next call is answered.
async fn is_free(host: &Host, actor: &Arc<Actor>) {
    actor.end_all();
    let name = optimus_plugin_api::Backend::name(&**actor);
    until("nobody runs", || counters(host, name).running == 0).await;
    assert_eq!((host.counters().running, counters(host, name).queued, actor.running()), (0, 0, 0));
    let plugin = host.plugins().plugin(name).unwrap();
    let next = call(&plugin, "next").await;
    assert!(next.is_ok() || next.is_err_and(|error| error.code() == Code::TRAPPED));
}

#[tokio::test]
async fn more_calls_than_may_run_wait_and_what_comes_beyond_is_turned_away_with_a_time_to_come_back() {
    let actor = Actor::new("slow", Act::Wait);
    let events = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&events);
    let audit = AuditSink::new(move |event| seen.lock().unwrap().push(event.clone()));
    let builder = Host::builder().policy("slow", bounded(2, 3)).audit(audit);
    let host = serve(builder, &[&actor]).await;
    let calls: Vec<_> = (0..5).map(|_| spawn(&host, "slow", "a")).collect();
    until("three wait", || counters(&host, "slow").queued == 3).await;
    assert_eq!(actor.running(), 2);
    let error = spawn(&host, "slow", "a").await.unwrap().unwrap_err();
    assert_eq!((error.code(), error.plugin()), (Code::OVERLOADED, "slow"));
    assert!(error.retry_after().is_some_and(|after| after >= Duration::from_millis(50)), "{error:?}");
    assert_eq!(error.notes(), [("limit", "queue = 3, set by this program".to_owned())]);
    actor.end_all();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let counted = counters(&host, "slow");
    assert_eq!((counted.rejected, counted.operations[0].answered), (1, 5));
    assert_eq!(counted.codes, [(Code::OVERLOADED, 1)]);
    let events = events.lock().unwrap();
    let told: Vec<_> = events.iter().map(|event| (&*event.plugin, &*event.rule, event.verdict)).collect();
    assert_eq!(told, [("slow", "limits.queue", AuditVerdict::Limited)]);
    assert_eq!(events[0].tenant.as_deref(), Some("a"));
    assert_eq!(actor.most.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_call_waits_until_its_deadline_and_without_one_for_as_long_as_the_host_is_patient() {
    let actor = Actor::new("slow", Act::Wait);
    let builder = Host::builder().policy("slow", bounded(1, 9)).patience(Duration::from_millis(300));
    let host = serve(builder, &[&actor]).await;
    let runs = spawn(&host, "slow", "a");
    until("one runs", || actor.running() == 1).await;
    let plugin = host.plugins().plugin("slow").unwrap();
    let request = CompileAssetsRequest::default();
    for (ctx, limit) in [
        (CallContext::builder().timeout(Duration::from_millis(50)).build(), 50),
        (CallContext::default(), 300),
    ] {
        let begin = Instant::now();
        let error = plugin.compile_assets(&ctx, &request).await.unwrap_err();
        let waited = begin.elapsed();
        assert_eq!(error.code(), Code::OVERLOADED);
        assert!(error.message().contains("for its turn"), "{error}");
        assert!(waited >= Duration::from_millis(limit - 10) && waited <= Duration::from_millis(limit * 20));
    }
    assert_eq!(counters(&host, "slow").rejected, 2);
    actor.end_all();
    runs.await.unwrap().unwrap();
}

#[tokio::test]
async fn s04_a_call_that_is_let_go_of_frees_its_place_at_once_whether_it_waits_or_runs() {
    let actor = Actor::new("slow", Act::Wait);
    let host = serve(Host::builder().policy("slow", bounded(1, 1)), &[&actor]).await;
    for _ in 0..100 {
        let runs = spawn(&host, "slow", "a");
        until("one runs", || actor.running() == 1).await;
        let waits = spawn(&host, "slow", "a");
        until("one waits", || counters(&host, "slow").queued == 1).await;
        waits.abort();
        until("nobody waits", || counters(&host, "slow").queued == 0).await;
        let next = spawn(&host, "slow", "b");
        until("the next waits in its place", || counters(&host, "slow").queued == 1).await;
        runs.abort();
        until("the next runs", || actor.running() == 1 && counters(&host, "slow").queued == 0).await;
        next.abort();
        until("nobody runs", || counters(&host, "slow").running == 0).await;
    }
    let counted = counters(&host, "slow");
    assert_eq!((counted.operations[0].cancelled, counted.operations[0].answered), (300, 0));
    is_free(&host, &actor).await;
}

#[tokio::test]
async fn w21_ten_thousand_calls_dropped_at_any_moment_leave_nothing_behind() {
    let actor = Actor::new("slow", Act::Wait);
    let builder = Host::builder().calls_at_once(3).queue(4).default_policy(bounded(5, 6));
    let host = serve(builder, &[&actor]).await;
    let plugin = host.plugins().plugin("slow").unwrap();
    let (ctx, request) = (CallContext::default(), CompileAssetsRequest::default());
    let mut held = std::collections::VecDeque::new();
    for round in 0..10_000_usize {
        let mut call = Box::pin(plugin.compile_assets(&ctx, &request));
        // Once, so that it runs, waits, or is turned away.
        let polled = futures_poll(&mut call);
        if polled {
            held.push_back(call);
        }
        while held.len() > round % 13 {
            drop(if round % 2 == 0 { held.pop_front() } else { held.pop_back() });
        }
    }
    drop(held);
    assert!(actor.most.load(Ordering::SeqCst) <= 3);
    is_free(&host, &actor).await;
}

/// Polls once; whether it is still on its way.
fn futures_poll<T>(call: &mut (impl Future<Output = T> + Unpin)) -> bool {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    std::pin::Pin::new(call).poll(&mut cx).is_pending()
}

#[tokio::test]
async fn a_tenant_that_floods_a_plugin_waits_for_itself_and_not_another_tenant() {
    let actor = Actor::new("slow", Act::Wait);
    let host = serve(Host::builder().policy("slow", bounded(1, 50)), &[&actor]).await;
    let flood: Vec<_> = (0..60).map(|_| spawn(&host, "slow", "flood")).collect();
    until("the queue is full", || counters(&host, "slow").queued == 50).await;
    let other = spawn(&host, "slow", "other");
    until("it waits in the place of one of the flood", || counters(&host, "slow").rejected == 10).await;
    let begun = actor.begun.load(Ordering::SeqCst);
    while !other.is_finished() {
        let before = actor.begun.load(Ordering::SeqCst);
        actor.end_one();
        until("the next runs", || actor.begun.load(Ordering::SeqCst) > before || other.is_finished()).await;
    }
    other.await.unwrap().unwrap();
    assert!(actor.begun.load(Ordering::SeqCst) - begun <= 3, "it was not the second in turn");
    actor.end_all();
    for call in flood {
        let _ = call.await.unwrap();
    }
    is_free(&host, &actor).await;
}

#[tokio::test]
async fn a_plugin_that_floods_the_host_waits_for_itself_and_not_another_plugin() {
    let (flood, other) = (Actor::new("flood", Act::Wait), Actor::new("other", Act::Answer));
    let host = serve(Host::builder().calls_at_once(2).queue(20), &[&flood, &other]).await;
    let calls: Vec<_> = (0..30).map(|_| spawn(&host, "flood", "a")).collect();
    until("the queue is full", || counters(&host, "flood").rejected == 8).await;
    let one = spawn(&host, "other", "a");
    until("it waits in the place of one of the flood", || counters(&host, "flood").rejected == 9).await;
    let begun = flood.begun.load(Ordering::SeqCst);
    for _ in 0..2 {
        let before = flood.begun.load(Ordering::SeqCst);
        flood.end_one();
        until("the next runs", || flood.begun.load(Ordering::SeqCst) > before || one.is_finished()).await;
    }
    until("the other one's turn has come", || one.is_finished()).await;
    one.await.unwrap().unwrap();
    assert!(flood.begun.load(Ordering::SeqCst) - begun <= 3);
    flood.end_all();
    for call in calls {
        let _ = call.await.unwrap();
    }
    is_free(&host, &flood).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w48_an_engine_without_room_makes_calls_wait_and_turns_nobody_away_while_the_queue_has_room() {
    let actor = Actor::new("many", Act::NoRoom(3));
    let host = serve(Host::builder().calls_at_once(100).queue(100), &[&actor]).await;
    let calls: Vec<_> = (0..100).map(|_| spawn(&host, "many", "a")).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(counters(&host, "many").operations[0].answered, 100);
    is_free(&host, &actor).await;
}

#[tokio::test]
async fn w48_an_engine_that_has_no_room_for_a_single_call_says_so_at_once() {
    let actor = Actor::new("none", Act::NoRoom(0));
    let host = serve(Host::builder(), &[&actor]).await;
    let plugin = host.plugins().plugin("none").unwrap();
    assert_eq!(call(&plugin, "a").await.unwrap_err().code(), Code::OVERLOADED);
    assert_eq!(counters(&host, "none").operations[0].unavailable, 1);
}

#[tokio::test]
async fn an_answer_that_a_rule_rejects_needs_no_place() {
    let fake = Fake::new("fake", Some(info("neo")), &[Capability::Survey]);
    let registry = registry(&[(PluginKind::Wasm, &fake)]);
    let question = Question { required: true, ..Question::new("Q", "?") };
    let answer = Answer { question, value: "".into() };
    let request = ValidateQuestionRequest { answer, ..Default::default() };
    let verdict = registry.get("neo").unwrap().validate_question(&CallContext::default(), &request).await;
    assert!(matches!(verdict.unwrap(), Verdict::Rejected(_)));
    assert!(registry.counters().plugins[0].operations.is_empty(), "no call was made");
}

/// A storm of one plugin beside calls of another: for each of these, how many polls of the storm began meanwhile, sorted.
async fn beside(act: Act, calls_of_the_storm: usize) -> Vec<usize> {
    let (storm, quiet) = (Actor::new("storm", act), Actor::new("quiet", Act::Answer));
    let host = serve(Host::builder(), &[&storm, &quiet]).await;
    let over = Arc::new(AtomicBool::new(false));
    let flood: Vec<_> = (0..calls_of_the_storm)
        .map(|_| {
            let (plugin, over) = (host.plugins().plugin("storm").unwrap(), Arc::clone(&over));
            tokio::spawn(async move {
                while !over.load(Ordering::SeqCst) {
                    let _ = call(&plugin, "storm").await;
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    until("the storm rages", || storm.begun.load(Ordering::SeqCst) >= calls_of_the_storm.min(8)).await;
    let (mut meanwhile, begin) = (Vec::new(), Instant::now());
    while meanwhile.len() < 200 && begin.elapsed() < Duration::from_secs(20) {
        let before = storm.begun.load(Ordering::SeqCst);
        spawn(&host, "quiet", "quiet").await.unwrap().unwrap();
        meanwhile.push(storm.begun.load(Ordering::SeqCst) - before);
    }
    over.store(true, Ordering::SeqCst);
    for call in flood {
        call.await.unwrap();
    }
    is_free(&host, &storm).await;
    meanwhile.sort_unstable();
    meanwhile
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w49_beside_a_storm_of_calls_that_compute_another_plugin_is_answered_as_if_it_were_alone() {
    let meanwhile = beside(Act::Spin(1), 100).await;
    // In line behind the storm, every call would have waited for fifty of it.
    assert_eq!(meanwhile.len(), 200, "{meanwhile:?}");
    assert!(meanwhile[180] <= 5, "{meanwhile:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w49_beside_a_storm_of_calls_that_crash_another_plugin_is_answered_after_a_few_of_them() {
    let meanwhile = beside(Act::Crash(Duration::from_micros(100)), 400).await;
    // In line behind the storm, every call would have waited for four hundred of it.
    assert_eq!(meanwhile.len(), 200, "{meanwhile:?}");
    assert!(meanwhile[180] <= 20, "{meanwhile:?}");
}

/// What a call costs that nobody disturbs; `cargo test --release -p optimus-plugin-host -- --ignored --nocapture costs`.
#[tokio::test]
#[ignore = "it measures"]
async fn what_being_let_in_costs() {
    let fake = Fake::new("fake", Some(info("neo")), &[Capability::Survey]);
    let registry = registry(&[(PluginKind::Wasm, &fake)]);
    let plugin = registry.get("neo").unwrap();
    let backend: &dyn optimus_plugin_api::Backend = &*fake;
    let (ctx, request) = (CallContext::default(), ValidateQuestionRequest::default());
    let cli = backend.cli().unwrap();
    const CALLS: u32 = 1_000_000;
    let mut best = [Duration::MAX; 2];
    for _ in 0..9 {
        let begin = Instant::now();
        for _ in 0..CALLS {
            std::hint::black_box(cli.validate_question(&ctx, &request).await).unwrap();
        }
        best[0] = best[0].min(begin.elapsed());
        let begin = Instant::now();
        for _ in 0..CALLS {
            std::hint::black_box(plugin.validate_question(&ctx, &request).await).unwrap();
        }
        best[1] = best[1].min(begin.elapsed());
    }
    let [backend, plugin] = best.map(|best| best / CALLS);
    println!("backend {backend:?}, plugin {plugin:?}, being let in {:?}", plugin.saturating_sub(backend));
}

#[tokio::test]
async fn a_thousand_calls_at_once_of_many_tenants_are_all_answered() {
    let actor = Actor::new("many", Act::Answer);
    let host = serve(Host::builder().calls_at_once(3), &[&actor]).await;
    let done = Arc::new(AtomicUsize::new(0));
    let tenants = ["a", "b", "c", "d", "e"];
    let calls: Vec<_> = (0..1_000).map(|index| spawn(&host, "many", tenants[index % 5])).collect();
    for call in calls {
        call.await.unwrap().unwrap();
        done.fetch_add(1, Ordering::SeqCst);
    }
    assert_eq!(done.load(Ordering::SeqCst), 1_000);
    is_free(&host, &actor).await;
}
