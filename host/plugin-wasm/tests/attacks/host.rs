use std::{
    cell::RefCell,
    path::PathBuf,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use optimus_plugin_api::{
    Answer, AssetCompiler, CallContext, CliMod, CompileAssetsRequest, DependencyResolver, Error,
    GenerateDependenciesRequest, GetQuestionsRequest, PluginOptions, ValidateQuestionRequest, Verdict,
};
use optimus_plugin_wasm::{EngineOptions, LoadOptions, WasmEngine, WasmPlugin};

use crate::support::{Guest, note, text, validate};

/// Set in the process that an attack has for itself, to the pool that it is to run in.
const ALONE: &str = "AN_ATTACK_ALONE";
const FIRST: &str = "the first pool";
const BESIDE: &str = "a pool beside the first";
/// An engine for fewer instances has one pool.
const LEAST_FOR_TWO: u32 = 128;
/// More calls than it takes until a plugin is made ready in a pool beside the first.
const CALLS: usize = 600;
/// How often this process has panicked.
static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Runs an attack in a process of its own for each kind of pool, and then asserts what every attack must leave as it was: the host
/// is alive and did not panic; no place in the pool, file descriptor, process or temporary file is left; the plugin and another one
/// answer.
pub(crate) fn survives<F: AsyncFnOnce(&Host)>(attack: F) {
    survives_with(&crate::support::options(), attack);
}

/// The same, with an engine set up otherwise.
pub(crate) fn survives_with<F: AsyncFnOnce(&Host)>(options: &EngineOptions, attack: F) {
    let Ok(pool) = std::env::var(ALONE) else {
        alone(std::any::type_name::<F>(), FIRST);
        if options.instances >= LEAST_FOR_TWO {
            alone(std::any::type_name::<F>(), BESIDE);
        }
        return;
    };
    let mut options = options.clone();
    options.pools = 2;
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        previous(panic);
    }));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let host = Host::new(&options, pool == BESIDE).await;
        let before = Left::now();
        attack(&host).await;
        host.everybody_answers().await;
        host.plugins.take();
        assert_eq!(Left::now(), before, "what the attack has left");
        assert_eq!((host.in_use(), host.engine.counters().instances), ([0; 5], 0), "places in the pools");
        assert_eq!(PANICS.load(Ordering::Relaxed), host.panics.load(Ordering::Relaxed), "panics");
    });
}

/// Runs the test that this closure belongs to in a process and a folder for temporary files of its own.
fn alone(closure: &str, pool: &str) {
    let (_, path) = closure.split_once("::").unwrap();
    let test = path.trim_end_matches("::{{closure}}");
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ALONE, pool)
        .env("TMPDIR", folder.path())
        .output()
        .unwrap();
    let said = format!(
        "{}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        output.status.success() && said.contains("test result: ok. 1 passed"),
        "{test} in {pool}: {said}"
    );
    let left: Vec<PathBuf> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "temporary files are left: {left:?}");
}

/// What a process has open, and what it has started.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    descriptors: usize,
    children: usize,
}

impl Left {
    fn now() -> Self {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap();
        let children = tasks.map(|task| {
            // A thread may end meanwhile; it has no children then.
            let children = std::fs::read_to_string(task.unwrap().path().join("children"));
            children.unwrap_or_default().split_whitespace().count()
        });
        Self { children: children.sum(), descriptors: std::fs::read_dir("/proc/self/fd").unwrap().count() }
    }
}

/// A host that is attacked, with another plugin in it.
pub(crate) struct Host {
    engine: WasmEngine,
    other: WasmPlugin,
    plugins: RefCell<Vec<WasmPlugin>>,
    panics: AtomicUsize,
    beside: bool,
}

impl Host {
    async fn new(options: &EngineOptions, beside: bool) -> Self {
        let engine = WasmEngine::new(options).unwrap();
        let other = Guest::named("echoes").component();
        let other = WasmPlugin::load_bytes(&engine, "other", other, &LoadOptions::default()).await.unwrap();
        let (plugins, panics) = (RefCell::default(), AtomicUsize::new(0));
        let host = Self { engine, other, plugins, panics, beside };
        if beside {
            host.belong_to_the_second_pool();
            host.make_ready(&host.other).await;
            assert_eq!(host.engine.counters().copies, 1, "the other plugin is not ready there");
        }
        echoes(&host.other).await;
        host
    }

    /// The first thread that calls belongs to the first pool, and another one, while that lives, to the other.
    fn belong_to_the_second_pool(&self) {
        let other = &self.other;
        let call = || {
            let ctx = CallContext::default();
            let mut call = other.plugin_info(&ctx);
            // Whether it ends with this does not matter: it has begun.
            let _ = call.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
        };
        let (tell, told) = std::sync::mpsc::channel();
        let live = std::sync::Mutex::new(());
        let until_this_one_has_called = live.lock().unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                call();
                tell.send(()).unwrap();
                drop(live.lock());
            });
            told.recv().unwrap();
            call();
            drop(until_this_one_has_called);
        });
    }

    /// Makes a plugin ready in the pool of this attack, if it may be there at all.
    pub(crate) async fn make_ready(&self, plugin: &WasmPlugin) {
        if !self.beside {
            return;
        }
        let before = self.engine.counters().copies;
        for _ in 0..CALLS {
            plugin.plugin_info(&CallContext::default()).await.unwrap();
        }
        // One that stays in the first pool is waited for in vain.
        for _ in 0..100 {
            if self.engine.counters().copies > before {
                return;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    pub(crate) fn engine(&self) -> &WasmEngine {
        &self.engine
    }

    /// So many panics belong to the attack.
    pub(crate) fn expect_panics(&self, count: usize) {
        self.panics.fetch_add(count, Ordering::Relaxed);
    }

    pub(crate) async fn load_bytes(&self, bytes: Vec<u8>, options: &LoadOptions) -> Result<(), Error> {
        let plugin = WasmPlugin::load_bytes(&self.engine, "evil", bytes, options).await?;
        self.plugins.borrow_mut().push(plugin);
        Ok(())
    }

    /// Loads an evil guest, makes the call that its text names (`;; call:`, or `validate-question`) in a context of two seconds,
    /// and compares what comes of it with what stands beside it (`;; expect:`): a code, and the limit that its error must name.
    pub(crate) async fn attack(&self, name: &str) -> Option<Error> {
        self.attack_in(name, &CallContext::builder().timeout(TIME).build()).await
    }

    /// The same in another context.
    pub(crate) async fn attack_in(&self, name: &str, ctx: &CallContext) -> Option<Error> {
        let text = text(name);
        let error = self.outcome(name, directive(&text, "call"), ctx).await.err();
        let (code, limit) =
            directive(&text, "expect").split_once(' ').unwrap_or((directive(&text, "expect"), ""));
        let found = error.as_ref().map_or("accepted".to_owned(), |error| error.code().to_string());
        assert_eq!(found, code, "{name}: {error:?}");
        if let Some(error) = error.as_ref().filter(|_| !limit.is_empty()) {
            assert_eq!(note(error, "limit"), Some(limit), "{name}");
        }
        error
    }

    async fn outcome(&self, name: &str, call: &str, ctx: &CallContext) -> Result<(), Error> {
        let mut options = LoadOptions::default();
        if call == "load" {
            options.limits.time = TIME;
        }
        let component = Guest::named(name).component();
        let plugin = WasmPlugin::load_bytes(&self.engine, name, component, &options).await?;
        self.make_ready(&plugin).await;
        let outcome = ask(&plugin, call, ctx).await;
        self.plugins.borrow_mut().push(plugin);
        outcome
    }

    #[expect(clippy::await_holding_refcell_ref, reason = "one task alone has the host")]
    async fn everybody_answers(&self) {
        echoes(&self.other).await;
        for plugin in self.plugins.borrow().iter() {
            plugin.plugin_info(&CallContext::default()).await.unwrap();
        }
    }

    /// Places that are in use: component instances, core instances, memories, tables, stacks.
    fn in_use(&self) -> [u64; 5] {
        let pool = self.engine.engine().pooling_allocator_metrics().unwrap();
        let count = |count: usize| u64::try_from(count).unwrap();
        [
            pool.component_instances(),
            pool.core_instances(),
            count(pool.memories()),
            count(pool.tables()),
            count(pool.stacks()),
        ]
    }
}

/// How long an attack may run: long enough that no loaded machine ends a call before its own limit does.
pub(crate) const TIME: Duration = Duration::from_secs(2);

fn directive<'a>(text: &'a str, name: &str) -> &'a str {
    let prefix = format!(";; {name}: ");
    text.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default()
}

/// Makes a call with a request of no meaning; one whose plugin can tell is a dry run.
async fn ask(plugin: &WasmPlugin, call: &str, ctx: &CallContext) -> Result<(), Error> {
    let options = PluginOptions { dry_run: true };
    match call {
        "get-questions" => {
            let request = GetQuestionsRequest { options, ..Default::default() };
            plugin.get_questions(ctx, &request).await.map(drop)
        }
        "compile-assets" => plugin.compile_assets(ctx, &CompileAssetsRequest::default()).await.map(drop),
        "generate-dependencies" => {
            plugin.generate_dependencies(ctx, &GenerateDependenciesRequest::default()).await.map(drop)
        }
        _ => {
            let answer = Answer::named("Q", "value");
            let request = ValidateQuestionRequest { answer, options };
            plugin.validate_question(ctx, &request).await.map(drop)
        }
    }
}

/// The other plugin gives back what it was told, as the reason of a rejection.
async fn echoes(plugin: &WasmPlugin) {
    let verdict = validate(plugin, "Q", "still here").await.unwrap();
    assert_eq!(verdict, Verdict::Rejected("still here".to_owned()));
}

/// The most memory that this process has had since [`forget_peak`], and what it has now, in KiB.
pub(crate) fn peak_kib() -> usize {
    status("VmHWM:")
}

/// Counts the peak anew; gives back what is in use.
pub(crate) fn forget_peak() -> usize {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    status("VmRSS:")
}

fn status(key: &str) -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(key)).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
