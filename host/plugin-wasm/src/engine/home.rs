use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Which of so many pools calls of this thread belong to. Threads that live at the same time are divided evenly, in the order of
/// the first call that each makes.
#[inline]
pub(crate) fn home(pools: usize) -> usize {
    thread_local!(static NUMBER: Number = Number::least());
    // A thread that is ending has given its number back: any pool will do.
    NUMBER.try_with(|number| number.0).unwrap_or_default().checked_rem(pools).unwrap_or_default()
}

/// The number of a thread: the least that no other has that lives.
struct Number(usize);

struct Numbers {
    next: usize,
    free: BinaryHeap<Reverse<usize>>,
}

impl Number {
    fn least() -> Self {
        let mut numbers = numbers();
        if let Some(Reverse(number)) = numbers.free.pop() {
            return Self(number);
        }
        let number = numbers.next;
        numbers.next += 1;
        Self(number)
    }
}

impl Drop for Number {
    fn drop(&mut self) {
        numbers().free.push(Reverse(self.0));
    }
}

fn numbers() -> MutexGuard<'static, Numbers> {
    static NUMBERS: Mutex<Numbers> = Mutex::new(Numbers { next: 0, free: BinaryHeap::new() });
    NUMBERS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Barrier, thread};

    use super::*;

    /// Of threads that live at the same time.
    fn homes(threads: usize) -> Vec<usize> {
        let all = Barrier::new(threads);
        let home = || {
            let home = home(usize::MAX);
            all.wait();
            home
        };
        thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(home)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        })
    }

    #[test]
    fn threads_that_live_at_the_same_time_have_numbers_of_their_own_and_those_of_others_before_them() {
        for _ in 0..100 {
            let homes = homes(4);
            assert_eq!(homes.iter().collect::<BTreeSet<_>>().len(), 4, "{homes:?}");
            // Other tests of this process have some too.
            assert!(homes.iter().all(|home| *home < 100), "{homes:?}");
        }
    }
}
