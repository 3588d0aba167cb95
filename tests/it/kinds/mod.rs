//! Behaviour x kind: one body, run over a component, a go-plugin process and a yaml, all of them the plugin `neo`.

mod calls;
mod deterministic;
mod faults;
mod merge;

use std::{path::PathBuf, sync::Arc, time::Duration};

use optimus_plugin_host::{Host, Plugin, PluginPolicy, wasm::CompileOptions};
use tempfile::TempDir;

use crate::built;

/// The kinds, each with the file of `neo` that it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Wasm,
    Process,
    Yaml,
}

impl Kind {
    /// The built plugin.
    pub(crate) fn neo(self) -> PathBuf {
        match self {
            Self::Wasm => built::wasm("neo"),
            Self::Process => built::process(&process_name("neo")),
            Self::Yaml => built::source("examples/neo/yaml/optimus-plugin-neo.yaml"),
        }
    }

    /// The file name under which it is discovered.
    pub(crate) fn file_name(self, plugin: &str) -> String {
        match self {
            Self::Wasm => format!("optimus-plugin-{plugin}.wasm"),
            Self::Process => process_name(plugin),
            Self::Yaml => format!("optimus-plugin-{plugin}.yaml"),
        }
    }
}

/// `optimus-<plugin>_<os>_<arch>` in Go's words.
pub(crate) fn process_name(plugin: &str) -> String {
    let os = if cfg!(target_os = "macos") { "darwin" } else { std::env::consts::OS };
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("optimus-{plugin}_{os}_{arch}")
}

/// A folder of plugins, and a host that serves it.
pub(crate) struct Served {
    pub(crate) host: Host,
    pub(crate) folder: TempDir,
}

impl Served {
    /// Serves files, each under a name of its own.
    pub(crate) async fn files(files: impl IntoIterator<Item = (String, PathBuf)>) -> Self {
        Self::with(PluginPolicy::default(), files).await
    }

    /// Serves files, each under a name of its own, all under one policy.
    pub(crate) async fn with(
        policy: PluginPolicy,
        files: impl IntoIterator<Item = (String, PathBuf)>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, file) in files {
            std::fs::copy(&file, folder.path().join(name)).unwrap();
        }
        let host = Host::builder().directories([folder.path().to_path_buf()]).default_policy(policy);
        let host = host.compile(CompileOptions::in_process_without_limits()).load().await;
        Self { host, folder }
    }

    /// Serves `neo` of these kinds.
    pub(crate) async fn neo(kinds: &[Kind]) -> Self {
        Self::files(kinds.iter().map(|kind| (kind.file_name("neo"), kind.neo()))).await
    }

    /// The plugin `neo`; if it is not served, says why.
    pub(crate) fn plugin(&self) -> Arc<Plugin> {
        let registry = self.host.plugins();
        let why = || registry.not_served().iter().map(|file| file.reason.to_string()).collect::<Vec<_>>();
        registry.plugin("neo").unwrap_or_else(|error| panic!("{error}: {:?}", why()))
    }

    pub(crate) async fn end(self) {
        self.host.shutdown(Duration::from_secs(5)).await;
    }
}

/// Makes one test per kind out of each body.
macro_rules! over_every_kind {
    ($(async fn $name:ident($plugin:ident: &Plugin) $body:block)+) => {
        over_every_kind!(@kind wasm Wasm $(($name $plugin $body))+);
        over_every_kind!(@kind process Process $(($name $plugin $body))+);
        over_every_kind!(@kind yaml Yaml $(($name $plugin $body))+);
    };
    (@kind $module:ident $kind:ident $(($name:ident $plugin:ident $body:block))+) => {
        mod $module {
            use super::*;

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    let served = Served::neo(&[Kind::$kind]).await;
                    {
                        let plugin = served.plugin();
                        let $plugin: &Arc<Plugin> = &plugin;
                        $body
                    }
                    served.end().await;
                }
            )+
        }
    };
}
pub(crate) use over_every_kind;
