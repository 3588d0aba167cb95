//! Writes core modules (wasm-smith) and components of contracts (wit-smith) that nobody thought of, the same in every run.

use std::{fs, path::Path};

use anyhow::Result;
use arbitrary::Unstructured;
use wasm_smith::{Config, Module};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{ManglingAndAbi, decoding::DecodedWasm};

/// Of each kind; the tests of `plugin-wasm` and the corpus of the loader take all of them.
const COUNT: usize = 24;
/// Larger ones teach nothing more and cost time in every run.
const MOST_BYTES: usize = 6 * 1024;

fn main() -> Result<()> {
    let smithed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../smithed");
    write(&smithed.join("modules"), (0..).filter_map(module))?;
    write(&smithed.join("components"), (0..).filter_map(component))
}

fn write(folder: &Path, files: impl Iterator<Item = Vec<u8>>) -> Result<()> {
    fs::create_dir_all(folder)?;
    for (number, file) in files.filter(|file| file.len() <= MOST_BYTES).take(COUNT).enumerate() {
        fs::write(folder.join(format!("{number:02}")), file)?;
    }
    Ok(())
}

/// Bytes for the smiths to draw from.
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    std::iter::repeat_with(draw).take(4096).collect()
}

/// A module without imports and with a start function, if it comes out so: it runs when it is instantiated.
fn module(seed: u64) -> Option<Vec<u8>> {
    let mut config = Config::default();
    config.max_imports = 0;
    config.allow_start_export = true;
    config.min_funcs = 1;
    config.max_memories = 1;
    config.memory64_enabled = false;
    config.threads_enabled = false;
    config.gc_enabled = false;
    config.exceptions_enabled = false;
    config.relaxed_simd_enabled = false;
    config.tail_call_enabled = false;
    config.extended_const_enabled = false;
    config.wide_arithmetic_enabled = false;
    let data = bytes(seed);
    Some(Module::new(config, &mut Unstructured::new(&data)).ok()?.to_bytes())
}

/// A component of a contract of its own: its functions do nothing, its imports are whatever they are.
fn component(seed: u64) -> Option<Vec<u8>> {
    let data = bytes(seed ^ 0xff00);
    let package = wit_smith::smith(&wit_smith::Config::default(), &mut Unstructured::new(&data)).ok()?;
    let DecodedWasm::WitPackage(resolve, package) = wit_component::decode(&package).ok()? else {
        return None;
    };
    let (_, world) = resolve.packages[package].worlds.iter().next()?;
    let abi = ManglingAndAbi::Legacy(wit_parser::LiftLowerAbi::Sync);
    let mut module = wit_component::dummy_module(&resolve, *world, abi);
    embed_component_metadata(&mut module, &resolve, *world, StringEncoding::UTF8).ok()?;
    ComponentEncoder::default().module(&module).ok()?.encode().ok()
}
