#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| optimus_fuzz_targets::url_rules(bytes));
