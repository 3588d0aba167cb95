//! Which package is built, and what the plugin is called.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use optimus_plugin_api::Error;
use optimus_plugin_policy::Wishes;
use serde::Deserialize;

use crate::{BuildOptions, TARGET, cargo, error};

/// The longest name that still leaves room for prefix and suffix in a file name, in bytes.
const MAX_NAME_BYTES: usize = 100;

/// The package that is built.
#[derive(Debug)]
pub(crate) struct Package {
    /// Cargo's identifier, as it stands in its messages.
    pub(crate) id: String,
    /// Its `Cargo.toml`.
    pub(crate) manifest: PathBuf,
    /// The root of its workspace.
    pub(crate) workspace: PathBuf,
    /// Where cargo puts what it builds.
    pub(crate) target_dir: PathBuf,
    /// The plugin's name.
    pub(crate) plugin: String,
    /// What it wishes to be granted, if its `Cargo.toml` says so.
    pub(crate) wishes: Option<Wishes>,
    /// Folders of packages on this machine, the SDK's among them, and their names.
    pub(crate) locals: Vec<(PathBuf, String)>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Found>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
struct Found {
    id: String,
    name: String,
    manifest_path: PathBuf,
    source: Option<String>,
    #[serde(default)]
    metadata: Option<serde_json::Value>,
}

/// Asks cargo about the crate at the source path.
pub(crate) fn find(options: &BuildOptions) -> Result<Package, Error> {
    let shown = shown_name(&options.source);
    let manifest = manifest(&options.source, &shown)?;
    let metadata = metadata(options, &manifest, &shown)?;
    let locals = metadata.packages.iter().filter_map(local).collect();
    let Some(found) = metadata.packages.into_iter().find(|package| same(&package.manifest_path, &manifest))
    else {
        let help = "name the folder of one member of the workspace";
        return Err(error::build(&shown, "this Cargo.toml has no package").with_help(help));
    };
    let stated = found.metadata.as_ref().and_then(|all| all.get("optimus")?.get("name")?.as_str());
    let plugin = plugin_name(options.name.as_deref().or(stated).unwrap_or(&found.name))?;
    let wishes = found.metadata.as_ref().and_then(|all| all.get("optimus")?.get("wishes"));
    let wishes = wishes
        .map(Wishes::from_json)
        .transpose()
        .map_err(|wrong| error::bad_wishes(&plugin, &manifest, &wrong))?;
    Ok(Package {
        id: found.id,
        manifest,
        workspace: metadata.workspace_root,
        target_dir: metadata.target_directory,
        plugin,
        wishes,
        locals,
    })
}

fn local(package: &Found) -> Option<(PathBuf, String)> {
    let folder = package.manifest_path.parent().filter(|_| package.source.is_none())?;
    Some((folder.to_path_buf(), package.name.clone()))
}

fn metadata(options: &BuildOptions, manifest: &Path, shown: &str) -> Result<Metadata, Error> {
    let mut command = cargo::command(manifest);
    command
        .args(["metadata", "--format-version", "1", "--filter-platform", TARGET, "--manifest-path"])
        .arg(manifest);
    if options.offline {
        command.arg("--offline");
    }
    let output =
        in_target_dir(&mut command, options).output().map_err(|cause| error::no_cargo(shown, cause))?;
    if !output.status.success() {
        let said = Error::escape(String::from_utf8_lossy(&output.stderr).trim());
        return Err(error::build(shown, format!("cargo does not understand the crate: {said}")));
    }
    serde_json::from_slice(&output.stdout).map_err(|cause| {
        error::build(shown, "cargo's description of the crate is not understood").with_source(cause)
    })
}

/// The option as cargo's environment has it, so that every command sees the same folder.
pub(crate) fn in_target_dir<'a>(command: &'a mut Command, options: &BuildOptions) -> &'a mut Command {
    if let Some(folder) = &options.target_dir {
        command.env("CARGO_TARGET_DIR", std::path::absolute(folder).unwrap_or_else(|_| folder.clone()));
    }
    command
}

fn manifest(source: &Path, shown: &str) -> Result<PathBuf, Error> {
    let manifest = if source.is_dir() { source.join("Cargo.toml") } else { source.to_path_buf() };
    match std::fs::metadata(&manifest).and_then(|_| std::path::absolute(&manifest)) {
        Ok(manifest) => Ok(manifest),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound && source.is_dir() => {
            Err(error::no_manifest(shown, source))
        }
        Err(cause) => Err(error::unreadable(shown, &manifest, cause)),
    }
}

fn same(left: &Path, right: &Path) -> bool {
    left == right
        || matches!((left.canonicalize(), right.canonicalize()), (Ok(left), Ok(right)) if left == right)
}

fn shown_name(source: &Path) -> String {
    let name =
        source.file_name().map_or_else(|| source.display().to_string(), |name| name.to_string_lossy().into());
    if name == "Cargo.toml" { "this crate".to_owned() } else { name }
}

/// The name without the prefix that file names have, if it can be a part of one.
pub(crate) fn plugin_name(name: &str) -> Result<String, Error> {
    let name = name.strip_prefix("optimus-plugin-").unwrap_or(name);
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > MAX_NAME_BYTES || name.starts_with('.') || !name.chars().all(fits) {
        return Err(error::bad_name(name));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_of_the_file_name_is_not_repeated() {
        assert_eq!(plugin_name("optimus-plugin-neo").unwrap(), "neo");
    }

    #[test]
    fn a_name_that_would_leave_the_folder_is_refused() {
        for name in
            ["../../etc/cron.d/x", "a/b", "", ".hidden", "optimus-plugin-", "a\u{202e}b", &"n".repeat(101)]
        {
            assert!(plugin_name(name).is_err(), "{name}");
        }
    }
}
