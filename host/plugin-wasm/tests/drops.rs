//! Calls that are let go of while they run.

use std::{
    future::Future,
    pin::pin,
    task::{Context, Waker},
    time::Duration,
};

use optimus_plugin_api::{CallContext, CliMod, Code, ValidateQuestionRequest};
use optimus_plugin_wasm::{LoadOptions, WasmEngine, WasmPlugin};

use crate::support::{Guest, options};

#[test]
fn w21_ten_thousand_calls_dropped_in_the_middle_leave_no_instance_in_the_pool() {
    let mut options = options();
    // A call is in its middle once it has yielded, which it does at a tick.
    (options.tick, options.instances) = (Duration::from_micros(100), 4);
    let engine = WasmEngine::new(&options).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let load = |name| runtime.block_on(load(&engine, name));
    let (loops, quiet) = (load("loops"), load("w10-unreachable"));
    let in_use = || engine.engine().pooling_allocator_metrics().unwrap().component_instances();
    let ctx = CallContext::builder().timeout(Duration::from_secs(60)).build();
    let request = ValidateQuestionRequest::default();
    let _inside = runtime.enter();
    for _ in 0..10_000 {
        let mut call = pin!(loops.validate_question(&ctx, &request));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(in_use(), 1);
    }
    assert_eq!(in_use(), 0);
    let failed =
        |plugin: &WasmPlugin, ctx| runtime.block_on(plugin.validate_question(ctx, &request)).unwrap_err();
    let soon = CallContext::builder().timeout(Duration::from_millis(5)).build();
    assert_eq!(failed(&loops, &soon).code(), Code::TIME_LIMIT);
    assert_eq!(failed(&quiet, &ctx).code(), Code::TRAPPED);
    assert_eq!(in_use(), 0);
}

async fn load(engine: &WasmEngine, name: &str) -> WasmPlugin {
    let component = Guest::named(name).component();
    WasmPlugin::load_bytes(engine, name, component, &LoadOptions::default()).await.unwrap()
}
