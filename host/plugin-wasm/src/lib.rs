//! Plugins that are WebAssembly components.
