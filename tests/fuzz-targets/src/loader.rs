use std::sync::{LazyLock, OnceLock};

use optimus_plugin_api::Code;
use optimus_plugin_wasm::{EngineOptions, WasmEngine, fuzzing};

/// A larger input teaches nothing more, and compiling it takes its time.
const MOST_BYTES: usize = 64 * 1024;

/// What compiles runs on a thread of it.
static RUNTIME: LazyLock<tokio::runtime::Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_current_thread().build().unwrap());

/// The file of a component, as far as it is looked at without running any of its code: its sections, its wishes, its machine code,
/// its imports and exports.
pub fn component_loader(bytes: &[u8]) {
    static ENGINE: OnceLock<WasmEngine> = OnceLock::new();
    if bytes.len() > MOST_BYTES {
        return;
    }
    crate::wishes(bytes);
    let engine = ENGINE.get_or_init(|| {
        let mut options = EngineOptions::default();
        options.compile = optimus_plugin_wasm::CompileOptions::in_process_without_limits();
        options.instances = 4;
        WasmEngine::new(&options).unwrap()
    });
    let Err(error) = RUNTIME.block_on(fuzzing::look(engine, bytes)) else { return };
    assert!(error.message() != "the compiler failed", "{error:?}");
    assert!(!error.to_string().contains('\u{1b}'), "{error:?}");
    assert!(error.code() != Code::PRECOMPILED || !bytes.starts_with(b"\0asm"), "{error}");
}
