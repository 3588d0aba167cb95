//! What needs an argument: the uses of `unsafe`, and what is asked of the operating system.
#![allow(unsafe_code, reason = "each block has its argument")]

mod child;
mod code;

pub(crate) use child::{become_compiler, place_of_this_program};
pub(crate) use code::{Code, component, memory_file};

use std::marker::PhantomData;

use wasmtime::{
    AsContextMut,
    component::{ComponentExportIndex, Instance, TypedFunc},
};

use crate::exports::Export;

/// An exported function of one component whose types were checked.
///
/// wasmtime checks the types of a function anew in each instance (0.25 us for an interface of four). They are a property of
/// the component, so this remembers that the check succeeded once.
pub(crate) struct TypedExport<E> {
    index: ComponentExportIndex,
    _export: PhantomData<fn() -> E>,
}

impl<E: Export> TypedExport<E> {
    /// Checks the types, in any instance of the component that the index is from.
    pub(crate) fn check(
        mut store: impl AsContextMut,
        instance: &Instance,
        index: ComponentExportIndex,
    ) -> wasmtime::Result<Self> {
        instance.get_typed_func::<E::Params<'static>, E::Returns>(&mut store, index)?;
        Ok(Self { index, _export: PhantomData })
    }

    /// The function in an instance of the same component; `None` in an instance of another.
    pub(crate) fn function<'a>(
        &self,
        mut store: impl AsContextMut,
        instance: &Instance,
    ) -> Option<TypedFunc<E::Params<'a>, E::Returns>> {
        let function = instance.get_func(&mut store, self.index)?;
        // SAFETY: `new_unchecked` wants a function that takes `Params` and returns `Returns`. `check` is the only constructor,
        // and it checked just that for this index. `get_func` answers `None` unless the instance is one of the component that
        // the index is from, whose types do not depend on the instance: the contract has no resources. Lifetimes in `Params`
        // do not reach the check.
        Some(unsafe { TypedFunc::new_unchecked(function) })
    }
}

/// Whether dirty pages may be found by asking the kernel (`PAGEMAP_SCAN`), which resets an instance with one system call.
///
/// Not on a machine with swap: wasmtime 48.0.8 looks at pages that are present and skips dirty ones that were swapped out, so
/// another call's data would survive. Looked at when a pool is made: memory of a running pool cannot be moved to another way of resetting.
pub(crate) fn may_scan_pages() -> bool {
    std::fs::read_to_string("/proc/swaps").is_ok_and(|swaps| swaps.lines().count() <= 1)
}
