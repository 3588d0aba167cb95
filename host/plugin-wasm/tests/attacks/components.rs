//! Components that are made of many parts, each within its limit.

use optimus_plugin_api::Code;
use optimus_plugin_wasm::LoadOptions;
use wasm_encoder::{ComponentBuilder, ComponentExportKind, ModuleArg};

use super::{
    host::{TIME, forget_peak, peak_kib},
    survives,
};
use crate::support::{Guest, note};

/// A good plugin, and beside it so many instances of core modules of this text, in one component.
pub(super) fn beside_a_plugin(modules: &[Vec<u8>], each: usize) -> Vec<u8> {
    const BASE: &str = "optimus:plugin/base@0.1.0";
    let mut component = ComponentBuilder::default();
    let plugin = component.component_raw(None, &Guest::named("base-alone").component());
    let plugin = component.instantiate(None, plugin, Vec::<(&str, ComponentExportKind, u32)>::new());
    for module in modules {
        let module = component.core_module_raw(None, module);
        for _ in 0..each {
            component.core_instantiate(None, module, Vec::<(&str, ModuleArg)>::new());
        }
    }
    let base = component.alias_export(plugin, BASE, ComponentExportKind::Instance);
    component.export(BASE, ComponentExportKind::Instance, base, None);
    component.finish()
}

fn module(text: &str) -> Vec<Vec<u8>> {
    vec![wat::parse_str(text).unwrap()]
}

fn options() -> LoadOptions {
    let mut options = LoadOptions::default();
    options.limits.time = TIME;
    options
}

#[test]
fn w07_memories_that_are_each_within_the_cap_are_refused_when_their_sum_is_not() {
    survives(async |host| {
        // 64 MiB each, under a cap of 128 MiB: the plugin's own memory is in the sum.
        let before = forget_peak();
        for text in [
            "(module (memory 1024))",
            // The same, grown when they are instantiated, and written to.
            "(module (memory 0) (func $grow
               (if (i32.eq (memory.grow (i32.const 1024)) (i32.const -1)) (then unreachable))
               (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x4000000))) (start $grow))",
        ] {
            let component = beside_a_plugin(&module(text), 3);
            let error = host.load_bytes(component, &options()).await.unwrap_err();
            assert_eq!((error.code(), note(&error, "limit")), (Code::MEMORY_LIMIT, Some("memory = 128 MiB")));
        }
        let grown = peak_kib() - before;
        assert!(grown < (128 + 48) * 1024, "{grown} KiB");
    });
}

#[test]
fn w07_more_memories_tables_or_instances_than_a_component_may_have_are_refused() {
    survives(async |host| {
        for (text, count) in [
            ("(module (memory 1))", 16),
            ("(module (table 1 funcref))", 65),
            ("(module)", 101),
            ("(module (memory 1) (table 1 funcref))", 10_000),
        ] {
            let component = beside_a_plugin(&module(text), count);
            let error = host.load_bytes(component, &options()).await.unwrap_err();
            assert_eq!(error.code(), Code::NOT_COMPILED, "{text} x {count}: {error}");
        }
        host.load_bytes(beside_a_plugin(&module("(module (memory 1))"), 15), &options()).await.unwrap();
    });
}

#[test]
fn w07_a_pool_that_has_no_room_for_all_parts_of_a_component_is_overloaded_and_gives_them_back() {
    let mut narrow = crate::support::options();
    narrow.instances = 4;
    super::host::survives_with(&narrow, async |host| {
        for _ in 0..20 {
            let error = host.load_bytes(beside_a_plugin(&module("(module (memory 1))"), 8), &options()).await;
            assert_eq!(error.unwrap_err().code(), Code::OVERLOADED);
        }
    });
}
