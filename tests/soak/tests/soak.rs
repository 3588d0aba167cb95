//! A short soak in every run of the tests; the long one is `cargo xtask soak`.

use std::process::Command;

#[test]
fn w50_what_the_host_holds_is_the_same_after_20_000_calls_many_of_them_bad() {
    let soak = Command::new(env!("CARGO_BIN_EXE_optimus-soak")).args(["--calls", "20000"]).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&soak.stdout), String::from_utf8_lossy(&soak.stderr));
    assert!(soak.status.success() && said.contains("flat: memory, descriptors, mappings"), "{said}");
    // Without its fixture the process is left out, which the soak says.
    assert!(said.contains("  Crash\n") && said.contains("  Process\n"), "{said}");
    for act in ["Trap", "TimeOut", "Grow", "Flood", "GrowTooFar", "Recurse", "GiveUp", "NotBegun"] {
        assert!(said.contains(&format!("  {act}\n")), "{act}: {said}");
    }
}
