//! A plugin that counts its own calls: in a fresh instance every call is the first.

use std::cell::Cell;

use optimus_plugin_sdk::{Answer, AssetCompiler, Assets, Cli, CompileRequest, Error, Info, Plugin, Verdict};

thread_local! {
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

/// The plugin.
#[derive(Debug)]
pub struct Counter;

impl Plugin for Counter {
    fn info() -> Info {
        Info::task("counter", "0.1.0", "example.org/counter:0.1.0")
    }
}

impl Cli for Counter {
    /// Rejects with the number of calls that this instance has answered, this one included.
    fn validate_question(_answer: &Answer) -> Result<Verdict, Error> {
        let calls = CALLS.get() + 1;
        CALLS.set(calls);
        Ok(Verdict::rejected(calls.to_string()))
    }
}

impl AssetCompiler for Counter {
    /// Doubles every file, which takes memory that an instance which is kept must be able to use again.
    fn compile_assets(request: CompileRequest) -> Result<Assets, Error> {
        Ok(request.assets.into_iter().map(|file| (file.name, file.content.repeat(2))).collect())
    }
}

optimus_plugin_sdk::export!(Counter: cli, asset_compiler);
