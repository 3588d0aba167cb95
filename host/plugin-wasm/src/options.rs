use std::{sync::Arc, time::Duration};

use optimus_plugin_policy::{AuditSink, Grants, SecretSource};

#[cfg(feature = "wasi")]
use crate::HttpOptions;

use optimus_plugin_api::{Code, Error, MAX_ASSET_BYTES, Operation};
use optimus_plugin_policy::Digest;

use crate::CompileOptions;

/// How the engine is set up: once for all plugins of a process.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct EngineOptions {
    /// How many instances may exist at once in the first pool, warm ones included. A call beyond it fails with `P0417`.
    ///
    /// 1,000: Optimus compiles up to 600 jobs at once. Each reserves 4 GiB of address space (of 128 TiB) and a stack; memory
    /// is only used by what runs.
    pub instances: u32,
    /// Into how many pools calls are divided, by the thread that makes them: calls in different pools have no counter and no lock
    /// in common. Those beside the first have room for 64 instances each, on top of [`EngineOptions::instances`], and take 256 GiB
    /// of address space; a call that finds its pool full turns to the first one. An engine for fewer than 128 instances has one, as
    /// with 0 or 1 here.
    ///
    /// As many as there are CPUs, at most 8. A plugin is made ready in a pool after 512 calls from its threads, beside the calls;
    /// its machine code is mapped once more for that (on Linux; elsewhere it is copied). There is room for 256 plugins, those that
    /// a reload replaces included, and for each of them in one pool on average. One that imports WASI, has a start function,
    /// several memories or more than four tables stays in the first.
    pub pools: u32,
    /// How often a running plugin yields to other tasks and looks at its deadline.
    ///
    /// 10 ms: a deadline is kept within two ticks; the ticker costs 0.1 % of a CPU while calls run and nothing otherwise.
    pub tick: Duration,
    /// Memory of an idle slot that is reset by writing instead of being given back, in bytes.
    ///
    /// 1 MiB: what a survey or a resolver touches. Giving memory back costs system calls that lock the address space.
    pub keep_resident_bytes: usize,
    /// Whether the kernel is asked which pages of a slot are dirty (`PAGEMAP_SCAN`, one system call). Where it is not, or cannot
    /// be, all memory of a slot is given back after each call. On a machine with swap it never is.
    pub scan_pages: bool,
    /// How many idle slots stay bound to the plugin that used them last.
    ///
    /// Near the number of plugins in use; 256. A plugin that finds no slot of its own pays 20 us for mapping its memory.
    pub warm_slots: u32,
    /// Stack of a plugin's call, in bytes; overflowing it is `P0415`. 512 KiB, wasmtime's own default: compilers of plugins
    /// keep big things in linear memory, whose own stack has 64 KiB.
    pub stack_bytes: usize,
    /// Checks every memory access explicitly instead of by guard pages and signals.
    ///
    /// Off: plugins made with the SDK never grow their memory in a short call, so guard pages are never moved. Plugins made
    /// otherwise grow it in their first allocation, which locks the address space of the process twice; a server of many
    /// cores that runs such plugins trades 10 to 20 % of their speed for it here. Also for embedders that cannot have signal
    /// handlers.
    pub explicit_bounds_checks: bool,
    /// What plugins with a grant of a cache may keep, over all plugins and tenants, in bytes. 64 MiB; the owner that keeps most
    /// makes room.
    pub cache_bytes: usize,
    /// How components become machine code.
    pub compile: CompileOptions,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            instances: 1_000,
            pools: one_for_each_cpu(),
            tick: Duration::from_millis(10),
            keep_resident_bytes: 1024 * 1024,
            scan_pages: true,
            warm_slots: 256,
            stack_bytes: 512 * 1024,
            explicit_bounds_checks: false,
            cache_bytes: 64 * 1024 * 1024,
            compile: CompileOptions::default(),
        }
    }
}

fn one_for_each_cpu() -> u32 {
    const MOST: usize = 8;
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    u32::try_from(cpus.min(MOST)).unwrap_or(1)
}

/// How one plugin is loaded and called.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LoadOptions {
    /// What to call the plugin until it has said its name; `None` takes it from the file name.
    pub name: Option<String>,
    /// The largest file that is read, in bytes. 64 MiB: three times the largest component seen (Python, 18 MB).
    pub max_file_bytes: u64,
    /// What a call may use.
    pub limits: Limits,
    /// Whether instances outlive a call. In deterministic mode they never do.
    pub instances: Instances,
    /// What the plugin may reach beyond computing. By default nothing but, where no policy says otherwise, the project's
    /// configuration, as upstream gives it.
    pub grants: Arc<Grants>,
    /// Whether of the grants only that holds which the component wishes too, in its section `optimus:wishes`. Without it the
    /// grants hold as they are.
    pub as_wished: bool,
    /// Where the values of granted secrets come from. By default nowhere.
    pub secrets: SecretSource,
    /// Who is told of each decision about what the plugin asks for. By default nobody.
    pub audit: AuditSink,
    /// How its requests are sent.
    #[cfg(feature = "wasi")]
    pub http: HttpOptions,
    /// The digests that the file may have; another one is refused before anything of it is compiled. Empty: any.
    pub digests: Vec<Digest>,
}

impl LoadOptions {
    /// With grants, and the limits that go with them: a plugin that may make requests has 200 s for a call, since it waits for
    /// others, and not 10 s.
    #[must_use]
    pub fn granting(grants: Grants) -> Self {
        Self { limits: Limits::granting(&grants), grants: Arc::new(grants), ..Self::default() }
    }
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            name: None,
            max_file_bytes: 64 * 1024 * 1024,
            limits: Limits::default(),
            instances: Instances::Fresh,
            grants: Arc::new(without_policy()),
            as_wished: false,
            secrets: SecretSource::default(),
            audit: AuditSink::default(),
            #[cfg(feature = "wasi")]
            http: HttpOptions::default(),
            digests: Vec::new(),
        }
    }
}

fn without_policy() -> Grants {
    let mut grants = Grants::default();
    grants.config = Some(vec!["*".to_owned()]);
    grants
}

impl LoadOptions {
    /// Whether this is a file that may be loaded.
    pub(crate) fn check_digest(&self, digest: &Digest, plugin: &str) -> Result<(), Error> {
        if self.digests.is_empty() || self.digests.contains(digest) {
            return Ok(());
        }
        Err(Error::new(
            Code::DIGEST_MISMATCH,
            plugin,
            Operation::Load,
            format!("the file has the digest {digest}"),
        )
        .with_help("the policy names another one: name this one too if the file is the one that you mean"))
    }
}

/// What a call of a plugin may use. The context of a call can tighten each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Linear memory over all memories of the instance, in bytes. 128 MiB: an asset of 8 MiB, several times over.
    pub memory_bytes: usize,
    /// Wall-clock time of a call. 10 s; a plugin without network has nothing to wait for.
    pub time: Duration,
    /// Everything that the answer holds, in bytes, its lists and records included. 16 MiB: two of the largest assets.
    pub result_bytes: usize,
    /// One asset of an answer, in bytes. 8 MiB, which is also the most that the contract allows.
    pub asset_bytes: usize,
    /// Instructions of a call in deterministic mode, as the engine counts them. 10,000,000,000: some seconds.
    pub fuel: u64,
    /// Log text of a call, in bytes; what is over is dropped. 1 MiB.
    pub log_bytes: usize,
    /// Log lines of a call; what is over is dropped. 10,000, so that empty lines are no way around the bytes.
    pub log_lines: usize,
    /// One line of log, in bytes; what is over is cut off. 64 KiB.
    pub log_line_bytes: usize,
    /// Requests of a call. 100.
    pub http_requests: u64,
    /// What the requests of a call send, together, in bytes: heads, bodies and framing. 16 MiB.
    pub http_request_bytes: u64,
    /// What the answers to the requests of a call hold, together, in bytes: heads, bodies and framing. 64 MiB.
    pub http_response_bytes: u64,
    /// Connections that a call has at once. 8.
    pub http_connections: u64,
}

/// The limits of requests.
#[cfg(feature = "wasi")]
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct HttpLimits {
    pub(crate) requests: u64,
    pub(crate) request_bytes: u64,
    pub(crate) response_bytes: u64,
    pub(crate) connections: u64,
}

impl Limits {
    /// The defaults for a plugin with these grants: 200 s for a call if it may make requests.
    #[must_use]
    pub fn granting(grants: &Grants) -> Self {
        const WITH_HTTP: Duration = Duration::from_secs(200);
        let limits = Self::default();
        let time = if grants.http.is_empty() { limits.time } else { WITH_HTTP };
        Self { time, ..limits }
    }

    #[cfg(feature = "wasi")]
    pub(crate) fn http(&self) -> HttpLimits {
        HttpLimits {
            requests: self.http_requests,
            request_bytes: self.http_request_bytes,
            response_bytes: self.http_response_bytes,
            connections: self.http_connections,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_bytes: 128 * 1024 * 1024,
            time: Duration::from_secs(10),
            result_bytes: 16 * 1024 * 1024,
            asset_bytes: MAX_ASSET_BYTES,
            fuel: 10_000_000_000,
            log_bytes: 1024 * 1024,
            log_lines: 10_000,
            log_line_bytes: 64 * 1024,
            http_requests: 100,
            http_request_bytes: 16 * 1024 * 1024,
            http_response_bytes: 64 * 1024 * 1024,
            http_connections: 8,
        }
    }
}

/// Whether an instance of a plugin serves more than one call. None ever serves two tenants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Instances {
    /// A fresh instance for every call, so that nothing leaks from one call, or tenant, to the next.
    #[default]
    Fresh,
    /// Up to this many instances are kept and used again by calls of the same tenant. Whatever a plugin remembers then reaches
    /// that tenant's later calls. An instance that trapped, was stopped or cancelled is never used again.
    Warm(usize),
}
