//! A component whose memory comes first.
//!
//! A function that a component imports is given strings in the component's memory, so whoever makes the function must know that
//! memory; but the memory is in the module that imports the function. wit-component cuts this knot with two small modules: one
//! that the main module imports from and that calls through a table (the *shim*), and one that fills the table afterwards (the
//! *fixup*). Each call of a plugin has a fresh instance, and there they cost two instances and a table more: a tenth of a call.
//!
//! Here the memory, and what is in it at first, is taken out of the main module and made before it. Then the imported functions
//! can be made before it too. That goes only where none of them allocates in the component to give it an answer; every other
//! component stays as it is.

mod module;
mod shape;

use wasm_encoder::{
    CanonicalFunctionSection, ComponentAliasSection, ComponentSectionId, ExportKind, InstanceSection,
    ModuleArg, RawSection,
};
use wasmparser::{CanonicalFunction, CanonicalOption, ComponentAlias, ExternalKind, Instance, Validator};

use self::shape::{Item, Shape};

/// Where the main module imports its memory from. No interface of WIT has such a name.
const MEMORY_FROM: &str = "memory-first";
const MEMORY: &str = "memory";

/// The same component with its memory first; `None` where that does not go.
pub(crate) fn memory_first(component: &[u8]) -> Option<Vec<u8>> {
    let items = shape::items(component)?;
    let shape = Shape::of(&items)?;
    let (main, memory) = module::split(shape.main(&items)?)?;
    let mut writer = Writer::default();
    for (at, item) in items.iter().enumerate() {
        if shape.is_left_out(at) {
            writer.leave_out(item);
        } else if at == shape.main {
            writer.module(&main);
        } else if at == shape.shim {
            writer.module(&memory);
        } else if at == shape.shim_instance {
            writer.memory_instance(shape.memory_module);
        } else if at == shape.main_instance {
            writer.main_instance(item)?;
        } else if let Some(lowered) = shape.lowered_at(at) {
            writer.lowered(&items, lowered)?;
        } else {
            writer.item(item)?;
        }
    }
    let made = writer.component.finish();
    Validator::new().validate_all(&made).is_ok().then_some(made)
}

/// Writes items one after the other, and keeps count of the core functions: the one index space in which things move.
#[derive(Default)]
struct Writer {
    component: wasm_encoder::Component,
    /// The new index of each old core function; `None` for one that is gone.
    functions: Vec<Option<u32>>,
    made: u32,
}

impl Writer {
    fn module(&mut self, module: &[u8]) {
        self.component.section(&RawSection { id: ComponentSectionId::CoreModule.into(), data: module });
    }

    fn leave_out(&mut self, item: &Item<'_>) {
        if item.makes_core_function() {
            self.functions.push(None);
        }
    }

    fn count(&mut self) {
        self.functions.push(Some(self.made));
        self.made += 1;
    }

    fn function(&self, old: u32) -> Option<u32> {
        *self.functions.get(usize::try_from(old).ok()?)?
    }

    fn memory_instance(&mut self, module: u32) {
        let mut instances = InstanceSection::new();
        instances.instantiate::<[(&str, ModuleArg); 0], &str>(module, []);
        self.component.section(&instances);
        self.alias(wasm_encoder::Alias::CoreInstanceExport {
            instance: 0,
            kind: ExportKind::Memory,
            name: MEMORY,
        });
    }

    fn main_instance(&mut self, item: &Item<'_>) -> Option<()> {
        let Item::CoreInstance(Instance::Instantiate { module_index, args }) = item else { return None };
        let args = args.iter().map(|arg| (arg.name, ModuleArg::Instance(arg.index)));
        let args: Vec<_> = args.chain([(MEMORY_FROM, ModuleArg::Instance(0))]).collect();
        let mut instances = InstanceSection::new();
        instances.instantiate(*module_index, args);
        self.component.section(&instances);
        Some(())
    }

    /// What stood for an imported function is now the function: found in its interface, and lowered.
    fn lowered(&mut self, items: &[Item<'_>], (alias, lower): (usize, usize)) -> Option<()> {
        self.item(items.get(alias)?)?;
        self.item(items.get(lower)?)
    }

    fn item(&mut self, item: &Item<'_>) -> Option<()> {
        match item {
            Item::Module(module) => self.module(module),
            Item::Other { id, data } => {
                self.component.section(&RawSection { id: *id, data });
            }
            Item::Alias(alias) => {
                self.alias(shape::alias(alias)?);
                if matches!(alias, ComponentAlias::CoreInstanceExport { kind: ExternalKind::Func, .. }) {
                    self.count();
                }
            }
            Item::Canonical(function) => self.canonical(function)?,
            Item::CoreInstance(Instance::FromExports(exports)) => {
                let function = |index| self.function(index);
                let exports = exports.iter().map(|export| match export.kind {
                    ExternalKind::Func => Some((export.name, ExportKind::Func, function(export.index)?)),
                    _ => None,
                });
                let exports: Vec<_> = exports.collect::<Option<_>>()?;
                let mut instances = InstanceSection::new();
                instances.export_items(exports);
                self.component.section(&instances);
            }
            Item::CoreInstance(Instance::Instantiate { .. }) => return None,
        }
        Some(())
    }

    fn alias(&mut self, alias: wasm_encoder::Alias<'_>) {
        let mut aliases = ComponentAliasSection::new();
        aliases.alias(alias);
        self.component.section(&aliases);
    }

    fn canonical(&mut self, function: &CanonicalFunction) -> Option<()> {
        let mut section = CanonicalFunctionSection::new();
        match function {
            CanonicalFunction::Lift { core_func_index, type_index, options } => {
                section.lift(self.function(*core_func_index)?, *type_index, self.options(options)?);
            }
            CanonicalFunction::Lower { func_index, options } => {
                section.lower(*func_index, self.options(options)?);
                self.count();
            }
            _ => return None,
        }
        self.component.section(&section);
        Some(())
    }

    fn options(&self, options: &[CanonicalOption]) -> Option<Vec<wasm_encoder::CanonicalOption>> {
        use wasm_encoder::CanonicalOption as To;
        let option = |option: &CanonicalOption| {
            Some(match option {
                CanonicalOption::UTF8 => To::UTF8,
                CanonicalOption::Memory(memory) => To::Memory(*memory),
                CanonicalOption::Realloc(function) => To::Realloc(self.function(*function)?),
                CanonicalOption::PostReturn(function) => To::PostReturn(self.function(*function)?),
                _ => return None,
            })
        };
        options.iter().map(option).collect()
    }
}

#[cfg(test)]
mod tests {
    use wasmparser::{Parser, Payload};

    use super::*;
    use crate::GuestText;

    const LOGS: &str = r#"
        ;; exports: cli
        ;; mods: cli
        (module
          (import "optimus:plugin/logging@0.1.0" "log" (func $log (param i32 i32 i32)))
          (;prelude;)
          (data (i32.const 2048) "a line")
          (func (export "optimus:plugin/cli@0.1.0#validate-question") (param i32 i32 i32 i32) (result i32)
            (call $log (i32.const 2) (i32.const 2048) (i32.const 6))
            (i32.const 4096)))"#;
    const IS_TOLD: &str = r#"
        (module
          (import "optimus:plugin/call@0.1.0" "attribute" (func $attribute (param i32 i32 i32)))
          (;prelude;))"#;

    /// For each module of a component: whether it has a memory of its own, and whether it has code.
    fn modules(component: &[u8]) -> Vec<(bool, bool)> {
        let mut modules = Vec::new();
        for payload in Parser::new(0).parse_all(component).map(Result::unwrap) {
            match (payload, modules.last_mut()) {
                (Payload::ModuleSection { .. }, _) => modules.push((false, false)),
                (Payload::MemorySection(_), Some((has_memory, _))) => *has_memory = true,
                (Payload::CodeSectionStart { .. }, Some((_, has_code))) => *has_code = true,
                _ => {}
            }
        }
        modules
    }

    #[test]
    fn what_imports_the_log_alone_has_a_memory_before_its_code() {
        let component = GuestText::new(LOGS).component().unwrap();
        assert_eq!(modules(&component).len(), 3, "the guest, a shim, and what fills the shim");
        assert_eq!(modules(&memory_first(&component).unwrap()), [(false, true), (true, false)]);
    }

    #[test]
    fn what_is_made_stays_as_it_is() {
        let made = memory_first(&GuestText::new(LOGS).component().unwrap()).unwrap();
        assert_eq!(memory_first(&made), None);
    }

    #[test]
    fn what_is_given_text_by_an_import_stays_as_it_is() {
        assert_eq!(memory_first(&GuestText::new(IS_TOLD).component().unwrap()), None);
    }

    #[test]
    fn what_fills_its_memory_itself_stays_as_it_is() {
        let fills = LOGS.replace("(data (i32.const 2048)", "(data $later").replace(
            "(call $log",
            "(memory.init $later (i32.const 2048) (i32.const 0) (i32.const 6)) (call $log",
        );
        assert_eq!(memory_first(&GuestText::new(fills).component().unwrap()), None);
    }

    #[test]
    fn of_a_damaged_component_nothing_comes_that_is_not_one() {
        let component = GuestText::new(LOGS).component().unwrap();
        for at in 0..component.len() {
            let mut damaged = component.clone();
            damaged[at] ^= 0x15;
            for bytes in [&damaged, &component[..at]] {
                let made = memory_first(bytes);
                assert!(made.is_none_or(|made| Validator::new().validate_all(&made).is_ok()), "byte {at}");
            }
        }
    }
}
