//! Deterministic mode of a plugin that was written for no mode in particular.

use std::{
    sync::{Arc, Mutex},
    time::UNIX_EPOCH,
};

use optimus_plugin_api::{
    Answer, CallContext, DefaultConfigRequest, GenerateDestinationRequest, GetQuestionsRequest, Mode,
    UsageSink,
};
use optimus_plugin_host::Plugin;

use super::{Kind, Served};

/// What it answers to three calls, as text, and the fuel of each.
async fn answers(plugin: &Plugin) -> Vec<(String, Option<u64>)> {
    let fuel = Arc::new(Mutex::new(None));
    let sink = UsageSink::new({
        let fuel = fuel.clone();
        move |usage| *fuel.lock().unwrap() = usage.fuel
    });
    let mode = Mode::Deterministic { clock: UNIX_EPOCH, seed: 3 };
    let ctx = CallContext::builder().mode(mode).usage(sink).build();
    let took = || fuel.lock().unwrap().take();
    let given = vec![Answer::named("RANGE_START", "{{.DSTART}}"), Answer::named("RANGE_END", "{{.DEND}}")];
    let mut all = Vec::new();
    let asked = plugin.get_questions(&ctx, &GetQuestionsRequest::default()).await;
    all.push((format!("{asked:?}"), took()));
    let request = DefaultConfigRequest { answers: given, ..Default::default() };
    let config = plugin.default_config(&ctx, &request).await;
    all.push((format!("{config:?}"), took()));
    let destination = plugin.generate_destination(&ctx, &GenerateDestinationRequest::default()).await;
    all.push((format!("{destination:?}"), took()));
    all
}

#[tokio::test]
async fn neo_answers_the_same_for_the_same_fuel_in_two_hosts() {
    let (first, second) = (Served::neo(&[Kind::Wasm]).await, Served::neo(&[Kind::Wasm]).await);
    let once = answers(&first.plugin()).await;
    assert!(
        once[..2].iter().all(|(text, fuel)| text.starts_with("Ok(") && fuel.is_some_and(|fuel| fuel > 100)),
        "{once:?}"
    );
    assert_eq!(answers(&first.plugin()).await, once);
    assert_eq!(answers(&second.plugin()).await, once);
    first.end().await;
    second.end().await;
}
