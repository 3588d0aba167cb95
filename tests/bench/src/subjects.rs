//! What is measured: the plugin in each of its forms, loaded.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use optimus_plugin_host::{Host, Plugin, PluginPolicy, api::Backend};
use optimus_plugin_wasm::{CompileOptions, EngineOptions, LoadOptions, WasmEngine, WasmPlugin};

use crate::{native::Native, raw::Raw};

/// Instances kept for the warm column; one caller needs one.
const WARM: usize = 4;

/// The plugin in all its forms.
pub(crate) struct Subjects {
    pub(crate) native: Arc<dyn Backend>,
    pub(crate) component: Vec<u8>,
    hosts: Vec<Host>,
    pub(crate) warm: Arc<Plugin>,
    pub(crate) fresh: Arc<Plugin>,
    pub(crate) go: Option<Arc<Plugin>>,
    /// Past the registry, for `plugin-info`: warm and fresh.
    pub(crate) info: (WasmPlugin, WasmPlugin),
    // The files that the hosts found.
    _folders: Vec<Folder>,
}

impl Subjects {
    pub(crate) async fn load() -> Result<Self> {
        let (fixture, component) = (fixture(), component()?);
        let wasm = Folder::with("wasm", &fixture, "optimus-plugin-neo.wasm")?;
        let mut policy = PluginPolicy::default();
        policy.rules.warm_instances = WARM;
        let warm = Host::builder()
            .compile(CompileOptions::in_process_without_limits())
            .directories([&wasm.0])
            .default_policy(policy)
            .load()
            .await;
        let fresh = Host::builder()
            .compile(CompileOptions::in_process_without_limits())
            .directories([&wasm.0])
            .load()
            .await;
        let (go, go_folder) = go_plugin().await?.unzip();
        let mut subjects = Self {
            native: Arc::new(Native::new()),
            info: infos(&component).await?,
            component,
            warm: plugin(&warm)?,
            fresh: plugin(&fresh)?,
            go: go.as_ref().map(plugin).transpose()?,
            hosts: vec![warm, fresh],
            _folders: vec![wasm],
        };
        subjects.hosts.extend(go);
        subjects._folders.extend(go_folder);
        Ok(subjects)
    }

    pub(crate) fn raw(&self) -> Result<Raw> {
        Raw::new(&self.component)
    }

    pub(crate) async fn shutdown(&self) {
        for host in &self.hosts {
            host.shutdown(Duration::from_secs(2)).await;
        }
    }
}

fn fixture() -> PathBuf {
    fixtures().join("wasm/neo.wasm")
}

/// The component itself.
pub(crate) fn component() -> Result<Vec<u8>> {
    let fixture = fixture();
    std::fs::read(&fixture)
        .with_context(|| format!("{} is missing; run `cargo xtask fixtures`", fixture.display()))
}

/// Only what counting a fresh call needs.
pub(crate) async fn fresh_alone() -> Result<(Host, Arc<Plugin>)> {
    let wasm = Folder::with("traced", &fixture(), "optimus-plugin-neo.wasm")?;
    let host = Host::builder()
        .compile(CompileOptions::in_process_without_limits())
        .directories([&wasm.0])
        .load()
        .await;
    let plugin = plugin(&host)?;
    Ok((host, plugin))
}

/// Compiles here: nothing of it is measured.
fn engine_options() -> EngineOptions {
    let mut options = EngineOptions::default();
    options.compile = CompileOptions::in_process_without_limits();
    options
}

async fn infos(component: &[u8]) -> Result<(WasmPlugin, WasmPlugin)> {
    let engine = WasmEngine::new(&engine_options())?;
    let mut warm = LoadOptions::default();
    warm.instances = optimus_plugin_wasm::Instances::Warm(WARM);
    let warm = WasmPlugin::load_bytes(&engine, "neo", component.to_vec(), &warm).await?;
    let fresh = WasmPlugin::load_bytes(&engine, "neo", component.to_vec(), &LoadOptions::default()).await?;
    Ok((warm, fresh))
}

/// The executable, if it was built: a machine without Go measures the rest.
async fn go_plugin() -> Result<Option<(Host, Folder)>> {
    let found = std::fs::read_dir(fixtures().join("process"))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("optimus-neo_")));
    let Some(executable) = found else {
        eprintln!("the go-plugin executable is missing, its column stays empty; run `cargo xtask fixtures`");
        return Ok(None);
    };
    let name = executable.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = Folder::with("process", &executable, &name)?;
    let host = Host::builder().directories([&folder.0]).load().await;
    Ok(Some((host, folder)))
}

fn plugin(host: &Host) -> Result<Arc<Plugin>> {
    let registry = host.plugins();
    if let Some(reason) = registry.not_served().first() {
        bail!("{}", reason.reason);
    }
    Ok(registry.plugin("neo")?)
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/fixtures")
}

/// A folder with one plugin in it, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn with(label: &str, file: &Path, name: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("optimus-bench-{}-{label}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        let folder = Self(path);
        std::fs::copy(file, folder.0.join(name)).with_context(|| file.display().to_string())?;
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
