//! What a component gets that was not granted: nothing.

use std::time::Duration;

use optimus_plugin_api::{Error, Verdict};
use optimus_plugin_build::GuestText;
use optimus_plugin_host::{Plugin, PluginPolicy};
use optimus_plugin_policy::{CacheGrant, Grants, SecretGrant, SecretSource, SecretUse};
use serde_json::{Value, json};

use crate::{
    Outcome, Proof, Setting, guest,
    proof::proof,
    requests::{refused, wishing},
    wasm::serve_component,
    world::{ask, destination, patient},
};

pub(crate) const PROOFS: &[Proof] = &[
    proof!(Wasm "grants.secrets", "looks for a secret, granted or not", secrets),
    proof!(Wasm "grants.cache", "imports a cache, and was granted none", cache),
    proof!(Wasm "grants.cache", "remembers more than it may", quota),
    proof!(Wasm "grants.cache", "remembers for longer than it may", lifetime),
    proof!(Wasm "grants.config", "reads the project's configuration", config),
    proof!(Wasm "grants.clocks", "looks at the clock, granted or not", clocks),
    proof!(Wasm "grants.random", "asks for random numbers, granted or not", random),
    proof!(Wasm "grants.environment", "looks for a variable, granted or not", environment),
];

const SECRET: &str = "a secret of the proof";

/// What the guest is told of a secret.
async fn secret(setting: &Setting, grant: bool) -> Result<Option<String>, Error> {
    let wishes = json!({
        "secrets": [{"name": "PROOF", "header": "authorization", "host": "127.0.0.1"}],
        "http": [{"host": "127.0.0.1", "port": 1, "scheme": "http", "methods": ["GET"]}],
    });
    let component = wishing(&guest::tells().component()?, &wishes)?;
    let mut policy = PluginPolicy::default();
    if grant {
        let usage = SecretUse::Header { name: "authorization".into(), host: "127.0.0.1".into() };
        policy.rules.grants.secrets = vec![SecretGrant::new("PROOF", usage, "the proof")];
    }
    let mut setting = setting.clone();
    setting.host = setting.host.secrets(SecretSource::new(|_, _| Some(SECRET.to_owned())));
    let world = serve_component(&setting, &component, policy).await?;
    let told = match world.plugin() {
        Ok(plugin) => ask(&plugin, &patient(), "secret.PROOF", "x").await,
        Err(error) => Err(error),
    };
    world.end().await;
    told.map(|verdict| match verdict {
        Verdict::Accepted => None,
        Verdict::Rejected(text) => Some(text),
    })
}

async fn secrets(setting: &Setting) -> Outcome {
    match (secret(setting, false).await, secret(setting, true).await) {
        (Ok(None), Ok(Some(token))) => Outcome::if_so(
            !token.is_empty() && !token.contains(SECRET),
            "it got nothing, and where it was granted a token in the secret's place",
            "it got the secret itself",
        ),
        (Ok(Some(_)), _) => Outcome::Fails("it was told of a secret that was not granted".to_owned()),
        (Ok(None), Ok(None)) => Outcome::Fails("it got no token where it was granted".to_owned()),
        (Err(error), _) | (_, Err(error)) => error.into(),
    }
}

async fn cache(setting: &Setting) -> Outcome {
    refused(setting, &guest::remembers()).await
}

/// Serves a guest that wishes this under grants, and asks it so many questions, with a pause between them. What it says of each;
/// nothing where it accepts.
async fn told<const N: usize>(
    setting: &Setting,
    guest: &GuestText,
    wishes: &Value,
    grants: Grants,
    questions: [&str; N],
    pause: Duration,
) -> Result<[String; N], Error> {
    let component = wishing(&guest.component()?, wishes)?;
    let mut policy = PluginPolicy::default();
    policy.rules.grants = grants;
    let world = serve_component(setting, &component, policy).await?;
    let told = match world.plugin() {
        Ok(plugin) => said(&plugin, questions, pause).await,
        Err(error) => Err(error),
    };
    world.end().await;
    told
}

async fn said<const N: usize>(
    plugin: &Plugin,
    questions: [&str; N],
    pause: Duration,
) -> Result<[String; N], Error> {
    let mut answers = [const { String::new() }; N];
    for (question, answer) in questions.into_iter().zip(&mut answers) {
        if let Verdict::Rejected(text) = ask(plugin, &patient(), question, "x").await? {
            *answer = text;
        }
        tokio::time::sleep(pause).await;
    }
    Ok(answers)
}

/// What a hundred entries of a kilobyte come to under a grant: how many are known in the call that made them, and in one that
/// looks for them later.
async fn hoarded(setting: &Setting, cache: CacheGrant, later: Duration) -> Result<(usize, usize), Error> {
    let mut grants = Grants::default();
    grants.cache = Some(cache);
    let wishes = json!({"cache": {"size": "1 MiB", "lifetime": "24h"}});
    let [at_once, later] = told(setting, &guest::hoards(), &wishes, grants, ["Q", "later"], later).await?;
    Ok((at_once.len(), later.len()))
}

async fn quota(setting: &Setting) -> Outcome {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    match hoarded(setting, CacheGrant::new(10_000, DAY), Duration::ZERO).await {
        Ok((0, _) | (_, 0)) => Outcome::Fails("it remembers nothing although it may".to_owned()),
        Ok((at_once, later)) => {
            let most = u64::try_from(at_once.max(later)).unwrap_or(u64::MAX);
            Outcome::at_most(most, 9, "entries of a kilobyte of a hundred, in 10,000 bytes")
        }
        Err(error) => error.into(),
    }
}

async fn lifetime(setting: &Setting) -> Outcome {
    let short = Duration::from_millis(300);
    match hoarded(setting, CacheGrant::new(1 << 20, short), short * 2).await {
        Ok((0, _)) => Outcome::Fails("it remembers nothing although it may".to_owned()),
        Ok((_, later)) => Outcome::if_so(
            later == 0,
            "what it wanted to remember for a day was gone after the lifetime that it was granted",
            &format!("{later} entries outlived what was granted"),
        ),
        Err(error) => error.into(),
    }
}

/// What a guest finds of the machine, asked twice.
async fn found(setting: &Setting, wishes: Value, grants: Grants, what: &str) -> Result<[String; 2], Error> {
    told(setting, &guest::tells_machine(), &wishes, grants, [what, what], Duration::ZERO).await
}

async fn clocks(setting: &Setting) -> Outcome {
    let mut granted = Grants::default();
    granted.clocks = true;
    let wishes = json!({"clocks": true});
    let found = (
        found(setting, wishes.clone(), granted, "clock").await,
        found(setting, wishes, Grants::default(), "clock").await,
    );
    match found {
        (Ok([granted, _]), Ok([denied, _])) => Outcome::if_so(
            granted == "it moves" && denied.is_empty(),
            "the clock stood still at 1970, and went where it was granted",
            &format!("granted it finds `{granted}`, not granted `{denied}`"),
        ),
        (Err(error), _) | (_, Err(error)) => error.into(),
    }
}

async fn random(setting: &Setting) -> Outcome {
    let mut granted = Grants::default();
    granted.random = true;
    let wishes = json!({"random": true});
    let found = (
        found(setting, wishes.clone(), granted, "random").await,
        found(setting, wishes, Grants::default(), "random").await,
    );
    match found {
        (Ok([one, other]), Ok([first, second])) => Outcome::if_so(
            one != other && first == second && !first.is_empty(),
            "each instance had the same numbers, and others where it was granted",
            &format!("granted it finds {one} and {other}, not granted {first} and {second}"),
        ),
        (Err(error), _) | (_, Err(error)) => error.into(),
    }
}

/// `PATH` is in the environment of whatever makes the proofs.
async fn environment(setting: &Setting) -> Outcome {
    const NAME: &str = "PATH";
    let Ok(value) = std::env::var(NAME) else {
        return Outcome::NotHere(format!("this process has no variable {NAME}"));
    };
    let mut granted = Grants::default();
    granted.environment = vec![NAME.to_owned()];
    let wishes = json!({"environment": [NAME]});
    let found = (
        found(setting, wishes.clone(), granted, "environment").await,
        found(setting, wishes, Grants::default(), "environment").await,
    );
    match found {
        (Ok([granted, _]), Ok([denied, _])) => Outcome::if_so(
            granted == value && denied.is_empty(),
            "its environment was empty, and had the one variable that was granted",
            "it has other variables than the granted one",
        ),
        (Err(error), _) | (_, Err(error)) => error.into(),
    }
}

/// What the guest finds under a key of the project's configuration.
async fn key(setting: &Setting, granted: &[&str]) -> Result<String, Error> {
    let component = wishing(&guest::tells_config().component()?, &json!({"config": ["KEY"]}))?;
    let mut policy = PluginPolicy::default();
    policy.rules.grants.config = Some(granted.iter().map(|key| (*key).to_owned()).collect());
    let world = serve_component(setting, &component, policy).await?;
    let told = match world.plugin() {
        Ok(plugin) => destination(&plugin, "KEY", "value").await,
        Err(error) => Err(error),
    };
    world.end().await;
    told
}

async fn config(setting: &Setting) -> Outcome {
    match (key(setting, &["KEY"]).await, key(setting, &["OTHER"]).await) {
        (Ok(granted), Ok(denied)) => Outcome::if_so(
            granted == "value" && denied.is_empty(),
            "it reads the key that was granted, and no other",
            &format!("granted it reads {granted:.20}, not granted {denied:.20}"),
        ),
        (Err(error), _) | (_, Err(error)) => error.into(),
    }
}
