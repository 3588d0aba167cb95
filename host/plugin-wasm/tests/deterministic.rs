//! The same input gives the same output and takes the same fuel.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, UNIX_EPOCH},
};

use optimus_plugin_api::{
    Backend, CallContext, CallLimits, Code, Error, GetQuestionsRequest, Mode, Usage, UsageSink, Verdict,
};
use optimus_plugin_wasm::{Instances, LoadOptions, WasmEngine, WasmPlugin};

use crate::support::{Guest, engine, load, load_with, note, options, validate, validate_in};

const MODE: Mode = Mode::Deterministic { clock: UNIX_EPOCH, seed: 7 };

/// An answer, and the fuel that it took.
async fn fuel_of(plugin: &WasmPlugin, limits: Option<CallLimits>) -> (Result<Verdict, Error>, Option<u64>) {
    let used = Arc::new(Mutex::new(Usage::default()));
    let sink = UsageSink::new({
        let used = used.clone();
        move |usage| *used.lock().unwrap() = usage
    });
    let ctx = CallContext::builder().mode(MODE).usage(sink).limits(limits.unwrap_or_default()).build();
    let verdict = validate_in(&ctx, plugin, "Q", "").await;
    let fuel = used.lock().unwrap().fuel;
    (verdict, fuel)
}

#[tokio::test]
async fn numbers_that_are_none_have_the_same_bits_whatever_made_them() {
    let plugin = load("nans").await.unwrap();
    let (verdict, _) = fuel_of(&plugin, None).await;
    assert_eq!(verdict.unwrap(), Verdict::Rejected("7ff8000000000000".repeat(4)));
}

#[tokio::test]
async fn the_same_call_takes_the_same_fuel_in_every_engine_and_a_normal_one_counts_none() {
    let guest = || Guest::named("nans").component();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let engine = WasmEngine::new(&options()).unwrap();
        let plugin = WasmPlugin::load_bytes(&engine, "p", guest(), &LoadOptions::default()).await.unwrap();
        for _ in 0..3 {
            let (verdict, fuel) = fuel_of(&plugin, None).await;
            seen.push((verdict.unwrap(), fuel.unwrap()));
        }
    }
    // Four times sixteen digits, some ten instructions each.
    assert!((600..6000).contains(&seen[0].1), "{seen:?}");
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:?}");
    let fuel = Arc::new(Mutex::new(Some(0)));
    let sink = UsageSink::new({
        let fuel = fuel.clone();
        move |usage| *fuel.lock().unwrap() = usage.fuel
    });
    let plugin = load("nans").await.unwrap();
    validate_in(&CallContext::builder().usage(sink).build(), &plugin, "Q", "").await.unwrap();
    assert_eq!(*fuel.lock().unwrap(), None);
}

#[tokio::test]
async fn a_loop_is_stopped_by_its_fuel_to_the_instruction() {
    let plugin = load("loops").await.unwrap();
    let mut limits = CallLimits::default();
    limits.fuel = Some(100_000);
    let (verdict, fuel) = fuel_of(&plugin, Some(limits)).await;
    let error = verdict.unwrap_err();
    assert_eq!(
        (error.code(), note(&error, "limit")),
        (Code::FUEL_LIMIT, Some("fuel = 100000, the caller's"))
    );
    assert_eq!(fuel, Some(100_000));
    assert!(note(&error, "in").is_some(), "{error}");
}

#[tokio::test]
async fn exactly_the_fuel_that_a_call_takes_is_enough_and_one_less_is_not() {
    let plugin = load("nans").await.unwrap();
    let (_, fuel) = fuel_of(&plugin, None).await;
    let with = |fuel| {
        let mut limits = CallLimits::default();
        limits.fuel = Some(fuel);
        limits
    };
    let fuel = fuel.unwrap();
    // wasmtime looks at the fuel at loops and calls: it may be over by what stands between two of them.
    assert!(fuel_of(&plugin, Some(with(fuel + 100))).await.0.is_ok());
    assert_eq!(fuel_of(&plugin, Some(with(fuel / 2))).await.0.unwrap_err().code(), Code::FUEL_LIMIT);
}

#[tokio::test]
async fn the_wall_clock_ends_a_deterministic_call_too() {
    let plugin = load("loops").await.unwrap();
    plugin.prepare_deterministic().await.unwrap();
    let ctx = CallContext::builder().mode(MODE).timeout(Duration::from_millis(50)).build();
    assert_eq!(validate_in(&ctx, &plugin, "Q", "").await.unwrap_err().code(), Code::TIME_LIMIT);
}

#[tokio::test]
async fn a_warm_plugin_remembers_nothing_in_deterministic_calls() {
    let mut options = LoadOptions::default();
    options.instances = Instances::Warm(2);
    let plugin = load_with(Guest::named("counts"), &options).await.unwrap();
    for count in ["1", "2"] {
        assert_eq!(validate(&plugin, "Q", "").await.unwrap(), Verdict::Rejected(count.to_owned()));
    }
    for _ in 0..3 {
        assert_eq!(fuel_of(&plugin, None).await.0.unwrap(), Verdict::Rejected("1".to_owned()));
    }
    assert_eq!(validate(&plugin, "Q", "").await.unwrap(), Verdict::Rejected("3".to_owned()));
}

#[tokio::test]
async fn no_deadline_is_told_where_there_is_no_time() {
    let plugin = load("tells-time").await.unwrap();
    assert_eq!(fuel_of(&plugin, None).await.0.unwrap(), Verdict::Rejected("n".to_owned()));
    assert_eq!(validate(&plugin, "Q", "").await.unwrap(), Verdict::Rejected("s".to_owned()));
}

#[tokio::test]
async fn a_file_that_changed_since_it_was_loaded_answers_no_deterministic_call() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("optimus-plugin-guest.wasm");
    std::fs::write(&file, Guest::named("counts").component()).unwrap();
    let plugin = WasmPlugin::load(engine(), &file, &LoadOptions::default()).await.unwrap();
    std::fs::write(&file, Guest::named("nans").component()).unwrap();
    let (verdict, _) = fuel_of(&plugin, None).await;
    assert_eq!(verdict.unwrap_err().code(), Code::DIGEST_MISMATCH);
    std::fs::write(&file, Guest::named("counts").component()).unwrap();
    assert_eq!(fuel_of(&plugin, None).await.0.unwrap(), Verdict::Rejected("1".to_owned()));
}

#[tokio::test]
async fn what_a_plugin_does_not_export_is_missing_in_both_modes() {
    let plugin = load("resolver-alone").await.unwrap();
    assert!(plugin.cli().is_none());
    let ctx = CallContext::builder().mode(MODE).build();
    let asked =
        optimus_plugin_api::CliMod::get_questions(&plugin, &ctx, &GetQuestionsRequest::default()).await;
    assert_eq!(asked.unwrap_err().code(), Code::NO_CAPABILITY);
}
