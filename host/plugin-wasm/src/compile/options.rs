use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

/// How components become machine code: by whom, within which limits, and where the result is kept.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CompileOptions {
    /// Which process compiles. Default: [`CompileBy::ThisProgram`].
    pub by: CompileBy,
    /// Address space of the compiling process, in bytes. 2 GiB: a component of 587 KB that is made to be dear takes 0.6 GB.
    pub memory_bytes: u64,
    /// CPU time of the compiling process; whole seconds, rounded up. 120 s: a component of 18 MB (Python) takes a quarter of it.
    pub cpu_time: Duration,
    /// Wall-clock time of the compiling process, which is a nice one and waits while a server is busy. 300 s.
    pub time: Duration,
    /// The largest machine code that is accepted, in bytes. 512 MiB: code is about five times as large as its component.
    pub artefact_bytes: u64,
    /// How many components are compiled at once. The number of CPUs.
    pub at_once: usize,
    /// Where machine code is kept. Default: the usual folder; `None`: nowhere, so that everything is compiled at each start.
    pub cache: Option<CacheOptions>,
    /// Is told when a component begins to be compiled, and when that has ended.
    pub progress: CompileProgress,
}

impl Default for CompileOptions {
    fn default() -> Self {
        Self {
            by: CompileBy::ThisProgram,
            memory_bytes: 2 * 1024 * 1024 * 1024,
            cpu_time: Duration::from_secs(120),
            time: Duration::from_secs(300),
            artefact_bytes: 512 * 1024 * 1024,
            at_once: std::thread::available_parallelism().map_or(1, usize::from),
            cache: Some(CacheOptions::default()),
            progress: CompileProgress::default(),
        }
    }
}

impl CompileOptions {
    /// Without a child, without limits and without a cache: [`CompileBy::InProcessWithoutLimits`].
    #[must_use]
    pub fn in_process_without_limits() -> Self {
        Self { by: CompileBy::InProcessWithoutLimits, cache: None, ..Self::default() }
    }
}

/// Which process compiles.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompileBy {
    /// This program, started again. It must call [`compiling_child`](crate::compiling_child) first in its `main`; one that did
    /// not is never started again.
    ThisProgram,
    /// Another program that calls [`compiling_child`](crate::compiling_child) first in its `main`, such as `optimus`. It must
    /// contain the same version of the engine.
    Program(PathBuf),
    /// No other process: this one, on a thread of its own, within no limit of memory or time. For tests, and for components that
    /// one made oneself. **A component made for it takes all of the server's memory and a CPU for as long as it likes.**
    InProcessWithoutLimits,
}

/// The folder of compiled components.
///
/// What is in it is machine code, so the folder must belong to this user, be closed to all others, and be no link; otherwise it
/// is not used (`P0212`, a warning). Each file carries a keyed checksum; one that does not fit is put aside (`P0213`, a warning).
/// Several processes may use one folder.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CacheOptions {
    /// Which folder. `None`: `$XDG_CACHE_HOME/optimus/components`, or `~/.cache/optimus/components`; where neither variable is
    /// an absolute path, no cache is used.
    pub directory: Option<PathBuf>,
    /// How much it may hold, in bytes. 1 GiB; what was not used for longest goes first.
    pub max_bytes: u64,
}

impl Default for CacheOptions {
    fn default() -> Self {
        Self { directory: None, max_bytes: 1024 * 1024 * 1024 }
    }
}

impl CacheOptions {
    /// In this folder.
    #[must_use]
    pub fn in_directory(directory: impl Into<PathBuf>) -> Self {
        Self { directory: Some(directory.into()), ..Self::default() }
    }
}

/// Something that happened while a component was compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompileEvent<'a> {
    /// It begins: the plugin by the name in its file name, and the size of the component in bytes.
    Begins {
        /// The plugin.
        plugin: &'a str,
        /// The component's size.
        bytes: u64,
    },
    /// It has ended, well or not.
    Ended {
        /// The plugin.
        plugin: &'a str,
        /// How long it took.
        took: Duration,
    },
}

/// A place to tell what is being compiled. The default tells nobody; `tracing` is told in any case.
#[derive(Clone, Default)]
pub struct CompileProgress(Option<Arc<Tell>>);

type Tell = dyn Fn(CompileEvent<'_>) + Send + Sync;

impl CompileProgress {
    /// Tells a function, which must not block.
    pub fn new(tell: impl Fn(CompileEvent<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    pub(crate) fn tell(&self, event: CompileEvent<'_>) {
        if let Some(tell) = &self.0 {
            tell(event);
        }
    }
}

impl fmt::Debug for CompileProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CompileProgress")
    }
}
