use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use optimus_plugin_api::{
    Asset, Backend, CallContext, CallLimits, Code, CompileAssetsRequest, ConfigEntry, Error, MAX_TEXT_BYTES,
    Mode,
};
use optimus_plugin_process::{MAX_REQUEST_BYTES, ProcessOptions, ProcessPlugin};

use crate::aftermath::attacked;
use crate::support::{
    LONG, built, most_memory, note, peers, pid, start, survey, survey_with, told, until_told,
};

async fn compile(plugin: &ProcessPlugin, bytes: usize) -> Result<usize, Error> {
    let assets = vec![Asset::new("query.sql", "x".repeat(bytes))];
    let request = CompileAssetsRequest { assets, ..Default::default() };
    let reply = plugin.asset_compiler().unwrap().compile_assets(&CallContext::default(), &request).await?;
    Ok(reply.assets[0].value.len())
}

#[tokio::test]
async fn a_request_over_the_limit_of_go_servers_is_not_sent() {
    for peer in peers() {
        let plugin = peer.start().await;
        let error = compile(&plugin, MAX_REQUEST_BYTES).await.unwrap_err();
        assert_eq!((error.code(), error.is_from_plugin()), (Code::REQUEST_TOO_LARGE, true));
        assert!(!error.notes().iter().any(|(label, _)| *label == "server"), "it was sent: {error:?}");
        assert_eq!(compile(&plugin, MAX_REQUEST_BYTES - 200).await.unwrap(), MAX_REQUEST_BYTES - 200);
    }
}

#[tokio::test]
async fn where_the_host_allows_more_the_refusal_of_the_server_has_the_same_code() {
    let mut options = ProcessOptions::default();
    options.max_request_bytes = 64 << 20;
    let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
    let error = compile(&plugin, MAX_REQUEST_BYTES).await.unwrap_err();
    assert_eq!(error.code(), Code::REQUEST_TOO_LARGE);
    assert!(
        error.notes().iter().any(|(label, text)| *label == "server" && text.contains("4194304")),
        "{error:?}"
    );
}

#[test]
fn p17_a_huge_answer_is_refused_and_the_process_lives() {
    attacked(async {
        let before = most_memory();
        for peer in peers() {
            let plugin = peer.start().await;
            let error = survey(&plugin, "do:help 67108864").await.unwrap_err();
            assert_eq!((error.code(), error.is_limit()), (Code::RESULT_TOO_LARGE, true));
            assert!(survey(&plugin, "a").await.is_ok());
        }
        // What may be in flight on one connection, and what is being read of executables.
        let more = most_memory() - before;
        assert!(more < 48 << 20, "{more} bytes");
    });
}

#[tokio::test]
async fn a_limit_of_the_call_is_tighter_than_the_plugins() {
    let plugin = start("full-1.8.0").await;
    let mut limits = CallLimits::default();
    limits.result_bytes = Some(1000);
    let ctx = CallContext::builder().limits(limits).build();
    assert_eq!(survey_with(&plugin, &ctx, "do:help 2000").await.unwrap_err().code(), Code::RESULT_TOO_LARGE);
    assert!(survey_with(&plugin, &ctx, "do:help 500").await.is_ok());
}

#[tokio::test]
async fn texts_lists_and_depth_of_an_answer_are_bounded() {
    let plugin = start("full-1.8.0").await;
    assert!(survey(&plugin, &format!("do:help {MAX_TEXT_BYTES}")).await.is_ok());
    for (switch, word) in
        [("do:help 65537", "help"), ("do:many 10001", "10000"), ("do:deep 300", "deeper than 256")]
    {
        let error = survey(&plugin, switch).await.unwrap_err();
        assert_eq!(error.code(), Code::MALFORMED_ANSWER);
        assert!(error.message().contains(word), "{error}");
    }
    assert_eq!(survey(&plugin, "do:deep 200").await.unwrap().questions.len(), 1);
    assert_eq!(survey(&plugin, "do:many 10000").await.unwrap().questions.len(), 10_000);
}

/// A Go server resets the call itself. Another one may send all of it: the connection then ends before its headers become a
/// flood, and with it the process, which is started again.
#[tokio::test]
async fn an_error_text_without_end_costs_its_call_only_and_with_python_the_connection() {
    for peer in peers() {
        let mut patient = peer.options();
        patient.restart_patience = LONG;
        let plugin = peer.start_with(patient).await;
        let before = pid(&plugin).await;
        let error = survey(&plugin, "do:long-error").await.unwrap_err();
        assert!(error.message().len() < 2 * MAX_TEXT_BYTES, "{peer}: {}", error.code());
        assert_eq!(pid(&plugin).await == before, peer.program != "python", "{peer}: {error:?}");
    }
}

#[test]
fn p05_a_flood_on_every_stream_neither_stops_the_process_nor_the_host() {
    attacked(async {
        // go-plugin 1.0.1 takes os.Stdout away and reads it nowhere: whoever prints there stops, with every host.
        for peer in peers().filter(|peer| peer.program != "full-1.0.1") {
            let plugin = peer.start().await;
            let ctx = CallContext::builder().timeout(LONG).build();
            let flooded = survey_with(&plugin, &ctx, "do:flood").await;
            assert!(flooded.is_ok(), "{peer}: {flooded:?}");
        }
    });
}

#[test]
fn p20_a_call_ends_with_its_deadline_and_the_process_is_told() {
    attacked(async {
        for peer in peers() {
            let plugin = peer.start().await;
            let ctx = CallContext::builder().timeout(Duration::from_secs(1)).build();
            let error = survey_with(&plugin, &ctx, "do:sleep").await.unwrap_err();
            assert_eq!((error.code(), error.is_timeout()), (Code::TIME_LIMIT, true));
            until_told(&plugin, "do:cancelled").await;
        }
    });
}

#[tokio::test]
async fn without_a_deadline_the_kinds_own_limit_holds() {
    let mut options = ProcessOptions::default();
    options.survey_timeout = Duration::from_millis(100);
    options.call_timeout = Duration::from_millis(100);
    let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
    assert_eq!(survey(&plugin, "do:sleep").await.unwrap_err().code(), Code::TIME_LIMIT);
    let request =
        CompileAssetsRequest { configs: vec![ConfigEntry::new("A", "do:sleep")], ..Default::default() };
    let call = plugin.asset_compiler().unwrap();
    assert_eq!(
        call.compile_assets(&CallContext::default(), &request).await.unwrap_err().code(),
        Code::TIME_LIMIT
    );
}

#[tokio::test]
async fn a_limit_of_time_for_the_call_holds_too() {
    let plugin = start("full-1.8.0").await;
    let mut limits = CallLimits::default();
    limits.time = Some(Duration::from_millis(100));
    let ctx = CallContext::builder().limits(limits).build();
    assert_eq!(survey_with(&plugin, &ctx, "do:sleep").await.unwrap_err().code(), Code::TIME_LIMIT);
}

#[tokio::test]
async fn whose_limit_of_time_it_was_is_said() {
    let mut options = ProcessOptions::default();
    options.survey_timeout = Duration::from_millis(100);
    let plugin = ProcessPlugin::start(&built("full-1.8.0"), &options).await.unwrap();
    let error = survey(&plugin, "do:sleep").await.unwrap_err();
    assert_eq!(note(&error, "limit"), "time = 100ms");
    assert!(error.message().contains("100ms") && error.help().is_some(), "{error}");
    let ctx = CallContext::builder().timeout(Duration::from_millis(200)).build();
    let error = survey_with(&plugin, &ctx, "do:sleep").await.unwrap_err();
    assert!(note(&error, "limit").ends_with(", the caller's"), "{error:?}");
    assert!(error.help().is_some());
}

#[tokio::test]
async fn a_deadline_beyond_all_clocks_is_one_that_is_far_away() {
    let plugin = start("full-1.8.0").await;
    for hours in [1, 1_000_000, 1_000_000_000] {
        let ctx = CallContext::builder().deadline(Instant::now() + Duration::from_secs(hours * 3600)).build();
        assert!(survey_with(&plugin, &ctx, "a").await.is_ok(), "{hours}");
    }
}

/// The switch counts how often it arrives.
#[tokio::test]
async fn a_call_that_is_late_before_it_begins_is_not_sent() {
    for peer in peers() {
        let plugin = peer.start().await;
        for _ in 0..20 {
            let ctx = CallContext::builder().deadline(Instant::now()).build();
            let error = survey_with(&plugin, &ctx, "do:unavailable").await.unwrap_err();
            assert_eq!(error.code(), Code::TIME_LIMIT);
            assert!(error.message().contains("was not called"), "{error}");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(told(&plugin, "do:failed").await, ["0"], "{peer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_a_call_takes_it_back_from_the_process() {
    for peer in peers() {
        let plugin = Arc::new(peer.start().await);
        let sleeper = tokio::spawn({
            let plugin = plugin.clone();
            async move { survey(&plugin, "do:sleep").await }
        });
        until_told(&plugin, "do:waiting").await;
        sleeper.abort();
        until_told(&plugin, "do:cancelled").await;
    }
}

#[tokio::test]
async fn what_no_process_can_do_is_refused_before_the_call() {
    let plugin = start("full-1.8.0").await;
    let deterministic = Mode::Deterministic { clock: std::time::SystemTime::UNIX_EPOCH, seed: 1 };
    let ctx = CallContext::builder().mode(deterministic).build();
    assert_eq!(survey_with(&plugin, &ctx, "a").await.unwrap_err().code(), Code::UNSUPPORTED_CONTEXT);
    let mut limits = CallLimits::default();
    limits.memory_bytes = Some(1);
    let ctx = CallContext::builder().limits(limits).build();
    assert_eq!(survey_with(&plugin, &ctx, "a").await.unwrap_err().code(), Code::UNSUPPORTED_CONTEXT);
}
