//! What wit-component makes of a module, item by item, and which of the items are there for the shim.

use wasm_encoder::{Alias, ExportKind};
use wasmparser::{
    CanonicalFunction, CanonicalOption, ComponentAlias, ComponentExternalKind, ExternalKind, Instance,
    Parser, Payload,
};

/// One definition of a component, or a section of such in which no core function is named.
pub(super) enum Item<'a> {
    Module(&'a [u8]),
    CoreInstance(Instance<'a>),
    Alias(ComponentAlias<'a>),
    Canonical(CanonicalFunction),
    Other { id: u8, data: &'a [u8] },
}

impl Item<'_> {
    pub(super) fn makes_core_function(&self) -> bool {
        match self {
            Self::Alias(ComponentAlias::CoreInstanceExport { kind, .. }) => *kind == ExternalKind::Func,
            Self::Canonical(function) => !matches!(function, CanonicalFunction::Lift { .. }),
            _ => false,
        }
    }

    fn makes_function(&self) -> bool {
        match self {
            Self::Alias(ComponentAlias::InstanceExport { kind, .. }) => *kind == ComponentExternalKind::Func,
            Self::Canonical(function) => matches!(function, CanonicalFunction::Lift { .. }),
            _ => false,
        }
    }
}

/// The definitions of a component, in order.
pub(super) fn items(component: &[u8]) -> Option<Vec<Item<'_>>> {
    let (mut items, mut depth) = (Vec::new(), 0_usize);
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload.ok()?;
        let is_inside = depth > 0;
        match &payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !is_inside {
            add(&mut items, component, payload)?;
        }
    }
    Some(items)
}

fn add<'a>(items: &mut Vec<Item<'a>>, component: &'a [u8], payload: Payload<'a>) -> Option<()> {
    match payload {
        Payload::ModuleSection { unchecked_range, .. } => {
            items.push(Item::Module(component.get(unchecked_range)?));
        }
        Payload::InstanceSection(instances) => {
            for instance in instances {
                items.push(Item::CoreInstance(instance.ok()?));
            }
        }
        Payload::ComponentAliasSection(aliases) => {
            for alias in aliases {
                items.push(Item::Alias(alias.ok()?));
            }
        }
        Payload::ComponentCanonicalSection(functions) => {
            for function in functions {
                items.push(Item::Canonical(function.ok()?));
            }
        }
        // The names of parts that are gone, by places that are others now. The functions have theirs in their modules.
        Payload::CustomSection(section) if section.name() == "component-name" => {}
        other => {
            if let Some((id, range)) = other.as_section() {
                items.push(Item::Other { id, data: component.get(range)? });
            }
        }
    }
    Some(())
}

pub(super) fn alias<'a>(alias: &ComponentAlias<'a>) -> Option<Alias<'a>> {
    Some(match alias {
        ComponentAlias::InstanceExport { kind, instance_index, name } => {
            Alias::InstanceExport { instance: *instance_index, kind: (*kind).into(), name }
        }
        ComponentAlias::CoreInstanceExport { kind, instance_index, name } => {
            let kind = match kind {
                ExternalKind::Func => ExportKind::Func,
                ExternalKind::Memory => ExportKind::Memory,
                _ => return None,
            };
            Alias::CoreInstanceExport { instance: *instance_index, kind, name }
        }
        ComponentAlias::Outer { .. } => return None,
    })
}

/// Where the parts of a component are: places in the list of its items.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) main: usize,
    pub(super) shim: usize,
    pub(super) shim_instance: usize,
    pub(super) main_instance: usize,
    /// The index of what was the shim's module, and is the memory's.
    pub(super) memory_module: u32,
    /// For each imported function: what stands for it, where it is found in its interface, and where it is lowered.
    imported: Vec<Imported>,
    /// What is there for the shim alone.
    left_out: Vec<usize>,
}

#[derive(Debug)]
struct Imported {
    stand_in: usize,
    alias: usize,
    lower: usize,
}

impl Shape {
    /// `None` if it is none that wit-component makes of a module whose imports need its memory and nothing else of it.
    pub(super) fn of(items: &[Item<'_>]) -> Option<Self> {
        let modules = places(items, |item| matches!(item, Item::Module(_)));
        let instances = places(items, |item| matches!(item, Item::CoreInstance(_)));
        let [_, _, _] = modules.as_slice() else { return None };
        let (shim_instance, fixup_instance) = (*instances.first()?, *instances.last()?);
        let (shim, no_args) = instantiated(items, shim_instance)?;
        let (fixup, fixup_args) = instantiated(items, fixup_instance)?;
        let &[("", filled)] = fixup_args.as_slice() else { return None };
        let mains = instances.iter().filter_map(|place| Some((*place, instantiated(items, *place)?)));
        let mut mains = mains.filter(|(_, (module, _))| *module != shim && *module != fixup);
        let ((main_instance, (main, _)), None) = (mains.next()?, mains.next()) else { return None };
        let place = |index: u32| modules.get(usize::try_from(index).ok()?).copied();
        let filled = *instances.get(usize::try_from(filled).ok()?)?;
        // Both are the last, so that no index of an instance changes.
        let [.., before_last, _] = instances.as_slice() else { return None };
        (*before_last == filled).then_some(())?;
        let mut shape = Self {
            main: place(main)?,
            shim: place(shim)?,
            shim_instance,
            main_instance,
            memory_module: shim,
            imported: Vec::new(),
            left_out: vec![place(fixup)?, filled, fixup_instance],
        };
        (no_args.is_empty() && filled != main_instance).then_some(())?;
        shape.find_imported(items, filled)?;
        shape.leave_out_aliases(items, &instances)?;
        Some(shape)
    }

    pub(super) fn main<'a>(&self, items: &[Item<'a>]) -> Option<&'a [u8]> {
        match items.get(self.main)? {
            Item::Module(module) => Some(module),
            _ => None,
        }
    }

    pub(super) fn is_left_out(&self, place: usize) -> bool {
        self.left_out.contains(&place)
    }

    /// The two items that take the place of a stand-in.
    pub(super) fn lowered_at(&self, place: usize) -> Option<(usize, usize)> {
        let imported = self.imported.iter().find(|imported| imported.stand_in == place)?;
        Some((imported.alias, imported.lower))
    }

    /// Each function with which the table is filled, and what stands for it until then.
    fn find_imported(&mut self, items: &[Item<'_>], filled: usize) -> Option<()> {
        let core_functions = places(items, Item::makes_core_function);
        let functions = places(items, Item::makes_function);
        let Item::CoreInstance(Instance::FromExports(exports)) = items.get(filled)? else { return None };
        let with: Vec<_> = exports.iter().filter(|export| export.kind == ExternalKind::Func).collect();
        for (number, export) in with.into_iter().enumerate() {
            let lower = *core_functions.get(usize::try_from(export.index).ok()?)?;
            let Item::Canonical(CanonicalFunction::Lower { func_index, options }) = items.get(lower)? else {
                return None;
            };
            // In their order, so that no index of a function changes. What allocates its answer needs the main module first.
            let is_in_order = usize::try_from(*func_index).ok()? == number;
            let needs_memory_alone = options
                .iter()
                .all(|option| matches!(option, CanonicalOption::UTF8 | CanonicalOption::Memory(0)));
            (is_in_order && needs_memory_alone).then_some(())?;
            let alias = *functions.get(number)?;
            let is_found_in_interface = matches!(items.get(alias)?, Item::Alias(_));
            let stand_in =
                items.iter().position(|item| is_alias_of(item, 0, ExternalKind::Func, export.name))?;
            let is_next = self.imported.last().is_none_or(|last| last.stand_in < stand_in);
            (is_found_in_interface && is_next).then_some(())?;
            self.imported.push(Imported { stand_in, alias, lower });
            self.left_out.extend([alias, lower]);
        }
        Some(())
    }

    /// The memory is found in its own instance; the table is gone.
    fn leave_out_aliases(&mut self, items: &[Item<'_>], instances: &[usize]) -> Option<()> {
        let main = instances.iter().position(|place| *place == self.main_instance)?;
        let main = u32::try_from(main).ok()?;
        let of_memory = places(items, |item| {
            matches!(item, Item::Alias(ComponentAlias::CoreInstanceExport { kind: ExternalKind::Memory, .. }))
        });
        let [memory] = of_memory.as_slice() else { return None };
        is_alias_of(items.get(*memory)?, main, ExternalKind::Memory, super::MEMORY).then_some(())?;
        let of_tables = places(items, |item| {
            matches!(
                item,
                Item::Alias(ComponentAlias::CoreInstanceExport {
                    kind: ExternalKind::Table,
                    instance_index: 0,
                    ..
                })
            )
        });
        let [table] = of_tables.as_slice() else { return None };
        self.left_out.extend([*memory, *table]);
        Some(())
    }
}

fn places<'a>(items: &[Item<'a>], is: impl Fn(&Item<'a>) -> bool) -> Vec<usize> {
    items.iter().enumerate().filter(|(_, item)| is(item)).map(|(place, _)| place).collect()
}

fn is_alias_of(item: &Item<'_>, instance: u32, of: ExternalKind, called: &str) -> bool {
    matches!(item, Item::Alias(ComponentAlias::CoreInstanceExport { kind, instance_index, name })
        if (*kind, *instance_index, *name) == (of, instance, called))
}

/// The module of an instance and what it is given, if it is made of a module.
fn instantiated<'a>(items: &[Item<'a>], place: usize) -> Option<(u32, Vec<(&'a str, u32)>)> {
    match items.get(place)? {
        Item::CoreInstance(Instance::Instantiate { module_index, args }) => {
            Some((*module_index, args.iter().map(|arg| (arg.name, arg.index)).collect()))
        }
        _ => None,
    }
}
