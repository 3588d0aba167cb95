//! Executables against their limits: the program itself, started again as a hostile plugin.

use std::{
    ffi::OsString,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use optimus_plugin_api::{Code, Error, Operation, Verdict};
use optimus_plugin_host::{
    PluginPolicy,
    process::{Lack, NotEnforced, not_enforced},
};
use optimus_plugin_policy::{Containment, Profile};

use crate::{
    Outcome, Proof, Setting,
    crowd::{crowd, one_of_two, two_of_five},
    listener::{Heard, Listener},
    proof::proof,
    world::{Bystander, Content, World, assets, destination, patient, validate},
};

pub(crate) const PROOFS: &[Proof] = &[
    proof!(Process "limits.memory", "takes memory until it dies", memory_of_all_kinds),
    proof!(Process "limits.time", "never answers", time),
    proof!(Process "limits.result", "answers with more than it may", result),
    proof!(Process "limits.asset", "answers with an asset that is larger than one may be", asset),
    proof!(Process "limits.logs", "says more than it may", logs),
    proof!(Process "limits.log_lines", "says more lines than it may", log_lines),
    proof!(Process "limits.calls", "holds the only place for a call and is called again", calls),
    proof!(Process "limits.queue", "lets more calls wait than may", queue),
    proof!(Process "grants.config", "looks for the project's configuration", config),
    proof!(Process "grants.environment", "looks for a variable that it was not granted", environment),
    proof!(Process "process.memory", "takes memory until it dies", memory),
    proof!(Process "process.tasks", "starts more tasks than it may", tasks),
    proof!(Process "process.profile", "reads, writes and connects where it may not", profile),
    proof!(Process "process.ports", "connects to a port that it was not granted", ports),
    proof!(Process "process.read", "reads a file, granted or not", read),
    proof!(Process "process.write", "writes a file, granted or not", write),
    proof!(Process "process.crashes", "dies in every call", crashes),
];

/// The value of a key that the plugin looks for.
const CONFIGURED: &str = "configured-by-the-proof";

/// The hostile executable, served under a policy, as it attacks like this.
async fn serve(
    setting: &Setting,
    attack: &[&str],
    adjust: impl FnOnce(&mut PluginPolicy),
) -> Result<World, Error> {
    let mut policy = PluginPolicy::default();
    policy.process.args = setting.arguments.clone();
    policy.process.args.extend(attack.iter().map(OsString::from));
    adjust(&mut policy);
    let file = format!("optimus-guest_{}_{}", std::env::consts::OS, go_arch());
    World::serve(setting.host.clone(), "guest", &file, Content::Executable(&setting.program), policy).await
}

/// The machine as Go calls it.
fn go_arch() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    }
}

/// What the hostile executable found out, in its own words.
async fn told(
    setting: &Setting,
    attack: &[&str],
    adjust: impl FnOnce(&mut PluginPolicy),
) -> Result<String, Error> {
    let world = serve(setting, attack, adjust).await?;
    let told = match world.plugin() {
        Ok(plugin) => validate(&plugin, &patient(), "x").await,
        Err(error) => Err(error),
    };
    world.end().await;
    told.map(|verdict| match verdict {
        Verdict::Accepted => String::new(),
        Verdict::Rejected(text) => text,
    })
}

async fn time(setting: &Setting) -> Outcome {
    let tight = |policy: &mut PluginPolicy| policy.rules.limits.time = Some(Duration::from_millis(200));
    let told = told(setting, &["silence"], tight).await;
    Outcome::stopped(told, Code::TIME_LIMIT, "200ms")
}

async fn result(setting: &Setting) -> Outcome {
    answered(setting, |policy| policy.rules.limits.result_bytes = Some(100_000), "").await
}

async fn asset(setting: &Setting) -> Outcome {
    answered(setting, |policy| policy.rules.limits.asset_bytes = Some(100_000), "asset").await
}

async fn answered(setting: &Setting, tight: impl FnOnce(&mut PluginPolicy), word: &str) -> Outcome {
    let world = match serve(setting, &["much"], tight).await {
        Ok(world) => world,
        Err(error) => return error.into(),
    };
    let answered = match world.plugin() {
        Ok(plugin) => assets(&plugin, &patient()).await,
        Err(error) => Err(error),
    };
    world.end().await;
    Outcome::stopped(answered, Code::RESULT_TOO_LARGE, word)
}

/// What of a flood of two megabytes in twenty thousand lines the host's log receives. The log is that of one thread, on which
/// all of it happens.
#[expect(clippy::disallowed_methods, reason = "a thread of its own, in no call")]
async fn heard(
    setting: &Setting,
    tight: impl FnOnce(&mut PluginPolicy) + Send + 'static,
) -> Result<Arc<Heard>, Error> {
    let (setting, heard) = (setting.clone(), Arc::new(Heard::default()));
    let listener = Listener(Arc::clone(&heard));
    let flood = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let told = runtime.block_on(told(&setting, &["flood"], tight));
        Ok(told)
    };
    let work = move || tracing::subscriber::with_default(listener, flood);
    let done: std::io::Result<_> =
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|cause| Err(cause.into()));
    let no_runtime = |cause| {
        Error::new(Code::OVERLOADED, "guest", Operation::Load, "no thread for the proof can be had")
            .with_source(cause)
    };
    done.map_err(no_runtime)?.map(|_| heard)
}

async fn logs(setting: &Setting) -> Outcome {
    let tight = |policy: &mut PluginPolicy| policy.rules.limits.log_bytes = Some(5_000);
    match heard(setting, tight).await {
        Ok(heard) => heard_at_most(heard.bytes.load(Ordering::SeqCst), 5_000, "bytes of log of two million"),
        Err(error) => error.into(),
    }
}

async fn log_lines(setting: &Setting) -> Outcome {
    let tight = |policy: &mut PluginPolicy| policy.rules.limits.log_lines = Some(50);
    match heard(setting, tight).await {
        Ok(heard) => heard_at_most(heard.lines.load(Ordering::SeqCst), 50, "lines of log of twenty thousand"),
        Err(error) => error.into(),
    }
}

/// That nothing is heard at all shows nothing.
fn heard_at_most(found: u64, most: u64, what: &str) -> Outcome {
    if found == 0 {
        Outcome::Fails("nothing of it was heard".to_owned())
    } else {
        Outcome::at_most(found, most, what)
    }
}

/// An executable that never answers, of which so many calls may run and wait.
async fn crowded(setting: &Setting, calls: u32, queue: u32) -> Result<World, Error> {
    let tight = |policy: &mut PluginPolicy| {
        let limits = &mut policy.rules.limits;
        (limits.calls, limits.queue, limits.time) =
            (Some(calls), Some(queue), Some(Duration::from_millis(300)));
    };
    serve(setting, &["silence"], tight).await
}

async fn calls(setting: &Setting) -> Outcome {
    one_of_two(crowd(crowded(setting, 1, 0).await, 2).await)
}

async fn queue(setting: &Setting) -> Outcome {
    two_of_five(crowd(crowded(setting, 1, 2).await, 5).await)
}

/// Whether it is told the value of a key of the project's configuration.
async fn told_key(setting: &Setting, granted: &str) -> Result<String, Error> {
    let grants = vec![granted.to_owned()];
    let world =
        serve(setting, &["nothing", CONFIGURED], |policy| policy.rules.grants.config = Some(grants)).await?;
    let told = match world.plugin() {
        Ok(plugin) => destination(&plugin, "KEY", CONFIGURED).await,
        Err(error) => Err(error),
    };
    world.end().await;
    told
}

async fn config(setting: &Setting) -> Outcome {
    match (told_key(setting, "KEY").await.as_deref(), told_key(setting, "OTHER").await.as_deref()) {
        (Ok(granted), Ok(denied)) => Outcome::if_so(
            granted == "told" && denied == "not told",
            "it was told the key that was granted, and no other",
            &format!("granted it was {granted}, not granted {denied}"),
        ),
        (Err(error), _) | (_, Err(error)) => Outcome::Fails(format!("it was not asked: {error}")),
    }
}

/// `PATH` is in the short list and not a secret; a variable that nobody names is any other of this process.
async fn environment(setting: &Setting) -> Outcome {
    let Some((name, _)) = std::env::vars().find(|(name, value)| !is_handed_on(name) && !value.is_empty())
    else {
        return Outcome::NotHere("this process has no variable that would be kept back".to_owned());
    };
    match told(setting, &["environment", &name], |_| {}).await {
        Ok(said) => Outcome::if_so(
            said == "absent",
            "the variable is not in its environment",
            "it has a variable that was not granted",
        ),
        Err(error) => error.into(),
    }
}

fn is_handed_on(name: &str) -> bool {
    const HANDED_ON: [&str; 9] = [
        "PATH",
        "HOME",
        "LANG",
        "TZ",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "LANGUAGE",
        "TMPDIR",
        "OP_PLUGIN_MAGIC_COOKIE",
    ];
    HANDED_ON.contains(&name) || name.starts_with("LC_") || name.starts_with("PLUGIN_")
}

async fn memory(setting: &Setting) -> Outcome {
    starved(setting, |policy| policy.rules.containment.memory_bytes = Some(256 << 20)).await
}

/// Where the policy says nothing of its process.
async fn memory_of_all_kinds(setting: &Setting) -> Outcome {
    starved(setting, |policy| policy.rules.limits.memory_bytes = Some(256 << 20)).await
}

async fn starved(setting: &Setting, tight: impl FnOnce(&mut PluginPolicy)) -> Outcome {
    match told(setting, &["memory"], tight).await {
        Ok(said) => Outcome::Fails(said),
        Err(error) if error.code() == Code::CONNECTION_LOST => {
            Outcome::Holds(format!("{} [{}]", error.message(), error.code()))
        }
        Err(error) => error.into(),
    }
}

async fn tasks(setting: &Setting) -> Outcome {
    let mut containment = Containment::default();
    containment.tasks = Some(20);
    let lacks = not_enforced(&containment).into_iter().find(|lack| lack.what.contains("threads"));
    if let Some(lack) = lacks {
        return Outcome::NotHere(lack.why);
    }
    let tight = |policy: &mut PluginPolicy| policy.rules.containment = containment.clone();
    match told(setting, &["tasks"], tight).await {
        Ok(said) => Outcome::at_most(said.parse().unwrap_or(u64::MAX), 20, "tasks of two hundred"),
        Err(error) => error.into(),
    }
}

async fn profile(setting: &Setting) -> Outcome {
    let world = match World::bystander() {
        Ok(world) => world,
        Err(error) => return error.into(),
    };
    let attacks = [
        ("reads", world.file()),
        ("writes", world.file()),
        ("connects", world.port()),
        ("sockets", world.socket()),
    ];
    for (attack, target) in attacks {
        // Under the open profile it succeeds: else its failure would show nothing.
        let open = |policy: &mut PluginPolicy| policy.rules.containment.profile = Profile::Open;
        match told(setting, &[attack, &target], open).await.as_deref() {
            Ok("done") => {}
            Ok(said) => return Outcome::Fails(format!("{attack}: {said} even under the open profile")),
            Err(error) => return Outcome::Fails(format!("{attack}: {error}")),
        }
        match told(setting, &[attack, &target], |_| {}).await.as_deref() {
            Ok("refused") => {}
            Ok(said) => return Outcome::Fails(format!("it {attack}: {said}")),
            Err(error) => return Outcome::Fails(format!("{attack}: {error}")),
        }
    }
    Outcome::Holds("reading, writing, connecting by TCP and to another's socket were refused".to_owned())
}

/// What becomes of an attack where its target is granted, and where something else is.
async fn granted_and_not(
    setting: &Setting,
    attack: [&str; 2],
    granted: impl FnOnce(&mut Containment),
    other: impl FnOnce(&mut Containment),
    holding: &str,
) -> Outcome {
    let granted = told(setting, &attack, |policy| granted(&mut policy.rules.containment)).await;
    let other = told(setting, &attack, |policy| other(&mut policy.rules.containment)).await;
    match (granted.as_deref(), other.as_deref()) {
        (Ok("done"), Ok("refused")) => Outcome::Holds(holding.to_owned()),
        (Ok(granted), Ok(other)) => {
            Outcome::Fails(format!("it was {granted} where it was granted, and {other} where it was not"))
        }
        (Err(error), _) | (_, Err(error)) => Outcome::Fails(format!("{}: {error}", attack[0])),
    }
}

/// What this machine lacks of a containment, if that is in its way.
fn lacks(containment: &Containment, what: &str) -> Option<Outcome> {
    let is_it = |lack: &NotEnforced| {
        lack.lack == Lack::Machine && (lack.what == "everything" || lack.what.contains(what))
    };
    not_enforced(containment).into_iter().find(is_it).map(|lack| Outcome::NotHere(lack.why))
}

async fn ports(setting: &Setting) -> Outcome {
    let bystander = match World::bystander() {
        Ok(bystander) => bystander,
        Err(error) => return error.into(),
    };
    let to = |port| move |containment: &mut Containment| containment.profile = Profile::Network(vec![port]);
    let mut containment = Containment::default();
    to(1)(&mut containment);
    if let Some(lack) = lacks(&containment, "to which ports") {
        return lack;
    }
    let port = bystander.port();
    let number = port.parse().unwrap_or_default();
    let holding = "it connected to the port that was granted, and to no other";
    granted_and_not(setting, ["connects", &port], to(number), to(number ^ 1), holding).await
}

/// A file of somebody else; or why the machine cannot keep it from a plugin.
fn file_of_another() -> Result<(Bystander, String), Outcome> {
    if let Some(lack) = lacks(&Containment::default(), "which files") {
        return Err(lack);
    }
    let bystander = World::bystander()?;
    let file = bystander.file();
    Ok((bystander, file))
}

async fn read(setting: &Setting) -> Outcome {
    let (_bystander, file) = match file_of_another() {
        Ok(found) => found,
        Err(outcome) => return outcome,
    };
    let granted = |containment: &mut Containment| containment.read = vec![file.clone().into()];
    let holding = "it read the file that was granted, and none that was not";
    granted_and_not(setting, ["reads", &file], granted, |_| {}, holding).await
}

async fn write(setting: &Setting) -> Outcome {
    let (_bystander, file) = match file_of_another() {
        Ok(found) => found,
        Err(outcome) => return outcome,
    };
    let granted = |containment: &mut Containment| containment.write = vec![file.clone().into()];
    let readable = |containment: &mut Containment| containment.read = vec![file.clone().into()];
    let holding = "it wrote the file that was granted, and none that it may only read";
    granted_and_not(setting, ["writes", &file], granted, readable, holding).await
}

async fn crashes(setting: &Setting) -> Outcome {
    let tight = |policy: &mut PluginPolicy| policy.rules.containment.crash_starts = 2;
    let world = match serve(setting, &["dies"], tight).await {
        Ok(world) => world,
        Err(error) => return error.into(),
    };
    let outcome = match world.plugin() {
        Ok(plugin) => {
            let mut last = None;
            for _ in 0..10 {
                last = validate(&plugin, &patient(), "x").await.err();
                if last.as_ref().is_some_and(|error| error.code() == Code::CRASH_LOOP) {
                    break;
                }
            }
            match last {
                Some(error) => Outcome::stopped::<()>(Err(error), Code::CRASH_LOOP, ""),
                None => Outcome::Fails("it was started again and again".to_owned()),
            }
        }
        Err(error) => error.into(),
    };
    world.end().await;
    outcome
}
