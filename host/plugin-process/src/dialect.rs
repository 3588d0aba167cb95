//! Dialects of the plugin protocol, as data. The messages are one superset (see `wire`); what differs is which service
//! answers which call. A dialect that comes to be spoken is a row with its calls filled in.

mod detect;
mod table;

use optimus_plugin_api::{Operation, PluginMod};

pub(crate) use detect::{detect, health};
pub(crate) use table::DIALECTS;

/// What one range of Optimus releases speaks.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// The releases, for people.
    pub(crate) releases: &'static str,
    /// A method that this dialect alone serves among those before it in the table, and that takes an empty request.
    pub(crate) probe: &'static str,
    /// The method of each call. Empty: known, but not spoken yet.
    pub(crate) calls: &'static [(Operation, &'static str)],
    /// The mod whose service answers `compile-assets`.
    pub(crate) assets_compiled_by: PluginMod,
}

impl Dialect {
    /// Where a call goes.
    pub(crate) fn method(&self, operation: Operation) -> Option<&'static str> {
        self.calls.iter().find(|(call, _)| *call == operation).map(|(_, method)| *method)
    }

    /// Whether plugins of this dialect can be called.
    pub(crate) fn is_spoken(&self) -> bool {
        !self.calls.is_empty()
    }
}
