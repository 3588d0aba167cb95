use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// The number of the calling thread, for what is divided among threads so that they do not meet in it: the least that no other
/// thread has that lives. Threads that live at the same time are numbered from zero, in the order in which each asks first.
#[inline]
#[must_use]
pub fn thread_number() -> usize {
    thread_local!(static NUMBER: Number = Number::least());
    // A thread that is ending has given its number back, and meets another one.
    NUMBER.try_with(|number| number.0).unwrap_or_default()
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
    fn numbers_of(threads: usize) -> Vec<usize> {
        let all = Barrier::new(threads);
        let number = || {
            let number = thread_number();
            all.wait();
            number
        };
        thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(number)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        })
    }

    #[test]
    fn threads_that_live_at_the_same_time_have_numbers_of_their_own_and_those_of_others_before_them() {
        for _ in 0..100 {
            let numbers = numbers_of(4);
            assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 4, "{numbers:?}");
            // Other tests of this process have some too.
            assert!(numbers.iter().all(|number| *number < 100), "{numbers:?}");
        }
    }
}
