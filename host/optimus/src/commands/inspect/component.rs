use std::{fs::File, io::Read};

use optimus_plugin_build::{Interface, interface};
use optimus_plugin_host::{
    PluginFile,
    policy::{Digest, Held, Wishes},
};
use serde_json::{Value, json};

use crate::failure::{Failure, Outcome};

/// The largest component that is read, in bytes: as when it is loaded.
const MOST_BYTES: u64 = 64 << 20;
/// How an interface of the contract is called.
const CONTRACT: &str = "optimus:plugin/";

/// What a component says about itself in its own bytes.
pub(super) struct Component {
    pub(super) interface: Interface,
    pub(super) wishes: Wishes,
    pub(super) held: Held,
}

impl Component {
    /// Reads it; that it is still the file whose digest was told is checked.
    pub(super) fn read(file: &PluginFile) -> Outcome<Self> {
        let mut bytes = Vec::new();
        let opened = File::open(&file.path);
        opened
            .and_then(|opened| opened.take(MOST_BYTES).read_to_end(&mut bytes))
            .map_err(|error| Failure::unreadable(&file.path, &error))?;
        if Digest::of(&bytes) != file.digest {
            return Err(Failure::usage(
                "the file changed while it was looked at, or is too large for a component",
            ));
        }
        let wishes = Wishes::of_component(&bytes).map_err(|bad| bad.into_error(&file.name))?;
        let held = wishes.within(&file.name, &file.rules.grants);
        Ok(Self { interface: interface(&bytes, &file.name)?, wishes, held })
    }

    /// The version of the contract that it is made for, as its exports say.
    pub(super) fn contract(&self) -> Option<&str> {
        let exports = self.interface.exports.iter();
        let mut versions = exports.filter_map(|name| name.strip_prefix(CONTRACT)?.split_once('@'));
        versions.next().map(|(_, version)| version)
    }

    /// As data.
    pub(super) fn to_json(&self) -> Value {
        let missing = self.held.missing.iter();
        let missing = missing.map(|one| json!({"wish": one.wish, "allow": one.line, "risk": one.risk}));
        json!({
            "contract": self.contract(),
            "exports": self.interface.exports,
            "imports": self.interface.imports,
            "wishes": self.wishes.to_json(),
            "grants_in_force": self.held.grants.to_json(),
            "not_granted": missing.collect::<Vec<_>>(),
            "granted_and_not_wished": self.held.unwished,
            "policy_that_grants_all": self.held.policy,
        })
    }
}
