//! WASI 0.2 on a host that has nothing to give: wasmtime's implementation, on a context without arguments, variables, files and
//! sockets, with clocks that stand still and numbers from a seed.

mod bounds;
mod clocks;
mod random;
mod stdio;

use std::{fmt, sync::Arc, time::Instant};

use optimus_plugin_api::{Mode, Operation};
use wasmtime::component::{Linker, ResourceTable};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

pub(crate) use self::stdio::SharedLog;
use self::{
    clocks::{Monotonic, Wall},
    random::Random,
    stdio::Standard,
};
use super::{
    Access, Tokens,
    http::{Account, Sender},
};
use crate::{call_log::CallLog, host::HostState, logs::LogState, options::HttpLimits};

/// Things that a plugin may hold at once: streams, requests, header lists, what it waits for.
const MOST_RESOURCES: usize = 512;
/// What one list of headers may hold, in bytes of the host's memory.
const FIELDS_BYTES: usize = 32 * 1024;

/// What a call of a plugin that imports WASI has besides.
pub(crate) struct Wasi {
    table: ResourceTable,
    ctx: WasiCtx,
    http: WasiHttpCtx,
    random: Random,
    sender: Sender,
    log: SharedLog,
}

impl fmt::Debug for Wasi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wasi").finish_non_exhaustive()
    }
}

/// What is known of a call when its state is made.
pub(crate) struct Call<'a> {
    pub(crate) operation: Operation,
    pub(crate) tenant: Option<&'a str>,
    pub(crate) mode: Mode,
    pub(crate) deadline: Instant,
    pub(crate) tokens: Tokens,
    pub(crate) http: HttpLimits,
}

impl Wasi {
    pub(crate) fn new(access: &Arc<Access>, call: Call<'_>, log: LogState) -> Self {
        let log = SharedLog::new(Arc::clone(&access.speaker), call.operation, log);
        let mut table = ResourceTable::new();
        table.set_max_capacity(MOST_RESOURCES);
        let mut http = WasiHttpCtx::new();
        http.set_field_size_limit(FIELDS_BYTES);
        Self {
            table,
            ctx: context(access, call.mode, &log),
            http,
            random: Random::new(access.grants.random, call.mode),
            sender: Sender::new(Arc::clone(access), Account::new(&call), call.tokens),
            log,
        }
    }

    /// Another call of the same instance, which still holds streams and what else it was given.
    pub(crate) fn again(&mut self, mut next: Self) {
        *self.ctx.clocks() = std::mem::take(next.ctx.clocks());
        self.random = next.random;
        self.sender = next.sender;
        self.log.again(&next.log);
    }

    /// Neither tokens nor the tenant of a call are left when it ended.
    pub(crate) fn rest(&mut self) {
        self.sender.rest();
    }

    pub(crate) fn log(&self) -> SharedLog {
        self.log.clone()
    }

    pub(crate) fn random(&mut self) -> &mut Random {
        &mut self.random
    }

    pub(crate) fn table(&mut self) -> &mut ResourceTable {
        &mut self.table
    }
}

fn context(access: &Access, mode: Mode, log: &SharedLog) -> WasiCtx {
    let real = access.grants.clocks;
    let mut ctx = WasiCtx::builder();
    ctx.stdout(Standard::output(log))
        .stderr(Standard::error(log))
        .wall_clock(Wall::new(real, mode))
        .monotonic_clock(Monotonic::new(real, mode))
        .allow_tcp(false)
        .allow_udp(false)
        .allow_ip_name_lookup(false);
    if mode == Mode::Normal {
        ctx.envs(&access.environment);
    }
    ctx.build()
}

/// Adds every interface of WASI that is offered; HTTP only where it is granted, though no component that lacks the grant gets here.
pub(crate) fn link(linker: &mut Linker<HostState>, access: &Access) -> wasmtime::Result<()> {
    wasmtime_wasi::p2::add_to_linker_async(linker)?;
    linker.allow_shadowing(true);
    random::link(linker)?;
    if !access.grants.http.is_empty() {
        wasmtime_wasi_http::p2::add_only_http_to_linker_async(linker)?;
        bounds::link(linker)?;
    }
    linker.allow_shadowing(false);
    Ok(())
}

impl HostState {
    /// Only components that import WASI reach this, and their calls have it from the beginning.
    pub(crate) fn wasi(&mut self) -> &mut Wasi {
        self.wasi.get_or_insert_with(|| Box::new(Wasi::inert()))
    }

    /// Counts what is logged together with what is written to standard streams.
    pub(crate) fn share_log(&mut self) {
        if let Some(wasi) = &self.wasi {
            self.log = CallLog::Shared(wasi.log());
        }
    }
}

impl Wasi {
    /// Has nothing and gives nothing.
    fn inert() -> Self {
        let access = Arc::new(Access::inert());
        let log = SharedLog::new(Arc::clone(&access.speaker), Operation::Load, LogState::default());
        let call = Call {
            operation: Operation::Load,
            tenant: None,
            mode: Mode::Normal,
            deadline: Instant::now(),
            tokens: Tokens::default(),
            http: HttpLimits::default(),
        };
        Self {
            table: ResourceTable::new(),
            ctx: WasiCtx::builder().build(),
            http: WasiHttpCtx::new(),
            random: Random::new(false, Mode::Normal),
            sender: Sender::new(access, Account::new(&call), call.tokens),
            log,
        }
    }
}

impl WasiView for HostState {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let Wasi { ctx, table, .. } = self.wasi();
        WasiCtxView { ctx, table }
    }
}

impl WasiHttpView for HostState {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        let Wasi { http, table, sender, .. } = self.wasi();
        WasiHttpCtxView { ctx: http, table, hooks: sender }
    }
}
