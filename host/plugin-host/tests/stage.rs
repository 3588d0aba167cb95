//! Plugins whose calls last as long as a test wants.

use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::Poll,
    time::{Duration, Instant},
};

use optimus_plugin_api::{
    AssetCompiler, Backend, Call, CallContext, Code, CompileAssetsRequest, CompileAssetsResponse, Error,
    Operation, PluginInfo,
};
use optimus_plugin_host::{Answerer, Host, HostBuilder, Plugin, PluginKind};
use tokio::sync::Notify;

use crate::fake::info;

/// What a call of an actor does.
#[derive(Debug)]
pub(crate) enum Act {
    /// It answers at once.
    Answer,
    /// It waits until it is told to go on.
    Wait,
    /// It computes for so many ticks of 10 ms and yields after each, as a component does.
    Spin(usize),
    /// It crashes after so long.
    Crash(Duration),
    /// It says that there is no room, if so many of its calls run already.
    NoRoom(usize),
}

#[derive(Debug)]
pub(crate) struct Actor {
    info: PluginInfo,
    act: Act,
    pub(crate) running: AtomicUsize,
    pub(crate) most: AtomicUsize,
    pub(crate) begun: AtomicUsize,
    go_on: Notify,
    goes: AtomicBool,
}

impl Actor {
    pub(crate) fn new(name: &str, act: Act) -> Arc<Self> {
        Arc::new(Self {
            info: info(name),
            act,
            running: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            begun: AtomicUsize::new(0),
            go_on: Notify::new(),
            goes: AtomicBool::new(false),
        })
    }

    /// How many of its calls run.
    pub(crate) fn running(&self) -> usize {
        self.running.load(Ordering::SeqCst)
    }

    /// Lets one call end.
    pub(crate) fn end_one(&self) {
        self.go_on.notify_one();
    }

    /// Lets every call end, now and from now on.
    pub(crate) fn end_all(&self) {
        self.goes.store(true, Ordering::SeqCst);
        self.go_on.notify_waiters();
    }

    async fn play(&self) -> Result<(), Error> {
        let running = self.running.fetch_add(1, Ordering::SeqCst);
        let _running = Running(&self.running);
        self.most.fetch_max(running + 1, Ordering::SeqCst);
        self.begun.fetch_add(1, Ordering::SeqCst);
        let fails = |code| Error::new(code, &*self.info.name, Operation::CompileAssets, "played");
        match self.act {
            Act::Answer => Ok(()),
            Act::Wait => {
                let told = self.go_on.notified();
                if !self.goes.load(Ordering::SeqCst) {
                    told.await;
                }
                Ok(())
            }
            Act::Spin(ticks) => {
                for _ in 0..ticks {
                    busy(Duration::from_millis(10));
                    yields().await;
                }
                Ok(())
            }
            Act::Crash(after) => {
                busy(after);
                Err(fails(Code::TRAPPED))
            }
            Act::NoRoom(most) if running >= most => {
                Err(fails(Code::OVERLOADED).with_retry_after(Duration::from_millis(1)))
            }
            Act::NoRoom(_) => {
                (0..3).fold(yields(), |_, _| yields()).await;
                Ok(())
            }
        }
    }
}

struct Running<'a>(&'a AtomicUsize);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn busy(time: Duration) {
    let begin = Instant::now();
    while begin.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// Lets others run once, without a word to the runtime: as a component does.
fn yields() -> impl Future<Output = ()> + Unpin {
    let mut yielded = false;
    poll_fn(move |cx| {
        if yielded {
            return Poll::Ready(());
        }
        yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}

impl Backend for Actor {
    fn name(&self) -> &str {
        &self.info.name
    }

    fn info(&self) -> Option<&PluginInfo> {
        Some(&self.info)
    }

    fn asset_compiler(&self) -> Option<&dyn AssetCompiler> {
        Some(self)
    }

    fn shutdown(&self) -> Call<'_, ()> {
        Box::pin(async { Ok(()) })
    }
}

impl AssetCompiler for Actor {
    fn compile_assets<'a>(
        &'a self,
        _: &'a CallContext,
        _: &'a CompileAssetsRequest,
    ) -> Call<'a, CompileAssetsResponse> {
        Box::pin(async move { self.play().await.map(|()| CompileAssetsResponse::default()) })
    }
}

/// A host that serves these and nothing else.
pub(crate) async fn serve(mut builder: HostBuilder, actors: &[&Arc<Actor>]) -> Host {
    for actor in actors {
        let answerer = Answerer::new(PluginKind::Wasm, actor.name());
        builder = builder.backend(answerer, Arc::<Actor>::clone(actor));
    }
    let nowhere: [&str; 0] = [];
    builder.directories(nowhere).load().await
}

/// One call on behalf of a tenant.
pub(crate) async fn call(plugin: &Plugin, tenant: &'static str) -> Result<(), Error> {
    let ctx = CallContext::builder().tenant(tenant).build();
    plugin.compile_assets(&ctx, &CompileAssetsRequest::default()).await.map(|_| ())
}

/// One call, as a task.
pub(crate) fn spawn(
    host: &Host,
    plugin: &str,
    tenant: &'static str,
) -> tokio::task::JoinHandle<Result<(), Error>> {
    let plugin = host.plugins().plugin(plugin).unwrap();
    tokio::spawn(async move { call(&plugin, tenant).await })
}

/// Lets tasks run until this holds.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..30_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("waited in vain until {what}");
}
