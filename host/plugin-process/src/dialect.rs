//! Dialects of the plugin protocol, as data. The messages are one superset (see `wire`); what differs is which service
//! answers which call, and how much a plugin says about itself.

mod detect;
mod health;
mod reflection;
mod table;

use optimus_plugin_api::{Operation, PluginInfo, PluginMod};

pub(crate) use detect::detect;
pub(crate) use health::{health, is_alive};
use table::DIALECTS;

/// What one range of Optimus releases speaks.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// The releases, for people.
    pub(crate) releases: &'static str,
    /// How a plugin of it says who it is.
    pub(crate) introduction: Introduction,
    /// The method of each call that it has.
    pub(crate) calls: &'static [(Operation, &'static str)],
    /// The mod whose service answers `compile-assets`.
    pub(crate) assets_compiled_by: PluginMod,
}

/// The method by which a plugin says who it is. Its request is empty in every dialect, so that asking breaks nothing.
#[derive(Debug)]
pub(crate) enum Introduction {
    /// It says all that the contract wants to know.
    Info(&'static str),
    /// It says its name; a yaml of that name has to say the rest.
    Name(&'static str),
    /// What it says is not listened to: the dialect is known and not spoken.
    Refused(&'static str),
}

impl Dialect {
    /// Where a call goes.
    pub(crate) fn method(&self, operation: Operation) -> Option<&'static str> {
        self.calls.iter().find(|(call, _)| *call == operation).map(|(_, method)| *method)
    }

    /// The service by which the dialect is known in a list of services.
    fn service(&self) -> &'static str {
        let (Introduction::Info(method) | Introduction::Name(method) | Introduction::Refused(method)) =
            self.introduction;
        split(method).0
    }
}

/// Service and name of `/service/name`.
fn split(method: &'static str) -> (&'static str, &'static str) {
    method.trim_start_matches('/').split_once('/').unwrap_or_default()
}

/// Who a plugin is, as far as its dialect lets it say, and what it can do.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) dialect: &'static Dialect,
    /// What it calls itself; empty if it does not say.
    pub(crate) name: String,
    /// `None` in the dialects that have a name and no more.
    pub(crate) info: Option<PluginInfo>,
    /// Whether it answers `compile-assets`.
    pub(crate) compiles_assets: bool,
}

impl Identity {
    /// A plugin that says everything.
    fn described(dialect: &'static Dialect, info: PluginInfo) -> Self {
        let compiles_assets = info.plugin_mods.contains(&dialect.assets_compiled_by);
        Self { dialect, name: info.name.clone(), info: Some(info), compiles_assets }
    }

    /// A resolver that says its name.
    fn named(dialect: &'static Dialect, name: String, compiles_assets: bool) -> Self {
        Self { dialect, name, info: None, compiles_assets }
    }

    /// What it can do. Without info it is a resolver: the dialects that have none have no other mod.
    pub(crate) fn mods(&self) -> &[PluginMod] {
        const RESOLVER: &[PluginMod] = &[PluginMod::DependencyResolver];
        self.info.as_ref().map_or(RESOLVER, |info| &info.plugin_mods)
    }

    /// Whether a plugin that was started again is still the one that was loaded.
    pub(crate) fn is_still(&self, before: &Self) -> bool {
        (&self.name, self.mods(), self.compiles_assets)
            == (&before.name, before.mods(), before.compiles_assets)
    }
}
