use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use optimus_plugin_api::Mode;
use wasmtime_wasi::{HostMonotonicClock, HostWallClock};

/// What the clock on the wall shows.
pub(super) enum Wall {
    Real,
    Still(Duration),
}

impl Wall {
    pub(super) fn new(real: bool, mode: Mode) -> Self {
        match mode {
            Mode::Deterministic { clock, .. } => Self::Still(since_1970(clock)),
            Mode::Normal if real => Self::Real,
            _ => Self::Still(Duration::ZERO),
        }
    }
}

/// WASI's times begin in 1970: what was before is then.
fn since_1970(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}

impl HostWallClock for Wall {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    fn now(&self) -> Duration {
        match self {
            Self::Real => since_1970(SystemTime::now()),
            Self::Still(time) => *time,
        }
    }
}

/// A clock for measuring: from the beginning of the call, so that it tells nothing of the host's.
pub(super) struct Monotonic(Option<Instant>);

impl Monotonic {
    pub(super) fn new(real: bool, mode: Mode) -> Self {
        Self((real && mode == Mode::Normal).then(Instant::now))
    }
}

impl HostMonotonicClock for Monotonic {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        let elapsed = self.0.map_or(Duration::ZERO, |begin| begin.elapsed());
        u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX)
    }
}
