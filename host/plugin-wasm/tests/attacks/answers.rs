//! Answers that are not what they are said to be.

use std::time::{Duration, Instant};

use super::{
    host::{forget_peak, peak_kib},
    survives,
};
use crate::support::chain;

#[test]
fn w12_a_text_that_is_repeated_100_000_times_is_stopped_while_it_is_copied() {
    survives(async |host| {
        // Compiled once before, so that what is measured is the call.
        host.attack("w12-repeats-a-text").await;
        let (before, begin) = (forget_peak(), Instant::now());
        let error = host.attack("w12-repeats-a-text").await.unwrap();
        assert!(chain(&error).contains("hostcalls"), "{}", chain(&error));
        // With compiling it once more.
        assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
        let grown = peak_kib() - before;
        assert!(grown < 32 * 1024, "{grown} KiB");
    });
}

#[test]
fn w13_lengths_and_pointers_that_lead_nowhere_are_refused_before_anything_is_allocated() {
    survives(async |host| {
        let evil = [
            "w13-four-billion-items",
            "w13-four-billion-bytes",
            "w13-list-behind-the-memory",
            "w13-list-misaligned",
            "w13-text-behind-the-memory",
            "w13-answer-behind-the-memory",
            "w13-answer-misaligned",
            "w13-allocator-behind-the-memory",
            "w13-logs-from-behind-the-memory",
        ];
        for name in evil {
            host.attack(name).await;
        }
        let before = forget_peak();
        for name in evil {
            host.attack(name).await;
        }
        let grown = peak_kib() - before;
        assert!(grown < 32 * 1024, "{grown} KiB");
    });
}

#[test]
fn w14_text_that_is_not_utf_8_and_cases_that_do_not_exist_are_answers_that_break_the_contract() {
    survives(async |host| {
        for name in [
            "w14-text-not-utf-8",
            "w14-no-such-result",
            "w14-no-such-error",
            "w14-no-such-verdict",
            "w14-no-such-option",
            "w14-no-such-level",
        ] {
            host.attack(name).await;
        }
        let error = host.attack("w14-asset-not-utf-8").await.unwrap();
        assert_eq!(error.message(), "the asset `` is not UTF-8 from byte 2 on");
    });
}
