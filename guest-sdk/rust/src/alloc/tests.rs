use std::collections::BTreeMap;

use super::*;

/// Memory of words, in stretches that need not touch, with a limit as an instance has one.
struct Model {
    words: BTreeMap<usize, usize>,
    stretches: Vec<Stretch>,
    /// Where the next stretch begins.
    next: usize,
    /// How much may still be given.
    left: usize,
}

impl Memory for Model {
    fn load(&self, address: usize) -> usize {
        self.check(address);
        *self.words.get(&address).expect("a word that was never written is read")
    }

    fn store(&mut self, address: usize, word: usize) {
        self.check(address);
        self.words.insert(address, word);
    }

    fn more(&mut self, at_least: usize) -> Option<Stretch> {
        // The first is small and lies apart, as what is left of the last page does; the others follow one another.
        let size = if self.stretches.is_empty() { ARENA } else { at_least.next_multiple_of(PAGE) };
        self.left = self.left.checked_sub(size)?;
        let stretch = Stretch { start: self.next, end: self.next + size };
        self.next = stretch.end + if self.stretches.is_empty() { 5 * GRAIN } else { 0 };
        self.stretches.push(stretch);
        Some(stretch)
    }
}

impl Model {
    fn check(&self, address: usize) {
        let inside = |stretch: &Stretch| stretch.start <= address && address + SIZE_AT <= stretch.end;
        assert!(self.stretches.iter().any(inside), "{address} is nobody's memory");
    }
}

const ARENA: usize = 8 * 1024;
const PAGE: usize = 64 * 1024;

/// The heap, and beside it what is live: address to size and alignment.
struct Shadow {
    heap: Heap<Model>,
    live: BTreeMap<usize, (usize, usize)>,
}

impl Shadow {
    fn new(limit: usize) -> Self {
        let memory = Model { words: BTreeMap::new(), stretches: Vec::new(), next: 1024, left: limit };
        Self { heap: Heap::new(memory), live: BTreeMap::new() }
    }

    fn allocate(&mut self, size: usize, align: usize) -> Option<usize> {
        let address = self.heap.allocate(size, align)?;
        self.claim(address, size, align);
        Some(address)
    }

    fn free(&mut self, address: usize) {
        let (size, align) = self.live.remove(&address).unwrap();
        self.heap.free(address, size, align);
        // Whatever was in the block is gone, so that a stale link is noticed.
    }

    /// As Rust does it: in place, or a new block and the old one freed.
    fn resize(&mut self, address: usize, size: usize) -> Option<usize> {
        let (old, align) = self.live[&address];
        if self.heap.resize(address, old, size, align) {
            self.live.remove(&address);
            self.claim(address, size, align);
            return Some(address);
        }
        let new = self.allocate(size, align)?;
        self.free(address);
        Some(new)
    }

    /// Checks that a block is in memory that was given, aligned, and nobody else's.
    fn claim(&mut self, address: usize, size: usize, align: usize) {
        let end = address + size;
        assert_eq!(address % align.max(GRAIN), 0, "alignment {align}");
        let given = &self.heap.memory.stretches;
        let joined = |at: usize| given.iter().any(|stretch| stretch.start <= at && at <= stretch.end);
        assert!(joined(address) && joined(end), "[{address}, {end}) is outside");
        if let Some((&before, &(size, _))) = self.live.range(..end).next_back() {
            assert!(before + size <= address, "[{address}, {end}) overlaps [{before}, {})", before + size);
        }
        self.live.insert(address, (size, align));
        // The owner writes into all of it: a link that the heap keeps inside would now be seen as damaged.
        let inside: Vec<_> = self.heap.memory.words.range(address..end).map(|(&at, _)| at).collect();
        for at in inside {
            self.heap.memory.words.remove(&at);
        }
    }

    fn given(&self) -> usize {
        self.heap.memory.stretches.iter().map(|stretch| stretch.end - stretch.start).sum()
    }
}

/// Xorshift: the same numbers for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % limit
    }

    /// Small ones often, large ones sometimes.
    fn size(&mut self) -> usize {
        let limit = [64, 64, 600, 600, 40_000, 300_000][self.below(6)];
        1 + self.below(limit)
    }

    fn align(&mut self) -> usize {
        [1, 4, 8, 16, 16, 16, 64, 4096][self.below(8)]
    }
}

fn churn(seed: u64, steps: usize) {
    let mut random = Random(seed);
    let mut shadow = Shadow::new(usize::MAX);
    for _ in 0..steps {
        let count = shadow.live.len();
        let pick =
            |random: &mut Random, shadow: &Shadow| *shadow.live.keys().nth(random.below(count)).unwrap();
        match random.below(10) {
            0..5 if count < 200 => {
                let (size, align) = (random.size(), random.align());
                shadow.allocate(size, align).unwrap();
            }
            5..8 if count > 0 => {
                let address = pick(&mut random, &shadow);
                shadow.free(address);
            }
            _ if count > 0 => {
                let (address, size) = (pick(&mut random, &shadow), random.size());
                shadow.resize(address, size).unwrap();
            }
            _ => {}
        }
    }
}

#[test]
fn no_two_live_blocks_overlap_whatever_the_order_of_calls() {
    for seed in 1..=60 {
        churn(seed, 1_500);
    }
}

#[test]
fn classes_hold_what_is_asked_for_and_waste_less_than_a_quarter() {
    for size in 1..=SMALL {
        let Some(Kind::Small { class, size: rounded }) = kind(size, 8) else { panic!("{size} is small") };
        assert!(rounded >= size && rounded.is_multiple_of(GRAIN) && class < CLASSES, "{size}");
        assert!(rounded <= 128 || rounded * 4 <= size * 5 + 4 * GRAIN, "{size} takes {rounded}");
        assert_eq!(kind(rounded, 8), kind(size, 8), "{size}: a class is one size");
    }
    assert!(matches!(kind(SMALL + 1, 8), Some(Kind::Large { .. })));
}

#[test]
fn a_thousand_large_calls_take_no_more_memory_than_the_first_ones() {
    let mut shadow = Shadow::new(usize::MAX);
    let mut call = |size: usize| {
        let request = shadow.allocate(size, 1).unwrap();
        let names: Vec<_> = (0..50).map(|n| shadow.allocate(8 + n, 1).unwrap()).collect();
        let mut answer = shadow.allocate(16, 1).unwrap();
        for grown in [64, 1_000, 40_000, size, 2 * size] {
            answer = shadow.resize(answer, grown).unwrap();
        }
        shadow.free(request);
        names.into_iter().for_each(|name| shadow.free(name));
        shadow.free(answer);
        shadow.given()
    };
    let sizes = [5_000_000, 123_456, 1_000_000, 70_001];
    let first = sizes.into_iter().cycle().take(8).map(&mut call).max();
    let last = sizes.into_iter().cycle().take(1_000).map(&mut call).max();
    assert_eq!(last, first);
}

#[test]
fn the_last_block_grows_where_it_is_even_into_new_memory() {
    let mut shadow = Shadow::new(usize::MAX);
    shadow.allocate(ARENA, 1).unwrap();
    let block = shadow.allocate(100, 1).unwrap();
    for size in [101, 5_000, 3 * PAGE, 40 * PAGE] {
        assert_eq!(shadow.resize(block, size), Some(block), "{size}");
    }
}

#[test]
fn a_block_shrinks_where_it_is_and_what_it_leaves_serves_again() {
    let mut shadow = Shadow::new(usize::MAX);
    let block = shadow.allocate(10 * PAGE, 1).unwrap();
    shadow.allocate(16, 1).unwrap();
    assert_eq!(shadow.resize(block, 2 * PAGE), Some(block));
    let given = shadow.given();
    assert!(shadow.allocate(7 * PAGE, 1).is_some());
    assert_eq!(shadow.given(), given);
}

#[test]
fn freed_neighbours_serve_one_larger_block() {
    let mut shadow = Shadow::new(usize::MAX);
    let blocks = [(); 5].map(|()| shadow.allocate(PAGE, 1).unwrap());
    shadow.allocate(16, 1).unwrap();
    let given = shadow.given();
    for index in [1, 3, 2, 0, 4] {
        shadow.free(blocks[index]);
    }
    assert_eq!(shadow.allocate(5 * PAGE, 1), Some(blocks[0]));
    assert_eq!(shadow.given(), given);
}

#[test]
fn a_refused_growth_is_no_block_and_the_heap_goes_on() {
    let mut shadow = Shadow::new(ARENA + 4 * PAGE);
    assert_eq!(shadow.allocate(100 * PAGE, 1), None);
    let block = shadow.allocate(PAGE, 1).unwrap();
    assert_eq!(shadow.resize(block, 100 * PAGE), None);
    assert_eq!(shadow.live[&block], (PAGE, 1), "a failed resize leaves the block as it was");
    shadow.free(block);
    assert!(shadow.allocate(16, 1).is_some());
}

#[test]
fn sizes_beyond_any_memory_are_refused() {
    let mut shadow = Shadow::new(isize::MAX as usize);
    for size in [usize::MAX, usize::MAX - 15, isize::MAX as usize + 1] {
        assert_eq!(shadow.heap.allocate(size, 16), None);
    }
    let block = shadow.allocate(16, 1).unwrap();
    assert!(!shadow.heap.resize(block, 16, usize::MAX, 1));
}

#[test]
fn what_lies_around_a_block_cut_from_a_free_one_serves_too() {
    let mut shadow = Shadow::new(usize::MAX);
    let block = shadow.allocate(8 * PAGE, 1).unwrap();
    shadow.allocate(16, 1).unwrap();
    shadow.free(block);
    let given = shadow.given();
    let middle = shadow.allocate(PAGE, 4 * PAGE).unwrap();
    assert!(middle > block, "aligned inside of the free block");
    let before = shadow.allocate(middle - block, 1);
    assert_eq!(before, Some(block));
    let after = shadow.allocate(block + 8 * PAGE - (middle + PAGE), 1);
    assert_eq!(after, Some(middle + PAGE));
    assert_eq!(shadow.given(), given);
}

#[test]
fn the_last_block_when_freed_makes_room_for_a_larger_one() {
    let mut shadow = Shadow::new(usize::MAX);
    let small = shadow.allocate(100, 1).unwrap();
    shadow.free(small);
    assert_eq!(shadow.allocate(ARENA, 1), Some(small));
    let blocks = [(); 2].map(|()| shadow.allocate(PAGE, 1).unwrap());
    shadow.free(blocks[0]);
    shadow.free(blocks[1]);
    assert_eq!(shadow.allocate(9 * PAGE, 1), Some(blocks[0]));
}
