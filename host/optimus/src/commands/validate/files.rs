use std::{
    fs, io,
    path::{Path, PathBuf},
};

use optimus_plugin_host::PluginKind;

use crate::{
    failure::{Failure, Outcome},
    ui::relative,
};

/// What is to be looked at.
pub(super) struct Files {
    pub(super) is_directory: bool,
    pub(super) plugins: Vec<(PluginKind, PathBuf)>,
    /// Files of a directory that are called nearly like plugins, with what is wrong with their names.
    pub(super) passed_over: Vec<(PathBuf, &'static str)>,
}

/// The file, or in a directory the files that are plugins by their names, sorted. As upstream, subdirectories are left out.
pub(super) fn find(path: &Path) -> Outcome<Files> {
    let unreadable = |error: io::Error| Failure::unreadable(path, &error);
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        let kind = kind_of(path).ok_or_else(|| {
            Failure::usage(format!("{} is not the file of a plugin", relative(path)))
                .help("plugins are called *.yaml, *.wasm or optimus-NAME_OS_ARCH")
        })?;
        return Ok(Files {
            is_directory: false,
            plugins: vec![(kind, path.to_owned())],
            passed_over: vec![],
        });
    }
    let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(unreadable)?;
    let mut files: Vec<_> =
        entries.into_iter().map(|entry| entry.path()).filter(|path| !path.is_dir()).collect();
    files.sort();
    let (mut plugins, mut passed_over) = (Vec::new(), Vec::new());
    for file in files {
        match (kind_of(&file), near_miss(&file)) {
            (Some(kind), _) => plugins.push((kind, file)),
            (None, Some(why)) => passed_over.push((file, why)),
            (None, None) => {}
        }
    }
    Ok(Files { is_directory: true, plugins, passed_over })
}

/// By the ending alone, as upstream: a file need not have the name by which it would be found.
fn kind_of(path: &Path) -> Option<PluginKind> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("yaml") => Some(PluginKind::Yaml),
        Some("wasm") => Some(PluginKind::Wasm),
        _ => PluginKind::of_file(path),
    }
}

/// What is wrong with a name that looks like a plugin's.
fn near_miss(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "yml" | "yaml" => Some("a plugin's yaml ends in .yaml, in small letters"),
        "wasm" => Some("a component ends in .wasm, in small letters"),
        "cwasm" => Some("machine code is not loaded; put the component (.wasm) here"),
        _ if !name.starts_with("optimus-") => None,
        "exe" => Some("an executable is called optimus-NAME_OS_ARCH, without .exe"),
        _ if name.matches('_').count() >= 2 => {
            Some("an executable for another machine, or not named for one")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_nearly_a_plugins_is_told_and_others_are_not() {
        for name in [
            "optimus-plugin-neo.yml",
            "optimus-plugin-neo.YAML",
            "neo.cwasm",
            "optimus-neo_windows_amd64.exe",
            "optimus-neo_plan9_mips",
        ] {
            assert!(near_miss(Path::new(name)).is_some(), "{name}");
        }
        for name in ["README.md", "optimus", "optimus-tool", "query.sql"] {
            assert!(near_miss(Path::new(name)).is_none(), "{name}");
        }
    }
}
