//! What the kinds need to load a file: one file here for each.

mod process;
mod wasm;
mod yaml;

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
    pub(crate) fn new(policies: Policies) -> Self {
        Self { wasm: wasm::Wasm::default(), process: process::Process, yaml: yaml::Yaml, policies }
    }
}
