//! What there is to wait for before the first call.

use std::{path::PathBuf, time::Instant};

use anyhow::{Context, Result, ensure};
use optimus_plugin_host::policy::Digest;
use optimus_plugin_wasm::{CacheOptions, CompileOptions, EngineOptions, LoadOptions, WasmEngine, WasmPlugin};

use crate::{
    measure::{Samples, Summary},
    subjects,
};

/// Cold starts for a profiler: three seconds.
const PROFILED: u32 = 5_000;

/// Medians and more of the parts of a cold start, in microseconds.
#[derive(Debug)]
pub(crate) struct Cold {
    /// An engine is made: its pool reserved, its clock started.
    pub(crate) engine: Summary,
    /// A plugin is loaded in it, its machine code from the verified cache, and asked who it is.
    pub(crate) cached: Summary,
    /// As above, compiled in this process.
    pub(crate) compiled: Summary,
    /// Of the above: the digest of the component.
    pub(crate) digest: Summary,
}

pub(crate) async fn measure(component: &[u8], quick: bool) -> Result<Cold> {
    let (few, many) = if quick { (5, 50) } else { (20, 500) };
    let folder = Cache::new();
    let mut cold = EngineOptions::default();
    cold.compile = CompileOptions::in_process_without_limits();
    let mut cached = cold.clone();
    cached.compile.cache = Some(CacheOptions::in_directory(&folder.0));
    let load = async |engine: &WasmEngine| {
        WasmPlugin::load_bytes(engine, "neo", component.to_vec(), &LoadOptions::default()).await
    };

    let [mut engines, mut compiled, mut from_cache, mut digests] = [(); 4].map(|()| Samples::default());
    for _ in 0..few {
        let begin = Instant::now();
        let engine = WasmEngine::new(&cold)?;
        engines.add(begin, 1);
        let begin = Instant::now();
        load(&engine).await?;
        compiled.add(begin, 1);
    }
    let engine = WasmEngine::new(&cached)?;
    load(&engine).await?;
    for _ in 0..many {
        let begin = Instant::now();
        let plugin = load(&engine).await?;
        from_cache.add(begin, 1);
        let begin = Instant::now();
        ensure!(Digest::of(component) == plugin.digest(), "the digest changed");
        digests.add(begin, 1);
    }
    ensure!(engine.counters().cache_hits == many, "the cache did not have it each time");
    let summary = |samples: Samples| samples.summary().context("nothing was measured");
    Ok(Cold {
        engine: summary(engines)?,
        cached: summary(from_cache)?,
        compiled: summary(compiled)?,
        digest: summary(digests)?,
    })
}

/// Only cold starts: a profiler sees nothing else.
pub(crate) async fn run_profiled() -> Result<()> {
    let (folder, component) = (Cache::new(), subjects::component()?);
    let mut options = EngineOptions::default();
    options.compile = CompileOptions::in_process_without_limits();
    options.compile.cache = Some(CacheOptions::in_directory(&folder.0));
    let engine = WasmEngine::new(&options)?;
    for _ in 0..PROFILED {
        WasmPlugin::load_bytes(&engine, "neo", component.clone(), &LoadOptions::default()).await?;
    }
    Ok(())
}

/// A folder of compiled components, removed in the end.
struct Cache(PathBuf);

impl Cache {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("optimus-bench-{}-compiled", std::process::id())))
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
