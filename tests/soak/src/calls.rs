//! What is called, and what must come of it.

use std::{
    collections::BTreeMap,
    fmt,
    future::Future,
    sync::{
        Arc, Barrier, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
    thread,
    time::Duration,
};

use anyhow::{Result, bail};
use optimus_plugin_host::{
    Plugin,
    api::{Answer, CallContext, Code, Error, ValidateQuestionRequest, Verdict},
};

use crate::plugins::Plugins;

/// Tasks that call at once.
const CALLERS: u64 = 8;
/// On whose behalf they call.
const TENANTS: [&str; 4] = ["north", "east", "south", "west"];
/// How long a loop may run; less than a tick, so that it ends with the first.
const SHORT: Duration = Duration::from_millis(5);

/// What a call does; in the guest, the length of the question's name says which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    Answer = 1,
    Trap = 2,
    TimeOut = 3,
    Grow = 4,
    Flood = 5,
    GrowTooFar = 6,
    Recurse = 7,
    /// A loop that the caller gives up, after it ran for a tick.
    GiveUp = 8,
    /// A call that the caller gives up before it began.
    NotBegun = 9,
    /// A call of a process.
    Process = 10,
    /// A process is told to end in the middle of a call.
    Crash = 11,
}

/// Of a thousand calls each so many, the rest are answered; of crashes one in 500,000, beginning early: a process that dies five
/// times in a minute is not started any more, and an optimised build makes a million calls in one.
fn act(number: u64) -> Act {
    match number % 1_000 {
        _ if number % 500_000 == 12_501 => Act::Crash,
        1..=50 => Act::Trap,
        51..=53 => Act::TimeOut,
        54..=73 => Act::Grow,
        74..=75 => Act::Flood,
        76..=77 => Act::GrowTooFar,
        78..=87 => Act::Recurse,
        88..=90 => Act::GiveUp,
        91..=140 => Act::NotBegun,
        141..=150 => Act::Process,
        _ => Act::Answer,
    }
}

/// How often each was done.
#[derive(Debug, Default)]
pub(crate) struct Outcomes(BTreeMap<Act, u64>);

impl Outcomes {
    pub(crate) fn add(&mut self, other: &Self) {
        other.0.iter().for_each(|(act, count)| *self.0.entry(*act).or_default() += count);
    }
}

impl fmt::Display for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(act, count)| writeln!(f, "{count:>10}  {act:?}"))
    }
}

/// Calls from threads of every pool, so that each plugin is ready in all of them: it would be so at some time later otherwise, and
/// what it takes for that would look like a leak. Every call traps, and so has an instance of its own where instances are kept too.
pub(crate) fn warm_pools(plugins: &Plugins) -> Result<()> {
    /// More than a plugin is called from a pool before it is made ready there.
    const CALLS: u64 = 600;
    let calls = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            for number in 0..CALLS {
                // One of the plugin whose instances are kept, and one of the other.
                call(plugins, 3 * number, Act::Trap).await?;
                call(plugins, 3 * number + 1, Act::Trap).await?;
            }
            anyhow::Ok(())
        })
    };
    // Threads that live at the same time are divided among the pools, of which there is at most one for each CPU. They call one
    // after the other, since one plugin at a time is made ready.
    let threads = thread::available_parallelism()?.get();
    let (turn, all) = (Mutex::new(()), Barrier::new(threads));
    let in_turn = || {
        let called = {
            let _turn = turn.lock();
            calls()
        };
        all.wait();
        called
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(in_turn)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().map_err(|_| anyhow::anyhow!("a thread panicked"))?)
    })
}

/// Makes so many calls, eight at a time, and waits for all of them.
pub(crate) async fn round(plugins: &Arc<Plugins>, calls: u64) -> Result<Outcomes> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let end = NUMBER.load(Ordering::Relaxed) + calls;
    let caller = |plugins: Arc<Plugins>| async move {
        let mut outcomes = Outcomes::default();
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            if number >= end {
                return Ok(outcomes);
            }
            let act = act(number);
            call(&plugins, number, act).await?;
            *outcomes.0.entry(act).or_default() += 1;
        }
    };
    let callers: Vec<_> = (0..CALLERS).map(|_| tokio::spawn(caller(plugins.clone()))).collect();
    let mut outcomes = Outcomes::default();
    for caller in callers {
        outcomes.add(&caller.await?.map_err(|error: anyhow::Error| error)?);
    }
    // The callers have taken numbers beyond the end.
    NUMBER.store(end, Ordering::Relaxed);
    Ok(outcomes)
}

async fn call(plugins: &Plugins, number: u64, act: Act) -> Result<()> {
    let at = usize::try_from(number / 7).unwrap_or_default() % TENANTS.len();
    let tenant = TENANTS.get(at).copied().unwrap_or_default();
    let ctx = CallContext::builder().tenant(tenant);
    // Every third is answered by an instance that is kept.
    let plugin = if number.is_multiple_of(3) { &plugins.kept } else { &plugins.fresh };
    let found = match act {
        Act::TimeOut => ask(plugin, &ctx.timeout(SHORT).build(), 3, "").await,
        Act::GiveUp => return give_up(ask(plugin, &ctx.build(), 3, "")).await,
        Act::NotBegun => {
            drop(ask(plugin, &ctx.build(), 1, "x"));
            return Ok(());
        }
        Act::Process | Act::Crash => match &plugins.process {
            Some(process) => of_process(process, &ctx.build(), act).await,
            None => return Ok(()),
        },
        _ => ask(plugin, &ctx.build(), act as usize, &number.to_string()).await,
    };
    let wanted = match act {
        Act::Trap => Some(Code::TRAPPED),
        Act::TimeOut => Some(Code::TIME_LIMIT),
        Act::GrowTooFar => Some(Code::MEMORY_LIMIT),
        Act::Recurse => Some(Code::STACK_OVERFLOW),
        Act::Crash => Some(Code::CONNECTION_LOST),
        _ => None,
    };
    match (found, wanted) {
        (Ok(Verdict::Rejected(reason)), None) if act == Act::Process || reason == number.to_string() => {
            Ok(())
        }
        (Err(error), Some(wanted)) if error.code() == wanted => Ok(()),
        // Whoever called while another's call killed the process, or soon after that.
        (Err(error), None)
            if act == Act::Process && [Code::CONNECTION_LOST, Code::RESTARTING].contains(&error.code()) =>
        {
            Ok(())
        }
        (found, _) => bail!("call {number}, {act:?}: {found:?}"),
    }
}

async fn ask(plugin: &Plugin, ctx: &CallContext, name: usize, value: &str) -> Result<Verdict, Error> {
    let answer = Answer::named("q".repeat(name), value);
    plugin.validate_question(ctx, &ValidateQuestionRequest { answer, ..Default::default() }).await
}

async fn of_process(process: &Plugin, ctx: &CallContext, act: Act) -> Result<Verdict, Error> {
    ask(process, ctx, 1, if act == Act::Crash { "do:exit" } else { "x" }).await
}

/// Polls a call once, which lets it run for a tick, and drops it.
async fn give_up<T>(call: impl Future<Output = T>) -> Result<()> {
    let mut call = Box::pin(call);
    std::future::poll_fn(|cx| {
        let ended = call.as_mut().poll(cx).is_ready();
        Poll::Ready(if ended { Err(anyhow::anyhow!("a loop ended")) } else { Ok(()) })
    })
    .await
}
