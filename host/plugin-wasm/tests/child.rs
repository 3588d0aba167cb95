//! Compilation by another process.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock},
    time::{Duration, Instant},
};

use optimus_plugin_api::{Code, Verdict};
use optimus_plugin_wasm::{
    CompileBy, CompileEvent, CompileOptions, CompileProgress, EngineOptions, LoadOptions, WasmEngine,
    WasmPlugin,
};

use crate::support::{Guest, chain, load, note, validate};

/// These tests count the children of this process.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

fn by(program: impl Into<PathBuf>) -> CompileOptions {
    let mut options = CompileOptions::in_process_without_limits();
    options.by = CompileBy::Program(program.into());
    options
}

fn by_child() -> CompileOptions {
    by(env!("CARGO_BIN_EXE_optimus-compiler"))
}

fn engine_with(compile: CompileOptions) -> WasmEngine {
    let mut options = EngineOptions::default();
    (options.instances, options.compile) = (10, compile);
    WasmEngine::new(&options).unwrap()
}

async fn load_in(engine: &WasmEngine, bytes: Vec<u8>) -> Result<WasmPlugin, optimus_plugin_api::Error> {
    WasmPlugin::load_bytes(engine, "file-name", bytes, &LoadOptions::default()).await
}

/// Compiling children of this process that exist now, those that nobody reaped among them.
fn children() -> Vec<String> {
    let own = std::process::id();
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let path = entry.ok()?.path();
        let stat = fs::read_to_string(path.join("stat")).ok()?;
        let (name, rest) = stat.rsplit_once(") ")?;
        let parent: u32 = rest.split(' ').nth(1)?.parse().ok()?;
        (parent == own && name.contains("optimus-compil")).then(|| name.to_owned())
    });
    processes.collect()
}

fn component(body: &str) -> Vec<u8> {
    let guest = Guest::named("counts");
    guest.with_text("(;prelude;)", &format!("(;prelude;)\n{body}")).component()
}

/// Functions that are small to write and dear to compile: many values that live at once, over many blocks.
fn bomb(functions: usize, blocks: usize) -> Vec<u8> {
    let mut text = String::new();
    for function in 0..functions {
        write!(text, "(func (param i64 i64) (result i64) (local").unwrap();
        (0..64).for_each(|_| text.push_str(" i64"));
        text.push(')');
        for block in 0..blocks {
            let at = |step: usize| (block * 7 + step * 13 + function) % 66;
            write!(
                text,
                "(block (br_if 0 (i64.eqz (local.get {})))
                   (local.set {} (i64.rotl (i64.mul (local.get {}) (local.get {})) (i64.xor (local.get {}) (local.get {}))))
                   (local.set {} (i64.rem_u (local.get {}) (i64.or (local.get {}) (i64.const 1)))))",
                at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8)
            )
            .unwrap();
        }
        text.push_str("(local.get 0))\n");
    }
    component(&text)
}

/// A bomb that takes some seconds.
fn dear() -> Vec<u8> {
    static BOMB: OnceLock<Vec<u8>> = OnceLock::new();
    BOMB.get_or_init(|| bomb(40, 600)).clone()
}

#[tokio::test]
async fn a_child_makes_the_same_plugin_in_both_modes_and_is_gone() {
    let _alone = ALONE.lock().await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let mut compile = by_child();
    let bytes = Guest::named("counts").component();
    compile.progress = CompileProgress::new({
        let told = told.clone();
        move |event| {
            told.lock().unwrap().push(match event {
                CompileEvent::Begins { plugin, bytes } => format!("{plugin} begins, {bytes}"),
                CompileEvent::Ended { plugin, .. } => format!("{plugin} ended"),
                other => format!("{other:?}"),
            });
        }
    });
    let engine = engine_with(compile);
    let plugin = load_in(&engine, bytes.clone()).await.unwrap();
    assert_eq!(validate(&plugin, "Q", "").await.unwrap(), Verdict::Rejected("1".to_owned()));
    plugin.prepare_deterministic().await.unwrap();
    assert_eq!(engine.counters().compilations, 2);
    assert_eq!(
        told.lock().unwrap()[..2],
        [format!("file-name begins, {}", bytes.len()), "file-name ended".to_owned()]
    );
    assert_eq!(children(), [""; 0]);
}

#[tokio::test]
async fn a_program_that_did_not_say_that_it_compiles_is_never_started_again() {
    let mut compile = CompileOptions::default();
    compile.cache = None;
    let engine = engine_with(compile);
    let error = load_in(&engine, Guest::named("counts").component()).await.unwrap_err();
    assert_eq!(error.code(), Code::NO_COMPILER);
    assert!(chain(&error).contains("`compiling_child` was not called first in `main`"), "{}", chain(&error));
}

#[tokio::test]
async fn a_program_that_does_not_compile_is_told() {
    let _alone = ALONE.lock().await;
    let bytes = || Guest::named("counts").component();
    for program in ["/nowhere/optimus", "/proc/self/mem"] {
        let error = load_in(&engine_with(by(program)), bytes()).await.unwrap_err();
        assert_eq!(error.code(), Code::NO_COMPILER, "{program}");
    }
    // One that does something else makes nothing, or nothing of use.
    for program in ["/bin/true", "/bin/cat"] {
        let error = load_in(&engine_with(by(program)), bytes()).await.unwrap_err();
        assert_eq!(error.code(), Code::NO_COMPILER, "{program}");
    }
    let error = load_in(&engine_with(by("/bin/false")), bytes()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (Code::NOT_COMPILED, "the process that compiles it broke down")
    );
    assert_eq!(children(), [""; 0]);
}

#[tokio::test]
async fn what_the_engine_refuses_comes_back_with_its_reason() {
    let _alone = ALONE.lock().await;
    let mut bytes = Guest::named("base-alone").component();
    let at = bytes.windows(4).skip(1).position(|window| window == b"\0asm").unwrap() + 1;
    bytes[at + 4] = 0x7f;
    let engine = engine_with(by_child());
    let error = load_in(&engine, bytes).await.unwrap_err();
    assert_eq!(error.code(), Code::NOT_COMPILED);
    assert!(chain(&error).contains("unknown binary version"), "{}", chain(&error));
    assert_eq!(engine.counters().compile_failures, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn w35_a_compile_bomb_is_stopped_by_its_cpu_time_and_another_plugin_answers_meanwhile() {
    let _alone = ALONE.lock().await;
    let mut compile = by_child();
    compile.cpu_time = Duration::from_secs(1);
    let engine = engine_with(compile);
    let other = load("counts").await.unwrap();
    let bomb = dear();
    let size = bomb.len();
    let exploding = tokio::spawn({
        let engine = engine.clone();
        async move { load_in(&engine, bomb).await }
    });
    let (begin, mut calls) = (Instant::now(), 0);
    while !exploding.is_finished() {
        assert!(begin.elapsed() < Duration::from_secs(120));
        assert_eq!(validate(&other, "Q", "").await.unwrap(), Verdict::Rejected("1".to_owned()));
        calls += 1;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let error = exploding.await.unwrap().unwrap_err();
    assert_eq!(error.code(), Code::COMPILE_BUDGET, "{size} bytes: {}", chain(&error));
    assert_eq!(note(&error, "limit"), Some("compile cpu = 1s"));
    assert!(calls > 10, "{calls}");
    assert_eq!((engine.counters().compile_failures, children()), (1, Vec::new()));
    assert!(load_in(&engine, Guest::named("counts").component()).await.is_ok());
}

/// `cargo test --release --workspace --all-features --test main -- --ignored --nocapture compile_bomb`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
async fn what_a_compile_bomb_does_to_the_times_of_another_component() {
    let engine = engine_with(by_child());
    let other = load("counts").await.unwrap();
    let time = async |times: &mut Vec<Duration>| {
        let begin = Instant::now();
        validate(&other, "Q", "").await.unwrap();
        times.push(begin.elapsed());
        tokio::time::sleep(Duration::from_micros(100)).await;
    };
    let (mut quiet, mut meanwhile) = (Vec::new(), Vec::new());
    for _ in 0..2_000 {
        time(&mut quiet).await;
    }
    while meanwhile.len() < 2_000 {
        let (engine, bomb) = (engine.clone(), dear());
        let exploding = tokio::spawn(async move { load_in(&engine, bomb).await });
        while !exploding.is_finished() {
            time(&mut meanwhile).await;
        }
    }
    let shown = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        [50, 90, 99].map(|percent| times[times.len() * percent / 100])
    };
    println!("quiet {:?}, beside a bomb {:?} (p50, p90, p99)", shown(&mut quiet), shown(&mut meanwhile));
}

#[tokio::test]
async fn w35_a_compile_bomb_is_stopped_by_its_memory() {
    let _alone = ALONE.lock().await;
    let mut compile = by_child();
    compile.memory_bytes = 192 * 1024 * 1024;
    let engine = engine_with(compile);
    let error = load_in(&engine, bomb(1, 20_000)).await.unwrap_err();
    assert_eq!(error.code(), Code::COMPILE_BUDGET, "{}", chain(&error));
    assert_eq!(note(&error, "limit"), Some("compile memory = 201326592 bytes"));
    assert_eq!(children(), [""; 0]);
    assert!(load_in(&engine, Guest::named("counts").component()).await.is_ok());
}

#[tokio::test]
async fn w35_a_compile_bomb_is_stopped_by_the_wall_clock_and_by_the_size_of_what_it_makes() {
    let _alone = ALONE.lock().await;
    let mut compile = by_child();
    compile.time = Duration::from_millis(100);
    let bytes = dear();
    let error = load_in(&engine_with(compile), bytes).await.unwrap_err();
    assert_eq!((error.code(), note(&error, "limit")), (Code::COMPILE_BUDGET, Some("compile time = 100ms")));
    let mut compile = by_child();
    compile.artefact_bytes = 4096;
    let error = load_in(&engine_with(compile), Guest::named("counts").component()).await.unwrap_err();
    assert_eq!(
        (error.code(), note(&error, "limit")),
        (Code::COMPILE_BUDGET, Some("compiled size = 4096 bytes"))
    );
    assert_eq!(children(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_a_load_ends_the_process_that_compiles() {
    let _alone = ALONE.lock().await;
    let engine = engine_with(by_child());
    let bomb = dear();
    let loading = tokio::spawn({
        let engine = engine.clone();
        async move { load_in(&engine, bomb).await }
    });
    eventually("it compiles", || !children().is_empty()).await;
    loading.abort();
    eventually("it has ended", || children().is_empty()).await;
    assert!(load_in(&engine, Guest::named("counts").component()).await.is_ok());
}

async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(60), "waited 60 s until {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn a_child_is_a_nice_process_of_a_group_of_its_own_with_three_descriptors_and_without_our_environment()
{
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir().unwrap();
    // A descriptor that is handed on by mistake, as many are.
    let leaked = fs::File::open("/dev/null").unwrap();
    rustix::io::fcntl_setfd(&leaked, rustix::io::FdFlags::empty()).unwrap();
    let seen = Arc::new(Mutex::new(None));
    let engine = engine_with(by_child());
    let bytes = dear();
    let loading = tokio::spawn({
        let engine = engine.clone();
        async move { load_in(&engine, bytes).await }
    });
    eventually("its limits are set", || {
        let Some(process) = compiling_process() else { return false };
        let limits = fs::read_to_string(process.join("limits")).unwrap_or_default();
        let line =
            |name: &str| limits.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
        let address_space = line("Max address space");
        let set = address_space.contains("2147483648") && line("Max cpu time").contains("120");
        let status = fs::read_to_string(process.join("status")).unwrap_or_default();
        let stat = fs::read_to_string(process.join("stat")).unwrap_or_default();
        let numbers: Vec<String> = stat
            .rsplit_once(") ")
            .map_or(Vec::new(), |(_, rest)| rest.split(' ').map(str::to_owned).collect());
        let descriptors = fs::read_dir(process.join("fd")).map(Iterator::count).unwrap_or_default();
        let environment = fs::read(process.join("environ")).unwrap_or_default();
        let nice = numbers.get(16).is_some_and(|nice| nice != "0");
        if set && nice && descriptors <= 3 {
            let group = numbers[2].clone();
            *seen.lock().unwrap() = Some((process, status, group, environment, line("Max core file size")));
        }
        seen.lock().unwrap().is_some()
    })
    .await;
    loading.abort();
    let (process, status, group, environment, core) = seen.lock().unwrap().take().unwrap();
    assert_eq!(process.file_name().unwrap().to_str().unwrap(), group);
    assert!(status.contains("NoNewPrivs:\t1"), "{status}");
    assert!(core.split_whitespace().nth(4) == Some("0"), "{core}");
    let environment = String::from_utf8(environment).unwrap();
    let names: Vec<_> =
        environment.split_terminator('\0').map(|one| one.split_once('=').unwrap().0.to_owned()).collect();
    assert!(
        names.iter().all(|name| ["OPTIMUS_COMPILING_CHILD", "LD_LIBRARY_PATH"].contains(&name.as_str())),
        "{names:?}"
    );
    drop((leaked, folder));
    eventually("it has ended", || children().is_empty()).await;
}

fn compiling_process() -> Option<PathBuf> {
    let own = std::process::id();
    let mut processes = fs::read_dir("/proc").unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    processes.find(|path: &PathBuf| parent_of(path) == Some(own) && is_compiler(path))
}

fn parent_of(process: &Path) -> Option<u32> {
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()
}

fn is_compiler(process: &Path) -> bool {
    fs::read_to_string(process.join("comm")).is_ok_and(|name| name.starts_with("optimus-compil"))
}
