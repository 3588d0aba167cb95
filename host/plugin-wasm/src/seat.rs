use std::sync::{Arc, Mutex, PoisonError};

use wasmtime::{
    Engine, Store,
    component::{Instance, InstancePre},
};

use crate::{
    Instances,
    exports::Export,
    host::{self, HostState},
    spread::Placed,
    sys::TypedExport,
};

/// A compiled component whose imports are resolved.
pub(crate) struct Blueprint {
    pub(crate) pre: InstancePre<HostState>,
    /// A start function of a module runs when it is instantiated, for as long as it likes; and what may wait in the host must
    /// be instantiated in a task.
    pub(crate) may_wait: bool,
}

/// A store, and the instance in it once there is one: what a call runs in. Dropping it frees its place in the pool.
pub(crate) struct Seat {
    store: Store<HostState>,
    instance: Option<Instance>,
    /// In a pool beside the first. After the store, whose slots are free by then.
    placed: Option<Placed>,
}

impl Seat {
    /// With fuel only in an engine that counts it.
    pub(crate) fn new(engine: &Engine, state: HostState, hostcall_fuel: usize, fuel: Option<u64>) -> Self {
        Self { store: host::store(engine, state, hostcall_fuel, fuel), instance: None, placed: None }
    }

    /// In a pool beside the first.
    pub(crate) fn at(self, placed: Placed) -> Self {
        Self { placed: Some(placed), ..self }
    }

    pub(crate) fn placed(&self) -> Option<&Placed> {
        self.placed.as_ref()
    }

    /// What is left of the fuel, where it is counted.
    pub(crate) fn fuel_left(&self) -> Option<u64> {
        self.store.get_fuel().ok()
    }

    /// Another call in the same instance, under limits of its own. What its memory holds already counts.
    pub(crate) fn again(mut self, next: HostState) -> Self {
        self.store.data_mut().again(next);
        self.store.set_epoch_deadline(1);
        self
    }

    pub(crate) fn state(&self) -> &HostState {
        self.store.data()
    }

    /// Instantiates, if that was not done yet, and calls.
    pub(crate) async fn call<E: Export>(
        &mut self,
        blueprint: &Blueprint,
        export: &TypedExport<E>,
        params: E::Params<'_>,
    ) -> wasmtime::Result<E::Returns> {
        let instance = self.instance(blueprint).await?;
        match export.function(&mut self.store, &instance) {
            Some(function) => function.call_async(&mut self.store, params).await,
            None => Err(wasmtime::Error::msg("the instance is one of another component")),
        }
    }

    /// The instance, made if need be.
    pub(crate) async fn instance(&mut self, blueprint: &Blueprint) -> wasmtime::Result<Instance> {
        if let Some(instance) = self.instance {
            return Ok(instance);
        }
        let instance = if blueprint.may_wait {
            blueprint.pre.instantiate_async(&mut self.store).await?
        } else {
            self.instantiate_at_one_go(blueprint)?
        };
        self.instance = Some(instance);
        self.store.data_mut().instantiated = true;
        Ok(instance)
    }

    /// Without a start function only tables are filled, so no stack of its own is needed to yield from (0.4 us). The deadline
    /// holds all the same.
    pub(crate) fn instantiate_at_one_go(&mut self, blueprint: &Blueprint) -> wasmtime::Result<Instance> {
        self.store.data_mut().at_one_go = true;
        let instance = blueprint.pre.instantiate(&mut self.store);
        self.store.data_mut().at_one_go = false;
        instance
    }

    pub(crate) fn store(&mut self) -> &mut Store<HostState> {
        &mut self.store
    }
}

/// Instances that wait for their next call, each for the tenant that it has served: what a plugin remembers of one never reaches
/// another. A seat comes back only from a call that answered: one that trapped, was stopped
/// or was cancelled is dropped by whoever holds it.
pub(crate) struct WarmSeats {
    /// The one that was used last is the last.
    seats: Mutex<Vec<(Option<Arc<str>>, Seat)>>,
    most: usize,
}

impl WarmSeats {
    pub(crate) fn new(instances: Instances) -> Self {
        let most = match instances {
            Instances::Fresh => 0,
            Instances::Warm(most) => most,
        };
        Self { seats: Mutex::new(Vec::new()), most }
    }

    pub(crate) fn take(&self, tenant: Option<&str>) -> Option<Seat> {
        if self.most == 0 {
            return None;
        }
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let at = seats.iter().rposition(|(served, _)| served.as_deref() == tenant)?;
        Some(seats.remove(at).1)
    }

    /// Keeps a seat. Where there is no room, the one that was not used for longest makes way, whoever's it is.
    pub(crate) fn give_back(&self, mut seat: Seat, tenant: Option<&str>) {
        if self.most == 0 {
            return;
        }
        seat.store.data_mut().rest();
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let oldest = (seats.len() >= self.most).then(|| seats.remove(0));
        seats.push((tenant.map(Arc::from), seat));
        drop(seats);
        drop(oldest);
    }

    pub(crate) fn clear(&self) {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
