//! Hostile components side by side with good ones, through the whole host.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use optimus_plugin_api::{CallContext, Code, Error, ValidateQuestionRequest, Verdict};
use optimus_plugin_build::GuestText;
use optimus_plugin_host::wasm::CompileOptions;
use optimus_plugin_host::{Host, HostBuilder, Plugin};
use tempfile::TempDir;
use wasm_encoder::{
    ComponentBuilder, ComponentExportKind, MemorySection, MemoryType, Module, ModuleArg, RefType,
    TableSection, TableType,
};

use crate::stage::until;

/// Answers at once.
const QUIET: &str = r#"
;; exports: cli
;; mods: cli
(module
  (;prelude;)
  (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
    (i32.const 4096))
)"#;

/// The text of a guest of `plugin-wasm`.
fn hostile(name: &str) -> String {
    let path = format!("{}/../plugin-wasm/tests/guests/{name}.wat", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).expect(&path)
}

/// Puts a component into a folder; its name has five letters, as the one that it is given in place of.
fn install(folder: &Path, name: &str, text: &str) {
    assert_eq!(name.len(), 5);
    install_bytes(folder, name, GuestText::new(text).component().unwrap());
}

fn install_bytes(folder: &Path, name: &str, mut component: Vec<u8>) {
    for at in 0..component.len() - 5 {
        if component[at..].starts_with(b"guest") {
            component[at..at + 5].copy_from_slice(name.as_bytes());
        }
    }
    std::fs::write(folder.join(format!("optimus-plugin-{name}.wasm")), component).unwrap();
}

struct Served {
    host: Host,
    _folder: TempDir,
}

impl Served {
    /// A good component and a hostile one.
    async fn beside(builder: HostBuilder, storm: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        install(folder.path(), "quiet", QUIET);
        install(folder.path(), "storm", storm);
        let compile = CompileOptions::in_process_without_limits();
        let host = builder.compile(compile).directories([folder.path()]).load().await;
        assert_eq!(host.plugins().len(), 2, "{:?}", host.plugins().not_served());
        Self { host, _folder: folder }
    }

    fn plugin(&self, name: &str) -> Arc<Plugin> {
        self.host.plugins().plugin(name).unwrap()
    }

    fn running(&self) -> u64 {
        self.host.counters().running
    }

    fn queued(&self) -> u64 {
        self.host.counters().plugins.iter().map(|one| one.queued).sum()
    }
}

async fn call(plugin: &Plugin, time: Duration) -> Result<Verdict, Error> {
    let ctx = CallContext::builder().timeout(time).build();
    plugin.validate_question(&ctx, &ValidateQuestionRequest::default()).await
}

/// A plugin, and beside it in one component as many memories, tables and core instances as one may have.
fn of_many_parts() -> Vec<u8> {
    const BASE: &str = "optimus:plugin/base@0.1.0";
    let mut memory = MemorySection::new();
    let limits =
        MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
    memory.memory(limits);
    let mut table = TableSection::new();
    let limits = TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: 1,
        maximum: None,
        shared: false,
    };
    table.table(limits);
    let [mut with_memory, mut with_table] = [Module::new(), Module::new()];
    with_memory.section(&memory);
    with_table.section(&table);
    let mut component = ComponentBuilder::default();
    let plugin = GuestText::new(hostile("base-alone")).component().unwrap();
    let plugin = component.component_raw(None, &plugin);
    let plugin = component.instantiate(None, plugin, Vec::<(&str, ComponentExportKind, u32)>::new());
    for (module, count) in [(with_memory, 15), (with_table, 60), (Module::new(), 20)] {
        let module = component.core_module(None, &module);
        for _ in 0..count {
            component.core_instantiate(None, module, Vec::<(&str, ModuleArg)>::new());
        }
    }
    let base = component.alias_export(plugin, BASE, ComponentExportKind::Instance);
    component.export(BASE, ComponentExportKind::Instance, base, None);
    component.finish()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn components_of_the_most_parts_are_loaded_side_by_side_however_few_calls_there_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let component = of_many_parts();
    for number in 0..8 {
        install_bytes(folder.path(), &format!("part{number}"), component.clone());
    }
    for _ in 0..5 {
        let builder = Host::builder().calls_at_once(1).directories([folder.path()]);
        let host = builder.compile(CompileOptions::in_process_without_limits()).load().await;
        assert_eq!(host.plugins().len(), 8, "{:?}", host.plugins().not_served());
    }
}

const LONG: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w48_one_call_more_than_there_is_room_for_waits_and_one_more_than_may_wait_is_turned_away() {
    let served = Served::beside(Host::builder().calls_at_once(2).queue(1), &hostile("loops")).await;
    let spinning = |time| {
        let plugin = served.plugin("storm");
        tokio::spawn(async move { call(&plugin, time).await.unwrap_err().code() })
    };
    let two = [spinning(LONG), spinning(LONG)];
    until("two run", || served.running() == 2).await;
    let quiet = served.plugin("quiet");
    let waits = tokio::spawn(async move { call(&quiet, LONG).await });
    until("one waits", || served.queued() == 1).await;
    let error = call(&served.plugin("quiet"), LONG).await.unwrap_err();
    assert_eq!(error.code(), Code::OVERLOADED);
    assert_eq!(
        error.notes(),
        [("limit", "queue = 1, of all plugins; to change it: `limits.queue` in the policy".to_owned())]
    );
    assert!(error.retry_after().is_some());
    two[0].abort();
    assert_eq!(waits.await.unwrap().unwrap(), Verdict::Accepted);
    two[1].abort();
    until("nobody runs", || served.running() == 0).await;
    assert_eq!(
        call(&served.plugin("storm"), Duration::from_millis(20)).await.unwrap_err().code(),
        Code::TIME_LIMIT
    );
    assert_eq!(call(&served.plugin("quiet"), LONG).await.unwrap(), Verdict::Accepted);
}

/// The times of calls of the good component, ascending.
async fn times(served: &Served, calls: usize) -> Vec<Duration> {
    let mut times = Vec::new();
    for _ in 0..calls {
        let quiet = served.plugin("quiet");
        let begin = Instant::now();
        tokio::spawn(async move { call(&quiet, LONG).await.unwrap() }).await.unwrap();
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    times
}

fn percentile(times: &[Duration], percent: usize) -> Duration {
    times[(times.len() * percent / 100).min(times.len() - 1)]
}

/// Times of the good component alone, and in a storm of the other.
async fn quiet_and_in_a_storm(text: &str, storm: usize, calls: usize) -> [Vec<Duration>; 2] {
    let served = Served::beside(Host::builder(), text).await;
    times(&served, 100).await;
    let quiet = times(&served, calls).await;
    let over = Arc::new(AtomicBool::new(false));
    let storm: Vec<_> = (0..storm)
        .map(|_| {
            let (plugin, over) = (served.plugin("storm"), Arc::clone(&over));
            tokio::spawn(async move {
                while !over.load(Ordering::SeqCst) {
                    call(&plugin, Duration::from_millis(500)).await.unwrap_err();
                }
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let stormy = times(&served, calls).await;
    over.store(true, Ordering::SeqCst);
    for one in storm {
        one.await.unwrap();
    }
    until("nobody runs", || served.running() == 0).await;
    assert_eq!(call(&served.plugin("quiet"), LONG).await.unwrap(), Verdict::Accepted);
    [quiet, stormy]
}

/// Without fair turns every call would wait for a tick of every second one of the storm: for a second and more.
async fn is_not_moved(guest: &str) {
    let [quiet, stormy] = quiet_and_in_a_storm(&hostile(guest), 200, 100).await;
    let (quiet, stormy) = (percentile(&quiet, 99), percentile(&stormy, 99));
    assert!(stormy <= (quiet * 60).max(Duration::from_millis(100)), "{guest}: quiet {quiet:?}, {stormy:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w49_a_storm_of_endless_loops_does_not_move_another_component() {
    is_not_moved("loops").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w49_a_storm_of_growing_memories_does_not_move_another_component() {
    is_not_moved("evil/w05-grows-without-end").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn w49_a_storm_of_crashes_does_not_move_another_component() {
    is_not_moved("evil/w10-unreachable").await;
}

/// `cargo test -p optimus-plugin-host --all-features -- --ignored --nocapture storm`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
async fn what_a_storm_does_to_the_times_of_another_component() {
    for guest in ["loops", "evil/w05-grows-without-end", "evil/w10-unreachable"] {
        for storm in [1, 10, 600] {
            let [quiet, stormy] = quiet_and_in_a_storm(&hostile(guest), storm, 2_000).await;
            let of = |times: &[Duration]| [50, 90, 99].map(|percent| percentile(times, percent));
            println!(
                "{guest} x {storm}: quiet {:?}, in the storm {:?} (p50, p90, p99)",
                of(&quiet),
                of(&stormy)
            );
        }
    }
}
