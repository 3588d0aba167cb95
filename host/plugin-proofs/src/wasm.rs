//! Components against their limits.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use optimus_plugin_api::{CallContext, Code, Error, Mode, UsageSink};
use optimus_plugin_build::GuestText;
use optimus_plugin_host::PluginPolicy;
use optimus_plugin_policy::Limits;

use crate::{
    Outcome, Proof, Setting,
    crowd::{crowd, one_of_two, two_of_five},
    guest,
    proof::proof,
    world::{Content, World, assets, patient, validate},
};

pub(crate) const PROOFS: &[Proof] = &[
    proof!(Wasm "limits.memory", "takes memory until it is refused", memory),
    proof!(Wasm "limits.time", "loops without end", time),
    proof!(Wasm "limits.fuel", "loops without end in deterministic mode", fuel),
    proof!(Wasm "limits.stack", "calls itself without end", stack),
    proof!(Wasm "limits.stack", "calls itself deeper than it may", depth),
    proof!(Wasm "limits.result", "answers with more than it may", result),
    proof!(Wasm "limits.asset", "answers with an asset that is larger than one may be", asset),
    proof!(Wasm "limits.logs", "logs more than it may", logs),
    proof!(Wasm "limits.log_lines", "logs more lines than it may", log_lines),
    proof!(Wasm "limits.calls", "holds the only place for a call and is called again", calls),
    proof!(Wasm "limits.queue", "lets more calls wait than may", queue),
];

/// The component of a hostile guest, served under these limits.
async fn serve(setting: &Setting, guest: &GuestText, limits: Limits) -> Result<World, Error> {
    let mut policy = PluginPolicy::default();
    policy.rules.limits = limits;
    serve_component(setting, &guest.component()?, policy).await
}

/// A hostile component, served under a policy.
pub(crate) async fn serve_component(
    setting: &Setting,
    component: &[u8],
    policy: PluginPolicy,
) -> Result<World, Error> {
    let file = Content::Bytes(component);
    World::serve(setting.host.clone(), "guest", "optimus-plugin-guest.wasm", file, policy).await
}

/// Serves a guest under limits, asks it about an answer, and looks at what stopped it.
async fn stopped(
    setting: &Setting,
    guest: GuestText,
    limits: impl FnOnce(&mut Limits),
    ctx: &CallContext,
    code: Code,
    word: &str,
) -> Outcome {
    let mut tight = Limits::default();
    limits(&mut tight);
    let world = match serve(setting, &guest, tight).await {
        Ok(world) => world,
        Err(error) => return error.into(),
    };
    let outcome = match world.plugin() {
        Ok(plugin) => Outcome::stopped(validate(&plugin, ctx, "x").await, code, word),
        Err(error) => error.into(),
    };
    world.end().await;
    outcome
}

async fn memory(setting: &Setting) -> Outcome {
    let limits = |limits: &mut Limits| limits.memory_bytes = Some(4 << 20);
    stopped(setting, guest::grows(), limits, &patient(), Code::MEMORY_LIMIT, "memory").await
}

async fn time(setting: &Setting) -> Outcome {
    let limits = |limits: &mut Limits| limits.time = Some(Duration::from_millis(50));
    stopped(setting, guest::loops(), limits, &patient(), Code::TIME_LIMIT, "time").await
}

async fn fuel(setting: &Setting) -> Outcome {
    let limits = |limits: &mut Limits| limits.fuel = Some(1_000_000);
    let mode = Mode::Deterministic { clock: SystemTime::UNIX_EPOCH, seed: 1 };
    let ctx = CallContext::builder().timeout(Duration::from_secs(20)).mode(mode).build();
    stopped(setting, guest::loops(), limits, &ctx, Code::FUEL_LIMIT, "fuel").await
}

async fn stack(setting: &Setting) -> Outcome {
    stopped(setting, guest::recurses(), |_| {}, &patient(), Code::STACK_OVERFLOW, "stack").await
}

/// With the usual stack it answers: else it would not be the limit that stopped it.
async fn depth(setting: &Setting) -> Outcome {
    let small = |limits: &mut Limits| limits.stack_bytes = Some(64 << 10);
    let usual = match serve(setting, &guest::dives(), Limits::default()).await {
        Ok(world) => world,
        Err(error) => return error.into(),
    };
    let answered = match usual.plugin() {
        Ok(plugin) => validate(&plugin, &patient(), "x").await,
        Err(error) => Err(error),
    };
    usual.end().await;
    match answered {
        Ok(_) => stopped(setting, guest::dives(), small, &patient(), Code::STACK_OVERFLOW, "stack").await,
        Err(error) => error.into(),
    }
}

/// What the assets of a guest come to under limits.
async fn answered(setting: &Setting, limits: impl FnOnce(&mut Limits), word: &str) -> Outcome {
    let mut tight = Limits::default();
    limits(&mut tight);
    let world = match serve(setting, &guest::answers_much(), tight).await {
        Ok(world) => world,
        Err(error) => return error.into(),
    };
    let outcome = match world.plugin() {
        Ok(plugin) => Outcome::stopped(assets(&plugin, &patient()).await, Code::RESULT_TOO_LARGE, word),
        Err(error) => error.into(),
    };
    world.end().await;
    outcome
}

async fn result(setting: &Setting) -> Outcome {
    answered(setting, |limits| limits.result_bytes = Some(100_000), "result").await
}

async fn asset(setting: &Setting) -> Outcome {
    answered(setting, |limits| limits.asset_bytes = Some(10_000), "asset").await
}

/// How much of a flood was let through, in bytes.
async fn let_through(setting: &Setting, limits: impl FnOnce(&mut Limits)) -> Result<u64, Error> {
    let mut tight = Limits::default();
    limits(&mut tight);
    let world = serve(setting, &guest::floods(), tight).await?;
    let bytes = Arc::new(AtomicU64::new(u64::MAX));
    let seen = Arc::clone(&bytes);
    let usage =
        UsageSink::new(move |usage| seen.store(usage.log_bytes.unwrap_or(u64::MAX), Ordering::SeqCst));
    let ctx = CallContext::builder().timeout(Duration::from_secs(20)).usage(usage).build();
    let answered = match world.plugin() {
        Ok(plugin) => validate(&plugin, &ctx, "x").await.map(drop),
        Err(error) => Err(error),
    };
    world.end().await;
    answered.map(|()| bytes.load(Ordering::SeqCst))
}

async fn logs(setting: &Setting) -> Outcome {
    match let_through(setting, |limits| limits.log_bytes = Some(5_000)).await {
        Ok(found) => Outcome::at_most(found, 5_000, "bytes of log of a million"),
        Err(error) => error.into(),
    }
}

async fn log_lines(setting: &Setting) -> Outcome {
    match let_through(setting, |limits| limits.log_lines = Some(50)).await {
        Ok(found) => Outcome::at_most(found / 100, 50, "lines of log of ten thousand"),
        Err(error) => error.into(),
    }
}

/// A guest that never answers, of which so many calls may run and wait.
async fn crowded(setting: &Setting, calls: u32, queue: u32) -> Result<World, Error> {
    let mut tight = Limits::default();
    (tight.calls, tight.queue, tight.time) = (Some(calls), Some(queue), Some(Duration::from_millis(300)));
    serve(setting, &guest::loops(), tight).await
}

async fn calls(setting: &Setting) -> Outcome {
    one_of_two(crowd(crowded(setting, 1, 0).await, 2).await)
}

async fn queue(setting: &Setting) -> Outcome {
    two_of_five(crowd(crowded(setting, 1, 2).await, 5).await)
}
