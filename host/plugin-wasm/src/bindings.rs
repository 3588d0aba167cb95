//! What `bindgen!` makes of `wit/`. Used by the files that convert and by `exports.rs`, nowhere else.
#![allow(missing_docs, reason = "generated: the documentation is in `wit/`")]

wasmtime::component::bindgen!({
    path: "../../wit",
    world: "optimus:plugin/plugin",
    // Parameters borrow from the request: an asset of 5 MB is copied once, into the plugin's memory.
    ownership: Borrowing { duplicate_if_necessary: true },
    exports: { default: async },
});
