use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    task::Waker,
};

use super::{
    fair::{Fair, Fate, Line, Spot, Waiter},
    spares::Spares,
};

/// The queue is full, and nobody in it had to give way.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused;

/// Lets so many in at once; others line up.
///
/// How many are in and how many wait is one word, so that whoever leaves sees everybody who lined up before: no lock is taken
/// as long as nobody waits.
///
/// Where threads may keep places to themselves, a place that is kept is one inside. Whoever keeps one looks afterwards whether
/// somebody waits or fewer may be inside, and whoever lines up or sees to that looks afterwards whether one is kept: one of them
/// sees the other.
#[derive(Debug)]
#[repr(align(64))]
pub(crate) struct Gate {
    /// Those inside in the lower half, those who wait in the upper.
    state: AtomicU64,
    /// How many may be inside now.
    limit: AtomicU32,
    most: u32,
    queue: u32,
    spares: Spares,
    lines: Mutex<Fair>,
}

const WAITING: u64 = 1 << 32;
/// How often it is read how many are inside, while places are given back; then those that are kept are counted too.
const READS: u32 = 8;

#[expect(clippy::cast_possible_truncation, reason = "the lower half of the word is what is wanted")]
fn inside(state: u64) -> u32 {
    state as u32
}

fn waiting(state: u64) -> u32 {
    (state >> 32) as u32
}

impl Gate {
    pub(crate) fn new(most: u32, queue: u32) -> Self {
        Self::with(most, queue, Spares::none())
    }

    /// One where threads keep places to themselves as long as nobody waits.
    pub(super) fn with_spares(most: u32, queue: u32) -> Self {
        Self::with(most, queue, Spares::of_threads())
    }

    fn with(most: u32, queue: u32, spares: Spares) -> Self {
        // With none inside nobody would ever leave, and let others in.
        let most = most.max(1);
        let (state, limit) = (AtomicU64::new(0), AtomicU32::new(most));
        Self { state, limit, most, queue, spares, lines: Mutex::default() }
    }

    /// How many are inside.
    pub(crate) fn inside(&self) -> u32 {
        for _ in 0..READS {
            let before = self.state.load(Ordering::SeqCst);
            let spare = u32::try_from(self.spares.count()).unwrap_or(u32::MAX);
            if self.state.load(Ordering::SeqCst) == before {
                return inside(before).saturating_sub(spare);
            }
        }
        self.inside_at_most()
    }

    /// The same with the places that are kept, for which nobody else's memory is read.
    #[inline]
    pub(crate) fn inside_at_most(&self) -> u32 {
        inside(self.state.load(Ordering::Relaxed))
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> u32 {
        waiting(self.state.load(Ordering::Relaxed))
    }

    /// How many may be inside at the most.
    pub(crate) fn most(&self) -> u32 {
        self.most
    }

    /// How many may wait at the most.
    pub(crate) fn queue(&self) -> u32 {
        self.queue
    }

    /// Goes in, if there is room and nobody waits.
    #[inline]
    pub(crate) fn enter(&self) -> Option<Place<'_>> {
        let mut state = self.state.load(Ordering::Relaxed);
        if self.is_calm(state) && self.spares.take() {
            return Some(Place(self));
        }
        loop {
            if waiting(state) > 0 {
                return None;
            }
            if inside(state) >= self.limit.load(Ordering::Relaxed) {
                // Before anybody waits for a place that another thread keeps, without a call of its own.
                return (self.is_calm(state) && self.spares.take_any()).then(|| Place(self));
            }
            match self.state.compare_exchange_weak(state, state + 1, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return Some(Place(self)),
                Err(now) => state = now,
            }
        }
    }

    /// Lines up, or goes in after all if there is room by now.
    pub(super) fn line_up(&self, line: Line<'_>) -> Result<Result<Place<'_>, Queued<'_>>, Refused> {
        // Where nobody may wait, this is what finds them.
        self.give_back_spares();
        let mut lines = self.lock();
        let mut displaced = None;
        let mut state = self.state.load(Ordering::Relaxed);
        loop {
            let next = if waiting(state) == 0 && inside(state) < self.limit.load(Ordering::Relaxed) {
                state + 1
            } else if waiting(state) < self.queue {
                state + WAITING
            } else {
                // Who comes takes the place of who gives way; as many wait as before.
                displaced = Some(lines.displace(line).ok_or(Refused)?);
                break;
            };
            match self.state.compare_exchange_weak(state, next, Ordering::SeqCst, Ordering::Relaxed) {
                Ok(_) if next == state + 1 => return Ok(Ok(Place(self))),
                Ok(_) => break,
                Err(now) => state = now,
            }
        }
        // Decided as long as nobody else can look: who has given way and is dropped before it knows would be counted out twice.
        let woken = displaced.and_then(|waiter| waiter.decide(Fate::TurnedAway));
        let waiter = Waiter::new();
        let spot = lines.push(line, Arc::clone(&waiter));
        drop(lines);
        self.give_back_spares();
        woken.into_iter().for_each(Waker::wake);
        Ok(Err(Queued { gate: self, waiter, spot }))
    }

    /// Fewer may be inside from now on, as many as there are without the one who says so: what is behind the gate is full.
    pub(crate) fn is_full_behind(&self) {
        let limit = self.inside().saturating_sub(1).clamp(1, self.most);
        self.limit.fetch_min(limit, Ordering::SeqCst);
        self.give_back_spares();
    }

    /// One more may be inside again.
    #[inline]
    pub(crate) fn widen(&self) {
        if self.limit.load(Ordering::Relaxed) < self.most {
            self.set_limit(self.limit.load(Ordering::Relaxed) + 1);
        }
    }

    /// How many may be inside from now on.
    pub(super) fn set_limit(&self, limit: u32) {
        let limit = limit.clamp(1, self.most);
        if self.limit.swap(limit, Ordering::Relaxed) < limit {
            self.let_in();
        }
    }

    /// Nobody waits, and no more are inside than may be.
    #[inline]
    fn is_calm(&self, state: u64) -> bool {
        waiting(state) == 0 && inside(state) <= self.limit.load(Ordering::SeqCst)
    }

    #[inline]
    pub(super) fn leave(&self) {
        if !self.is_calm(self.state.load(Ordering::Relaxed)) || !self.spares.keep() {
            self.give_back();
        } else if !self.is_calm(self.state.load(Ordering::SeqCst)) {
            self.give_back_spares();
        }
    }

    #[cold]
    fn give_back_spares(&self) {
        while self.spares.take_any() {
            self.give_back();
        }
    }

    #[inline]
    fn give_back(&self) {
        if waiting(self.state.fetch_sub(1, Ordering::AcqRel)) > 0 {
            self.let_in();
        }
    }

    /// Lets in whose turn it is, as many as there is room for.
    #[cold]
    fn let_in(&self) {
        let mut woken = Vec::new();
        let mut lines = self.lock();
        let mut state = self.state.load(Ordering::Relaxed);
        while waiting(state) > 0 && inside(state) < self.limit.load(Ordering::Relaxed) {
            let next = state + 1 - WAITING;
            match self.state.compare_exchange_weak(state, next, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => {
                    let granted = lines.pop().and_then(|waiter| waiter.decide(Fate::Granted));
                    woken.extend(granted);
                    state = next;
                }
                Err(now) => state = now,
            }
        }
        drop(lines);
        woken.into_iter().for_each(Waker::wake);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Fair> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place inside; dropping it leaves.
#[derive(Debug)]
#[must_use]
pub(crate) struct Place<'a>(&'a Gate);

impl Place<'_> {
    /// Whether it is one in this gate.
    pub(super) fn is_in(&self, gate: &Gate) -> bool {
        std::ptr::eq(self.0, gate)
    }

    /// Stays inside; whoever calls this leaves in its stead.
    pub(super) fn stay(self) {
        std::mem::forget(self);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// A place in a line; dropping it gives up.
#[derive(Debug)]
#[must_use]
pub(super) struct Queued<'a> {
    gate: &'a Gate,
    waiter: Arc<Waiter>,
    spot: Spot,
}

impl<'a> Queued<'a> {
    /// `None` as long as it waits.
    pub(super) fn poll(&self, waker: &Waker) -> Option<Result<Place<'a>, Refused>> {
        match self.waiter.poll(waker) {
            Fate::Waiting => None,
            Fate::TurnedAway | Fate::Over => Some(Err(Refused)),
            Fate::Granted => {
                // From here on the place is the caller's, not this one's to give back.
                self.waiter.decide(Fate::Over);
                Some(Ok(Place(self.gate)))
            }
        }
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        let mut lines = self.gate.lock();
        match self.waiter.fate() {
            Fate::Waiting => {
                lines.remove(&self.spot);
                self.gate.state.fetch_sub(WAITING, Ordering::Relaxed);
            }
            Fate::Granted => {
                drop(lines);
                self.gate.leave();
            }
            Fate::TurnedAway | Fate::Over => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::atomic::AtomicUsize, task::Wake};

    use super::*;

    /// One that gives every place back at once, and one where threads keep some.
    fn both(most: u32, queue: u32) -> [Gate; 2] {
        [Gate::new(most, queue), Gate::with_spares(most, queue)]
    }

    fn line(tenant: &str) -> Line<'_> {
        Line { tenant, plugin: 1 }
    }

    fn queued<'a>(gate: &'a Gate, tenant: &str) -> Queued<'a> {
        gate.line_up(line(tenant)).unwrap().unwrap_err()
    }

    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn poll<'a>(queued: &Queued<'a>) -> Option<Result<Place<'a>, Refused>> {
        queued.poll(Waker::noop())
    }

    #[test]
    fn a_place_that_becomes_free_goes_to_who_waits_and_not_to_who_comes() {
        for gate in both(1, 10) {
            let first = gate.enter().unwrap();
            let waits = queued(&gate, "a");
            let woken = Arc::new(Woken::default());
            assert!(waits.poll(&Waker::from(Arc::clone(&woken))).is_none());
            drop(first);
            assert!(gate.enter().is_none());
            assert_eq!(woken.0.load(Ordering::SeqCst), 1);
            let place = poll(&waits).unwrap().unwrap();
            drop(waits);
            assert_eq!((gate.inside(), gate.waiting()), (1, 0));
            drop(place);
            assert_eq!(gate.inside(), 0);
        }
    }

    #[test]
    fn who_gives_up_makes_room_at_once_before_and_after_it_was_let_in() {
        for gate in both(1, 1) {
            let first = gate.enter().unwrap();
            drop(queued(&gate, "a"));
            assert_eq!(gate.waiting(), 0);
            let granted = queued(&gate, "a");
            assert!(gate.line_up(line("a")).is_err(), "the queue is full");
            drop(first);
            assert_eq!((gate.inside(), gate.waiting()), (1, 0));
            drop(granted);
            assert_eq!((gate.inside(), gate.waiting()), (0, 0));
        }
    }

    #[test]
    fn a_full_queue_turns_away_the_last_of_a_flood() {
        for gate in both(1, 2) {
            let _inside = gate.enter().unwrap();
            let flood = [queued(&gate, "a"), queued(&gate, "a")];
            let other = queued(&gate, "b");
            assert!(poll(&flood[0]).is_none() && poll(&other).is_none());
            assert_eq!(poll(&flood[1]).unwrap().unwrap_err(), Refused);
            assert_eq!(gate.waiting(), 2);
            drop(flood);
            assert_eq!(gate.waiting(), 1);
        }
    }

    #[test]
    fn a_gate_that_is_full_behind_lets_fewer_in_and_then_more_again() {
        for gate in both(4, 10) {
            let inside: Vec<_> = std::iter::from_fn(|| gate.enter()).collect();
            assert_eq!(inside.len(), 4);
            gate.is_full_behind();
            let waits = queued(&gate, "a");
            let mut inside = inside.into_iter();
            drop(inside.next());
            assert!(poll(&waits).is_none(), "three are inside, and three may be");
            drop(inside.next());
            assert!(poll(&waits).is_some());
            drop((inside, waits));
            (0..4).for_each(|_| gate.widen());
            assert_eq!(std::iter::from_fn(|| gate.enter()).collect::<Vec<_>>().len(), 4);
        }
    }

    #[test]
    fn a_thread_that_comes_again_writes_nothing_that_all_read() {
        let gate = Gate::with_spares(10, 10);
        drop(gate.enter().unwrap());
        let before = gate.state.load(Ordering::Relaxed);
        let again = gate.enter().unwrap();
        assert_eq!((gate.state.load(Ordering::Relaxed), gate.inside()), (before, 1));
        drop(again);
        assert_eq!((gate.state.load(Ordering::Relaxed), gate.inside()), (before, 0));
    }

    #[test]
    fn a_place_that_one_thread_keeps_is_any_others_where_there_is_none_besides() {
        let gate = Gate::with_spares(1, 10);
        std::thread::scope(|scope| scope.spawn(|| drop(gate.enter().unwrap())).join().unwrap());
        assert_eq!((gate.inside_at_most(), gate.inside()), (1, 0));
        let place = gate.enter().unwrap();
        assert!(gate.enter().is_none() && gate.inside() == 1);
        drop(place);
    }

    #[test]
    fn who_gives_way_and_gives_up_before_it_knows_is_counted_out_once() {
        let gate = &Gate::with_spares(1, 2);
        std::thread::scope(|scope| {
            for tenant in ["a", "b", "c", "d"] {
                scope.spawn(move || {
                    for _ in 0..20_000 {
                        let place = gate.enter();
                        let lined_up: Vec<_> = (0..3).map(|_| gate.line_up(line(tenant))).collect();
                        drop((place, lined_up));
                    }
                });
            }
        });
        assert_eq!((gate.inside(), gate.waiting()), (0, 0));
        assert!(gate.enter().is_some());
    }

    #[test]
    fn where_nobody_may_wait_and_fewer_may_be_inside_what_threads_keep_is_found() {
        let gate = Gate::with_spares(2, 0);
        let inside = [gate.enter().unwrap(), gate.enter().unwrap()];
        drop(inside);
        gate.limit.store(1, Ordering::Relaxed);
        assert!(gate.enter().or_else(|| gate.line_up(line("a")).ok()?.ok()).is_some());
    }

    #[test]
    fn nobody_is_forgotten_when_many_threads_come_wait_and_give_up() {
        both(2, 1_000).iter().for_each(come_wait_and_give_up);
    }

    fn come_wait_and_give_up(gate: &Gate) {
        let (served, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for thread in 0..4_u64 {
                let (served, most) = (&served, &most);
                scope.spawn(move || {
                    for round in 0..5_000_u64 {
                        let place = gate.enter().or_else(|| wait(gate, thread, round % 7 == 0));
                        let Some(place) = place else { continue };
                        most.fetch_max(gate.inside() as usize, Ordering::Relaxed);
                        served.fetch_add(1, Ordering::Relaxed);
                        drop(place);
                    }
                });
            }
        });
        assert_eq!((gate.inside(), gate.waiting()), (0, 0));
        assert!(most.into_inner() <= 2 && served.into_inner() > 1_000);
    }

    /// Waits on this thread; gives up at once if told so.
    fn wait(gate: &Gate, plugin: u64, gives_up: bool) -> Option<Place<'_>> {
        struct Unpark(std::thread::Thread);
        impl Wake for Unpark {
            fn wake(self: Arc<Self>) {
                self.0.unpark();
            }
        }
        let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
        let queued = match gate.line_up(Line { tenant: "t", plugin }).unwrap() {
            Ok(place) => return Some(place),
            Err(queued) => queued,
        };
        loop {
            match queued.poll(&waker) {
                Some(place) => return Some(place.unwrap()),
                None if gives_up => return None,
                None => std::thread::park(),
            }
        }
    }
}
