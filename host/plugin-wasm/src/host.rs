use std::{sync::Arc, time::Instant};

use optimus_plugin_api::{Mode, Operation};
use wasmtime::{
    Engine, Store, StoreContextMut, UpdateDeadline,
    component::{Linker, WasmStr},
};

use crate::{
    bindings::optimus::plugin::logging::Level,
    call_log::CallLog,
    facts::Facts,
    imports::{self, Access},
    limiter::MemoryLimiter,
    logs::{LogState, Speaker},
};

/// Handles of resources that an instance may hold. The contract has none; components are made of parts that may.
const HANDLES: usize = 1_000;

/// What the host keeps for one instance. Small, and without an allocation in a call that asks for nothing.
#[derive(Debug)]
pub(crate) struct HostState {
    pub(crate) memory: MemoryLimiter,
    pub(crate) log: CallLog,
    pub(crate) facts: Option<Box<Facts>>,
    pub(crate) deadline: Instant,
    pub(crate) operation: Operation,
    /// The guest was instantiated, so it is running its call.
    pub(crate) instantiated: bool,
    /// What the guest's clock shows and where its random numbers come from.
    pub(crate) mode: Mode,
    /// The guest cannot yield now: it is being instantiated at one go.
    pub(crate) at_one_go: bool,
    /// What components of other toolchains, and those that make requests, have besides.
    #[cfg(feature = "wasi")]
    pub(crate) wasi: Option<Box<imports::Wasi>>,
}

impl HostState {
    /// Another call in the same instance: what its memory holds already counts, and what it was given it still holds.
    pub(crate) fn again(&mut self, next: Self) {
        self.memory.again(next.memory.limit());
        self.log = next.log;
        self.facts = next.facts;
        self.deadline = next.deadline;
        self.operation = next.operation;
        self.mode = next.mode;
        #[cfg(feature = "wasi")]
        if let (Some(wasi), Some(next)) = (&mut self.wasi, next.wasi) {
            wasi.again(*next);
            self.share_log();
        }
    }

    /// Nothing of the call that ended is left for the next.
    pub(crate) fn rest(&mut self) {
        self.facts = None;
        #[cfg(feature = "wasi")]
        if let Some(wasi) = &mut self.wasi {
            wasi.rest();
        }
    }

    /// What was written to standard streams and not yet logged is logged.
    pub(crate) fn flush(&self) {
        #[cfg(feature = "wasi")]
        if let Some(wasi) = &self.wasi {
            wasi.log().finish();
        }
    }

    /// The call has ended: what was dropped of its lines is said.
    pub(crate) fn finish(&self, speaker: &Speaker, call: Operation) {
        self.flush();
        self.log.look(|log| log.close(speaker, call));
    }
}

/// The guest's own deadline has passed. Raised inside the guest, so that it comes with a backtrace.
#[derive(Debug)]
pub(crate) struct DeadlinePassed;

impl std::fmt::Display for DeadlinePassed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the deadline of the call has passed")
    }
}

impl std::error::Error for DeadlinePassed {}

/// A store in which every limit is in force, before any code of the guest can run in it (start functions do, when it is
/// instantiated).
pub(crate) fn store(
    engine: &Engine,
    state: HostState,
    hostcall_fuel: usize,
    fuel: Option<u64>,
) -> Store<HostState> {
    let mut store = Store::new(engine, state);
    store.limiter(|state| &mut state.memory);
    store.set_hostcall_fuel(hostcall_fuel);
    store.set_max_component_handles(HANDLES);
    store.epoch_deadline_callback(|store| on_tick(store.data()));
    store.set_epoch_deadline(1);
    if let Some(fuel) = fuel {
        // An engine that does not count fuel refuses it, and the call then has the limit of time alone.
        let _ = store.set_fuel(fuel);
    }
    store
}

/// Every tick: let other tasks run, unless the call is over. Yielding alone would never end a guest; trapping alone would end
/// it only when the guest's own time is up, and block a thread until then.
fn on_tick(state: &HostState) -> wasmtime::Result<UpdateDeadline> {
    if Instant::now() >= state.deadline {
        return Err(wasmtime::Error::new(DeadlinePassed));
    }
    Ok(if state.at_one_go { UpdateDeadline::Continue(1) } else { UpdateDeadline::Yield(1) })
}

/// Everything that a component may import. One linker for each plugin, so that a log line knows its plugin without a lookup.
///
/// WASI is added for whoever imports any of it.
pub(crate) fn linker(
    engine: &Engine,
    access: &Arc<Access>,
    wasi: bool,
) -> wasmtime::Result<Linker<HostState>> {
    let mut linker = Linker::new(engine);
    #[cfg(feature = "wasi")]
    if wasi {
        imports::link_wasi(&mut linker, access)?;
    }
    #[cfg(not(feature = "wasi"))]
    let _none_is_built_in = wasi;
    imports::link_cache(&mut linker, access)?;
    let speaker = Arc::clone(&access.speaker);
    linker
        .instance("optimus:plugin/logging@0.1.0")?
        .func_wrap("log", move |store, line| log(store, line, &speaker))?;
    let mut call = linker.instance("optimus:plugin/call@0.1.0")?;
    call.func_wrap("dry-run", |store: StoreContextMut<'_, HostState>, ()| {
        Ok((store.data().facts.as_ref().is_some_and(|facts| facts.dry_run()),))
    })?;
    call.func_wrap("deadline", |store: StoreContextMut<'_, HostState>, ()| Ok((time_left(store.data()),)))?;
    let mine = Arc::clone(access);
    call.func_wrap("attribute", move |mut store: StoreContextMut<'_, HostState>, (name,): (WasmStr,)| {
        // The name borrows from the guest's memory, so the facts are taken out while it is looked at.
        let (facts, operation) = (store.data_mut().facts.take(), store.data().operation);
        let Some(mut facts) = facts else { return Ok((None,)) };
        let answer = name.to_str(&store).map(|name| facts.attribute(&name, &mine, operation));
        store.data_mut().facts = Some(facts);
        Ok((answer?,))
    })?;
    Ok(linker)
}

/// In milliseconds. In deterministic mode there is no time, so nothing is said about it.
fn time_left(state: &HostState) -> Option<u64> {
    let left = || state.deadline.saturating_duration_since(Instant::now());
    (state.mode == Mode::Normal).then(left).and_then(|left| u64::try_from(left.as_millis()).ok())
}

fn log(
    mut store: StoreContextMut<'_, HostState>,
    (level, line): (Level, WasmStr),
    speaker: &Speaker,
) -> wasmtime::Result<()> {
    if store.data().log.is_full() {
        store.data_mut().log.with(LogState::drop_line);
        return Ok(());
    }
    // The line borrows from the guest's memory, so the counters are taken out while it is looked at.
    let none = CallLog::Own(LogState::default());
    let (mut log, operation) = (std::mem::replace(&mut store.data_mut().log, none), store.data().operation);
    let relayed = line.to_str(&store).map(|line| log.with(|log| log.line(speaker, operation, level, &line)));
    store.data_mut().log = log;
    relayed
}
