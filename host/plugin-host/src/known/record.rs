use optimus_plugin_api::{Backend, PluginInfo};
use optimus_plugin_policy::Digest;
use serde::{Deserialize, Serialize};

/// The largest record, in bytes: what an info with every field at its longest has no need of.
pub(super) const LARGEST: u64 = 64 * 1024;
/// Another one means that records are made otherwise.
const FORMAT: u32 = 1;

/// What an executable said about itself, and what it can do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    format: u32,
    /// The version of this program: another one may speak another dialect with the plugin, and hear something else.
    program: String,
    /// Of the executable. It is in the name of the file too; both must agree.
    digest: String,
    pub(super) name: String,
    pub(super) info: Option<PluginInfo>,
    pub(super) survey: bool,
    pub(super) asset_compiler: bool,
    pub(super) dependency_resolver: bool,
}

impl Record {
    pub(super) fn of(digest: Digest, backend: &dyn Backend) -> Self {
        Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            digest: digest.to_string(),
            name: backend.name().to_owned(),
            info: backend.info().cloned(),
            survey: backend.cli().is_some(),
            asset_compiler: backend.asset_compiler().is_some(),
            dependency_resolver: backend.dependency_resolver().is_some(),
        }
    }

    /// Whether it is one of this program about the file of this digest.
    pub(super) fn is_of(&self, digest: Digest) -> bool {
        self.format == FORMAT
            && self.program == env!("CARGO_PKG_VERSION")
            && self.digest == digest.to_string()
    }
}
