//! The host: what is served now, and how that changes.

mod builder;
mod files;
mod shutdown;

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use crate::{Registry, Snapshot, counters::snapshot, load::Loader};
pub use builder::HostBuilder;
pub use files::PluginFile;

/// Serves the plugins of some directories. Cheap to clone; all clones are the same host.
///
/// Plugins are found and loaded once, by [`HostBuilder::load`], and again by [`Host::reload`]. Calls go to a
/// [`Plugin`](crate::Plugin) of a [`Registry`], which is a snapshot: no call waits for a reload, and no reload for a call.
///
/// End a host with [`Host::shutdown`]. If it is dropped instead, its processes are ended in the background, and killed when
/// the runtime ends.
#[derive(Debug, Clone)]
pub struct Host(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    loader: Arc<Loader>,
    registry: ArcSwap<Registry>,
    /// One reload at a time: of two at once the older one could be the last to be published.
    reloading: tokio::sync::Mutex<()>,
    /// Set by shutdown, after which nothing is published. Held while publishing, never across a wait.
    ended: Mutex<bool>,
}

impl Host {
    /// Says where to look and what to allow.
    pub fn builder() -> HostBuilder {
        HostBuilder::default()
    }

    /// What is served now.
    #[must_use]
    pub fn plugins(&self) -> Arc<Registry> {
        self.0.registry.load_full()
    }

    /// Looks through the directories again and serves what is there then; gives back the new snapshot.
    ///
    /// Files that have not changed keep their component or process. What is no longer served ends when the last snapshot
    /// that holds it is dropped, so that calls in flight come to their end. A file that has become unusable is no longer
    /// served, and reported, like at the first load. After [`Host::shutdown`] nothing is loaded any more.
    pub async fn reload(&self) -> Arc<Registry> {
        let _one_at_a_time = self.0.reloading.lock().await;
        if !self.has_ended() {
            let registry = self.0.loader.load(&self.plugins()).await;
            self.publish(registry);
        }
        self.plugins()
    }

    /// What was counted of the calls of every plugin: for an operator, or a page of metrics.
    #[must_use]
    pub fn counters(&self) -> Snapshot {
        snapshot(&self.0.loader.desks)
    }

    /// What was compiled, what the cache of compiled components gave, how many instances exist: for an embedder to export. All
    /// zero while no component was found.
    #[cfg(feature = "wasm")]
    #[must_use]
    pub fn engine_counters(&self) -> optimus_plugin_wasm::EngineCounters {
        self.0.loader.kinds.wasm.counters()
    }

    async fn load(loader: Loader) -> Self {
        let host = Self(Arc::new(Inner {
            loader: Arc::new(loader),
            registry: ArcSwap::default(),
            reloading: tokio::sync::Mutex::default(),
            ended: Mutex::default(),
        }));
        host.reload().await;
        host
    }

    fn has_ended(&self) -> bool {
        *self.0.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves this from now on; if the host was ended meanwhile, drops it, which ends what it holds.
    fn publish(&self, registry: Registry) {
        let ended = self.0.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if !*ended {
            self.0.registry.store(Arc::new(registry));
            self.0.loader.desks.tidy();
        }
    }

    /// Serves nothing from now on; gives back what was served. The second time that is nothing.
    fn retire(&self) -> Arc<Registry> {
        let mut ended = self.0.ended.lock().unwrap_or_else(PoisonError::into_inner);
        *ended = true;
        self.0.registry.swap(Arc::default())
    }
}
