//! A real server on loopback, for plugins that ask one.

use std::{net::SocketAddr, sync::Arc};

use optimus_plugin_policy::Policy;
use optimus_plugin_wasm::{CompileOptions, EngineOptions, LoadOptions, WasmEngine, WasmPlugin};

use crate::built;

/// Serves until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(router: axum::Router) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, task }
    }

    /// The URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A component with what a policy file grants to it.
pub(crate) async fn load(name: &str, policy: &str, secrets: &[(&str, &str)]) -> WasmPlugin {
    let policy = Policy::from_text(policy).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let secrets: Vec<_> =
        secrets.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut options = LoadOptions::granting(policy.rules(name, None).grants);
    options.secrets = optimus_plugin_policy::SecretSource::new(move |wanted, _tenant| {
        secrets.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone())
    });
    let mut engine = EngineOptions::default();
    engine.compile = CompileOptions::in_process_without_limits();
    let engine = WasmEngine::new(&engine).unwrap();
    WasmPlugin::load(&engine, built::wasm(name), &options).await.unwrap()
}

/// Counts across the tasks of a server.
pub(crate) type Count = Arc<std::sync::atomic::AtomicUsize>;
