//! From a core module to a component, and what a component says about itself.

use optimus_plugin_api::Error;
use wasmparser::{ComponentExternalKind, Parser, Payload};
use wit_component::ComponentEncoder;

use crate::{error, memory_first::memory_first};

/// What compilers put the component's type into; the SDK's export macro does, one section for each interface.
const TYPE_SECTION: &str = "component-type";
/// How the one export begins that every plugin has.
const BASE: &str = "optimus:plugin/base@";

/// What a component exports and imports, by full name (`optimus:plugin/base@0.1.0`), in its own order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Interface {
    /// What it offers.
    pub exports: Vec<String>,
    /// What it needs.
    pub imports: Vec<String>,
}

/// Makes a core module a component and validates it. What is a component already is left as it is, and checked.
///
/// # Errors
/// [`Code::BUILD_FAILED`](optimus_plugin_api::Code::BUILD_FAILED) when the bytes are not WebAssembly, when the module carries
/// no component type (it was not made with an SDK), or when it exports no `optimus:plugin/base`.
pub fn componentize(bytes: &[u8], plugin: &str) -> Result<Vec<u8>, Error> {
    let component = if Parser::is_component(bytes) { bytes.to_vec() } else { encode(bytes, plugin)? };
    wasmparser::Validator::new()
        .validate_all(&component)
        .map_err(|cause| error::build(plugin, "the component is not valid").with_source(cause))?;
    let interface = interface(&component, plugin)?;
    if !interface.exports.iter().any(|name| name.starts_with(BASE)) {
        return Err(error::not_a_plugin(plugin, "it does not export `optimus:plugin/base`"));
    }
    Ok(component)
}

fn encode(module: &[u8], plugin: &str) -> Result<Vec<u8>, Error> {
    if !Parser::is_core_wasm(module) {
        return Err(error::build(plugin, "the file is neither a core module nor a component"));
    }
    if !has_type(module, plugin)? {
        return Err(error::not_a_plugin(plugin, "the module says nothing about its interfaces"));
    }
    let encoder = ComponentEncoder::default().module(module);
    let component = encoder.and_then(|mut encoder| encoder.encode()).map_err(|cause| {
        error::build(plugin, "the module cannot be made a component")
            .with_source(cause.into_boxed_dyn_error())
    })?;
    Ok(memory_first(&component).unwrap_or(component))
}

fn has_type(module: &[u8], plugin: &str) -> Result<bool, Error> {
    for payload in Parser::new(0).parse_all(module) {
        match payload.map_err(|cause| error::damaged(plugin, cause))? {
            Payload::CustomSection(section) if section.name().starts_with(TYPE_SECTION) => return Ok(true),
            _ => {}
        }
    }
    Ok(false)
}

/// Reads what a component exports and imports, instances only: those are the interfaces.
///
/// # Errors
/// [`Code::BUILD_FAILED`](optimus_plugin_api::Code::BUILD_FAILED) when the bytes are damaged.
pub fn interface(component: &[u8], plugin: &str) -> Result<Interface, Error> {
    let mut interface = Interface::default();
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(component) {
        match payload.map_err(|cause| error::damaged(plugin, cause))? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(imports) if depth == 0 => {
                for import in imports {
                    let import = import.map_err(|cause| error::damaged(plugin, cause))?;
                    interface.imports.push(import.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(exports) if depth == 0 => {
                for export in exports {
                    let export = export.map_err(|cause| error::damaged(plugin, cause))?;
                    if export.kind == ComponentExternalKind::Instance {
                        interface.exports.push(export.name.name.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    Ok(interface)
}
