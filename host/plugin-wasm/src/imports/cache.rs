use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use optimus_plugin_api::Mode;
use optimus_plugin_policy::{AuditVerdict, CacheGrant};
use wasmtime::{
    StoreContextMut,
    component::{Linker, WasmList, WasmStr},
};

use super::{
    Access,
    store::{KEY_BYTES, TooLarge},
};
use crate::{bindings::optimus::plugin::cache::Refusal, host::HostState};

/// The rule that audit names.
const RULE: &str = "grants.cache";

/// Provides `optimus:plugin/cache`: to plugins whose grants have one, or it is not linked.
pub(crate) fn link(linker: &mut Linker<HostState>, access: &Arc<Access>) -> wasmtime::Result<()> {
    let Some(grant) = access.grants.cache else { return Ok(()) };
    let mut cache = linker.instance("optimus:plugin/cache@0.1.0")?;
    let mine = Arc::clone(access);
    cache.func_wrap("get", move |store: StoreContextMut<'_, HostState>, (key,): (WasmStr,)| {
        let key = key.to_str(&store)?;
        Ok((get(store.data(), &key, &mine),))
    })?;
    let mine = Arc::clone(access);
    cache.func_wrap("set", move |mut store, (key, value, lifetime): (WasmStr, WasmList<u8>, u64)| {
        let lifetime = Duration::from_millis(lifetime).min(grant.lifetime);
        let kept = keep(&store, &key, &value, lifetime, &mine, grant)?;
        if kept.is_err() {
            let bytes = value.as_le_slice(&store).len();
            refused(store.data_mut(), bytes, &mine);
        }
        Ok((kept.map_err(|TooLarge| Refusal::TooLarge),))
    })?;
    Ok(())
}

/// A deterministic call has an empty cache that keeps nothing: its answer depends on its input alone.
fn is_deterministic(state: &HostState) -> bool {
    state.facts.as_ref().is_none_or(|facts| facts.mode() != Mode::Normal)
}

fn get(state: &HostState, key: &str, access: &Access) -> Option<Arc<[u8]>> {
    if is_deterministic(state) || key.len() > KEY_BYTES {
        return None;
    }
    let tenant = state.facts.as_ref().and_then(|facts| facts.tenant());
    access.cache.get(&access.owner(tenant), key, Instant::now())
}

/// Both are looked at where they are, in the plugin's memory.
fn keep(
    store: &StoreContextMut<'_, HostState>,
    key: &WasmStr,
    value: &WasmList<u8>,
    lifetime: Duration,
    access: &Access,
    grant: CacheGrant,
) -> wasmtime::Result<Result<(), TooLarge>> {
    let (key, value, state) = (key.to_str(store)?, value.as_le_slice(store), store.data());
    if is_deterministic(state) {
        return Ok(Ok(()));
    }
    let until = if lifetime.is_zero() { None } else { Instant::now().checked_add(lifetime) };
    let tenant = state.facts.as_ref().and_then(|facts| facts.tenant());
    Ok(access.cache.set(&access.owner(tenant), &key, value, until, grant.bytes))
}

fn refused(state: &mut HostState, bytes: usize, access: &Access) {
    let call = state.operation;
    if let Some(facts) = &mut state.facts {
        let asked = || format!("cache: an entry of {bytes} bytes");
        facts.report(access, call, AuditVerdict::Limited, RULE, asked);
    }
}
