//! Calls of several threads, which are divided among pools.

use std::{
    future::Future,
    pin::pin,
    sync::{RwLock, mpsc},
    task::{Context, Waker},
    thread,
    time::{Duration, Instant},
};

use optimus_plugin_api::{CallContext, CliMod, Code, DefaultConfigRequest, ValidateQuestionRequest, Verdict};
use optimus_plugin_wasm::{EngineOptions, Instances, LoadOptions, WasmEngine, WasmPlugin};

use crate::support::{Guest, options, validate, validate_in};

/// More than it takes until a plugin is made ready in the pool of a thread.
const CALLS: usize = 600;
/// So many that live at the same time that each pool has some of them, whatever threads other tests have meanwhile.
const THREADS: usize = 8;
const PATIENCE: Duration = Duration::from_secs(60);

fn two_pools() -> WasmEngine {
    engine(|options| options.pools = 2)
}

fn engine(change: impl FnOnce(&mut EngineOptions)) -> WasmEngine {
    let mut options = options();
    // A guest that does not come back yields soon.
    options.tick = Duration::from_micros(100);
    change(&mut options);
    WasmEngine::new(&options).unwrap()
}

fn load(engine: &WasmEngine, guest: &Guest, instances: Instances) -> WasmPlugin {
    let mut options = LoadOptions::default();
    options.instances = instances;
    block_on(WasmPlugin::load_bytes(engine, "guest", guest.component(), &options)).unwrap()
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Calls that come back, so many that a plugin is made ready wherever it may be.
fn call_often(plugin: &WasmPlugin) {
    let ctx = CallContext::default();
    block_on(async {
        for _ in 0..CALLS {
            plugin.plugin_info(&ctx).await.unwrap();
        }
    });
}

/// Does it on threads of every pool until something is found.
fn until<T: Send>(what: &str, work: impl Fn() -> Option<T> + Sync) -> T {
    let begin = Instant::now();
    loop {
        assert!(begin.elapsed() < PATIENCE, "{what}");
        if let Some(found) = on_threads_of_every_pool(&work) {
            return found;
        }
    }
}

fn everywhere(work: impl Fn() + Sync) {
    let done = on_threads_of_every_pool(&|| {
        work();
        None::<()>
    });
    assert!(done.is_none());
}

/// Does it on one thread after the other until something is found. All of them live to the end, and so are divided among the pools.
fn on_threads_of_every_pool<T: Send>(work: &(impl Fn() -> Option<T> + Sync)) -> Option<T> {
    let end = &RwLock::new(());
    thread::scope(|scope| {
        let _to_the_end = end.write().unwrap();
        (0..THREADS).find_map(|_| {
            let (tell, told) = mpsc::channel();
            scope.spawn(move || {
                let _ = tell.send(work());
                drop(end.read());
            });
            told.recv().ok().flatten()
        })
    })
}

/// Makes the plugin ready in the second pool.
fn spread(engine: &WasmEngine, plugin: &WasmPlugin) {
    until("it is made ready in no other pool", || {
        call_often(plugin);
        (engine.counters().copies > 0).then_some(())
    });
    assert_eq!((engine.counters().copies, engine.counters().pools), (1, 2));
}

fn in_the_first_pool(engine: &WasmEngine) -> u64 {
    engine.engine().pooling_allocator_metrics().unwrap().component_instances()
}

fn spinning() -> (CallContext, ValidateQuestionRequest) {
    (CallContext::builder().timeout(PATIENCE).build(), ValidateQuestionRequest::default())
}

#[test]
fn calls_of_another_thread_run_in_a_pool_of_their_own() {
    let engine = two_pools();
    let loops = load(&engine, &Guest::named("loops"), Instances::Fresh);
    spread(&engine, &loops);
    until("no call is in the second pool", || {
        let (ctx, request) = spinning();
        let mut call = pin!(loops.validate_question(&ctx, &request));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!(engine.counters().instances, 1);
        (in_the_first_pool(&engine) == 0).then_some(())
    });
    assert_eq!(engine.counters().instances, 0);
}

#[test]
fn calls_that_find_their_pool_full_run_in_the_first() {
    const MANY: usize = 100;
    let engine = two_pools();
    let loops = load(&engine, &Guest::named("loops"), Instances::Fresh);
    spread(&engine, &loops);
    let overflown = until("no call is in the second pool", || {
        let (ctx, request) = spinning();
        let mut calls: Vec<_> = (0..MANY).map(|_| loops.validate_question(&ctx, &request)).collect();
        for call in &mut calls {
            assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        assert_eq!(engine.counters().instances, 100);
        Some(in_the_first_pool(&engine)).filter(|overflown| *overflown < 100)
    });
    assert_eq!((overflown, engine.counters().instances), (36, 0));
}

#[test]
fn a_plugin_that_finds_a_pool_full_comes_into_it_once_there_is_room() {
    let engine = two_pools();
    let loops = load(&engine, &Guest::named("loops"), Instances::Fresh);
    let counts = load(&engine, &Guest::named("counts"), Instances::Fresh);
    spread(&engine, &loops);
    until("no call is in the second pool", || {
        let (ctx, request) = spinning();
        let mut calls: Vec<_> = (0..64).map(|_| loops.validate_question(&ctx, &request)).collect();
        for call in &mut calls {
            assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        if in_the_first_pool(&engine) > 0 {
            return None;
        }
        call_often(&counts);
        // What came into the pool all the same would be there by now.
        thread::park_timeout(Duration::from_millis(100));
        assert_eq!(engine.counters().copies, 1);
        Some(())
    });
    until("it stays out for ever", || {
        call_often(&counts);
        (engine.counters().copies == 2).then_some(())
    });
}

#[test]
fn a_plugin_has_the_same_limits_in_every_pool() {
    let engine = two_pools();
    let loops = load(&engine, &Guest::named("loops"), Instances::Fresh);
    spread(&engine, &loops);
    everywhere(|| {
        let soon = CallContext::builder().timeout(Duration::from_millis(5)).build();
        let error = block_on(validate_in(&soon, &loops, "Q", "")).unwrap_err();
        assert_eq!((error.code(), engine.counters().instances), (Code::TIME_LIMIT, 0));
    });
}

#[test]
fn a_plugin_imports_the_same_in_every_pool() {
    let engine = two_pools();
    let asks = load(&engine, &Guest::named("asks-facts"), Instances::Fresh);
    spread(&engine, &asks);
    let ctx = CallContext::builder().attributes([("NAME".to_owned(), "value".to_owned())]).build();
    everywhere(|| {
        let verdict = block_on(validate_in(&ctx, &asks, "NAME", "")).unwrap();
        assert_eq!(verdict, Verdict::Rejected("value".to_owned()));
    });
}

#[test]
fn an_instance_that_is_kept_serves_threads_of_every_pool() {
    let engine = two_pools();
    let counts = load(&engine, &Guest::named("counts"), Instances::Warm(1));
    let trap = || {
        let (ctx, request) = (CallContext::default(), DefaultConfigRequest::default());
        block_on(counts.default_config(&ctx, &request)).unwrap_err();
    };
    // What trapped is not kept, so each of these has an instance of its own.
    until("it is made ready in no other pool", || {
        (0..CALLS).for_each(|_| trap());
        (engine.counters().copies > 0).then_some(())
    });
    everywhere(|| {
        // Its successor is made in the pool of this thread, and serves others.
        trap();
        for count in 1..=4 {
            let count = Verdict::Rejected(count.to_string());
            assert_eq!(block_on(validate(&counts, "Q", "")).unwrap(), count);
            everywhere(|| drop(block_on(counts.plugin_info(&CallContext::default())).unwrap()));
        }
    });
}

#[test]
fn a_plugin_that_is_dropped_makes_room_for_another_in_its_pools() {
    let engine = two_pools();
    let counts = load(&engine, &Guest::named("counts"), Instances::Fresh);
    spread(&engine, &counts);
    drop(counts);
    // The thread that made it ready may be about to end.
    until("it is still counted", || (engine.counters().copies == 0).then_some(()));
}

#[test]
fn what_runs_code_when_it_is_instantiated_stays_in_the_first_pool() {
    let start = "(func $start) (start $start)\n  (global $calls";
    stays(&two_pools(), &Guest::named("counts").with_text("(global $calls", start));
}

#[test]
fn what_imports_wasi_stays_in_the_first_pool() {
    stays(&two_pools(), &Guest::of_wasi("exits"));
}

#[test]
fn an_engine_for_few_instances_has_one_pool() {
    let engine = engine(|options| (options.pools, options.instances) = (8, 127));
    stays(&engine, &Guest::named("counts"));
    assert_eq!(engine.counters().instances_limit, 127);
}

fn stays(engine: &WasmEngine, guest: &Guest) {
    let plugin = load(engine, guest, Instances::Fresh);
    everywhere(|| call_often(&plugin));
    assert_eq!((engine.counters().copies, engine.counters().pools), (0, 1));
}
