use std::{pin::pin, sync::Arc};

use optimus_plugin_api::{CallContext, Error, Mode, Operation};
use wasmtime::component::Instance;

use crate::{
    Limits, WasmEngine,
    budget::Budget,
    compile::Made,
    driver::drive,
    engine::{Side, Variant},
    exports::Exports,
    host::HostState,
    plugin::{Making, answered, hostcall_fuel},
    prepare::{Origin, link},
    seat::{Blueprint, Seat},
};

/// A component made ready for one of the engines: linked, with its exports found.
pub(crate) struct Stage {
    pub(crate) side: Arc<Side>,
    pub(crate) blueprint: Blueprint,
    pub(crate) exports: Exports,
}

impl Stage {
    /// Makes a loaded plugin ready for deterministic calls: what loading did, on the other engine. It is not asked again who it
    /// is.
    ///
    /// # Errors
    /// As for loading. A file is read again, and must not have changed.
    pub(crate) async fn deterministic(
        engine: &WasmEngine,
        making: &Making,
        origin: &Origin,
        may_wait: bool,
    ) -> Result<Self, Error> {
        let (name, limits) = (making.access.speaker.name(), &making.limits);
        let source = origin.read_again(name).await?;
        let side = engine.side(Variant::Deterministic)?.clone();
        let Made { component, warnings, .. } =
            engine.component(Variant::Deterministic, name, &source).await?;
        for warning in &warnings {
            tracing::warn!(code = %warning.code(), %warning);
        }
        let blueprint = link(&side, &component, &making.access, making.imports.wasi, may_wait)?;
        let budget = Budget::new(limits, &CallContext::default());
        let state = making.state(&budget, Operation::Load, Mode::default(), None);
        let mut seat = side.seat(state, limits, &budget);
        let made = drive(side.ticker(), budget.deadline, pin!(seat.instance(&blueprint))).await;
        let instance = answered(made, name, Operation::Load, &budget, &seat)?;
        Self::check(side, blueprint, &mut seat, &instance, name)
    }

    /// What is ready once its exports are found in an instance of it.
    pub(crate) fn check(
        side: Arc<Side>,
        blueprint: Blueprint,
        seat: &mut Seat,
        instance: &Instance,
        name: &str,
    ) -> Result<Self, Error> {
        let exports = Exports::check(seat.store(), instance, blueprint.pre.component(), name)?;
        Ok(Self { side, blueprint, exports })
    }
}

impl Side {
    /// A store for one instance, with every limit in force.
    pub(crate) fn seat(&self, state: HostState, limits: &Limits, budget: &Budget<'_>) -> Seat {
        let fuel = self.counts_fuel().then_some(budget.fuel);
        Seat::new(self.engine(), state, hostcall_fuel(limits), fuel)
    }
}
