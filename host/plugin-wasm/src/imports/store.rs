use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use optimus_plugin_policy::Digest;

/// The longest key, in bytes: a name of the contract.
pub(crate) const KEY_BYTES: usize = 256;
/// The longest value, in bytes.
pub(crate) const VALUE_BYTES: usize = 1024 * 1024;
/// What an entry counts besides its key and value: the host keeps about that much to find it again, so that entries without
/// content are not free.
const ENTRY_BYTES: usize = 128;

/// Whose entries these are. Two plugins of one name, two files of one plugin and two tenants share nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Owner {
    pub(crate) plugin: Arc<str>,
    pub(crate) digest: Digest,
    pub(crate) tenant: Option<Arc<str>>,
}

/// What became of the caches of all plugins of an engine, since it was made: figures for an embedder to export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheCounts {
    /// Look-ups that found an entry.
    pub hits: u64,
    /// Look-ups that found none.
    pub misses: u64,
    /// Entries that were kept.
    pub kept: u64,
    /// Entries that were too large.
    pub refused: u64,
    /// Entries that made room for others.
    pub evicted: u64,
    /// Entries that were looked up after their time.
    pub expired: u64,
    /// Entries that are there now.
    pub entries: u64,
    /// What they hold now, in bytes.
    pub bytes: usize,
}

/// What all plugins of an engine remember from call to call.
///
/// One lock over all of it, held for a look-up: only calls that a policy granted a cache ever take it, and values are copied
/// outside of it.
#[derive(Debug)]
pub(crate) struct CacheStore {
    most_bytes: usize,
    state: Mutex<State>,
}

/// The entry is larger than it may be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

#[derive(Debug, Default)]
struct State {
    spaces: HashMap<Owner, Space>,
    counts: CacheCounts,
    /// Counts uses, so that the least recent is known.
    uses: u64,
}

/// The entries of one owner.
#[derive(Debug, Default)]
struct Space {
    entries: HashMap<Arc<str>, Entry>,
    /// The keys by their last use.
    by_use: BTreeMap<u64, Arc<str>>,
    bytes: usize,
}

#[derive(Debug)]
struct Entry {
    value: Arc<[u8]>,
    until: Instant,
    used: u64,
}

impl CacheStore {
    /// Room for so many bytes over all plugins and tenants.
    pub(crate) fn new(most_bytes: usize) -> Self {
        Self { most_bytes, state: Mutex::default() }
    }

    pub(crate) fn get(&self, owner: &Owner, key: &str, now: Instant) -> Option<Arc<[u8]>> {
        let mut state = self.lock();
        let found = state.find(owner, key, now);
        match &found {
            Some(_) => state.counts.hits += 1,
            None => state.counts.misses += 1,
        }
        found
    }

    /// Keeps an entry until then; without a time it is forgotten. `quota` is what the owner may keep.
    pub(crate) fn set(
        &self,
        owner: &Owner,
        key: &str,
        value: &[u8],
        until: Option<Instant>,
        quota: usize,
    ) -> Result<(), TooLarge> {
        let size = size_of_entry(key, value);
        let fits = size <= quota.min(self.most_bytes);
        if key.is_empty() || key.len() > KEY_BYTES || value.len() > VALUE_BYTES || !fits {
            self.lock().counts.refused += 1;
            return Err(TooLarge);
        }
        let entry = until.map(|until| (Arc::<[u8]>::from(value), until));
        let mut state = self.lock();
        state.forget(owner, key);
        if let Some((value, until)) = entry {
            state.make_room(owner, quota - size);
            state.make_room_in_all(self.most_bytes - size);
            state.keep(owner, key.into(), value, until);
        }
        Ok(())
    }

    pub(crate) fn counts(&self) -> CacheCounts {
        self.lock().counts
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn size_of_entry(key: &str, value: &[u8]) -> usize {
    key.len().saturating_add(value.len()).saturating_add(ENTRY_BYTES)
}

impl State {
    fn find(&mut self, owner: &Owner, key: &str, now: Instant) -> Option<Arc<[u8]>> {
        let space = self.spaces.get_mut(owner)?;
        let entry = space.entries.get_mut(key)?;
        if entry.until <= now {
            self.forget(owner, key);
            self.counts.expired += 1;
            return None;
        }
        self.uses += 1;
        if let Some(key) = space.by_use.remove(&entry.used) {
            entry.used = self.uses;
            space.by_use.insert(entry.used, key);
        }
        Some(entry.value.clone())
    }

    fn keep(&mut self, owner: &Owner, key: Arc<str>, value: Arc<[u8]>, until: Instant) {
        let size = size_of_entry(&key, &value);
        self.uses += 1;
        let space = self.spaces.entry(owner.clone()).or_default();
        space.by_use.insert(self.uses, key.clone());
        space.entries.insert(key, Entry { value, until, used: self.uses });
        space.bytes += size;
        self.counts.kept += 1;
        self.counts.entries += 1;
        self.counts.bytes += size;
    }

    fn forget(&mut self, owner: &Owner, key: &str) {
        let Some(space) = self.spaces.get_mut(owner) else { return };
        let Some(entry) = space.entries.remove(key) else { return };
        let size = size_of_entry(key, &entry.value);
        space.by_use.remove(&entry.used);
        space.bytes = space.bytes.saturating_sub(size);
        self.counts.entries = self.counts.entries.saturating_sub(1);
        self.counts.bytes = self.counts.bytes.saturating_sub(size);
        if space.entries.is_empty() {
            self.spaces.remove(owner);
        }
    }

    /// Forgets what an owner used least recently, until it keeps no more than this.
    fn make_room(&mut self, owner: &Owner, most: usize) {
        while let Some(space) = self.spaces.get(owner) {
            if space.bytes <= most || !self.evict(owner) {
                return;
            }
        }
    }

    /// The owner that keeps most makes room for all, so that one that keeps little is not driven out by one that keeps much.
    fn make_room_in_all(&mut self, most: usize) {
        while self.counts.bytes > most {
            let largest = self.spaces.iter().max_by_key(|(_, space)| space.bytes);
            let Some(owner) = largest.map(|(owner, _)| owner.clone()) else { return };
            if !self.evict(&owner) {
                return;
            }
        }
    }

    fn evict(&mut self, owner: &Owner) -> bool {
        let least = self.spaces.get(owner).and_then(|space| space.by_use.first_key_value());
        let Some(key) = least.map(|(_, key)| key.clone()) else { return false };
        self.forget(owner, &key);
        self.counts.evicted += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const QUOTA: usize = 10 * (ENTRY_BYTES + 10);

    fn owner(plugin: &str, tenant: Option<&str>) -> Owner {
        Owner { plugin: plugin.into(), digest: Digest::of(b"file"), tenant: tenant.map(Arc::from) }
    }

    fn later() -> Option<Instant> {
        Instant::now().checked_add(Duration::from_secs(3600))
    }

    fn keep(store: &CacheStore, owner: &Owner, key: &str, value: &[u8]) {
        store.set(owner, key, value, later(), QUOTA).unwrap();
    }

    fn value(store: &CacheStore, owner: &Owner, key: &str) -> Option<Vec<u8>> {
        store.get(owner, key, Instant::now()).map(|value| value.to_vec())
    }

    #[test]
    fn s17_neither_tenant_nor_plugin_nor_another_file_of_it_finds_what_one_kept() {
        let store = CacheStore::new(1 << 20);
        let mine = owner("a", Some("x"));
        keep(&store, &mine, "k", b"mine");
        let mut other_file = mine.clone();
        other_file.digest = Digest::of(b"another file");
        // What is put together must not look like something else put together.
        for other in [
            owner("a", None),
            owner("a", Some("y")),
            owner("ax", Some("")),
            owner("b", Some("x")),
            other_file,
        ] {
            assert_eq!(value(&store, &other, "k"), None, "{other:?}");
        }
        assert_eq!(value(&store, &mine, "k"), Some(b"mine".to_vec()));
    }

    #[test]
    fn the_least_recently_used_makes_room_and_the_quota_holds() {
        let (store, mine) = (CacheStore::new(1 << 20), owner("a", None));
        for number in 0..10 {
            keep(&store, &mine, &format!("k{number}"), b"12345678");
        }
        assert!(value(&store, &mine, "k0").is_some());
        keep(&store, &mine, "new", b"1234567");
        assert_eq!(value(&store, &mine, "k1"), None);
        assert!(value(&store, &mine, "k0").is_some() && value(&store, &mine, "k2").is_some());
        assert_eq!((store.counts().evicted, store.counts().entries), (1, 10));
        assert!(store.counts().bytes <= QUOTA);
    }

    #[test]
    fn a_flood_of_entries_never_keeps_more_than_is_granted_and_leaves_those_of_others() {
        let (store, mine, noisy) = (CacheStore::new(4 * QUOTA), owner("a", None), owner("b", None));
        keep(&store, &mine, "k", b"mine");
        for number in 0..10_000 {
            let key = format!("{number}");
            store.set(&noisy, &key, b"", later(), 100 * QUOTA).unwrap();
            assert!(store.counts().bytes <= 4 * QUOTA);
        }
        assert_eq!(value(&store, &mine, "k"), Some(b"mine".to_vec()));
    }

    #[test]
    fn what_is_larger_than_it_may_be_is_refused_and_leaves_what_was_there() {
        let (store, mine) = (CacheStore::new(1 << 30), owner("a", None));
        keep(&store, &mine, "k", b"old");
        assert_eq!(store.set(&mine, "k", &[0; QUOTA], later(), QUOTA), Err(TooLarge));
        assert_eq!(store.set(&mine, "", b"", later(), QUOTA), Err(TooLarge));
        assert_eq!(store.set(&mine, &"k".repeat(257), b"", later(), QUOTA), Err(TooLarge));
        assert_eq!(store.set(&mine, "v", &vec![0; VALUE_BYTES + 1], later(), 1 << 30), Err(TooLarge));
        assert_eq!(value(&store, &mine, "k"), Some(b"old".to_vec()));
        assert_eq!(store.counts().refused, 4);
    }

    #[test]
    fn an_entry_is_gone_when_its_time_is_over_or_it_is_forgotten() {
        let (store, mine) = (CacheStore::new(1 << 20), owner("a", None));
        keep(&store, &mine, "k", b"v");
        assert_eq!(store.get(&mine, "k", Instant::now() + Duration::from_secs(3601)), None);
        assert_eq!(store.counts().expired, 1);
        keep(&store, &mine, "k", b"v");
        store.set(&mine, "k", b"", None, QUOTA).unwrap();
        assert_eq!(value(&store, &mine, "k"), None);
        assert_eq!((store.counts().bytes, store.counts().entries), (0, 0));
    }
}
