//! Looks through directories, in order; the first file of a name and kind wins.

use std::{
    collections::{HashMap, HashSet},
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use optimus_plugin_api::Error;

use super::Stamp;
use crate::{PluginKind, errors, registry::NotServed, source::Source};

/// The most entries of a directory that are looked at. `/usr/bin` of a large installation has 5,000.
const MAX_ENTRIES: usize = 100_000;
/// The most plugin files of one directory that are looked at; hundreds are the most that anybody has.
const MAX_FILES: usize = 1_000;

/// What a search found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Files to load, in the order in which they were found.
    pub(crate) sources: Vec<Source>,
    /// Files that are not to be loaded: shadowed, or links that lead nowhere.
    pub(crate) not_served: Vec<NotServed>,
    /// Directories that exist and could not be looked through.
    pub(crate) warnings: Vec<Error>,
}

/// Looks through the directories. A missing one is skipped, one that is listed twice is looked at once.
///
/// It blocks, on nothing but the file system.
pub(crate) fn search(directories: &[PathBuf]) -> Found {
    let mut search = Search::default();
    let mut seen = HashSet::new();
    for directory in directories {
        let identity = fs::canonicalize(directory).unwrap_or_else(|_| directory.clone());
        if seen.insert(identity) {
            search.directory(directory);
        }
    }
    search.found
}

#[derive(Default)]
struct Search {
    found: Found,
    /// The file that was found first, by kind and name.
    first: HashMap<(PluginKind, String), PathBuf>,
}

impl Search {
    fn directory(&mut self, directory: &Path) {
        match candidates(directory) {
            Ok(names) => self.files(directory, &names),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.found.warnings.push(errors::unreadable_directory(directory, error)),
        }
    }

    fn files(&mut self, directory: &Path, names: &[OsString]) {
        if names.len() > MAX_FILES {
            self.found.warnings.push(errors::too_many_files(directory, names.len(), MAX_FILES));
        }
        names.iter().take(MAX_FILES).for_each(|name| self.file(directory, name));
    }

    fn file(&mut self, directory: &Path, file_name: &OsString) {
        let path = directory.join(file_name);
        for (kind, name) in plugins_in(&file_name.to_string_lossy()) {
            // Links are followed, and what is not a file in the end (a folder, a pipe) is no plugin.
            match fs::metadata(&path) {
                Ok(file) if file.is_file() => self.keep(kind, name, path.clone(), Stamp::of(&file)),
                Ok(_) => {}
                Err(error) => self.refuse(kind, &name, path.clone(), errors::unreadable(&name, error)),
            }
        }
    }

    fn keep(&mut self, kind: PluginKind, name: String, path: PathBuf, stamp: Stamp) {
        let key = (kind, name.clone());
        if let Some(first) = self.first.get(&key) {
            let reason = errors::shadowed(&name, first);
            return self.refuse(kind, &name, path, reason);
        }
        self.first.insert(key, path.clone());
        self.found.sources.push(Source { kind, name, path, stamp });
    }

    fn refuse(&mut self, kind: PluginKind, name: &str, path: PathBuf, reason: Error) {
        self.found.not_served.push(NotServed { name: name.to_owned(), kind, path, reason });
    }
}

/// File names in a directory that look like plugins, sorted by their bytes.
fn candidates(directory: &Path) -> io::Result<Vec<OsString>> {
    let mut names = Vec::new();
    for (index, entry) in fs::read_dir(directory)?.enumerate() {
        let name = entry?.file_name();
        if plugins_in(&name.to_string_lossy()).next().is_some() {
            names.push(name);
        }
        if index >= MAX_ENTRIES {
            let text = format!("it has more than {MAX_ENTRIES} entries");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
        }
    }
    names.sort_unstable_by(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
    Ok(names)
}

/// The plugins that a file of this name can be.
fn plugins_in(file_name: &str) -> impl Iterator<Item = (PluginKind, String)> {
    PluginKind::ALL.into_iter().filter_map(|kind| Some((kind, kind.plugin_name(file_name)?.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        files.iter().for_each(|file| fs::write(folder.path().join(file), "").unwrap());
        folder
    }

    fn names(found: &Found) -> Vec<(&str, &str)> {
        found.sources.iter().map(|source| (source.kind.as_str(), source.name.as_str())).collect()
    }

    #[test]
    fn files_are_found_in_the_order_of_their_bytes() {
        let folder = folder(&[
            "optimus-plugin-b.yaml",
            "optimus-plugin-B.yaml",
            "optimus-plugin-a.wasm",
            "readme.yaml",
        ]);
        let found = search(&[folder.path().into()]);
        assert_eq!(names(&found), [("yaml", "B"), ("wasm", "a"), ("yaml", "b")]);
    }

    #[test]
    fn yml_another_case_and_folders_are_no_plugins() {
        let folder = folder(&["optimus-plugin-a.yml", "Optimus-plugin-a.yaml", "optimus-plugin-a.YAML"]);
        fs::create_dir(folder.path().join("optimus-plugin-dir.yaml")).unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        fs::write(folder.path().join("sub/optimus-plugin-deep.yaml"), "").unwrap();
        let found = search(&[folder.path().into()]);
        assert!(found.sources.is_empty() && found.not_served.is_empty(), "{found:?}");
    }

    #[test]
    fn the_first_file_of_a_name_and_kind_wins_and_the_other_says_who_shadows_it() {
        let [one, two] = [folder(&["optimus-plugin-neo.yaml"]), folder(&["optimus-plugin-neo.yaml"])];
        let found = search(&[one.path().into(), two.path().into()]);
        let [source] = &found.sources[..] else { panic!("{found:?}") };
        assert_eq!(source.path, one.path().join("optimus-plugin-neo.yaml"));
        let [shadowed] = &found.not_served[..] else { panic!("{found:?}") };
        assert_eq!(shadowed.path, two.path().join("optimus-plugin-neo.yaml"));
        assert!(shadowed.reason.to_string().contains(one.path().to_str().unwrap()), "{}", shadowed.reason);
    }

    #[test]
    fn a_name_that_is_part_of_another_shadows_nothing() {
        let folder =
            folder(&["optimus-plugin-neo-extra.yaml", "optimus-plugin-neo.yaml", "optimus-plugin-my_a.yaml"]);
        fs::write(folder.path().join("optimus-plugin-my_b.yaml"), "").unwrap();
        let found = search(&[folder.path().into()]);
        let expected = [("yaml", "my_a"), ("yaml", "my_b"), ("yaml", "neo-extra"), ("yaml", "neo")];
        assert_eq!(names(&found), expected);
    }

    #[test]
    fn different_versions_of_an_executable_are_one_name() {
        let this = |version: &str| {
            let (os, arch) = (super::super::executable::go_os(), super::super::executable::go_arch());
            format!("optimus-neo{version}_{os}_{arch}")
        };
        let folder = folder(&[&this("_0.1"), &this("_0.2")]);
        let found = search(&[folder.path().into()]);
        assert_eq!(names(&found), [("binary", "neo")]);
        assert_eq!(found.not_served.len(), 1);
    }

    #[test]
    fn the_kinds_of_one_name_are_found_beside_each_other() {
        let folder = folder(&["optimus-plugin-neo.yaml", "optimus-plugin-neo.wasm"]);
        assert_eq!(names(&search(&[folder.path().into()])), [("wasm", "neo"), ("yaml", "neo")]);
    }

    #[test]
    fn a_directory_listed_twice_is_looked_at_once() {
        let folder = folder(&["optimus-plugin-neo.yaml"]);
        let found = search(&[folder.path().into(), folder.path().join(".")]);
        assert_eq!((found.sources.len(), found.not_served.len()), (1, 0));
    }

    #[test]
    fn a_missing_directory_is_skipped_and_one_that_is_a_file_is_told() {
        let folder = folder(&["file"]);
        let found = search(&[folder.path().join("missing"), folder.path().join("file")]);
        assert_eq!(found.warnings.len(), 1, "{found:?}");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_one_that_leads_nowhere_shadows_nothing() {
        use std::os::unix::fs::symlink;
        let [one, two] = [folder(&["real"]), folder(&["optimus-plugin-neo.yaml"])];
        symlink("nowhere", one.path().join("optimus-plugin-neo.yaml")).unwrap();
        symlink("real", one.path().join("optimus-plugin-linked.yaml")).unwrap();
        let found = search(&[one.path().into(), two.path().into()]);
        assert_eq!(names(&found), [("yaml", "linked"), ("yaml", "neo")]);
        assert_eq!(found.not_served[0].reason.code(), optimus_plugin_api::Code::UNREADABLE);
    }

    #[test]
    fn of_more_plugin_files_than_are_looked_at_the_first_are_found_and_the_directory_is_told() {
        let names: Vec<_> = (0..=MAX_FILES).map(|number| format!("optimus-plugin-{number}.yaml")).collect();
        let folder = folder(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let found = search(&[folder.path().into()]);
        assert_eq!(found.sources.len(), MAX_FILES);
        let [warning] = &found.warnings[..] else { panic!("{found:?}") };
        assert!(warning.message().contains("1001 plugin files"), "{warning}");
    }
}
