//! A folder with plugins, and the program started in it.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) const NEO: &str = "\
name: neo
description: Near earth object tracker
plugintype: task
pluginversion: 0.1.0
apiversion: ['1']
image: ghcr.io/kushsharma/optimus-task-neo-executor
secretpath: /tmp/.secrets
questions:
- name: RANGE_START
  prompt: Date range start
  help: YYYY-MM-DD format
  required: true
- name: RANGE_END
  prompt: Date range end
  help: YYYY-MM-DD format
  required: true
defaultconfig:
- name: RANGE_START
  value: '{{.RANGE_START}}'
- name: RANGE_END
  value: '{{.RANGE_END}}'
";

/// A folder of its own, removed at the end.
pub(crate) struct World(TempDir);

impl World {
    /// A folder with an empty folder of plugins.
    pub(crate) fn empty() -> Self {
        let world = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(world.path().join(".plugins")).unwrap();
        world
    }

    /// With `.plugins/optimus-plugin-<name>.yaml` for each name.
    pub(crate) fn with(plugins: &[(&str, &str)]) -> Self {
        let world = Self::empty();
        for (name, text) in plugins {
            world.write(&format!(".plugins/optimus-plugin-{name}.yaml"), text);
        }
        world
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Every file below the folder but the plugins and what is remembered of them, sorted.
    pub(crate) fn files(&self) -> Vec<String> {
        fn walk(folder: &Path, root: &Path, files: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, root, files);
                } else {
                    files.push(path.strip_prefix(root).unwrap().display().to_string());
                }
            }
        }
        let mut files = Vec::new();
        walk(self.path(), self.path(), &mut files);
        files.retain(|file| !file.starts_with(".plugins") && !file.starts_with(".cache"));
        files.sort();
        files
    }

    /// The program in this folder, which sees the plugins of this folder alone.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_optimus"));
        command.args(["--plugin-dir", ".plugins"]).args(args).current_dir(self.path());
        command.env_remove("NO_COLOR").env_remove("OPTIMUS_LOG").env("HOME", self.path());
        // Components are compiled once for all tests, and no folder of a test has the cache in it.
        command.env("XDG_CACHE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, "")
    }

    /// Runs it with text on its standard input.
    pub(crate) fn run_with(&self, args: &[&str], input: &str) -> Ran {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // The program may end without having read it.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Ran(child.wait_with_output().unwrap())
    }
}

/// How it ended and what it printed.
pub(crate) struct Ran(Output);

impl Ran {
    pub(crate) fn code(&self) -> i32 {
        self.0.status.code().unwrap_or_else(|| panic!("killed: {:?}", self.0))
    }

    pub(crate) fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    /// Stdout as one JSON value.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out()).unwrap_or_else(|error| panic!("{error}: {:?}", self.0))
    }

    /// Asserts the exit code and shows everything if it is another.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "stdout:\n{}\nstderr:\n{}", self.out(), self.err());
        self
    }
}
