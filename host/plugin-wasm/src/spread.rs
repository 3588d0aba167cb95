use std::{
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread,
};

use optimus_plugin_api::{CallContext, Code, Error, Mode, Operation, thread_number};

use crate::{
    WasmEngine,
    budget::Budget,
    compile::Trusted,
    engine::{Copying, Share, is_usual},
    plugin::{Making, answered},
    prepare::link,
    seat::Blueprint,
    stage::Stage,
    sys,
};

/// Calls from the threads of a pool after which a plugin is made ready in it: one that is seldom called gains nothing there, and
/// there is room for some only. Where it cannot be, it is tried again after twice as many, and so on.
const CALLS: u32 = 512;

/// A plugin in the pools beside the first: made ready in each, beside the calls, when threads call it whose pool that is. Until
/// then, and where it cannot be, those calls run in the first pool.
pub(crate) struct Spread {
    engine: WasmEngine,
    /// Until it is ready in every pool.
    code: Mutex<Option<Kept>>,
    making: Arc<Making>,
    copies: Box<[Copied]>,
}

/// Machine code that will be mapped again.
struct Kept {
    code: Trusted,
    _file: Share,
}

/// The plugin in one of the pools.
#[derive(Default)]
struct Copied {
    /// How often threads of the pool have called the plugin, until it is ready there. No other thread writes it.
    calls: AtomicU32,
    ready: OnceLock<(Stage, Share)>,
}

/// A place in one of the pools.
pub(crate) struct Placed {
    pool: usize,
    /// Given back when it is dropped.
    _place: Share,
}

impl Spread {
    /// For a component that is no larger than usual, and of which no code runs when it is instantiated; `None` for others, and where
    /// there is no other pool, or no room for one more plugin.
    pub(crate) fn new(
        engine: &WasmEngine,
        blueprint: &Blueprint,
        code: Trusted,
        making: &Arc<Making>,
    ) -> Option<Arc<Self>> {
        let (pools, means) = (engine.beside().len(), engine.beside().means());
        if pools == 0 || blueprint.may_wait || !is_usual(blueprint.pre.component()) {
            return None;
        }
        let code = Mutex::new(Some(Kept { code, _file: means.file()? }));
        let copies = (0..pools).map(|_| Copied::default()).collect();
        Some(Arc::new(Self { engine: engine.clone(), code, making: Arc::clone(making), copies }))
    }

    /// Where a call of this thread is to run; `None`: in the first pool, since this is where it belongs, or since there is no place
    /// in its own.
    #[inline]
    pub(crate) fn here(self: &Arc<Self>) -> Option<(&Stage, Placed)> {
        let pool = (thread_number() % (self.copies.len() + 1)).checked_sub(1)?;
        let copied = self.copies.get(pool)?;
        let Some((stage, _)) = copied.ready.get() else {
            self.count(pool, copied);
            return None;
        };
        Some((stage, Placed { pool, _place: stage.side.place()? }))
    }

    /// What a seat that was placed belongs to.
    pub(crate) fn stage(&self, placed: &Placed) -> Option<&Stage> {
        self.copies.get(placed.pool)?.ready.get().map(|(stage, _)| stage)
    }

    fn count(self: &Arc<Self>, pool: usize, copied: &Copied) {
        let calls = copied.calls.fetch_add(1, Relaxed).saturating_add(1);
        if calls >= CALLS && calls.is_power_of_two() {
            self.begin(pool);
        }
    }

    /// Makes it ready on a thread of its own, which ends with that: no runtime is needed for it, and nobody waits.
    #[cold]
    fn begin(self: &Arc<Self>, pool: usize) {
        if let Some(turn) = self.engine.beside().means().begin() {
            let spread = Arc::clone(self);
            let work = move || spread.fill(pool, &turn);
            // Where no thread can be had, it is tried again as where it cannot be made ready.
            let _ = thread::Builder::new().name("optimus-pool".to_owned()).spawn(work);
        }
    }

    fn fill(&self, pool: usize, _turn: &Copying) {
        let mut kept = self.code.lock().unwrap_or_else(PoisonError::into_inner);
        let (Some(copied), Some(Kept { code, .. })) = (self.copies.get(pool), &*kept) else { return };
        let stage = self.copy(pool, code).unwrap_or_else(|error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            tracing::warn!(code = %error.code(), %error, cause, "a plugin stays in the first pool");
            None
        });
        let Some(stage) = stage else { return };
        if self.copies.iter().filter(|copied| copied.ready.get().is_none()).count() <= 1 {
            *kept = None;
        }
        // Counted last: when it is, all is done.
        if let Some(share) = self.engine.beside().means().copy() {
            let _ = copied.ready.set((stage, share));
        }
    }

    /// The same machine code in another engine; `None` if there is no room now. None of the plugin's own code runs.
    fn copy(&self, pool: usize, code: &Trusted) -> Result<Option<Stage>, Error> {
        if self.engine.beside().means().is_full() {
            return Ok(None);
        }
        let Some(side) = self.engine.side_beside(pool)? else { return Ok(None) };
        let Some(place) = side.place() else { return Ok(None) };
        let (access, name) = (&self.making.access, self.making.access.speaker.name());
        let component = sys::component(side.engine(), code).map_err(|cause| {
            Error::new(Code::NOT_COMPILED, name, Operation::Load, "its machine code cannot be mapped again")
                .with_source(cause)
        })?;
        let blueprint = link(side, &component, access, self.making.imports.wasi, false)?;
        let budget = Budget::new(&self.making.limits, &CallContext::default());
        let state = self.making.state(&budget, Operation::Load, Mode::Normal, None);
        let mut seat = side.seat(state, &self.making.limits, &budget).at(Placed { pool, _place: place });
        let made = seat.instantiate_at_one_go(&blueprint);
        let instance = answered(Ok(made), name, Operation::Load, &budget, &seat)?;
        Stage::check(Arc::clone(side), blueprint, &mut seat, &instance, name).map(Some)
    }
}
