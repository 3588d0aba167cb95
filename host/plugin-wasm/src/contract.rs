use std::fmt;

use optimus_plugin_api::{Code, Error, Operation};
use optimus_plugin_policy::{AuditVerdict, Denied};
use wasmtime::{
    Engine,
    component::{Component, types::ComponentItem},
};

use crate::{
    Stub,
    imports::{Access, Asking, GRANT_CACHE, Named, named, stub},
};

/// The WIT package of the contract.
const PACKAGE: &str = "optimus:plugin";
/// The version of it that this crate is built against. What semver calls compatible is one line.
const VERSION: Version = Version { major: 0, minor: 1, patch: 0 };
/// What a plugin may import, function by function.
const IMPORTS: &[(&str, &[&str])] =
    &[("logging", &["log"]), ("call", &["dry-run", "deadline", "attribute"]), ("cache", &["get", "set"])];

/// The interfaces that a plugin may export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interface {
    Base,
    Cli,
    AssetCompiler,
    DependencyResolver,
}

impl Interface {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Cli => "cli",
            Self::AssetCompiler => "asset-compiler",
            Self::DependencyResolver => "dependency-resolver",
        }
    }

    /// The name under which it is looked up. The lookup takes any version of the same line.
    pub(crate) fn export_name(self) -> String {
        format!("{PACKAGE}/{}@{VERSION}", self.name())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    major: u64,
    minor: u64,
    patch: u64,
}

impl Version {
    fn parse(text: &str) -> Option<Self> {
        // Labels of unfinished versions (`-rc.1`) do not change the line.
        let numbers = text.split(['-', '+']).next()?;
        let mut parts = numbers.split('.').map(|part| part.parse().ok());
        let version = Self { major: parts.next()??, minor: parts.next()??, patch: parts.next()?? };
        parts.next().is_none().then_some(version)
    }

    /// What semver calls compatible: the first number that is not zero.
    fn line(self) -> (u64, u64, u64) {
        match self {
            Self { major: 0, minor: 0, patch } => (0, 0, patch),
            Self { major: 0, minor, .. } => (0, minor, 0),
            Self { major, .. } => (major, 0, 0),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// `optimus:plugin/<interface>@<version>`, taken apart.
struct Name<'a> {
    interface: &'a str,
    version: Version,
}

impl<'a> Name<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (interface, version) = text.strip_prefix(PACKAGE)?.strip_prefix('/')?.split_once('@')?;
        Some(Self { interface, version: Version::parse(version)? })
    }
}

/// Which of the optional imports a component has.
#[derive(Debug, Clone, Default)]
pub(crate) struct Imports {
    /// It asks for what depends on the call, so its facts must be kept at hand.
    pub(crate) facts: bool,
    /// It imports something of WASI.
    pub(crate) wasi: bool,
    /// What it imports because of its toolchain, and what becomes of it.
    pub(crate) stubs: Vec<Stub>,
}

/// Whether it is a plugin of our line of the contract at all; found out before any of its code runs.
pub(crate) fn check_base(component: &Component, plugin: &str) -> Result<(), Error> {
    let base = component.get_export_index(None, Interface::Base.export_name());
    base.map(|_| ()).ok_or_else(|| no_base(component, plugin))
}

/// Compares the imports of a component with what is provided and granted. Reports each that a policy decided.
pub(crate) fn check_imports(component: &Component, plugin: &str, access: &Access) -> Result<Imports, Error> {
    let engine = component.engine();
    let mut imports = Imports::default();
    for (name, import) in component.component_type().imports(engine) {
        match Name::parse(name) {
            Some(contract) => {
                check_import(engine, name, &import.ty, plugin)?;
                if contract.interface == "cache" {
                    check_cache(name, plugin, access)?;
                }
                imports.facts |= ["call", "cache"].contains(&contract.interface);
            }
            None => {
                check_capability(name, plugin, access)?;
                imports.stubs.extend(stub(name, &access.grants));
                (imports.wasi, imports.facts) = (true, true);
            }
        }
    }
    Ok(imports)
}

fn check_cache(name: &str, plugin: &str, access: &Access) -> Result<(), Error> {
    if access.grants.cache.is_some() {
        report(name, AuditVerdict::Allowed, "grants.cache", access);
        return Ok(());
    }
    report(name, AuditVerdict::Denied, Denied::RULE, access);
    Err(not_granted(plugin, name, "a cache that outlives its calls", Some(GRANT_CACHE)))
}

/// What is not of the contract: a capability that is granted, a stub, or nothing that this host has.
fn check_capability(name: &str, plugin: &str, access: &Access) -> Result<(), Error> {
    match named(name, &access.grants) {
        Named::Linked(_) => {
            report(name, AuditVerdict::Allowed, "linked", access);
            Ok(())
        }
        Named::Withheld(capability, line) => {
            report(name, AuditVerdict::Denied, Denied::RULE, access);
            Err(not_granted(plugin, name, capability, line))
        }
        Named::Unknown => Err(unknown_import(plugin, name)),
    }
}

fn report(name: &str, verdict: AuditVerdict, rule: &str, access: &Access) {
    let asking = Asking { call: Operation::Load, tenant: None };
    access.report(asking, verdict, rule, || format!("import {name}"));
}

fn not_granted(plugin: &str, name: &str, capability: &str, line: Option<&str>) -> Error {
    let message =
        format!("it imports `{}`, {capability}, which its policy does not grant", Error::escape(name));
    let error = Error::new(Code::NOT_GRANTED, plugin, Operation::Load, message);
    match line {
        Some(line) => error
            .note("allow", format!("plugins: {{\"{}\": {{grants: {{{line}}}}}}}", Error::escape(plugin)))
            .with_help(
                "grant it in the policy, for what it needs and no more, if you trust the plugin with it",
            ),
        None => error
            .with_help("no policy can grant it: use another plugin, or a build of it without this import"),
    }
}

fn check_import(engine: &Engine, name: &str, item: &ComponentItem, plugin: &str) -> Result<(), Error> {
    let Some(import) = Name::parse(name) else {
        return Err(unknown_import(plugin, name));
    };
    if import.version.line() != VERSION.line() {
        return Err(unknown_contract(plugin, import.version));
    }
    let known = IMPORTS.iter().find(|(interface, _)| *interface == import.interface);
    let functions = known.map_or(&[][..], |(_, functions)| functions);
    for function in names_of_functions(engine, item) {
        if !functions.contains(&function.as_str()) {
            let function = format!("{}.{function}", import.interface);
            return Err(missing_function(plugin, &function, import.version));
        }
    }
    known.map(|_| ()).ok_or_else(|| missing_function(plugin, import.interface, import.version))
}

fn names_of_functions(engine: &Engine, item: &ComponentItem) -> Vec<String> {
    let ComponentItem::ComponentInstance(interface) = item else {
        return Vec::new();
    };
    let functions =
        interface.exports(engine).filter(|(_, item)| matches!(item.ty, ComponentItem::ComponentFunc(_)));
    functions.map(|(name, _)| name.to_owned()).collect()
}

/// Why there is no `base`: another line of the contract, or no plugin at all.
pub(crate) fn no_base(component: &Component, plugin: &str) -> Error {
    let engine = component.engine();
    let names = component.component_type();
    let other = names.exports(engine).find_map(|(name, _)| Name::parse(name)).map(|name| name.version);
    match other {
        Some(version) if version.line() != VERSION.line() => unknown_contract(plugin, version),
        _ => Error::new(
            Code::UNKNOWN_CONTRACT,
            plugin,
            Operation::Load,
            format!("it is a component but no Optimus plugin: it does not export `{PACKAGE}/base`"),
        )
        .with_help("build it with `optimus plugin build`, or remove the file"),
    }
}

fn unknown_contract(plugin: &str, version: Version) -> Error {
    let message = format!("it is made for contract {version}, this program speaks {VERSION}");
    Error::new(Code::UNKNOWN_CONTRACT, plugin, Operation::Load, message).with_help(
        "build the plugin against the contract of this program, or use a program that speaks its contract",
    )
}

fn missing_function(plugin: &str, what: &str, version: Version) -> Error {
    if version <= VERSION {
        return unknown_import(plugin, what);
    }
    let message = format!(
        "it needs contract {version} (it imports `{}`), this program speaks {VERSION}",
        Error::escape(what)
    );
    Error::new(Code::NEWER_CONTRACT, plugin, Operation::Load, message)
        .with_help("update this program, or build the plugin against the older contract")
}

fn unknown_import(plugin: &str, name: &str) -> Error {
    let message = format!("it imports `{}`, which is not provided", Error::escape(name));
    Error::new(Code::UNKNOWN_IMPORT, plugin, Operation::Load, message).with_help(
        "build it for wasm32-unknown-unknown with `optimus plugin build`: such a component imports only what its author asked for",
    )
}

/// wasmtime itself refuses an import: its types differ from ours.
pub(crate) fn mismatched_import(plugin: &str, cause: wasmtime::Error) -> Error {
    Error::new(
        Code::UNKNOWN_IMPORT,
        plugin,
        Operation::Load,
        "it imports something with other types than the contract",
    )
    .with_help("build it against the contract's own WIT files, unchanged")
    .with_source(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_exports_carry_the_version_of_the_wit_package() {
        let wit = include_str!("../../../wit/base.wit");
        assert!(wit.starts_with(&format!("package {PACKAGE}@{VERSION};")));
    }

    #[test]
    fn a_patch_stays_in_its_line_and_a_minor_before_1_0_does_not() {
        let line = |text| Version::parse(text).unwrap().line();
        assert_eq!(line("0.1.9"), VERSION.line());
        assert_ne!(line("0.2.0"), VERSION.line());
        assert_eq!(line("1.2.3"), line("1.9.0"));
    }

    #[test]
    fn what_is_not_a_version_is_no_name_of_the_contract() {
        assert!(Name::parse("optimus:plugin/base").is_none());
        assert!(Name::parse("optimus:plugin/base@0.1").is_none());
        assert!(Name::parse("optimus:pluginx/base@0.1.0").is_none());
    }
}
