//! Components against the limits of requests, on a real server on the loopback interface.

use optimus_plugin_api::{Code, Error, Operation, Verdict};
use optimus_plugin_build::GuestText;
use optimus_plugin_host::PluginPolicy;
use optimus_plugin_policy::{HttpGrant, Limits, Wishes, with_wishes_section};
use serde_json::{Value, json};

use crate::{
    Outcome, Proof, Setting, guest,
    proof::proof,
    server::Server,
    wasm::serve_component,
    world::{ask, patient},
};

pub(crate) const PROOFS: &[Proof] = &[
    proof!(Wasm "grants.http", "asks a server that it was not granted", http),
    proof!(Wasm "grants.http", "imports requests, and was granted none", import),
    proof!(Wasm "limits.requests", "sends more requests than it may", requests),
    proof!(Wasm "limits.request_bytes", "sends more bytes than it may", request_bytes),
    proof!(Wasm "limits.response_bytes", "is answered with more bytes than it may read", response_bytes),
    proof!(Wasm "limits.connections", "keeps more connections than it may have", connections),
];

/// A component, with what it wishes.
pub(crate) fn wishing(component: &[u8], wishes: &Value) -> Result<Vec<u8>, Error> {
    let wrong = |bad: optimus_plugin_policy::BadWishes| bad.into_error("guest");
    let wishes = Wishes::from_json(wishes).map_err(wrong)?;
    with_wishes_section(component, &wishes.to_section()).map_err(wrong)
}

/// What became of requests, a letter for each, and how many of them came to the server.
async fn sent(
    setting: &Setting,
    bytes_of_answer: usize,
    granted: bool,
    what: &str,
    limits: impl FnOnce(&mut Limits),
) -> Result<(String, usize), Error> {
    let server = Server::start(bytes_of_answer).await.map_err(|cause| {
        Error::new(Code::OVERLOADED, "guest", Operation::Load, "no server can be started").with_source(cause)
    })?;
    let other = server.port ^ 1;
    let wish = |port| json!({"host": "127.0.0.1", "port": port, "scheme": "http", "methods": ["GET"]});
    let wishes = json!({"http": [wish(server.port), wish(other)]});
    let component = wishing(&guest::requests().component()?, &wishes)?;
    let mut policy = PluginPolicy::default();
    // Something is granted in any case: without a grant the import itself is refused.
    let port = if granted { server.port } else { other };
    let mut grant = HttpGrant::new("127.0.0.1", port, false, "the proof");
    grant.methods = vec!["GET".into()];
    policy.rules.grants.http = vec![grant];
    limits(&mut policy.rules.limits);
    let world = serve_component(setting, &component, policy).await?;
    let answer = match world.plugin() {
        Ok(plugin) => ask(&plugin, &patient(), &format!("127.0.0.1:{}", server.port), what).await,
        Err(error) => Err(error),
    };
    world.end().await;
    let letters = match answer? {
        Verdict::Rejected(letters) => letters,
        Verdict::Accepted => String::new(),
    };
    Ok((letters, server.served()))
}

/// Compares with what is expected to have become of the requests.
fn judged(found: Result<(String, usize), Error>, expected: (&str, usize), holding: &str) -> Outcome {
    match found {
        Ok((letters, served)) => Outcome::if_so(
            (letters.as_str(), served) == expected,
            holding,
            &format!("the requests ended {letters}, {served} of them at the server; expected {expected:?}"),
        ),
        Err(error) => error.into(),
    }
}

async fn http(setting: &Setting) -> Outcome {
    // That the same guest gets through where it is granted, is a part of the proof.
    match sent(setting, 10, true, "1r0", |_| {}).await {
        Ok((letters, 1)) if letters == "o" => {}
        found => return judged(found, ("o", 1), "it was let through"),
    }
    let found = sent(setting, 10, false, "1r0", |_| {}).await;
    judged(found, ("d", 0), "the request was denied and never sent")
}

/// Refused before any code of it runs.
async fn import(setting: &Setting) -> Outcome {
    refused(setting, &guest::requests()).await
}

/// A component whose import nobody grants.
pub(crate) async fn refused(setting: &Setting, guest: &GuestText) -> Outcome {
    let world = match guest.component() {
        Ok(component) => serve_component(setting, &component, PluginPolicy::default()).await,
        Err(error) => Err(error),
    };
    let world = match world {
        Ok(world) => world,
        Err(error) => return error.into(),
    };
    let outcome = match world.refusal() {
        Some((Code::NOT_GRANTED, message)) => Outcome::Holds(format!("{message} [{}]", Code::NOT_GRANTED)),
        Some((code, message)) => Outcome::Fails(format!("it was refused otherwise: {message} [{code}]")),
        None => Outcome::Fails("it was loaded".to_owned()),
    };
    world.end().await;
    outcome
}

async fn requests(setting: &Setting) -> Outcome {
    let found = sent(setting, 10, true, "5r0", |limits| limits.http_requests = Some(3)).await;
    judged(found, ("ooodd", 3), "three requests of five were sent")
}

async fn request_bytes(setting: &Setting) -> Outcome {
    let found = sent(setting, 10, true, "3r4", |limits| limits.http_request_bytes = Some(6_000)).await;
    judged(
        found,
        ("odd", 1),
        "one request of 4 KiB was sent, the others would have been more than 6,000 bytes",
    )
}

async fn response_bytes(setting: &Setting) -> Outcome {
    let found = sent(setting, 50_000, true, "1r0", |limits| limits.http_response_bytes = Some(20_000)).await;
    judged(found, ("c", 1), "an answer of 50,000 bytes was cut off")
}

async fn connections(setting: &Setting) -> Outcome {
    let found = sent(setting, 1 << 20, true, "3k0", |limits| limits.http_connections = Some(2)).await;
    judged(found, ("ood", 2), "two connections of three were made")
}
