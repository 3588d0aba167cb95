//! What the kinds need to load a file: one file here for each.

mod process;
mod wasm;
mod yaml;

pub(crate) use wasm::Compile;

use crate::policies::Policies;

/// The loaders, with what they share between files.
#[derive(Debug)]
pub(crate) struct Kinds {
    pub(crate) wasm: wasm::Wasm,
    pub(crate) process: process::Process,
    pub(crate) yaml: yaml::Yaml,
    pub(crate) policies: Policies,
}

impl Kinds {
    /// `calls` of components can run at once.
    pub(crate) fn new(policies: Policies, compile: Compile, calls: u32) -> Self {
        let wasm = wasm::Wasm::new(compile, calls.saturating_add(policies.warm_instances()));
        Self { wasm, process: process::Process, yaml: yaml::Yaml, policies }
    }
}
