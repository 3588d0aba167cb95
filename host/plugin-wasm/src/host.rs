use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use optimus_plugin_api::Operation;
use wasmtime::{
    Engine, Store, StoreContextMut, UpdateDeadline,
    component::{Linker, WasmStr},
};

use crate::{
    bindings::optimus::plugin::logging::Level,
    facts::Facts,
    limiter::MemoryLimiter,
    logs::{LogState, Speaker},
};

/// Handles of resources that an instance may hold. The contract has none; components are made of parts that may.
const HANDLES: usize = 1_000;

/// What the host keeps for one instance. Small, and without an allocation in a call that asks for nothing.
#[derive(Debug)]
pub(crate) struct HostState {
    pub(crate) memory: MemoryLimiter,
    pub(crate) log: LogState,
    pub(crate) facts: Option<Box<Facts>>,
    pub(crate) deadline: Instant,
    pub(crate) operation: Operation,
    /// The guest was instantiated, so it is running its call.
    pub(crate) instantiated: bool,
    /// The guest cannot yield now: it is being instantiated at one go.
    pub(crate) at_one_go: bool,
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
pub(crate) fn store(engine: &Engine, state: HostState, hostcall_fuel: usize) -> Store<HostState> {
    let mut store = Store::new(engine, state);
    store.limiter(|state| &mut state.memory);
    store.set_hostcall_fuel(hostcall_fuel);
    store.set_max_component_handles(HANDLES);
    store.epoch_deadline_callback(|store| on_tick(store.data()));
    store.set_epoch_deadline(1);
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
pub(crate) fn linker(engine: &Engine, speaker: &Arc<Speaker>) -> wasmtime::Result<Linker<HostState>> {
    let mut linker = Linker::new(engine);
    let speaker = speaker.clone();
    linker
        .instance("optimus:plugin/logging@0.1.0")?
        .func_wrap("log", move |store, line| log(store, line, &speaker))?;
    let mut call = linker.instance("optimus:plugin/call@0.1.0")?;
    call.func_wrap("dry-run", |store: StoreContextMut<'_, HostState>, ()| {
        Ok((store.data().facts.as_ref().is_some_and(|facts| facts.dry_run()),))
    })?;
    call.func_wrap("deadline", |store: StoreContextMut<'_, HostState>, ()| {
        Ok((milliseconds(store.data().deadline.saturating_duration_since(Instant::now())),))
    })?;
    call.func_wrap("attribute", |store: StoreContextMut<'_, HostState>, (name,): (WasmStr,)| {
        let name = name.to_str(&store)?;
        Ok((store.data().facts.as_ref().and_then(|facts| facts.attribute(&name)),))
    })?;
    Ok(linker)
}

fn milliseconds(left: Duration) -> Option<u64> {
    u64::try_from(left.as_millis()).ok()
}

fn log(
    mut store: StoreContextMut<'_, HostState>,
    (level, line): (Level, WasmStr),
    speaker: &Speaker,
) -> wasmtime::Result<()> {
    if store.data().log.is_full() {
        store.data_mut().log.drop_line();
        return Ok(());
    }
    // The line borrows from the guest's memory, so the counters are taken out while it is looked at.
    let (mut log, operation) = (std::mem::take(&mut store.data_mut().log), store.data().operation);
    let relayed = line.to_str(&store).map(|line| log.line(speaker, operation, level, &line));
    store.data_mut().log = log;
    relayed
}
