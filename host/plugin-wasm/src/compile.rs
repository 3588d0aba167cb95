use wasmtime::{Engine, component::Component};

/// Makes machine code of a component: the one seam behind which compilation sits.
///
/// Compilation is the dearest and least bounded thing that a plugin file can ask of a host (a component of 587 KB took 12.7 s
/// and 586 MB), so it will move into a child process with limits and a cache of its own. Nothing else may compile.
pub(crate) trait Compiler: std::fmt::Debug + Send + Sync {
    /// Compiles a component whose header was looked at already. Blocks for seconds.
    fn compile(&self, engine: &Engine, bytes: &[u8]) -> wasmtime::Result<Component>;
}

/// Compiles in this process, on the thread that asks.
#[derive(Debug)]
pub(crate) struct InProcess;

impl Compiler for InProcess {
    fn compile(&self, engine: &Engine, bytes: &[u8]) -> wasmtime::Result<Component> {
        Component::from_binary(engine, bytes)
    }
}
