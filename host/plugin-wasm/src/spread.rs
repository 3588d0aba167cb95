use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread,
};

use optimus_plugin_api::{CallContext, Code, Error, Mode, Operation};

use crate::{
    WasmEngine,
    budget::Budget,
    compile::Trusted,
    engine::{Place, home, is_usual},
    plugin::{Making, answered},
    prepare::link,
    seat::Blueprint,
    stage::Stage,
    sys,
};

/// Calls from the threads of a pool after which a plugin is made ready in it: one that is seldom called gains nothing there, and
/// there is room for some only.
const CALLS: u32 = 500;

/// A plugin in the pools beside the first: made ready in each, beside the calls, when threads call it whose pool that is. Until
/// then, and where it cannot be, those calls run in the first pool.
pub(crate) struct Spread {
    engine: WasmEngine,
    code: Trusted,
    making: Arc<Making>,
    copies: Box<[Copied]>,
}

/// The plugin in one of the pools.
#[derive(Default)]
struct Copied {
    /// How often threads of the pool have called the plugin, until it is ready there. No other thread writes it.
    calls: AtomicU32,
    /// `None`: it stays out of this pool.
    stage: OnceLock<Option<Stage>>,
}

/// A place in one of the pools.
pub(crate) struct Placed {
    pub(crate) pool: usize,
    /// Given back when it is dropped.
    _place: Place,
}

impl Spread {
    /// For a component that is no larger than usual, and of which no code runs when it is instantiated; `None` for others, and where
    /// there is no other pool for one more plugin.
    pub(crate) fn new(
        engine: &WasmEngine,
        blueprint: &Blueprint,
        code: Trusted,
        making: &Arc<Making>,
    ) -> Option<Arc<Self>> {
        if blueprint.may_wait || !is_usual(blueprint.pre.component()) {
            return None;
        }
        let copies = (0..engine.beside().join()?).map(|_| Copied::default()).collect();
        Some(Arc::new(Self { engine: engine.clone(), code, making: Arc::clone(making), copies }))
    }

    /// Where a call of this thread is to run; `None`: in the first pool, since this is where it belongs, or since there is no place in its own.
    #[inline]
    pub(crate) fn here(self: &Arc<Self>) -> Option<(&Stage, Placed)> {
        let pool = home(self.copies.len() + 1).checked_sub(1)?;
        let copy = self.copies.get(pool)?;
        match copy.stage.get() {
            Some(stage) => {
                let stage = stage.as_ref()?;
                Some((stage, Placed { pool, _place: stage.side.place()? }))
            }
            None => {
                if copy.calls.fetch_add(1, Relaxed) >= CALLS {
                    self.begin(pool, copy);
                }
                None
            }
        }
    }

    /// What a seat that was placed belongs to.
    pub(crate) fn stage(&self, placed: &Placed) -> Option<&Stage> {
        self.copies.get(placed.pool)?.stage.get()?.as_ref()
    }

    /// Makes it ready on a thread of its own, which ends with that: no runtime is needed for it, and none waits.
    #[cold]
    fn begin(self: &Arc<Self>, pool: usize, copy: &Copied) {
        let beside = self.engine.beside();
        if !beside.begin() {
            return;
        }
        let turn = Turn(Arc::clone(self));
        if beside.is_full() {
            let _ = copy.stage.set(None);
            return;
        }
        let thread = thread::Builder::new().name("optimus-pool".to_owned());
        // Where no thread can be had, the turn is over, and a later call tries again.
        let _ = thread.spawn(move || turn.0.fill(pool));
    }

    fn fill(&self, pool: usize) {
        let Some(copy) = self.copies.get(pool) else { return };
        let stage = self.copy(pool).unwrap_or_else(|error| {
            tracing::warn!(code = %error.code(), %error, "a plugin stays in the first pool");
            None
        });
        let is_ready = stage.is_some();
        if copy.stage.set(stage).is_ok() && is_ready {
            self.engine.beside().copied();
        }
    }

    /// The same machine code in another engine. None of the plugin's own code runs.
    fn copy(&self, pool: usize) -> Result<Option<Stage>, Error> {
        let Some(side) = self.engine.side_beside(pool)? else { return Ok(None) };
        let (access, name) = (&self.making.access, self.making.access.speaker.name());
        let component = sys::component(side.engine(), &self.code).map_err(|cause| {
            Error::new(Code::NOT_COMPILED, name, Operation::Load, "its machine code cannot be mapped again")
                .with_source(cause)
        })?;
        let blueprint = link(side, &component, access, self.making.imports.wasi, false)?;
        let budget = Budget::new(&self.making.limits, &CallContext::default());
        let state = self.making.state(&budget, Operation::Load, Mode::Normal, None);
        let mut seat = side.seat(state, &self.making.limits, &budget);
        let made = seat.instantiate_at_one_go(&blueprint);
        let instance = answered(Ok(made), name, Operation::Load, &budget, &seat)?;
        Stage::check(Arc::clone(side), blueprint, &mut seat, &instance, name).map(Some)
    }
}

impl Drop for Spread {
    fn drop(&mut self) {
        let ready = self.copies.iter().filter(|copy| matches!(copy.stage.get(), Some(Some(_))));
        self.engine.beside().leave(ready.count());
    }
}

/// The turn of a plugin to be made ready. Over when it is dropped, however that comes about.
struct Turn(Arc<Spread>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.engine.beside().end();
    }
}
