//! Guests that do not come back.

use std::time::{Duration, Instant};

use optimus_plugin_api::{CallContext, CallLimits, Code, Operation};
use optimus_plugin_wasm::{Instances, LoadOptions, WasmPlugin};

use super::{Host, host::survives_with, survives};
use crate::support::{Guest, note, validate, validate_in};

const DEADLINE: Duration = Duration::from_millis(200);

/// The attack in a context of 200 ms; it must come long before a human loses patience.
async fn stopped(host: &Host, name: &str) -> optimus_plugin_api::Error {
    let mut limits = CallLimits::default();
    limits.time = Some(DEADLINE);
    let begin = Instant::now();
    let error = host.attack_in(name, &CallContext::builder().limits(limits).build()).await.unwrap();
    let took = begin.elapsed();
    assert!(took >= DEADLINE && took < DEADLINE * 100, "{took:?}");
    assert_eq!(note(&error, "limit"), Some("time = 200ms, the caller's"), "{name}");
    error
}

#[test]
fn w01_a_loop_is_stopped_at_the_deadline_and_says_where_it_was() {
    survives(async |host| {
        let error = stopped(host, "w01-spins").await;
        assert_eq!((error.operation(), error.is_timeout()), (Operation::ValidateQuestion, true));
        assert!(note(&error, "in").unwrap().starts_with("spin"), "{error:?}");
        stopped(host, "w01-spins-after-its-answer").await;
    });
}

#[test]
fn w01_an_instance_that_was_stopped_serves_no_further_call_even_if_instances_are_kept() {
    let mut options = crate::support::options();
    options.instances = 2;
    survives_with(&options, async |host| {
        let mut kept = LoadOptions::default();
        kept.instances = Instances::Warm(2);
        let spins = Guest::named("w01-spins").component();
        let plugin = WasmPlugin::load_bytes(host.engine(), "spins", spins, &kept).await.unwrap();
        let ctx = CallContext::builder().timeout(Duration::from_millis(50)).build();
        for _ in 0..5 {
            // With two places in the pool, the third call would find none if a stopped instance kept its own.
            assert_eq!(validate_in(&ctx, &plugin, "Q", "").await.unwrap_err().code(), Code::TIME_LIMIT);
        }
    });
}

#[test]
fn w02_a_loop_in_a_start_function_is_stopped_while_it_is_loaded() {
    survives(async |host| {
        for name in ["w02-spins-at-start", "w02-spins-at-initialize"] {
            let error = host.attack(name).await.unwrap();
            assert_eq!((error.operation(), note(&error, "phase")), (Operation::Load, Some("instantiate")));
            assert_eq!(note(&error, "limit"), Some("time = 2s"), "{name}");
        }
    });
}

#[test]
fn w02_a_loop_in_a_start_function_that_waits_for_a_call_is_stopped_there() {
    survives(async |host| {
        let error = stopped(host, "w02-spins-at-start-of-a-call").await;
        assert_eq!(
            (error.operation(), note(&error, "phase")),
            (Operation::ValidateQuestion, Some("instantiate"))
        );
    });
}

#[test]
fn w03_a_loop_in_the_allocator_is_stopped() {
    survives(async |host| drop(stopped(host, "w03-spins-in-its-allocator").await));
}

#[test]
fn w09_recursion_without_end_is_the_stack_limit_wherever_it_runs() {
    survives(async |host| {
        host.attack("w09-recurses").await;
        host.attack("w09-recurses-in-its-allocator").await;
        let error = host.attack("w09-recurses-at-start").await.unwrap();
        assert_eq!(error.operation(), Operation::Load);
    });
}

#[test]
fn w09_a_call_without_a_runtime_overflows_its_own_stack_and_not_the_threads() {
    survives(async |host| {
        let recurses = Guest::named("w09-recurses").component();
        let plugin =
            WasmPlugin::load_bytes(host.engine(), "r", recurses, &LoadOptions::default()).await.unwrap();
        // A thread whose own stack is smaller than a plugin's.
        let code = std::thread::scope(|scope| {
            let small = std::thread::Builder::new().stack_size(128 * 1024);
            let thread = small.spawn_scoped(scope, || {
                let mut call = Box::pin(validate(&plugin, "Q", ""));
                let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
                loop {
                    if let std::task::Poll::Ready(outcome) = call.as_mut().poll(&mut cx) {
                        break outcome.unwrap_err().code();
                    }
                }
            });
            thread.unwrap().join().unwrap()
        });
        assert_eq!(code, Code::STACK_OVERFLOW);
    });
}
