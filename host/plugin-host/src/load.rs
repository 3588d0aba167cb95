//! From directories to a registry: many names at once, and whatever fails is told and takes nobody along.

use std::{
    collections::BTreeMap,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    pin::pin,
    sync::Arc,
    task::Poll,
};

use optimus_plugin_api::{Error, Operation};
use optimus_plugin_policy::{AuditEvent, AuditVerdict, Digest};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    Answerer, NotServed, PluginKind, Registry,
    admission::Desks,
    discovery::{Found, digest_of, search},
    errors,
    kinds::Kinds,
    known::{Known, only_looked_at},
    plugin::Part,
    registry::{assemble, check, missing_sandbox},
    source::{Loaded, Source},
};

/// How many files are read and compiled at once: the CPUs of a small server; a component in the making takes up to 0.6 GB.
const COMPILING_AT_ONCE: usize = 8;
/// How many executables are started at once: more than anybody has. Each costs a process of 10 to 17 MB and four descriptors,
/// of which a process usually has 1,024.
const STARTING_AT_ONCE: usize = 64;

/// Finds and loads plugins, again and again.
#[derive(Debug)]
pub(crate) struct Loader {
    pub(crate) directories: Vec<PathBuf>,
    pub(crate) kinds: Kinds,
    pub(crate) desks: Arc<Desks>,
    pub(crate) looking: Looking,
    /// What the embedder made itself; it is found before all files.
    pub(crate) given: Vec<Arc<Part>>,
}

/// Room for loading. Compiling occupies a CPU; an executable is mostly waited for, and one that never answers, for as long as
/// a start may take, must not keep others from being tried.
pub(crate) struct Room {
    compiling: Semaphore,
    starting: Semaphore,
}

impl Room {
    pub(crate) fn of(&self, kind: PluginKind) -> &Semaphore {
        if kind.is_waited_for() { &self.starting } else { &self.compiling }
    }
}

impl Default for Room {
    fn default() -> Self {
        Self { compiling: Semaphore::new(COMPILING_AT_ONCE), starting: Semaphore::new(STARTING_AT_ONCE) }
    }
}

/// A source, and where it stood in the search.
type Numbered = (usize, Source);

impl Loader {
    /// Loads what is there now. Files that `current` serves and that have not changed are kept as they are.
    pub(crate) async fn load(self: &Arc<Self>, current: &Arc<Registry>) -> Registry {
        let found = self.search().await;
        let mut names: BTreeMap<String, Vec<Numbered>> = BTreeMap::new();
        for source in found.sources.into_iter().enumerate() {
            names.entry(source.1.name.clone()).or_default().push(source);
        }
        let (mut loaded, mut not_served) = (Vec::new(), found.not_served);
        let (room, mut tasks) = (Arc::new(Room::default()), JoinSet::new());
        for (_, sources) in names {
            let (loader, current, room) = (Arc::clone(self), Arc::clone(current), Arc::clone(&room));
            tasks.spawn(async move { loader.name(sources, &current, &room).await });
        }
        for outcome in tasks.join_all().await {
            loaded.extend(outcome.loaded);
            not_served.extend(outcome.not_served);
        }
        loaded.sort_unstable_by_key(|(place, _)| *place);
        let loaded = loaded.into_iter().map(|(_, part)| part);
        let parts = self.given.iter().cloned().chain(loaded).collect();
        let registry = assemble(parts, not_served, found.warnings, &self.desks);
        tell(&registry);
        registry
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "reads directories, which may hang on a network; far from any call"
    )]
    async fn search(&self) -> Found {
        let directories = self.directories.clone();
        tokio::task::spawn_blocking(move || search(&directories)).await.unwrap_or_default()
    }

    /// Loads the files of one name, the preferred kind first. An executable is not even started where a component of its
    /// name answers, or should.
    async fn name(&self, mut sources: Vec<Numbered>, current: &Registry, room: &Room) -> Outcome {
        sources.sort_unstable_by_key(|(_, source)| source.kind);
        let mut outcome = Outcome::default();
        for (place, source) in sources {
            if let Some(reason) = outcome.instead_of(&source) {
                outcome.refuse(source, reason);
                continue;
            }
            match self.file(&source, current, room).await {
                Ok(part) => outcome.loaded.push((place, part)),
                Err(reason) => outcome.refuse(source, reason),
            }
        }
        outcome
    }

    async fn file(&self, source: &Source, current: &Registry, room: &Room) -> Result<Arc<Part>, Error> {
        if let Some(part) = current.unchanged(source.kind, &source.path, source.stamp) {
            return Ok(Arc::clone(part));
        }
        let _permit = room.of(source.kind).acquire().await;
        let loaded = contained(&source.name, self.ask(source)).await?;
        Ok(Arc::new(Part::of_file(Answerer::new(source.kind, &source.path), source.stamp, loaded)))
    }
}

/// What the embedder knows and wants to know of executables.
#[derive(Debug, Default)]
pub(crate) struct Looking {
    pub(crate) known: Known,
    /// Nothing is to be called: what is known is not started, and what is started ends again.
    pub(crate) only: bool,
}

impl Loader {
    /// Loads a file, or where that is enough, remembers what it said.
    async fn ask(&self, source: &Source) -> Result<Loaded, Error> {
        let Looking { known, only } = &self.looking;
        let policies = &self.kinds.policies;
        let asks = known.is_on() || *only || policies.asks_for_digests(&source.name);
        if !source.kind.is_waited_for() || !asks {
            return source.load(&self.kinds, None).await;
        }
        // It must be one that would be started.
        source.look(&self.kinds).await?;
        let digest = digest_of(&source.name, &source.path).await?;
        source.check(&self.kinds, &policies.of(&source.name, Some(&digest)).rules, digest)?;
        let answered = known.answer(digest).await;
        if let (true, Some(answered)) = (only, &answered) {
            return Ok(Loaded::clean(answered.clone()));
        }
        if answered.is_none() {
            self.announce(source, digest);
        }
        let loaded = source.load(&self.kinds, Some(digest)).await?;
        known.remember(digest, source, &*loaded.backend).await;
        Ok(if *only { only_looked_at(digest, loaded).await } else { loaded })
    }

    /// Says that an executable is about to run of which nobody knows what it says.
    fn announce(&self, source: &Source, digest: Digest) {
        let file = Error::escape_line(&source.path.display().to_string());
        // Commands say by themselves what this module warns of; of this they do not know.
        tracing::warn!(target: "optimus_plugin_host::known", plugin = %Error::escape_line(&source.name), %digest, %file,
            "an executable runs for the first time");
        let audit = &self.kinds.policies.audit;
        if audit.is_on() {
            let (name, asked) = (source.name.as_str().into(), format!("first run of {digest}"));
            let rule = "trust: announced";
            let mut event = AuditEvent::new(&name, Operation::Load, &asked, AuditVerdict::Allowed, rule);
            event.digest = Some(digest);
            audit.report(&event);
        }
    }
}

/// What became of the files of one name.
#[derive(Default)]
struct Outcome {
    loaded: Vec<(usize, Arc<Part>)>,
    not_served: Vec<NotServed>,
}

impl Outcome {
    /// Why this file is not loaded: another one of its name and of a better kind answers in its place, or should.
    fn instead_of(&self, source: &Source) -> Option<Error> {
        if source.kind.describes() {
            return None;
        }
        let served = |part: &Part| {
            let info = part.backend().info();
            info.is_some_and(|info| info.name == source.name && check(info, &source.name).is_ok())
        };
        if let Some((_, better)) = self.loaded.iter().find(|(_, part)| served(part)) {
            return Some(errors::safer_first(&source.name, better.path()));
        }
        // The registry would refuse it too; here it is not even started.
        missing_sandbox(source.kind, &source.name, &self.not_served)
    }

    fn refuse(&mut self, source: Source, reason: Error) {
        self.not_served.push(NotServed { name: source.name, kind: source.kind, path: source.path, reason });
    }
}

/// A file must never bring the program down, not even through a defect of a loader.
pub(crate) async fn contained<T>(
    name: &str,
    load: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let mut load = pin!(load);
    poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| load.as_mut().poll(cx)));
        polled.unwrap_or_else(|_| Poll::Ready(Err(errors::loader_panicked(name))))
    })
    .await
}

fn tell(registry: &Registry) {
    tracing::info!(served = registry.len(), not_served = registry.not_served().len(), "plugins are loaded");
    for file in registry.not_served() {
        let (path, reason) = (file.path.display().to_string(), errors::logged(&file.reason));
        tracing::debug!(file = %Error::escape_line(&path), %reason, "not served");
    }
    for warning in registry.warnings() {
        let warning = errors::logged(warning);
        tracing::warn!(%warning, "while plugins were loaded");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use optimus_plugin_api::Code;

    #[tokio::test]
    async fn a_loader_that_panics_is_an_error_of_that_file() {
        let loading = async { panic!("a defect") };
        assert_eq!(contained::<()>("neo", loading).await.unwrap_err().code(), Code::TRAPPED);
    }

    #[cfg(feature = "yaml")]
    #[tokio::test]
    async fn a_reload_keeps_what_has_not_changed_and_loads_the_rest_anew() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, version: &str| {
            let text = format!("name: {name}\nplugintype: task\nimage: i\npluginversion: {version}\n");
            std::fs::write(folder.path().join(format!("optimus-plugin-{name}.yaml")), text).unwrap();
        };
        write("same", "1");
        write("changed", "1");
        let loader = Arc::new(Loader {
            directories: vec![folder.path().into()],
            kinds: Kinds::new(Default::default(), Default::default(), 1),
            desks: Arc::default(),
            looking: Looking::default(),
            given: Vec::new(),
        });
        let before = Arc::new(loader.load(&Arc::default()).await);
        write("changed", "1.1");
        let after = loader.load(&before).await;
        let kept = |name: &str| {
            Arc::ptr_eq(&before.get(name).unwrap().parts()[0], &after.get(name).unwrap().parts()[0])
        };
        assert!(kept("same") && !kept("changed"));
    }
}
