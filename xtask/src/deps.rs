//! The rules of `deny.toml` for those who do not have cargo-deny: licences, banned crates, sources.

use anyhow::{Context, Result, bail};
use cargo_metadata::{Metadata, MetadataCommand, Package};
use serde::Deserialize;

use crate::workspace;

#[derive(Deserialize)]
struct Rules {
    licenses: Licenses,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

/// Checks both workspaces and lists every breach.
pub(crate) fn check() -> Result<()> {
    let text = std::fs::read_to_string(workspace::root().join("deny.toml")).context("reading deny.toml")?;
    let rules: Rules = toml::from_str(&text).context("deny.toml")?;
    let mut breaches = Vec::new();
    let mut looked_at = 0;
    for manifest in [workspace::root().join("Cargo.toml"), workspace::guests_manifest()] {
        let metadata = metadata(&manifest)?;
        looked_at += metadata.packages.len();
        breaches.extend(metadata.packages.iter().filter_map(|package| breach(package, &rules)));
    }
    if !breaches.is_empty() {
        bail!("dependencies against the rules of deny.toml:\n  {}", breaches.join("\n  "));
    }
    println!("{looked_at} packages: licences, bans and sources as deny.toml says");
    Ok(())
}

fn metadata(manifest: &std::path::Path) -> Result<Metadata> {
    let mut command = MetadataCommand::new();
    command.manifest_path(manifest);
    command.exec().with_context(|| format!("cargo metadata of {}", manifest.display()))
}

fn breach(package: &Package, rules: &Rules) -> Option<String> {
    let who = format!("{} {}", package.name, package.version);
    if let Some(ban) = rules.bans.deny.iter().find(|ban| ban.name == package.name.as_str()) {
        return Some(format!("{who} is banned: {}", ban.reason));
    }
    if let Some(source) = &package.source
        && !source.repr.starts_with("registry+")
    {
        return Some(format!("{who} comes from {source}, not from the registry"));
    }
    let license = package.license.as_deref().unwrap_or_default().replace('/', " OR ");
    if is_allowed(&license, &rules.licenses.allow) {
        return None;
    }
    Some(format!("{who} is licensed `{license}`, which is not among those allowed"))
}

/// Whether the expression can be satisfied with allowed licences alone.
fn is_allowed(license: &str, allowed: &[String]) -> bool {
    let Ok(expression) = spdx::Expression::parse(license) else { return false };
    expression.evaluate(|requirement| allowed.contains(&requirement.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed() -> Vec<String> {
        ["MIT", "Apache-2.0 WITH LLVM-exception"].map(String::from).to_vec()
    }

    #[test]
    fn one_allowed_alternative_is_enough() {
        assert!(is_allowed("GPL-3.0-only OR MIT", &allowed()));
    }

    #[test]
    fn an_exception_is_part_of_the_licence() {
        assert!(is_allowed("Apache-2.0 WITH LLVM-exception", &allowed()));
        assert!(!is_allowed("Apache-2.0", &allowed()));
    }

    #[test]
    fn a_package_without_licence_is_refused() {
        assert!(!is_allowed("", &allowed()));
    }
}
