use optimus_plugin_api::Mode;
use wasmtime::component::{HasData, Linker};
use wasmtime_wasi::p2::bindings::random::{insecure, insecure_seed, random};

use crate::host::HostState;

/// Where numbers come from when neither randomness is granted nor a call brings a seed.
const SEED: u64 = 0;
/// The most that is given at once, in bytes.
const MOST_BYTES: u64 = 1024 * 1024;

/// Numbers for a plugin: the machine's, or a sequence that its seed determines, which is the same on every machine.
#[derive(Debug)]
pub(crate) enum Random {
    Real,
    Seeded(u64),
}

impl Random {
    pub(super) fn new(granted: bool, mode: Mode) -> Self {
        match mode {
            Mode::Deterministic { seed, .. } => Self::Seeded(seed),
            Mode::Normal if granted => Self::Real,
            _ => Self::Seeded(SEED),
        }
    }

    fn next(&mut self) -> wasmtime::Result<u64> {
        match self {
            Self::Real => {
                let mut bytes = [0; 8];
                fill(&mut bytes)?;
                Ok(u64::from_le_bytes(bytes))
            }
            Self::Seeded(state) => Ok(split_mix(state)),
        }
    }

    fn bytes(&mut self, length: u64) -> wasmtime::Result<Vec<u8>> {
        if length > MOST_BYTES {
            wasmtime::bail!("more than {MOST_BYTES} random bytes at once");
        }
        let mut bytes = vec![0; usize::try_from(length)?];
        match self {
            Self::Real => fill(&mut bytes)?,
            Self::Seeded(state) => {
                for chunk in bytes.chunks_mut(8) {
                    chunk.copy_from_slice(
                        split_mix(state).to_le_bytes().get(..chunk.len()).unwrap_or_default(),
                    );
                }
            }
        }
        Ok(bytes)
    }
}

/// The kernel gives all of 256 bytes at once, and possibly less of more.
fn fill(bytes: &mut [u8]) -> wasmtime::Result<()> {
    for chunk in bytes.chunks_mut(256) {
        let filled = rustix::rand::getrandom(&mut *chunk, rustix::rand::GetRandomFlags::empty())?;
        if filled != chunk.len() {
            wasmtime::bail!("this machine gave no random numbers");
        }
    }
    Ok(())
}

/// SplitMix64 (Steele, Lea and Flood, 2014): not to be guarded against, since the seed is known, but evenly spread.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl random::Host for Random {
    fn get_random_bytes(&mut self, length: u64) -> wasmtime::Result<Vec<u8>> {
        self.bytes(length)
    }

    fn get_random_u64(&mut self) -> wasmtime::Result<u64> {
        self.next()
    }
}

impl insecure::Host for Random {
    fn get_insecure_random_bytes(&mut self, length: u64) -> wasmtime::Result<Vec<u8>> {
        self.bytes(length)
    }

    fn get_insecure_random_u64(&mut self) -> wasmtime::Result<u64> {
        self.next()
    }
}

impl insecure_seed::Host for Random {
    fn insecure_seed(&mut self) -> wasmtime::Result<(u64, u64)> {
        Ok((self.next()?, self.next()?))
    }
}

struct HasRandom;

impl HasData for HasRandom {
    type Data<'a> = &'a mut Random;
}

/// In place of wasmtime's own, which knows no other numbers than those of a `rand` generator.
pub(super) fn link(linker: &mut Linker<HostState>) -> wasmtime::Result<()> {
    random::add_to_linker::<HostState, HasRandom>(linker, |state| state.wasi().random())?;
    insecure::add_to_linker::<HostState, HasRandom>(linker, |state| state.wasi().random())?;
    insecure_seed::add_to_linker::<HostState, HasRandom>(linker, |state| state.wasi().random())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    #[test]
    fn a_seed_gives_the_published_sequence() {
        // The first values of SplitMix64 with the seed 1234567.
        let mode = Mode::Deterministic { clock: SystemTime::UNIX_EPOCH, seed: 1_234_567 };
        let mut random = Random::new(true, mode);
        assert_eq!(random.next().unwrap(), 6_457_827_717_110_365_317);
        assert_eq!(random.next().unwrap(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn granted_numbers_differ_and_lengths_are_bounded() {
        let mut random = Random::new(true, Mode::Normal);
        assert_ne!(random.bytes(1000).unwrap(), random.bytes(1000).unwrap());
        assert!(random.bytes(u64::MAX).is_err());
        let mut seeded = Random::new(false, Mode::Normal);
        assert_eq!(seeded.bytes(13).unwrap().len(), 13);
    }
}
