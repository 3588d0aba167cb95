//! What one tenant's call leaves behind, looked for by another's.

use optimus_plugin_api::{CallContext, Verdict};
use optimus_plugin_wasm::{EngineOptions, Instances, LoadOptions, WasmPlugin};

use super::host::{Host, survives, survives_with};
use crate::support::{Guest, validate_in};

const WRITE: &str = "1";
const LOOK: &str = "22";

/// One place in the pool for each plugin that is loaded and none to spare, so that each call is where the one before was.
fn narrow() -> EngineOptions {
    let mut options = crate::support::options();
    options.instances = 1;
    options.warm_slots = 1;
    options
}

fn tenant(name: &str) -> CallContext {
    CallContext::builder().tenant(name).build()
}

async fn looks(host: &Host, instances: Instances, name: &str) -> WasmPlugin {
    let mut options = LoadOptions::default();
    options.instances = instances;
    let component = Guest::named("w22-looks-for-a-secret").component();
    WasmPlugin::load_bytes(host.engine(), name, component, &options).await.unwrap()
}

async fn nothing_is_found(host: &Host) {
    // The same plugin for both, and two plugins in one place of the pool.
    let (one, another) =
        (looks(host, Instances::Fresh, "one").await, looks(host, Instances::Fresh, "another").await);
    host.make_ready(&one).await;
    host.make_ready(&another).await;
    let request = "PASSWORD".repeat(100_000);
    for round in 0..4 {
        for second in [&one, &another] {
            assert_eq!(
                validate_in(&tenant("a"), &one, WRITE, &request).await.unwrap(),
                Verdict::Accepted,
                "{round}"
            );
            let found = validate_in(&tenant("b"), second, LOOK, "").await.unwrap();
            assert_eq!(found, Verdict::Accepted, "round {round}: tenant b found what tenant a left");
        }
    }
}

#[test]
fn w22_a_secret_is_not_found_where_dirty_pages_are_asked_for() {
    survives_with(&narrow(), async |host| nothing_is_found(host).await);
}

#[test]
fn w22_a_secret_is_not_found_in_either_of_two_pools() {
    survives(async |host| nothing_is_found(host).await);
}

#[test]
fn w22_a_secret_is_not_found_behind_what_is_kept_resident() {
    let mut options = narrow();
    options.keep_resident_bytes = 64 * 1024;
    survives_with(&options, async |host| nothing_is_found(host).await);
}

#[test]
fn w22_a_secret_is_not_found_where_the_kernel_is_not_asked_for_dirty_pages() {
    let mut options = narrow();
    options.scan_pages = false;
    survives_with(&options, async |host| nothing_is_found(host).await);
}

#[test]
fn w22_a_secret_is_not_found_with_explicit_bounds_checks() {
    let mut options = narrow();
    options.explicit_bounds_checks = true;
    survives_with(&options, async |host| nothing_is_found(host).await);
}

#[test]
fn w22_a_secret_is_not_found_by_another_tenant_where_instances_are_kept() {
    let mut options = narrow();
    options.instances = 8;
    survives_with(&options, async |host| {
        let plugin = looks(host, Instances::Warm(2), "kept").await;
        let ask = async |name: &str, what: &str| validate_in(&tenant(name), &plugin, what, "").await.unwrap();
        for _ in 0..3 {
            assert_eq!(ask("a", WRITE).await, Verdict::Accepted);
            assert_eq!(ask("b", LOOK).await, Verdict::Accepted);
            assert_eq!(
                validate_in(&CallContext::default(), &plugin, LOOK, "").await.unwrap(),
                Verdict::Accepted
            );
        }
        // The tenant itself finds it: the instance was kept, and the test would see what is left.
        assert_eq!(ask("a", WRITE).await, Verdict::Accepted);
        assert_eq!(ask("a", LOOK).await, Verdict::Rejected("1".to_owned()));
        drop(plugin);
    });
}
