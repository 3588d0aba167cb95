//! What fuzzers call: one function for each place where bytes of somebody else are read. Each takes any bytes and ends silently, or
//! panics and has found a mistake.
//!
//! `tests/fuzz` gives them to libFuzzer (`cargo xtask fuzz`); the tests of this crate give them the corpus, on any toolchain.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a panic is how a target reports what it found"
)]

mod guest;
mod loader;
mod url;

pub use guest::{guest_abi, outcome};
pub use loader::component_loader;
pub use optimus_plugin_policy::fuzzing::{
    fuzz_policy as policy_file, fuzz_request as request, fuzz_wishes as wishes,
};
pub use url::url_rules;

/// The first line of a plugin's output. What is accepted is an address of this machine.
pub fn handshake(bytes: &[u8]) {
    optimus_plugin_process::fuzzing::handshake(bytes);
}

/// A plugin's yaml. What is refused says where and why.
pub fn plugin_yaml(bytes: &[u8]) {
    let options = optimus_plugin_yaml::Options::default();
    if let Err(error) = optimus_plugin_yaml::parse_bytes(bytes, &options) {
        let told = error.diagnostics().is_some_and(optimus_plugin_api::Diagnostics::has_errors);
        assert!(told, "an error without a mistake: {error}");
        assert!(!error.to_string().contains('\u{1b}'), "{error:?}");
    }
}

/// A target: its name, which is that of its folder in the corpus, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("component_loader", component_loader),
    ("guest_abi", guest_abi),
    ("handshake", handshake),
    ("plugin_yaml", plugin_yaml),
    ("policy_file", policy_file),
    ("request", request),
    ("url_rules", url_rules),
    ("wishes", wishes),
];
