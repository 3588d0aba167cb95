//! The allocator's bookkeeping, over any memory; the `sys` module gives it the real one.
//!
//! In a fresh instance everything is cut from the front of a stretch, which costs nothing. In an instance that is kept, what is
//! freed must serve again:
//! - *Small* blocks (up to 32 KiB) have size classes, four to a doubling, each with a list of free blocks. Freed blocks of a
//!   class serve only that class: what is lost is bounded by the peak of each class.
//! - *Large* blocks are kept by address, and neighbours are joined, so that any large size can use them. At 64 MiB there are
//!   at most 2,000, so walking the list is cheap against touching the blocks.
//! - The *last* block before the untouched rest grows and shrinks in place, which is what a string under construction does.
//!
//! Blocks have no headers: Rust hands size and alignment back when it frees. Every block is a multiple of 16 bytes at a
//! multiple of 16. Free blocks hold the link to the next in their first word, large ones their size in the second.
#![cfg_attr(
    not(any(test, all(target_arch = "wasm32", target_os = "unknown"))),
    allow(dead_code, reason = "natively the system allocates, and in WASI its libc")
)]

/// Alignment and least size of a block: two words on any machine, and the alignment of a vector register.
const GRAIN: usize = 16;
/// The largest block with a size class.
const SMALL: usize = 32 * 1024;
/// 8 classes up to 128 bytes, then 4 for each of the 8 doublings up to [`SMALL`].
const CLASSES: usize = 40;
/// Where a free large block keeps its size.
const SIZE_AT: usize = size_of::<usize>();

/// A part of memory, [start, end).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// What the heap cuts blocks from.
pub(crate) trait Memory {
    /// The word at an address inside a free block.
    fn load(&self, address: usize) -> usize;

    /// Writes a word inside a free block.
    fn store(&mut self, address: usize, word: usize);

    /// Another stretch of memory that was not given before; none when there is no more. One that is shorter than asked for
    /// is followed by a longer one.
    fn more(&mut self, at_least: usize) -> Option<Stretch>;
}

/// Blocks in use and free ones. The links are addresses; 0 ends a list.
pub(crate) struct Heap<M> {
    memory: M,
    /// The untouched rest of the newest stretch.
    rest: Stretch,
    /// The first free block of each class.
    classes: [usize; CLASSES],
    /// The first free large block; the others follow by ascending address.
    large: usize,
}

/// What size and alignment make of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Small { class: usize, size: usize },
    Large { size: usize },
}

impl Kind {
    fn size(self) -> usize {
        let (Self::Small { size, .. } | Self::Large { size }) = self;
        size
    }
}

/// None when the size is beyond any memory.
fn kind(size: usize, align: usize) -> Option<Kind> {
    let rounded = size.max(1).checked_next_multiple_of(GRAIN)?;
    if rounded > SMALL || align > GRAIN {
        return Some(Kind::Large { size: rounded });
    }
    if rounded <= 128 {
        return Some(Kind::Small { class: rounded / GRAIN - 1, size: rounded });
    }
    // Between 2^n and 2^(n+1), n from 7 to 14, in steps of a quarter of 2^n.
    let doubling = (rounded - 1).ilog2() as usize;
    let step = 1 << (doubling - 2);
    let size = rounded.next_multiple_of(step);
    let quarter = (size - (1 << doubling)) / step - 1;
    Some(Kind::Small { class: 8 + (doubling - 7) * 4 + quarter, size })
}

impl<M> Heap<M> {
    /// A heap that has asked for nothing yet.
    pub(crate) const fn new(memory: M) -> Self {
        Self { memory, rest: Stretch { start: 0, end: 0 }, classes: [0; CLASSES], large: 0 }
    }
}

impl<M: Memory> Heap<M> {
    /// The address of a block that nobody else has; none when memory is used up.
    pub(crate) fn allocate(&mut self, size: usize, align: usize) -> Option<usize> {
        match kind(size, align)? {
            Kind::Small { class, size } => self.allocate_small(class, size),
            Kind::Large { size } => self.take_large(size, align).or_else(|| self.cut(size, align)),
        }
    }

    /// Takes a block back; size and alignment are those with which it was allocated or last resized.
    pub(crate) fn free(&mut self, address: usize, size: usize, align: usize) {
        let Some(kind) = kind(size, align) else { return };
        match kind {
            _ if address + kind.size() == self.rest.start => self.rest.start = address,
            Kind::Small { class, .. } => self.push(class, address),
            Kind::Large { size } => self.put_large(address, size),
        }
        if matches!(kind, Kind::Large { .. }) {
            self.give_back_last();
        }
    }

    /// Resizes a block where it is; false when it cannot, and then nothing has changed.
    pub(crate) fn resize(&mut self, address: usize, old: usize, new: usize, align: usize) -> bool {
        let (Some(old), Some(new)) = (kind(old, align), kind(new, align)) else { return false };
        if old == new {
            return true;
        }
        if address + old.size() == self.rest.start {
            return self.resize_last(address, new.size());
        }
        match (old, new) {
            (Kind::Large { size: old }, Kind::Large { size: new }) if new < old => {
                self.put_large(address + new, old - new);
                true
            }
            (Kind::Large { size: old }, Kind::Large { size: new }) => self.take_at(address + old, new - old),
            _ => false,
        }
    }

    fn allocate_small(&mut self, class: usize, size: usize) -> Option<usize> {
        if let Some(address) = self.pop(class) {
            return Some(address);
        }
        if self.rest.end - self.rest.start >= size {
            return self.cut(size, GRAIN);
        }
        self.take_large(size, GRAIN).or_else(|| self.cut(size, GRAIN))
    }

    fn pop(&mut self, class: usize) -> Option<usize> {
        let head = self.classes.get_mut(class)?;
        let address = *head;
        if address == 0 {
            return None;
        }
        *head = self.memory.load(address);
        Some(address)
    }

    fn push(&mut self, class: usize, address: usize) {
        if let Some(head) = self.classes.get_mut(class) {
            self.memory.store(address, *head);
            *head = address;
        }
    }

    /// Cuts a block from the untouched rest, asking for more memory when it is too short.
    fn cut(&mut self, size: usize, align: usize) -> Option<usize> {
        loop {
            let start = self.rest.start.checked_next_multiple_of(align)?;
            let end = start.checked_add(size)?;
            if self.rest.start != 0 && end <= self.rest.end {
                let gap = start - self.rest.start;
                if gap > 0 {
                    self.put_large(self.rest.start, gap);
                }
                self.rest.start = end;
                return Some(start);
            }
            self.extend(size.checked_add(align)?)?;
        }
    }

    /// Adds memory at the end of the rest, or leaves the rest to the free blocks and starts anew elsewhere.
    fn extend(&mut self, at_least: usize) -> Option<()> {
        let more = self.memory.more(at_least)?;
        if more.start == self.rest.end {
            self.rest.end = more.end;
            return Some(());
        }
        let left = self.rest;
        self.rest =
            Stretch { start: more.start.checked_next_multiple_of(GRAIN)?, end: more.end - more.end % GRAIN };
        if left.end - left.start >= GRAIN {
            self.put_large(left.start, left.end - left.start);
        }
        Some(())
    }

    fn resize_last(&mut self, address: usize, size: usize) -> bool {
        let Some(end) = address.checked_add(size) else { return false };
        if end > self.rest.end {
            let missing = end - self.rest.end;
            let (before, old) = (self.rest.end, self.rest.start);
            if self.extend(missing).is_none() || self.rest.end == before || self.rest.start != old {
                return false;
            }
            if end > self.rest.end {
                return false;
            }
        }
        self.rest.start = end;
        true
    }

    fn next(&self, address: usize) -> usize {
        if address == 0 { self.large } else { self.memory.load(address) }
    }

    /// Sets what follows a free large block, or with 0 which is the first.
    fn link(&mut self, address: usize, next: usize) {
        if address == 0 {
            self.large = next;
        } else {
            self.memory.store(address, next);
        }
    }

    fn large_size(&self, address: usize) -> usize {
        self.memory.load(address + SIZE_AT)
    }

    /// Takes the first free large block in which size and alignment fit, and leaves what is around it.
    fn take_large(&mut self, size: usize, align: usize) -> Option<usize> {
        let (mut before, mut here) = (0, self.large);
        while here != 0 {
            let (end, next) = (here + self.large_size(here), self.next(here));
            let start = here.checked_next_multiple_of(align)?;
            if start.checked_add(size)? <= end {
                self.unlink_part(before, here, Stretch { start, end: start + size });
                return Some(start);
            }
            (before, here) = (here, next);
        }
        None
    }

    /// Takes a part out of a free large block that contains it.
    fn unlink_part(&mut self, before: usize, here: usize, part: Stretch) {
        let (end, mut next) = (here + self.large_size(here), self.next(here));
        if part.end < end {
            self.memory.store(part.end, next);
            self.memory.store(part.end + SIZE_AT, end - part.end);
            next = part.end;
        }
        if here < part.start {
            self.memory.store(here, next);
            self.memory.store(here + SIZE_AT, part.start - here);
        } else {
            self.link(before, next);
        }
    }

    /// Takes so many bytes at this very address, if a free large block begins there.
    fn take_at(&mut self, address: usize, size: usize) -> bool {
        let (mut before, mut here) = (0, self.large);
        while here != 0 && here < address {
            (before, here) = (here, self.next(here));
        }
        if here != address || self.large_size(here) < size {
            return false;
        }
        self.unlink_part(before, here, Stretch { start: address, end: address + size });
        true
    }

    /// Puts a block among the free large ones, joined with its neighbours.
    fn put_large(&mut self, address: usize, size: usize) {
        let (mut before, mut after) = (0, self.large);
        while after != 0 && after < address {
            (before, after) = (after, self.next(after));
        }
        let (mut next, mut end) = (after, address + size);
        if end == after {
            next = self.next(after);
            end += self.large_size(after);
        }
        if before != 0 && before + self.large_size(before) == address {
            self.memory.store(before, next);
            self.memory.store(before + SIZE_AT, end - before);
            return;
        }
        self.memory.store(address, next);
        self.memory.store(address + SIZE_AT, end - address);
        self.link(before, address);
    }

    /// Gives the free large block that ends where the rest begins back to the rest.
    fn give_back_last(&mut self) {
        let (mut before, mut here) = (0, self.large);
        while here != 0 {
            if here + self.large_size(here) == self.rest.start {
                let next = self.next(here);
                self.link(before, next);
                self.rest.start = here;
                return;
            }
            (before, here) = (here, self.next(here));
        }
    }
}

#[cfg(test)]
mod tests;
