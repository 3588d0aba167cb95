use std::{
    path::Path,
    sync::{Mutex, OnceLock, PoisonError},
    time::Instant,
};

use optimus_plugin_api::{Code, Error, Mode, Operation};
use optimus_plugin_policy::Digest;
use tokio::sync::Semaphore;
use wasmtime::component::Component;

use super::{
    CompileBy, CompileEvent, CompileOptions, Orders, Source,
    cache::{Cache, Found},
    counters::{Counters, EngineCounters},
    run::{self, Cancelled, Failure, Waiting},
    trusted::{Identity, Trusted},
};
use crate::{
    LoadOptions, WasmEngine,
    engine::{Side, Variant, compatibility},
    header,
    prepare::{aside, read_file},
    sys,
};

/// Makes machine code of components: the one place where that happens.
///
/// Compilation is the dearest and least bounded thing that a plugin file can ask of a host (a component of 587 KB took 12.7 s
/// and 586 MB), so another process does it, within limits, and what it made is kept.
pub(crate) struct Workshop {
    options: CompileOptions,
    room: Semaphore,
    cache: OnceLock<Option<Cache>>,
    /// Why the cache is not used, until somebody was told.
    cache_disabled: Mutex<Option<Error>>,
    counters: Counters,
}

/// A component that is ready to be linked, and what was not as it should be.
pub(crate) struct Made {
    pub(crate) component: Component,
    /// What it was mapped from.
    pub(crate) code: Trusted,
    pub(crate) warnings: Vec<Error>,
    /// It was in the cache.
    pub(crate) was_kept: bool,
}

/// A component in demand: whose, and for which engine.
struct Order {
    plugin: String,
    identity: Identity,
    source: Source,
}

impl Workshop {
    pub(crate) fn new(options: CompileOptions) -> Self {
        Self {
            room: Semaphore::new(options.at_once.max(1)),
            options,
            cache: OnceLock::new(),
            cache_disabled: Mutex::new(None),
            counters: Counters::default(),
        }
    }

    pub(crate) fn counters(&self) -> EngineCounters {
        self.counters.snapshot()
    }

    fn cache(&self) -> Option<&Cache> {
        let open = || {
            let opened = Cache::open(self.options.cache.as_ref()?);
            let disabled =
                |error| *self.cache_disabled.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            opened.map_err(disabled).ok()?
        };
        self.cache.get_or_init(open).as_ref()
    }

    /// Whether what is compiled will be kept.
    fn need_cache(&self) -> Result<(), Error> {
        if self.cache().is_some() {
            return Ok(());
        }
        let why = self.cache_disabled.lock().unwrap_or_else(PoisonError::into_inner).take();
        Err(why.unwrap_or_else(|| {
            let message = "there is no folder for compiled components";
            Error::new(Code::CACHE_DISABLED, "(all components)", Operation::Load, message)
                .with_help("set HOME or XDG_CACHE_HOME to an absolute path")
        }))
    }

    /// What the cache has, on a thread that may wait.
    fn look_up(&self, side: &Side, order: &Order) -> (Option<(Component, Trusted)>, Vec<Error>) {
        let (cache, mut warnings) = (self.cache(), Vec::new());
        warnings.extend(self.cache_disabled.lock().unwrap_or_else(PoisonError::into_inner).take());
        let Some(cache) = cache else { return (None, warnings) };
        match cache.find(&order.identity) {
            Found::Code(code) => match sys::component(side.engine(), &code) {
                Ok(component) => {
                    self.counters.hit();
                    return (Some((component, code)), warnings);
                }
                // It is ours and yet of no use: never written by an engine like this one.
                Err(cause) => warnings.push(self.damaged(cache, order).with_source(cause)),
            },
            Found::Damaged => warnings.push(self.damaged(cache, order)),
            Found::Nothing => {}
        }
        self.counters.missed();
        (None, warnings)
    }

    fn damaged(&self, cache: &Cache, order: &Order) -> Error {
        self.counters.damaged();
        let aside = cache.put_aside(&order.identity);
        let message = "its compiled form in the cache is damaged, and was not run; it is compiled anew";
        Error::new(Code::CACHE_DAMAGED, &order.plugin, Operation::Load, message).note("put aside", aside)
    }

    /// Compiles, on a thread that may wait.
    fn make(&self, side: &Side, order: &Order, cancelled: &Cancelled) -> Result<(Component, Trusted), Error> {
        let (plugin, bytes) = (order.plugin.as_str(), order.source.len());
        tracing::info!(plugin, bytes, "compiling");
        self.options.progress.tell(CompileEvent::Begins { plugin, bytes });
        let begin = Instant::now();
        let code = self.code(side, order, cancelled);
        let took = begin.elapsed();
        self.counters.compiled(took, code.is_ok());
        self.options.progress.tell(CompileEvent::Ended { plugin, took });
        tracing::info!(plugin, ?took, compiled = code.is_ok(), "compiled");
        let code = code.map_err(|failure| failed(plugin, failure))?;
        // Machine code for this engine, and yet more than it has room for: too many tables, or too large ones.
        let made = sys::component(side.engine(), &code);
        let component = made.map_err(|cause| refused(plugin).with_source(cause))?;
        if let Some(cache) = self.cache() {
            cache.keep(&order.identity, &code);
        }
        Ok((component, code))
    }

    fn code(&self, side: &Side, order: &Order, cancelled: &Cancelled) -> Result<Trusted, Failure> {
        if self.options.by == CompileBy::InProcessWithoutLimits {
            return in_this_process(side, &order.source);
        }
        let orders = Orders::new(&self.options, side.settings(), order.identity.compatibility);
        run::compile(&self.options, &orders, &order.source, cancelled)
    }
}

/// What came of compiling ahead of time.
#[derive(Debug)]
#[non_exhaustive]
pub struct Precompiled {
    /// What the plugin is called by its file's name.
    pub plugin: String,
    /// The digest of the component.
    pub digest: Digest,
    /// Whether it was in the cache already.
    pub was_kept: bool,
    /// What was not as it should be: a damaged file in the cache (`P0213`).
    pub warnings: Vec<Error>,
}

impl WasmEngine {
    /// Compiles a component ahead of time, so that loading it later takes it from the cache. None of its code runs. With `mode`
    /// as a call's context has it: what is compiled for one is of no use to the other. Needs a tokio runtime.
    ///
    /// # Errors
    /// `P0107`, `P0110`: the file cannot be read, or is too large. `P0201` to `P0204`: it is no component. `P0209` to `P0211`: it
    /// cannot be compiled. `P0212`: there is no cache that can be used.
    pub async fn precompile(
        &self,
        path: impl AsRef<Path>,
        options: &LoadOptions,
        mode: Mode,
    ) -> Result<Precompiled, Error> {
        let (plugin, source) = read_file(path.as_ref(), options).await?;
        options.check_digest(&source.digest, &plugin)?;
        header::check(&source.bytes, &plugin)?;
        let variant = if mode == Mode::Normal { Variant::Normal } else { Variant::Deterministic };
        let engine = self.clone();
        aside(&plugin, move || engine.workshop().need_cache()).await?;
        let Made { was_kept, warnings, .. } = self.component(variant, &plugin, &source).await?;
        Ok(Precompiled { plugin, digest: source.digest, was_kept, warnings })
    }

    /// A component's machine code, from the cache or made now.
    pub(crate) async fn component(
        &self,
        variant: Variant,
        plugin: &str,
        source: &Source,
    ) -> Result<Made, Error> {
        let side = self.side(variant)?.clone();
        let order = Order {
            plugin: plugin.to_owned(),
            identity: Identity {
                source: *source.digest.as_bytes(),
                compatibility: compatibility(side.engine()),
                settings: side.settings().words(),
            },
            source: source.clone(),
        };
        let (engine, on) = (self.clone(), side.clone());
        let (found, order) =
            aside(plugin, move || Ok((engine.workshop().look_up(&on, &order), order))).await?;
        let (found, warnings) = found;
        if let Some((component, code)) = found {
            return Ok(Made { component, code, warnings, was_kept: true });
        }
        let (component, code) = self.make(&side, order).await?;
        Ok(Made { component, code, warnings, was_kept: false })
    }

    async fn make(&self, side: &std::sync::Arc<Side>, order: Order) -> Result<(Component, Trusted), Error> {
        let _room = self.workshop().room.acquire().await;
        let waiting = Waiting::default();
        let (engine, side, cancelled, plugin) =
            (self.clone(), side.clone(), waiting.watched(), order.plugin.clone());
        let made = aside(&plugin, move || engine.workshop().make(&side, &order, &cancelled)).await;
        drop(waiting);
        made
    }
}

fn in_this_process(side: &Side, source: &Source) -> Result<Trusted, Failure> {
    use std::io::Write;
    let code = side.engine().precompile_component(&source.bytes);
    let code = code.map_err(|refused| Failure::Refused(format!("{refused:?}")))?;
    let mut file = sys::memory_file()?;
    file.write_all(&code)?;
    Ok(Trusted::just_made(sys::Code::seal(file)?))
}

fn failed(plugin: &str, failure: Failure) -> Error {
    match failure {
        Failure::Refused(reason) => refused(plugin).with_source(Said(reason)),
        Failure::Crashed(reason) => not_compiled(plugin, "the process that compiles it broke down")
            .with_help(
                "the cause says what it said; remove the component if you do not know where it is from",
            )
            .with_source(Said(reason)),
        Failure::Budget { limit, value } => over_budget(plugin, limit, &value),
        Failure::NoCompiler(reason) => no_compiler(plugin).with_source(Said(reason)),
        Failure::Cancelled => not_compiled(plugin, "nobody waited for it to be compiled"),
    }
}

fn not_compiled(plugin: &str, message: &str) -> Error {
    Error::new(Code::NOT_COMPILED, plugin, Operation::Load, message)
}

fn refused(plugin: &str) -> Error {
    not_compiled(plugin, "the engine refuses to compile it").with_help(
        "it uses a feature of WebAssembly that is not offered, or is damaged inside; the cause says where",
    )
}

fn over_budget(plugin: &str, limit: &str, value: &str) -> Error {
    let message = format!("compiling it takes more than it may: {limit} = {value}");
    Error::new(Code::COMPILE_BUDGET, plugin, Operation::Load, message)
        .note("limit", format!("{limit} = {value}"))
        .with_help(
            "if it is meant to be that large, raise the limits of compilation and compile it ahead of time",
        )
}

fn no_compiler(plugin: &str) -> Error {
    let message = "no program that compiles can be started";
    Error::new(Code::NO_COMPILER, plugin, Operation::Load, message).with_help(
        "call `compiling_child` first in `main`, or name an `optimus` program of the same version to compile with",
    )
}

/// What another process said.
#[derive(Debug)]
struct Said(String);

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Said {}
