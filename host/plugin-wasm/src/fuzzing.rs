//! What fuzzers call. Not for anybody else; it may change at any time.

use optimus_plugin_api::Error;

use crate::{WasmEngine, exports, prepare::prepare};

/// Looks at the bytes of a file as far as that goes without running any of its code. Needs a tokio runtime.
///
/// # Errors
/// As for [`WasmPlugin::look`](crate::WasmPlugin::look).
pub async fn look(engine: &WasmEngine, bytes: &[u8]) -> Result<(), Error> {
    let prepared = prepare(
        engine,
        "fuzzed",
        &crate::compile::Source::new(bytes.to_vec()),
        &crate::LoadOptions::default(),
    )
    .await?;
    exports::check_names(prepared.blueprint.pre.component(), "fuzzed")
}
