//! The same component in wasmtime alone: no limits, no clock, one instance kept, synchronous calls.

use anyhow::{Result, anyhow};
use wasmtime::{
    Config, Engine, Store,
    component::{Component, Linker},
};

pub(crate) use self::bindings::exports::optimus::plugin::cli;
use self::bindings::exports::optimus::plugin::{asset_compiler, base};

mod bindings {
    #![allow(missing_docs, unreachable_pub, reason = "generated")]
    wasmtime::component::bindgen!({
        path: "../../wit",
        world: "optimus:plugin/plugin",
        ownership: Borrowing { duplicate_if_necessary: true },
    });
}

/// An instance and its functions.
pub(crate) struct Raw {
    store: Store<()>,
    base: base::Guest,
    cli: cli::Guest,
    compiler: asset_compiler::Guest,
}

impl Raw {
    /// Compiles and instantiates.
    pub(crate) fn new(component: &[u8]) -> Result<Self> {
        Self::instantiate(component).map_err(|cause| anyhow!("{cause:#}"))
    }

    fn instantiate(component: &[u8]) -> wasmtime::Result<Self> {
        let mut config = Config::new();
        config.concurrency_support(false);
        let engine = Engine::new(&config)?;
        let component = Component::from_binary(&engine, component)?;
        let mut linker = Linker::<()>::new(&engine);
        linker.define_unknown_imports_as_traps(&component)?;
        let pre = linker.instantiate_pre(&component)?;
        let (base, cli) = (base::GuestIndices::new(&pre)?, cli::GuestIndices::new(&pre)?);
        let compiler = asset_compiler::GuestIndices::new(&pre)?;
        let mut store = Store::new(&engine, ());
        let instance = pre.instantiate(&mut store)?;
        let base = base.load(&mut store, &instance)?;
        let cli = cli.load(&mut store, &instance)?;
        let compiler = compiler.load(&mut store, &instance)?;
        Ok(Self { store, base, cli, compiler })
    }

    pub(crate) fn plugin_info(&mut self) -> bool {
        self.base.call_plugin_info(&mut self.store).is_ok()
    }

    pub(crate) fn get_questions(&mut self) -> bool {
        matches!(self.cli.call_get_questions(&mut self.store, "job"), Ok(Ok(questions)) if questions.len() == 2)
    }

    pub(crate) fn validate_question(&mut self) -> bool {
        let answer = cli::Answer { question: "RANGE_START", value: "2026-01-01" };
        let verdict = self.cli.call_validate_question(&mut self.store, answer);
        matches!(verdict, Ok(Ok(cli::Verdict::Accepted)))
    }

    pub(crate) fn compile_assets(&mut self, content: &str) -> bool {
        let instant = asset_compiler::Timestamp { seconds: 0, nanoseconds: 0 };
        let request = asset_compiler::CompileRequest {
            config: &[],
            assets: &[base::AssetParam { name: "query.sql", content: content.as_bytes() }],
            window: asset_compiler::Window { start: instant, end: instant },
            instance_data: &[],
        };
        let assets = self.compiler.call_compile_assets(&mut self.store, request);
        matches!(assets, Ok(Ok(assets)) if assets.len() == 1)
    }
}
