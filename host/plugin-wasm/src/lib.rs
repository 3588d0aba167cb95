//! Plugins that are WebAssembly components.
mod bindings { wasmtime::component::bindgen!({ path: "../../wit", world: "plugin", exports: { default: async } }); }
