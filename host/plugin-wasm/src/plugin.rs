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
    driver::drive,
    error::Failed,
    exports::{Export, Exports},
    facts::Facts,
    host::HostState,
    imports::Access,
    limiter::MemoryLimiter,
    logs::LogState,
    seat::{Blueprint, Seat, WarmSeats},
    sys::TypedExport,
};
use optimus_plugin_api::{CallContext, Code, Error, Mode, Operation, PluginInfo, Usage};

/// What lifting an answer may use up inside wasmtime, in bytes, before this crate counts itself; log lines count too. Never
/// less, so that a tight limit on answers does not stop a call for what it logs.
const LEAST_HOSTCALL_FUEL: usize = 16 * 1024 * 1024;

/// A plugin that is a component: compiled once, with a fresh instance for each call.
///
/// Calls run in the task that polls them. A guest that computes for long yields to other tasks with every tick, and is
/// stopped at its deadline; dropping the call drops its instance. A deadline is kept by the clock of the engine and, inside a
/// tokio runtime with time enabled, by a timer as well.
pub struct WasmPlugin {
    pub(crate) engine: WasmEngine,
    pub(crate) blueprint: Blueprint,
    pub(crate) exports: Exports,
    pub(crate) imports: Imports,
    pub(crate) access: Arc<Access>,
    pub(crate) limits: Limits,
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
    /// What it wishes and does not get, and what it is granted and does not wish: `P0508`, each with what to do.
    #[must_use]
    pub fn warnings(&self) -> &[Error] {
        &self.warnings
    }

    /// The name that the plugin gave itself, or where it gave none, that of its file.
    #[must_use]
    pub fn name(&self) -> &str {
        self.access.speaker.name()
    }

    /// What the component imports only because of its toolchain, and what becomes of each.
    #[must_use]
    pub fn stubs(&self) -> &[Stub] {
        &self.imports.stubs
    }

    /// Calls a function whose answer may be the plugin's own error.
    pub(crate) async fn ask<E, T>(
        &self,
        ctx: &CallContext,
        export: &TypedExport<E>,
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
        export: &TypedExport<E>,
        params: E::Params<'_>,
        facts: impl FnOnce() -> Facts,
    ) -> Result<(E::Returns, Answer<'_>), Error> {
        let budget = self.admit(ctx, E::OPERATION)?;
        let facts = self.imports.facts.then(|| Box::new(facts()));
        let making = Making { imports: &self.imports, access: &self.access, limits: &self.limits };
        let mut seat = self.seat(ctx, making.state(&budget, E::OPERATION, facts));
        let outcome = {
            let guest = pin!(seat.call(&self.blueprint, export, params));
            drive(self.engine.ticker(), budget.deadline, guest).await
        };
        seat.state().finish(&self.access.speaker, E::OPERATION);
        report(ctx, seat.state());
        match outcome {
            Ok(Ok(returns)) => {
                self.warm.give_back(seat, ctx.tenant());
                Ok((returns, Answer::new(self.name(), E::OPERATION, budget.result_bytes)))
            }
            Ok(Err(cause)) => Err(failed(self.name(), E::OPERATION, &budget, seat.state()).fault(cause)),
            Err(stopped) => Err(failed(self.name(), E::OPERATION, &budget, seat.state()).stopped(stopped)),
        }
    }

    fn admit(&self, ctx: &CallContext, operation: Operation) -> Result<Budget, Error> {
        if self.shut_down.load(Ordering::Relaxed) {
            return Err(Error::new(Code::SHUT_DOWN, self.name(), operation, "it was shut down"));
        }
        if ctx.mode() != Mode::Normal {
            let message = "deterministic mode is not offered for components";
            return Err(Error::new(Code::UNSUPPORTED_CONTEXT, self.name(), operation, message)
                .with_help("make the call in normal mode"));
        }
        let budget = Budget::new(&self.limits, ctx);
        if budget.deadline <= budget.begin {
            let message = "it was not called: its deadline had passed before";
            return Err(Error::new(Code::TIME_LIMIT, self.name(), operation, message));
        }
        Ok(budget)
    }

    fn seat(&self, ctx: &CallContext, state: HostState) -> Seat {
        match self.warm.take(ctx.tenant()) {
            Some(seat) => seat.again(state),
            None => Seat::new(self.engine.engine(), state, self.hostcall_fuel()),
        }
    }

    fn hostcall_fuel(&self) -> usize {
        hostcall_fuel(&self.limits)
    }
}

pub(crate) fn hostcall_fuel(limits: &Limits) -> usize {
    limits.result_bytes.max(LEAST_HOSTCALL_FUEL)
}

/// What the state of each call is made of.
#[cfg_attr(not(feature = "wasi"), allow(dead_code, reason = "what WASI alone needs"))]
pub(crate) struct Making<'a> {
    pub(crate) imports: &'a Imports,
    pub(crate) access: &'a Arc<Access>,
    pub(crate) limits: &'a Limits,
}

impl Making<'_> {
    pub(crate) fn state(
        &self,
        budget: &Budget,
        operation: Operation,
        facts: Option<Box<Facts>>,
    ) -> HostState {
        let log = LogState::new(budget);
        let state = HostState {
            memory: MemoryLimiter::new(budget.memory_bytes),
            log: CallLog::Own(log),
            facts,
            deadline: budget.deadline,
            operation,
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
            mode: facts.map(Facts::mode).unwrap_or_default(),
            deadline: state.deadline,
            tokens: facts.map(Facts::tokens).unwrap_or_default(),
            http: self.limits.http(),
        };
        state.wasi = Some(Box::new(Wasi::new(self.access, call, state.log.with(std::mem::take))));
        state.share_log();
        state
    }
}

pub(crate) fn failed<'a>(
    plugin: &'a str,
    operation: Operation,
    budget: &'a Budget,
    state: &'a HostState,
) -> Failed<'a> {
    Failed { plugin, operation, budget, state }
}

fn report(ctx: &CallContext, state: &HostState) {
    let Some(sink) = ctx.usage() else {
        return;
    };
    let mut usage = Usage::default();
    usage.peak_memory_bytes = u64::try_from(state.memory.used()).ok();
    usage.log_bytes = u64::try_from(state.log.bytes()).ok();
    usage.log_lines_dropped = Some(state.log.dropped_lines());
    sink.report(usage);
}
