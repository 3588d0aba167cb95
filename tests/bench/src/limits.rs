//! What the limits cost: the same call in wasmtime alone, on a pool, without any limit and with all of them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow};
use wasmtime::{
    Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, ResourceLimiter, Store,
    UpdateDeadline,
    component::{Component, ComponentExportIndex, Instance, InstancePre, Linker},
};

use crate::{
    calls::time,
    measure::{Samples, Summary},
    raw::cli,
};

const TICK: Duration = Duration::from_millis(10);
const HOUR: Duration = Duration::from_secs(3600);
const ROOM: usize = 128 << 20;

/// Times without limits and with them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) without: Summary,
    pub(crate) with: Summary,
}

/// A fresh and a warm call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Costs {
    pub(crate) fresh: Cost,
    pub(crate) warm: Cost,
}

pub(crate) async fn measure(component: &[u8], quick: bool) -> Result<Costs> {
    let (rounds, samples) = if quick { (12, 250) } else { (100, 250) };
    let bare = |limited| Bare::new(component, limited).map_err(|cause| anyhow!("{cause:#}"));
    let (free, limited) = (bare(false)?, bare(true)?);
    let (mut free_seat, mut limited_seat) = (free.seat()?, limited.seat()?);
    let mut all: [Samples; 4] = Default::default();
    let [fresh_without, fresh_with, warm_without, warm_with] = &mut all;
    for _ in 0..rounds {
        time!(fresh_without, samples, 1, free.fresh().await?);
        time!(fresh_with, samples, 1, limited.fresh().await?);
        time!(warm_without, samples, 1, free.call(&mut free_seat).await?);
        time!(warm_with, samples, 1, limited.call(&mut limited_seat).await?);
    }
    let [fresh_without, fresh_with, warm_without, warm_with] = all.map(|samples| samples.summary());
    let cost = |without: Option<Summary>, with: Option<Summary>| -> Result<Cost> {
        let nothing = "nothing was measured";
        Ok(Cost { without: without.context(nothing)?, with: with.context(nothing)? })
    };
    Ok(Costs { fresh: cost(fresh_without, fresh_with)?, warm: cost(warm_without, warm_with)? })
}

/// A component in an engine of its own.
struct Bare {
    engine: Engine,
    pre: InstancePre<State>,
    export: ComponentExportIndex,
    limited: bool,
    _ticker: Option<Ticker>,
}

/// What a limited store knows.
struct State {
    deadline: Instant,
    used: usize,
}

struct Seat {
    store: Store<State>,
    instance: Instance,
}

impl Bare {
    fn new(component: &[u8], limited: bool) -> wasmtime::Result<Self> {
        let mut config = Config::new();
        config.concurrency_support(false);
        config.epoch_interruption(limited);
        let mut pool = PoolingAllocationConfig::new();
        pool.total_component_instances(10).total_memories(10).total_tables(40).total_stacks(10);
        pool.pagemap_scan(wasmtime::Enabled::Auto).linear_memory_keep_resident(ROOM);
        pool.table_keep_resident(1 << 18);
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
        let engine = Engine::new(&config)?;
        let component = Component::from_binary(&engine, component)?;
        let mut linker = Linker::new(&engine);
        linker.define_unknown_imports_as_traps(&component)?;
        let pre = linker.instantiate_pre(&component)?;
        let no_export = || wasmtime::Error::msg("the component has no survey");
        let survey = component.get_export_index(None, "optimus:plugin/cli@0.1.0").ok_or_else(no_export)?;
        let export = component.get_export_index(Some(&survey), "validate-question").ok_or_else(no_export)?;
        let ticker = limited.then(|| Ticker::start(&engine));
        Ok(Self { engine, pre, export, limited, _ticker: ticker })
    }

    /// A new instance. Nothing of it runs before its limits hold.
    fn instantiate(&self) -> wasmtime::Result<Seat> {
        let mut store = Store::new(&self.engine, State { deadline: Instant::now() + HOUR, used: 0 });
        if self.limited {
            store.limiter(|state| state);
            store.set_hostcall_fuel(16 << 20);
            store.set_max_component_handles(1_000);
            store.epoch_deadline_callback(|store| {
                let is_over = Instant::now() >= store.data().deadline;
                Ok(if is_over { UpdateDeadline::Interrupt } else { UpdateDeadline::Yield(1) })
            });
            // It is instantiated at one go, and looks at the clock in the call.
            store.set_epoch_deadline(1 << 20);
        }
        let instance = self.pre.instantiate(&mut store)?;
        Ok(Seat { store, instance })
    }

    fn seat(&self) -> Result<Seat> {
        self.instantiate().map_err(|cause| anyhow!("{cause:#}"))
    }

    async fn fresh(&self) -> Result<bool> {
        self.call(&mut self.seat()?).await
    }

    async fn call(&self, seat: &mut Seat) -> Result<bool> {
        if self.limited {
            seat.store.set_epoch_deadline(1);
        }
        self.ask(seat).await.map_err(|cause| anyhow!("{cause:#}"))
    }

    async fn ask(&self, seat: &mut Seat) -> wasmtime::Result<bool> {
        let Seat { store, instance } = seat;
        type Reply = Result<cli::Verdict, cli::Error>;
        let function = instance.get_typed_func::<(cli::Answer<'_>,), (Reply,)>(&mut *store, &self.export)?;
        let answer = cli::Answer { question: "RANGE_START", value: "2026-01-01" };
        let (reply,) = function.call_async(store, (answer,)).await?;
        Ok(matches!(reply, Ok(cli::Verdict::Accepted)))
    }
}

impl ResourceLimiter for State {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.used = self.used.saturating_sub(current).saturating_add(desired);
        Ok(self.used <= ROOM)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

/// The clock of an engine.
struct Ticker {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    fn start(engine: &Engine) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let (engine, is_over) = (engine.clone(), Arc::clone(&over));
        let tick = move || {
            while !is_over.load(Ordering::Relaxed) {
                thread::park_timeout(TICK);
                engine.increment_epoch();
            }
        };
        Self { over, thread: Some(thread::spawn(tick)) }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
