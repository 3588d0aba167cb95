//! Linear memory as the allocator sees it, and the allocator as Rust sees it.

use core::arch::wasm32;
use std::{
    alloc::{GlobalAlloc, Layout},
    cell::UnsafeCell,
    ptr,
};

use crate::alloc::{Heap, Memory, Stretch};

/// How much a fresh instance can allocate without asking the host, in bytes, besides what is left of its last page.
///
/// A survey of 100 questions takes 40 KiB, a call of a resolver with a query of 20 KiB takes 70 KiB with the copies that
/// parsing makes. Larger is not part of the file, but it counts towards the instance's memory limit, and the host looks through
/// all of it after each call for pages that were written; with the stack's 64 KiB a small plugin stays within four pages of
/// 64 KiB. Beyond it memory grows, which is a host call and two system calls.
const ARENA_BYTES: usize = 128 * 1024;

const PAGE_BYTES: usize = 64 * 1024;

/// The least by which memory grows: four pages, because each growth costs system calls.
const LEAST_GROWTH: usize = 4;

unsafe extern "C" {
    /// Where the linker's own use of memory ends.
    static __heap_base: u8;
}

/// The instance's linear memory: first what is left of the last page, then the arena, then growth.
struct Linear {
    asked: u8,
}

impl Memory for Linear {
    fn load(&self, address: usize) -> usize {
        // SAFETY: the heap asks for words of free blocks only, which are aligned to 16 and inside a stretch from `more`.
        unsafe { ptr::with_exposed_provenance::<usize>(address).read() }
    }

    fn store(&mut self, address: usize, word: usize) {
        // SAFETY: as in `load`.
        unsafe { ptr::with_exposed_provenance_mut::<usize>(address).write(word) }
    }

    fn more(&mut self, at_least: usize) -> Option<Stretch> {
        self.asked = self.asked.saturating_add(1);
        match self.asked {
            1 => Some(rest_of_last_page()),
            2 => Some(arena()),
            _ => grow(at_least),
        }
    }
}

fn arena() -> Stretch {
    let start = ALLOCATOR.arena.get().expose_provenance();
    Stretch { start, end: start + ARENA_BYTES }
}

fn rest_of_last_page() -> Stretch {
    let start = (&raw const __heap_base).expose_provenance();
    Stretch { start, end: wasm32::memory_size::<0>() * PAGE_BYTES }
}

fn grow(at_least: usize) -> Option<Stretch> {
    let pages = at_least.div_ceil(PAGE_BYTES).max(LEAST_GROWTH);
    let before = wasm32::memory_grow::<0>(pages);
    if before == usize::MAX {
        return None;
    }
    // The last page of the address space ends at 2^32, which is not an address; it is left out.
    let end = (before + pages).saturating_mul(PAGE_BYTES);
    Some(Stretch { start: before * PAGE_BYTES, end })
}

/// The bookkeeping lies behind the arena, where the linker puts the areas for answers and then what is left of the last page:
/// so a call that allocates little writes to one page of the system's for all three, and the host resets written pages after
/// each call.
#[repr(C, align(16))]
struct Allocator {
    arena: UnsafeCell<[[u64; 2]; ARENA_BYTES / 16]>,
    heap: UnsafeCell<Heap<Linear>>,
}

// SAFETY: there is one thread, and the heap calls nothing that could allocate.
unsafe impl Sync for Allocator {}

#[global_allocator]
static ALLOCATOR: Allocator = Allocator {
    arena: UnsafeCell::new([[0; 2]; ARENA_BYTES / 16]),
    heap: UnsafeCell::new(Heap::new(Linear { asked: 0 })),
};

impl Allocator {
    #[allow(clippy::mut_from_ref, reason = "there is one thread, and each method below uses it once")]
    fn heap(&self) -> &mut Heap<Linear> {
        // SAFETY: there is one thread, and no method of `GlobalAlloc` below is entered from another.
        unsafe { &mut *self.heap.get() }
    }
}

// SAFETY: `Heap` gives blocks of at least the size, aligned as asked, that overlap no other live block; it never unwinds.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let address = self.heap().allocate(layout.size(), layout.align());
        address.map_or(ptr::null_mut(), ptr::with_exposed_provenance_mut)
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        self.heap().free(block.expose_provenance(), layout.size(), layout.align());
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if self.heap().resize(block.expose_provenance(), layout.size(), size, layout.align()) {
            return block;
        }
        // SAFETY: the caller promises that `size` rounded up to the alignment does not overflow; both blocks are live and
        // distinct, and `layout` is the old block's.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                ptr::copy_nonoverlapping(block, new, layout.size().min(size));
                self.dealloc(block, layout);
            }
            new
        }
    }
}
