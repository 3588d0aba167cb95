//! Guests that take more memory than they may.

use std::sync::mpsc;

use optimus_plugin_api::{CallContext, Operation, UsageSink};

use super::{
    host::{TIME, forget_peak, peak_kib},
    survives,
};
use crate::support::note;

const CAP_KIB: usize = 128 * 1024;
/// What compiling, the engine and the test itself may take besides.
const REST_KIB: usize = 48 * 1024;

#[test]
fn w05_memory_beyond_the_cap_is_refused_and_the_host_grows_by_no_more_than_the_cap() {
    survives(async |host| {
        let before = forget_peak();
        let error = host.attack("w05-grows-without-end").await.unwrap();
        assert!(error.message().contains("wanted"), "{error}");
        let grown = peak_kib() - before;
        assert!(grown <= CAP_KIB + REST_KIB, "{grown} KiB");
        // It wrote to all that it got, so the measure measures.
        assert!(grown >= CAP_KIB / 2, "{grown} KiB");
    });
}

#[test]
fn w05_a_guest_that_lives_with_a_refusal_has_never_more_than_the_cap() {
    survives(async |host| {
        let (send, seen) = mpsc::channel();
        let sink = UsageSink::new(move |usage| send.send(usage).unwrap());
        let ctx = CallContext::builder().timeout(TIME * 10).usage(sink).build();
        host.attack_in("w05-lives-with-less", &ctx).await;
        // 17 pages for the request, then as many megabytes as there is room for.
        assert_eq!(seen.recv().unwrap().peak_memory_bytes, Some((17 + 126 * 16) * 65536));
    });
}

#[test]
fn w05_memory_and_tables_that_are_too_large_from_the_start_are_refused_before_any_code_runs() {
    survives(async |host| {
        let error = host.attack("w05-starts-big").await.unwrap();
        assert_eq!((error.operation(), note(&error, "phase")), (Operation::Load, Some("instantiate")));
        host.attack("w05-huge-table").await;
    });
}
