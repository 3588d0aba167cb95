//! What a component gets that was not granted: nothing.

use optimus_plugin_api::{CallContext, ConfigEntry, Error, GenerateDestinationRequest, Project, Verdict};
use optimus_plugin_host::PluginPolicy;
use optimus_plugin_policy::{SecretGrant, SecretSource, SecretUse};
use serde_json::json;

use crate::{
    Outcome, Proof, Setting, guest,
    proof::proof,
    requests::{refused, wishing},
    wasm::serve_component,
    world::{ask, patient},
};

pub(crate) const PROOFS: &[Proof] = &[
    proof!(Wasm "grants.secrets", "looks for a secret, granted or not", secrets),
    proof!(Wasm "grants.cache", "imports a cache, and was granted none", cache),
    proof!(Wasm "grants.config", "reads the project's configuration", config),
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

/// What the guest finds under a key of the project's configuration.
async fn key(setting: &Setting, granted: &[&str]) -> Result<String, Error> {
    let component = wishing(&guest::tells_config().component()?, &json!({"config": ["KEY"]}))?;
    let mut policy = PluginPolicy::default();
    policy.rules.grants.config = Some(granted.iter().map(|key| (*key).to_owned()).collect());
    let world = serve_component(setting, &component, policy).await?;
    let config = vec![ConfigEntry::new("KEY", "value")];
    let project = Some(Project { name: "proof".to_owned(), config });
    let request = GenerateDestinationRequest { project, ..Default::default() };
    let ctx: CallContext = patient();
    let told = match world.plugin() {
        Ok(plugin) => plugin.generate_destination(&ctx, &request).await,
        Err(error) => Err(error),
    };
    world.end().await;
    told.map(|answer| answer.destination)
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
