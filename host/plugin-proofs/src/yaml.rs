//! Yaml plugins against their limits.

use crate::{
    Outcome, Proof, Setting,
    proof::proof,
    world::{Content, World, assets, patient},
};
use optimus_plugin_api::{Code, Error};
use optimus_plugin_host::PluginPolicy;
use optimus_plugin_policy::Limits;

pub(crate) const PROOFS: &[Proof] = &[
    proof!(Yaml "limits.result", "answers with more than it may", result),
    proof!(Yaml "limits.asset", "answers with an asset that is larger than one may be", asset),
];

async fn answered(setting: &Setting, limits: Limits) -> Result<Outcome, Error> {
    let text = format!(
        "name: guest\nplugintype: task\nimage: i\npluginversion: '1'\nquestions:\n- name: Q\n  prompt: q\n\
         defaultassets:\n- name: a.sql\n  value: {0}\n- name: b.sql\n  value: {0}\n",
        "x".repeat(60_000)
    );
    let mut policy = PluginPolicy::default();
    policy.rules.limits = limits;
    let file = Content::Bytes(text.as_bytes());
    let world =
        World::serve(setting.host.clone(), "guest", "optimus-plugin-guest.yaml", file, policy).await?;
    let answered = match world.plugin() {
        Ok(plugin) => assets(&plugin, &patient()).await,
        Err(error) => Err(error),
    };
    world.end().await;
    Ok(Outcome::stopped(answered, Code::RESULT_TOO_LARGE, ""))
}

async fn result(setting: &Setting) -> Outcome {
    let mut limits = Limits::default();
    limits.result_bytes = Some(100_000);
    answered(setting, limits).await.unwrap_or_else(Outcome::from)
}

async fn asset(setting: &Setting) -> Outcome {
    let mut limits = Limits::default();
    limits.asset_bytes = Some(10_000);
    answered(setting, limits).await.unwrap_or_else(Outcome::from)
}
