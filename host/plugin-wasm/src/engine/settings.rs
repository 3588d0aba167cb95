use std::num::NonZeroUsize;

use wasmtime::{Config, WasmFeatures};

/// Frames of a backtrace that are kept: enough to see who called whom, little enough for an error.
const BACKTRACE_FRAMES: NonZeroUsize = NonZeroUsize::new(20).unwrap();

/// Which of the two kinds of engine: they make different machine code of the same component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// Fast.
    Normal,
    /// Counts instructions, and gives every number that is none (NaN) the same bits.
    Deterministic,
}

/// Everything that decides what machine code is made of a component: what the compiling child must be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) variant: Variant,
    pub(crate) explicit_bounds_checks: bool,
}

impl Settings {
    const NORMAL: &str = "normal";
    const DETERMINISTIC: &str = "deterministic";
    const GUARDED: &str = "guarded";
    const CHECKED: &str = "checked";

    /// In two words, for the child and for the keys of the cache.
    pub(crate) fn words(self) -> [&'static str; 2] {
        let variant = match self.variant {
            Variant::Normal => Self::NORMAL,
            Variant::Deterministic => Self::DETERMINISTIC,
        };
        [variant, if self.explicit_bounds_checks { Self::CHECKED } else { Self::GUARDED }]
    }

    /// From the words.
    pub(crate) fn of_words(variant: &str, checks: &str) -> Option<Self> {
        let all = [Variant::Normal, Variant::Deterministic].into_iter().flat_map(|variant| {
            [true, false].map(|explicit_bounds_checks| Self { variant, explicit_bounds_checks })
        });
        all.into_iter().find(|settings| settings.words() == [variant, checks])
    }

    /// The engine's configuration as far as machine code depends on it, and what costs nothing besides.
    pub(crate) fn config(self) -> Config {
        let mut config = Config::new();
        config.epoch_interruption(true);
        // Its default costs 0.44 us a sync call and 1.3 us an async one, for concurrency inside a component.
        config.concurrency_support(false);
        config.signals_based_traps(!self.explicit_bounds_checks);
        config.wasm_backtrace_max_frames(Some(BACKTRACE_FRAMES));
        // Names of functions are kept, offsets of instructions are not: they would double what a loaded plugin holds.
        config.generate_address_map(false);
        // Traps and backtraces need frame pointers alone. What native debuggers would need besides, is told to the system's
        // unwinder at each load.
        config.native_unwind_info(false);
        if self.variant == Variant::Deterministic {
            config.consume_fuel(true);
            config.cranelift_nan_canonicalization(true);
            config.relaxed_simd_deterministic(true);
        }
        without_proposals(&mut config);
        config
    }
}

/// What plugins do not need is not offered. Those that the build left out are named too, because another crate of the same
/// program may switch them on.
fn without_proposals(config: &mut Config) {
    let off = [
        WasmFeatures::THREADS,
        WasmFeatures::SHARED_EVERYTHING_THREADS,
        WasmFeatures::GC,
        WasmFeatures::MEMORY64,
        WasmFeatures::MULTI_MEMORY,
        WasmFeatures::STACK_SWITCHING,
        WasmFeatures::RELAXED_SIMD,
    ];
    for feature in off {
        config.wasm_features(feature, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_they_are_written() {
        for (variant, explicit_bounds_checks) in
            [(Variant::Normal, false), (Variant::Normal, true), (Variant::Deterministic, false)]
        {
            let settings = Settings { variant, explicit_bounds_checks };
            let [variant, checks] = settings.words();
            assert_eq!(Settings::of_words(variant, checks), Some(settings));
        }
        assert_eq!(Settings::of_words("normal", "unguarded"), None);
    }
}
