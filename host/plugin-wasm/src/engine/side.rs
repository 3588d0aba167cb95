use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use optimus_plugin_api::{Code, Error, Operation};
use sha2::{Digest as _, Sha256};
use wasmtime::{Engine, InstanceAllocationStrategy};

use super::{
    allowance::{Allowance, Share},
    pool::{Room, pool},
    settings::{Settings, Variant},
};
use crate::{EngineOptions, ticker::Ticker};

/// What the host's own functions may use of a plugin's stack: a log line passes through the embedder's subscriber.
const HOST_STACK_BYTES: usize = 512 * 1024;

/// An engine of wasmtime, with its pool and its clock.
pub(crate) struct Side {
    engine: Engine,
    ticker: Ticker,
    settings: Settings,
    room: Room,
    /// Counted where there are few, so that it is known whether there is one before it is needed.
    places: Arc<Allowance>,
}

impl Side {
    pub(super) fn new(options: &EngineOptions, variant: Variant, room: Room) -> Result<Self, Error> {
        let settings = Settings { variant, explicit_bounds_checks: options.explicit_bounds_checks };
        let mut config = settings.config();
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(options, room)));
        config.max_wasm_stack(options.stack_bytes);
        config.async_stack_size(options.stack_bytes.saturating_add(HOST_STACK_BYTES));
        let engine = Engine::new(&config).map_err(|cause| {
            unavailable("the engine for components cannot be set up")
                .with_help("lift the limit on virtual memory (ulimit -v), or allow fewer instances at once")
                .with_source(cause)
        })?;
        let ticker = Ticker::start(&engine, options.tick)
            .map_err(|cause| unavailable("the clock of components cannot be started").with_source(cause))?;
        Ok(Self { engine, ticker, settings, room, places: Allowance::new(room.instances) })
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn ticker(&self) -> &Ticker {
        &self.ticker
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings
    }

    pub(crate) fn counts_fuel(&self) -> bool {
        self.settings.variant == Variant::Deterministic
    }

    /// A place for an instance, if there is one left.
    #[inline]
    pub(crate) fn place(&self) -> Option<Share> {
        self.places.take()
    }

    /// Instances that there is room for.
    pub(super) fn capacity(&self) -> u64 {
        u64::from(self.room.instances)
    }

    /// Instances that exist now, warm ones included.
    pub(super) fn instances(&self) -> u64 {
        self.engine.pooling_allocator_metrics().map_or(0, |metrics| metrics.component_instances())
    }
}

fn unavailable(what: &str) -> Error {
    Error::new(Code::OVERLOADED, "(all components)", Operation::Load, what)
}

/// What machine code must have in common with an engine to run in it: version, processor, settings. SHA-256, so that it means
/// the same in every process.
pub(crate) fn compatibility(engine: &Engine) -> [u8; 32] {
    let mut hasher = Sha256Hasher(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.0.finalize().into()
}

struct Sha256Hasher(Sha256);

impl Hasher for Sha256Hasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Not asked for: `compatibility` takes all of it.
    fn finish(&self) -> u64 {
        let sum: [u8; 32] = self.0.clone().finalize().into();
        sum.first_chunk().map_or(0, |start| u64::from_le_bytes(*start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_without_a_pool_makes_code_for_one_with_a_pool_and_not_for_the_other_variant() {
        let options = EngineOptions::default();
        let of = |variant| {
            let pooled = Side::new(&options, variant, Room::whole(&options)).unwrap();
            let bare = Engine::new(&pooled.settings().config()).unwrap();
            assert_eq!(compatibility(pooled.engine()), compatibility(&bare));
            compatibility(&bare)
        };
        assert_ne!(of(Variant::Normal), of(Variant::Deterministic));
    }
}
