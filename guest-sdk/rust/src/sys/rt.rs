//! The one thing that the generated bindings want from a runtime.

use std::{
    alloc::{self, Layout},
    mem,
    ptr::{self, NonNull},
};

/// Memory for a lowered list. It is freed when dropped, unless it went to the host.
#[derive(Debug)]
pub(crate) struct Cleanup {
    block: NonNull<u8>,
    layout: Layout,
}

impl Cleanup {
    /// Allocates; null and nothing to clean up when the size is zero.
    pub(crate) fn new(layout: Layout) -> (*mut u8, Option<Self>) {
        if layout.size() == 0 {
            return (ptr::null_mut(), None);
        }
        // SAFETY: the size is not zero.
        let Some(block) = NonNull::new(unsafe { alloc::alloc(layout) }) else {
            alloc::handle_alloc_error(layout)
        };
        (block.as_ptr(), Some(Self { block, layout }))
    }

    /// Leaves the memory to whoever has its address.
    pub(crate) fn forget(self) {
        mem::forget(self);
    }
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        // SAFETY: the block was allocated with this layout in `new`, and nobody else frees it.
        unsafe { alloc::dealloc(self.block.as_ptr(), self.layout) }
    }
}
