//! Who is called: a component with fresh instances, the same with instances that are kept, and a process.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result};
use optimus_plugin_build::GuestText;
use optimus_plugin_host::{Host, Plugin, PluginPolicy};
use tempfile::TempDir;

/// Instances that are kept; fewer than callers, so that some make way for others.
const KEPT: usize = 3;

pub(crate) struct Plugins {
    pub(crate) fresh: Arc<Plugin>,
    pub(crate) kept: Arc<Plugin>,
    /// Absent where its fixture was not built.
    pub(crate) process: Option<Arc<Plugin>>,
    hosts: Vec<Host>,
    _folders: Vec<TempDir>,
}

impl Plugins {
    pub(crate) async fn load() -> Result<Self> {
        let component = GuestText::new(include_str!("soaks.wat")).component()?;
        let mut policy = PluginPolicy::default();
        let (fresh_folder, fresh_host) =
            serve("optimus-plugin-guest.wasm", &component, policy.clone()).await?;
        policy.rules.warm_instances = KEPT;
        let (kept_folder, kept_host) = serve("optimus-plugin-guest.wasm", &component, policy).await?;
        let mut plugins = Self {
            fresh: plugin(&fresh_host, "guest")?,
            kept: plugin(&kept_host, "guest")?,
            process: None,
            hosts: vec![fresh_host, kept_host],
            _folders: vec![fresh_folder, kept_folder],
        };
        plugins.add_process().await?;
        Ok(plugins)
    }

    async fn add_process(&mut self) -> Result<()> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/fixtures/process/full-1.8.0");
        if !file.exists() {
            println!("{} was not built: no calls of a process (`cargo xtask fixtures`)", file.display());
            return Ok(());
        }
        let folder = tempfile::tempdir()?;
        std::fs::copy(&file, folder.path().join(process_name())).context("copying the process")?;
        let host = Host::builder().compile(compile()).directories([folder.path().to_path_buf()]).load().await;
        self.process = Some(plugin(&host, "full")?);
        self.hosts.push(host);
        self._folders.push(folder);
        Ok(())
    }

    pub(crate) async fn shutdown(&self) {
        for host in &self.hosts {
            host.shutdown(Duration::from_secs(5)).await;
        }
    }
}

async fn serve(name: &str, bytes: &[u8], policy: PluginPolicy) -> Result<(TempDir, Host)> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join(name), bytes)?;
    let directories: [PathBuf; 1] = [folder.path().to_path_buf()];
    let host =
        Host::builder().compile(compile()).directories(directories).default_policy(policy).load().await;
    Ok((folder, host))
}

fn plugin(host: &Host, name: &str) -> Result<Arc<Plugin>> {
    let registry = host.plugins();
    let refused: Vec<_> = registry.not_served().iter().map(|file| file.reason.to_string()).collect();
    registry.plugin(name).with_context(|| format!("{refused:?}"))
}

/// `optimus-<plugin>_<os>_<arch>` in Go's words.
fn process_name() -> String {
    let arch = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("optimus-full_{}_{arch}", std::env::consts::OS)
}

/// Compiles here: what is measured are calls.
fn compile() -> optimus_plugin_host::wasm::CompileOptions {
    optimus_plugin_host::wasm::CompileOptions::in_process_without_limits()
}
