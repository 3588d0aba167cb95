use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    task::Waker,
};

/// On whose behalf a call waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) tenant: &'a str,
    /// The number of its plugin's desk.
    pub(super) plugin: u64,
}

/// What became of somebody who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Waiting,
    /// A place was taken in its name.
    Granted,
    /// It had to give way.
    TurnedAway,
    /// It went in.
    Over,
}

/// Somebody who waits. The one who waits and the line share it.
#[derive(Debug)]
pub(super) struct Waiter(Mutex<(Fate, Option<Waker>)>);

impl Waiter {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new((Fate::Waiting, None))))
    }

    /// Its fate; as long as it is open, `waker` is woken when it is decided.
    pub(super) fn poll(&self, waker: &Waker) -> Fate {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.0 == Fate::Waiting {
            match &mut state.1 {
                Some(known) => known.clone_from(waker),
                none => *none = Some(waker.clone()),
            }
        }
        state.0
    }

    pub(super) fn fate(&self) -> Fate {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Decides. Whoever is given back is to be woken once no lock is held any more.
    pub(super) fn decide(&self, fate: Fate) -> Option<Waker> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = fate;
        state.1.take()
    }
}

/// Where somebody waits, to find it again.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    tenant: Arc<str>,
    plugin: u64,
    number: u64,
}

/// Lines of those who wait: tenants in turn, within a tenant plugins in turn, within a line first come, first served.
#[derive(Debug, Default)]
pub(super) struct Fair {
    tenants: VecDeque<Tenant>,
    next: u64,
}

#[derive(Debug)]
struct Tenant {
    name: Arc<str>,
    lines: VecDeque<Queue>,
}

#[derive(Debug)]
struct Queue {
    plugin: u64,
    /// By the order in which they came.
    waiters: BTreeMap<u64, Arc<Waiter>>,
}

impl Fair {
    /// Lines up. A tenant, and a plugin of it, that did not wait before is last in turn.
    pub(super) fn push(&mut self, line: Line<'_>, waiter: Arc<Waiter>) -> Spot {
        let number = self.next;
        self.next += 1;
        let mut name = Arc::from("");
        if let Some(tenant) = self.tenant(line.tenant) {
            name = Arc::clone(&tenant.name);
            let new = || Queue { plugin: line.plugin, waiters: BTreeMap::new() };
            let queue = found_or_last(&mut tenant.lines, |queue| queue.plugin == line.plugin, new);
            queue.map(|queue| queue.waiters.insert(number, waiter));
        }
        Spot { tenant: name, plugin: line.plugin, number }
    }

    /// Takes out whose turn it is.
    pub(super) fn pop(&mut self) -> Option<Arc<Waiter>> {
        let mut tenant = self.tenants.pop_front()?;
        let mut queue = tenant.lines.pop_front()?;
        let first = queue.waiters.pop_first();
        if !queue.waiters.is_empty() {
            tenant.lines.push_back(queue);
        }
        if !tenant.lines.is_empty() {
            self.tenants.push_back(tenant);
        }
        first.map(|(_, waiter)| waiter)
    }

    /// Takes out somebody who gave up. Nothing happens if it is not there any more.
    pub(super) fn remove(&mut self, spot: &Spot) {
        let Some(at) = self.tenants.iter().position(|tenant| tenant.name == spot.tenant) else { return };
        let Some(tenant) = self.tenants.get_mut(at) else { return };
        tenant.lines.retain_mut(|queue| {
            if queue.plugin == spot.plugin {
                queue.waiters.remove(&spot.number);
            }
            !queue.waiters.is_empty()
        });
        if tenant.lines.is_empty() {
            self.tenants.remove(at);
        }
    }

    /// Takes out the last of the longest line of the tenant that has most, if that has clearly more than whoever comes:
    /// so who floods gives way, and two who have as much do not push each other out.
    pub(super) fn displace(&mut self, by: Line<'_>) -> Option<Arc<Waiter>> {
        let fullest = self.tenants.iter().max_by_key(|tenant| tenant.len())?;
        let own = self.tenants.iter().find(|tenant| &*tenant.name == by.tenant);
        let (name, most) = (Arc::clone(&fullest.name), fullest.len());
        if own.is_some_and(|own| own.name == name) {
            // Its own tenant has most: then its plugins are compared.
            return self.last_of_longest(&name, Some(by.plugin));
        }
        if most <= own.map_or(0, Tenant::len) + 1 {
            return None;
        }
        self.last_of_longest(&name, None)
    }

    fn last_of_longest(&mut self, tenant: &Arc<str>, by: Option<u64>) -> Option<Arc<Waiter>> {
        let found = self.tenants.iter_mut().find(|one| one.name == *tenant)?;
        let own = |plugin| found.lines.iter().find(|queue| queue.plugin == plugin);
        let own = by.map(|plugin| (plugin, own(plugin).map_or(0, |queue| queue.waiters.len())));
        let longest = found.lines.iter_mut().max_by_key(|queue| queue.waiters.len())?;
        if own.is_some_and(|(plugin, own)| longest.plugin == plugin || longest.waiters.len() <= own + 1) {
            return None;
        }
        let (number, waiter) = longest.waiters.pop_last()?;
        let spot = Spot { tenant: Arc::clone(tenant), plugin: longest.plugin, number };
        // Takes the line away if that was all of it.
        self.remove(&spot);
        Some(waiter)
    }

    fn tenant(&mut self, name: &str) -> Option<&mut Tenant> {
        let new = || Tenant { name: name.into(), lines: VecDeque::new() };
        found_or_last(&mut self.tenants, |tenant| &*tenant.name == name, new)
    }
}

/// The one that is wanted; a new one at the end if there is none. It is always there.
fn found_or_last<T>(
    all: &mut VecDeque<T>,
    wanted: impl FnMut(&T) -> bool,
    new: impl FnOnce() -> T,
) -> Option<&mut T> {
    match all.iter().position(wanted) {
        Some(at) => all.get_mut(at),
        None => {
            all.push_back(new());
            all.back_mut()
        }
    }
}

impl Tenant {
    fn len(&self) -> usize {
        self.lines.iter().map(|queue| queue.waiters.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines up, and remembers who.
    #[derive(Default)]
    struct Known {
        fair: Fair,
        all: Vec<(String, Arc<Waiter>)>,
    }

    impl Known {
        fn push(&mut self, tenant: &str, plugin: u64) -> Spot {
            let waiter = Waiter::new();
            self.all.push((format!("{tenant}{plugin}"), Arc::clone(&waiter)));
            self.fair.push(Line { tenant, plugin }, waiter)
        }

        fn name(&self, waiter: &Arc<Waiter>) -> &str {
            &self.all.iter().find(|(_, known)| Arc::ptr_eq(known, waiter)).unwrap().0
        }

        fn order(&mut self) -> String {
            let mut order = Vec::new();
            while let Some(waiter) = self.fair.pop() {
                order.push(self.name(&waiter).to_owned());
            }
            order.join(" ")
        }
    }

    #[test]
    fn tenants_take_turns_and_within_a_tenant_its_plugins() {
        let mut known = Known::default();
        for (tenant, plugin) in [("a", 1), ("a", 1), ("a", 1), ("a", 2), ("b", 1), ("b", 1)] {
            known.push(tenant, plugin);
        }
        assert_eq!(known.order(), "a1 b1 a2 b1 a1 a1");
        assert!(known.fair.tenants.is_empty());
    }

    #[test]
    fn who_gives_up_leaves_nothing_behind() {
        let mut known = Known::default();
        let spots = [known.push("a", 1), known.push("a", 1), known.push("b", 2)];
        for spot in &spots {
            known.fair.remove(spot);
            known.fair.remove(spot);
        }
        assert!(known.fair.tenants.is_empty());
    }

    #[test]
    fn a_flood_gives_way_to_who_has_less_and_to_nobody_else() {
        let mut known = Known::default();
        for _ in 0..5 {
            known.push("a", 1);
        }
        let displaced = |known: &mut Known, tenant: &str, plugin: u64| {
            let waiter = known.fair.displace(Line { tenant, plugin });
            waiter.map(|waiter| known.name(&waiter).to_owned())
        };
        assert_eq!(displaced(&mut known, "a", 1), None, "the flood itself");
        assert_eq!(displaced(&mut known, "a", 2).as_deref(), Some("a1"), "another plugin of the tenant");
        known.push("a", 2);
        assert_eq!(displaced(&mut known, "b", 1).as_deref(), Some("a1"), "another tenant");
        known.push("b", 1);
        known.push("b", 1);
        known.push("b", 1);
        assert_eq!(displaced(&mut known, "b", 1), None, "two that have as much");
    }
}
