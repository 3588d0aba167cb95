//! The arrows of ARCHITECTURE.md, asserted over `cargo metadata`: who may depend on whom.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Package, and the packages of this project that it may depend on (for building, not for its tests).
const ARROWS: &[(&str, &[&str])] = &[
    ("optimus-plugin-api", &[]),
    ("optimus-go-template", &[]),
    ("optimus-bigquery-sql", &[]),
    ("optimus-yaml-nodes", &["optimus-plugin-api"]),
    ("optimus-question-rules", &["optimus-plugin-api"]),
    ("optimus-plugin-policy", &["optimus-plugin-api", "optimus-yaml-nodes"]),
    ("optimus-plugin-wasm", &["optimus-plugin-api", "optimus-plugin-policy"]),
    ("optimus-plugin-process", &["optimus-plugin-api", "optimus-plugin-policy"]),
    (
        "optimus-plugin-yaml",
        &["optimus-plugin-api", "optimus-question-rules", "optimus-yaml-nodes", "optimus-bigquery-sql"],
    ),
    (
        "optimus-plugin-host",
        &[
            "optimus-plugin-api",
            "optimus-question-rules",
            "optimus-plugin-policy",
            "optimus-plugin-wasm",
            "optimus-plugin-process",
            "optimus-plugin-yaml",
        ],
    ),
    ("optimus-plugin-build", &["optimus-plugin-api", "optimus-plugin-policy"]),
    (
        "optimus-plugin-proofs",
        &["optimus-plugin-api", "optimus-plugin-policy", "optimus-plugin-build", "optimus-plugin-host"],
    ),
    (
        "optimus-jobs",
        &["optimus-plugin-api", "optimus-question-rules", "optimus-yaml-nodes", "optimus-go-template"],
    ),
    (
        "optimus",
        &[
            "optimus-plugin-api",
            "optimus-plugin-policy",
            "optimus-plugin-host",
            "optimus-plugin-build",
            "optimus-plugin-proofs",
            "optimus-jobs",
        ],
    ),
    ("optimus-example-embed", &["optimus-plugin-host"]),
    ("xtask", &["optimus-plugin-build"]),
    // Tests and measurements look at everything.
    ("optimus-it", &[]),
    ("optimus-soak", &["optimus-plugin-build", "optimus-plugin-host"]),
    (
        "optimus-fuzz-targets",
        &[
            "optimus-plugin-api",
            "optimus-plugin-build",
            "optimus-plugin-policy",
            "optimus-plugin-process",
            "optimus-plugin-wasm",
            "optimus-plugin-yaml",
        ],
    ),
    (
        "optimus-bench",
        &["optimus-plugin-api", "optimus-plugin-host", "optimus-plugin-wasm", "optimus-plugin-process"],
    ),
];

fn metadata(manifest: &str) -> Metadata {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    MetadataCommand::new().manifest_path(format!("{root}{manifest}")).no_deps().exec().unwrap()
}

/// What each package of a workspace needs to be built, by name.
fn dependencies(metadata: &Metadata) -> BTreeMap<String, BTreeSet<String>> {
    let of = |package: &cargo_metadata::Package| {
        let needed = package.dependencies.iter().filter(|dep| dep.kind != DependencyKind::Development);
        needed.map(|dep| dep.name.clone()).collect()
    };
    metadata.packages.iter().map(|package| (package.name.to_string(), of(package))).collect()
}

#[test]
fn arrows_between_the_packages_run_down_only() {
    let found = dependencies(&metadata("Cargo.toml"));
    let known: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    for (package, needs) in &found {
        let allowed =
            known.get(package.as_str()).unwrap_or_else(|| panic!("{package} is missing in the table"));
        let ours = needs.iter().filter(|name| found.contains_key(*name));
        let wrong: Vec<_> = ours.filter(|name| !allowed.contains(&name.as_str())).collect();
        assert!(wrong.is_empty(), "{package} must not depend on {wrong:?}");
    }
}

#[test]
fn the_contract_names_no_engine_wire_format_or_runtime() {
    let needs = &dependencies(&metadata("Cargo.toml"))["optimus-plugin-api"];
    assert_eq!(needs, &BTreeSet::from(["jiff", "serde"].map(String::from)));
}

#[test]
fn the_dependencies_of_the_contract_fit_on_a_screen() {
    let tree = std::process::Command::new(env!("CARGO"))
        .args(["tree", "-p", "optimus-plugin-api", "--all-features", "-e", "normal", "--offline"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .unwrap();
    let lines = String::from_utf8(tree.stdout).unwrap().lines().count();
    assert!((1..=40).contains(&lines), "{lines} lines");
}

#[test]
fn the_sdk_depends_on_nothing() {
    let guests = dependencies(&metadata("guest-sdk/Cargo.toml"));
    assert_eq!(guests["optimus-plugin-sdk"], BTreeSet::new());
}

#[test]
fn guests_know_no_host_crate_but_the_template_language_and_the_tables_of_queries() {
    let leaves = ["optimus-go-template", "optimus-bigquery-sql"];
    let hosts = dependencies(&metadata("Cargo.toml"));
    for (guest, needs) in dependencies(&metadata("guest-sdk/Cargo.toml")) {
        let hosts = needs.iter().filter(|name| hosts.contains_key(*name));
        let wrong: Vec<_> = hosts.filter(|name| !leaves.contains(&name.as_str())).collect();
        assert!(wrong.is_empty(), "{guest} must not depend on {wrong:?}");
    }
}
