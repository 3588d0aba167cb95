//! Every fixture component, through the whole public path.

use std::sync::Arc;

use optimus_plugin_api::{
    Answer, CallContext, Code, ConfigEntry, Error, GenerateDestinationRequest, GetQuestionsRequest,
    ValidateQuestionRequest, Verdict,
};
use optimus_plugin_host::{Capability, Plugin};

use crate::{
    built,
    kinds::{Kind, Served},
};

/// Its tests have a server besides.
pub(crate) use crate::requests;

/// A fixture that is served, by its name.
struct Guest {
    _served: Served,
    plugin: Arc<Plugin>,
}

async fn guest(name: &str) -> Guest {
    let served = served(name).await;
    let plugin = served.host.plugins().plugin(name).unwrap();
    Guest { _served: served, plugin }
}

async fn served(name: &str) -> Served {
    Served::files([(Kind::Wasm.file_name(name), built::wasm(name))]).await
}

async fn validate(plugin: &Plugin, value: &str) -> Result<Verdict, Error> {
    let request = ValidateQuestionRequest { answer: Answer::named("Q", value), ..Default::default() };
    plugin.validate_question(&CallContext::default(), &request).await
}

#[tokio::test]
pub(crate) async fn base_only() {
    let guest = guest("base-only").await;
    assert!(Capability::ALL.iter().all(|capability| guest.plugin.answers(*capability).is_none()));
}

#[tokio::test]
pub(crate) async fn resolver_only() {
    let guest = guest("resolver-only").await;
    let config = vec![ConfigEntry::new("TABLE", "t")];
    let request = GenerateDestinationRequest { config, ..Default::default() };
    let answer = guest.plugin.generate_destination(&CallContext::default(), &request).await.unwrap();
    assert_eq!(answer.urn(), "fixture://t");
    assert!(guest.plugin.answers(Capability::Survey).is_none());
}

#[tokio::test]
pub(crate) async fn counter() {
    let guest = guest("counter").await;
    for _ in 0..3 {
        let verdict = validate(&guest.plugin, "x").await.unwrap();
        assert_eq!(verdict, Verdict::Rejected("1".into()), "every call has an instance of its own");
    }
}

#[tokio::test]
pub(crate) async fn panics() {
    let guest = guest("panics").await;
    let request = GetQuestionsRequest { job_name: "j".into(), ..Default::default() };
    let error = guest.plugin.get_questions(&CallContext::default(), &request).await.unwrap_err();
    assert_eq!((error.code(), error.plugin()), (Code::TRAPPED, "panics"));
    let told = format!("{error} {:?}", error.notes());
    assert!(told.contains("no questions for `j`"), "{told}");
    assert_eq!(validate(&guest.plugin, "fine").await.unwrap(), Verdict::Accepted, "it goes on answering");
}

#[expect(unused_imports, reason = "that the names can be imported is the point")]
mod each_has_a_test {
    include!(concat!(env!("OUT_DIR"), "/guests.rs"));
}
