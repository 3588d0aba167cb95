use std::{
    fmt,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

#[cfg(feature = "wasi")]
use crate::imports::{Wasi, WasiCall};
use crate::{
    Limits, Stub, WasmEngine,
    bindings::exports::optimus::plugin::base,
    budget::Budget,
    call_log::CallLog,
    contract::Imports,
    convert::Answer,
    driver::{Stopped, drive},
    error::Failed,
    exports::{Export, Exports},
    facts::Facts,
    host::HostState,
    imports::Access,
    limiter::MemoryLimiter,
    logs::LogState,
    prepare::Origin,
    seat::{Seat, WarmSeats},
    spread::Spread,
    stage::Stage,
    sys::TypedExport,
};
use optimus_plugin_api::{CallContext, Code, Error, Mode, Operation, PluginInfo, Usage};
use optimus_plugin_policy::Digest;
use tokio::sync::OnceCell;

/// What lifting an answer may use up inside wasmtime, in bytes, before this crate counts itself; log lines count too. Never
/// less, so that a tight limit on answers does not stop a call for what it logs.
const LEAST_HOSTCALL_FUEL: usize = 16 * 1024 * 1024;

/// A plugin that is a component: compiled once (and once more for deterministic mode, at the first such call), with a fresh instance for each call.
///
/// Calls run in the task that polls them. A guest that computes for long yields to other tasks with every tick, and is
/// stopped at its deadline; dropping the call drops its instance. A deadline is kept by the clock of the engine and, inside a
/// tokio runtime with time enabled, by a timer as well.
pub struct WasmPlugin {
    pub(crate) engine: WasmEngine,
    /// For normal calls, in the first pool.
    pub(crate) stage: Stage,
    /// In the others, if it may be there.
    pub(crate) spread: Option<Arc<Spread>>,
    pub(crate) deterministic: OnceCell<Stage>,
    pub(crate) origin: Origin,
    pub(crate) making: Arc<Making>,
    pub(crate) info: PluginInfo,
    pub(crate) warm: WarmSeats,
    pub(crate) shut_down: AtomicBool,
    pub(crate) warnings: Vec<Error>,
}

impl fmt::Debug for WasmPlugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WasmPlugin").field("name", &self.name()).finish_non_exhaustive()
    }
}

impl WasmPlugin {
    /// The name that the plugin gave itself, or where it gave none, that of its file.
    #[must_use]
    pub fn name(&self) -> &str {
        self.making.access.speaker.name()
    }

    /// What the component imports only because of its toolchain, and what becomes of each.
    #[must_use]
    pub fn stubs(&self) -> &[Stub] {
        &self.making.imports.stubs
    }

    /// The digest of the file that it was loaded from.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.origin.digest()
    }

    /// What is not as it should be, although it works: what it wishes and does not get, or is granted and does not wish (`P0508`); a
    /// cache of compiled components that cannot be used (`P0212`, told once for each engine), a damaged file in it (`P0213`).
    #[must_use]
    pub fn warnings(&self) -> &[Error] {
        &self.warnings
    }

    /// Compiles it for deterministic mode ahead of the first such call, which does it otherwise.
    ///
    /// # Errors
    /// As for [`WasmPlugin::load`]; `P0509` if the file has changed since it was loaded.
    pub async fn prepare_deterministic(&self) -> Result<(), Error> {
        self.deterministic_stage().await.map(drop)
    }

    async fn deterministic_stage(&self) -> Result<&Stage, Error> {
        let prepare =
            || Stage::deterministic(&self.engine, &self.making, &self.origin, self.stage.blueprint.may_wait);
        self.deterministic.get_or_try_init(prepare).await
    }

    /// What a deterministic call runs on. Preparing it counts as time of the call, as far as the caller set one.
    async fn deterministic_in_time(
        &self,
        ctx: &CallContext,
        budget: &Budget<'_>,
        operation: Operation,
    ) -> Result<&Stage, Error> {
        if let Some(ready) = self.deterministic.get() {
            return Ok(ready);
        }
        if ctx.deadline().is_none() {
            return self.deterministic_stage().await;
        }
        let prepared =
            drive(self.stage.side.ticker(), budget.deadline, pin!(self.deterministic_stage())).await;
        prepared.unwrap_or_else(|stopped| {
            let state = self.making.state(budget, operation, ctx.mode(), None);
            Err(failed(self.name(), operation, budget, &state).stopped(stopped))
        })
    }

    /// Calls a function whose answer may be the plugin's own error.
    pub(crate) async fn ask<E, T>(
        &self,
        ctx: &CallContext,
        export: Select<E>,
        params: E::Params<'_>,
        facts: impl FnOnce() -> Facts,
    ) -> Result<(T, Answer<'_>), Error>
    where
        E: Export<Returns = (Result<T, base::Error>,)>,
    {
        let ((reply,), mut answer) = self.call(ctx, export, params, facts).await?;
        match reply {
            Ok(reply) => Ok((reply, answer)),
            Err(error) => Err(crate::convert::plugin_error(&mut answer, error)),
        }
    }

    /// Calls a function: the whole way from the context's limits to the guest and back.
    pub(crate) async fn call<E: Export>(
        &self,
        ctx: &CallContext,
        export: Select<E>,
        params: E::Params<'_>,
        facts: impl FnOnce() -> Facts,
    ) -> Result<(E::Returns, Answer<'_>), Error> {
        let mut budget = self.admit(ctx, E::OPERATION)?;
        let facts = || self.making.imports.facts.then(|| Box::new(facts()));
        let (stage, mut seat) = if ctx.mode() == Mode::Normal {
            self.seat(ctx, self.making.state(&budget, E::OPERATION, ctx.mode(), facts()), &budget)
        } else {
            // Boxed, so that calls in normal mode do not carry it.
            let stage = Box::pin(self.deterministic_in_time(ctx, &budget, E::OPERATION)).await?;
            budget = self.admit(ctx, E::OPERATION)?;
            let state = self.making.state(&budget, E::OPERATION, ctx.mode(), facts());
            (stage, stage.side.seat(state, &self.making.limits, &budget))
        };
        let export = export(&stage.exports).ok_or_else(|| self.absent(E::OPERATION))?;
        let outcome = {
            let guest = pin!(seat.call(&stage.blueprint, export, params));
            drive(stage.side.ticker(), budget.deadline, guest).await
        };
        seat.state().finish(&self.making.access.speaker, E::OPERATION);
        report(ctx, &budget, &seat);
        match outcome {
            Ok(Ok(returns)) => {
                if ctx.mode() == Mode::Normal {
                    self.warm.give_back(seat, ctx.tenant());
                }
                Ok((returns, Answer::new(self.name(), E::OPERATION, budget)))
            }
            Ok(Err(cause)) => Err(failed(self.name(), E::OPERATION, &budget, seat.state()).fault(cause)),
            Err(stopped) => Err(failed(self.name(), E::OPERATION, &budget, seat.state()).stopped(stopped)),
        }
    }

    fn admit(&self, ctx: &CallContext, operation: Operation) -> Result<Budget<'_>, Error> {
        if self.shut_down.load(Ordering::Relaxed) {
            return Err(Error::new(Code::SHUT_DOWN, self.name(), operation, "it was shut down"));
        }
        let budget = Budget::new(&self.making.limits, ctx);
        if budget.deadline <= budget.begin {
            let message = "it was not called: its deadline had passed before";
            return Err(Error::new(Code::TIME_LIMIT, self.name(), operation, message));
        }
        Ok(budget)
    }

    /// What a normal call runs in: a seat that was kept, one in the pool of this thread, or else one in the first pool.
    fn seat(&self, ctx: &CallContext, state: HostState, budget: &Budget<'_>) -> (&Stage, Seat) {
        if let Some(seat) = self.warm.take(ctx.tenant()) {
            return (self.stage_of(&seat), seat.again(state));
        }
        match self.spread.as_ref().and_then(Spread::here) {
            Some((stage, placed)) => (stage, stage.side.seat(state, &self.making.limits, budget).at(placed)),
            None => (&self.stage, self.stage.side.seat(state, &self.making.limits, budget)),
        }
    }

    fn stage_of(&self, seat: &Seat) -> &Stage {
        let beside = || self.spread.as_ref()?.stage(seat.placed()?);
        beside().unwrap_or(&self.stage)
    }
}

/// Which function of a plugin's exports; there is one set of them for each engine.
pub(crate) type Select<E> = fn(&Exports) -> Option<&TypedExport<E>>;

pub(crate) fn hostcall_fuel(limits: &Limits) -> usize {
    limits.result_bytes.max(LEAST_HOSTCALL_FUEL)
}

/// What the state of each call is made of.
pub(crate) struct Making {
    pub(crate) imports: Imports,
    pub(crate) access: Arc<Access>,
    pub(crate) limits: Limits,
}

impl Making {
    pub(crate) fn state(
        &self,
        budget: &Budget<'_>,
        operation: Operation,
        mode: Mode,
        facts: Option<Box<Facts>>,
    ) -> HostState {
        let log = LogState::new(budget);
        let state = HostState {
            memory: MemoryLimiter::new(budget.memory_bytes),
            log: CallLog::Own(log),
            facts,
            deadline: budget.deadline,
            operation,
            mode,
            instantiated: false,
            at_one_go: false,
            #[cfg(feature = "wasi")]
            wasi: None,
        };
        #[cfg(feature = "wasi")]
        if self.imports.wasi {
            return self.with_wasi(state);
        }
        state
    }

    #[cfg(feature = "wasi")]
    #[cold]
    fn with_wasi(&self, mut state: HostState) -> HostState {
        let facts = state.facts.as_deref();
        let call = WasiCall {
            operation: state.operation,
            tenant: facts.and_then(Facts::tenant),
            mode: state.mode,
            deadline: state.deadline,
            tokens: facts.map(Facts::tokens).unwrap_or_default(),
            http: self.limits.http(),
        };
        state.wasi = Some(Box::new(Wasi::new(&self.access, call, state.log.with(std::mem::take))));
        state.share_log();
        state
    }
}

pub(crate) fn failed<'a>(
    plugin: &'a str,
    operation: Operation,
    budget: &'a Budget<'a>,
    state: &'a HostState,
) -> Failed<'a> {
    Failed { plugin, operation, budget, state }
}

/// How the call went, as far as its limits go.
pub(crate) fn answered<T>(
    outcome: Result<wasmtime::Result<T>, Stopped>,
    name: &str,
    operation: Operation,
    budget: &Budget<'_>,
    seat: &Seat,
) -> Result<T, Error> {
    seat.state().flush();
    let failed = failed(name, operation, budget, seat.state());
    outcome.map_err(|stopped| failed.stopped(stopped))?.map_err(|cause| failed.fault(cause))
}

fn report(ctx: &CallContext, budget: &Budget<'_>, seat: &Seat) {
    let Some(sink) = ctx.usage() else {
        return;
    };
    let (state, mut usage) = (seat.state(), Usage::default());
    usage.fuel = seat.fuel_left().map(|left| budget.fuel.saturating_sub(left));
    usage.peak_memory_bytes = u64::try_from(state.memory.used()).ok();
    usage.log_bytes = u64::try_from(state.log.bytes()).ok();
    usage.log_lines_dropped = Some(state.log.dropped_lines());
    sink.report(usage);
}
