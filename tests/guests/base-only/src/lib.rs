//! The smallest plugin: it only registers itself. Its survey, if any, comes from a yaml.

use optimus_plugin_sdk::{Info, Plugin};

/// The plugin.
#[derive(Debug)]
pub struct BaseOnly;

impl Plugin for BaseOnly {
    fn info() -> Info {
        Info::task("base-only", "0.1.0", "example.org/base-only:0.1.0")
    }
}

optimus_plugin_sdk::export!(BaseOnly);
