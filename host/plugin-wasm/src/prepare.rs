use std::{fs::File, io::Read, path::Path, sync::Arc};

use optimus_plugin_api::{Code, Error, Operation};
use optimus_plugin_policy::Digest;
use wasmtime::component::Component;

use crate::{
    LoadOptions, WasmEngine,
    contract::{self, Imports},
    header, host,
    imports::Access,
    logs::Speaker,
    seat::Blueprint,
};

/// What a component's file is called before the plugin's name.
const FILE_PREFIX: &str = "optimus-plugin-";

/// What a component is before its first instance.
pub(crate) struct Prepared {
    pub(crate) blueprint: Blueprint,
    pub(crate) imports: Imports,
    pub(crate) access: Arc<Access>,
}

/// Compiles and links; none of the component's code runs.
pub(crate) async fn prepare(
    engine: &WasmEngine,
    name: &str,
    bytes: Vec<u8>,
    options: &LoadOptions,
) -> Result<Prepared, Error> {
    let (compiling, plugin) = (engine.clone(), name.to_owned());
    let work = move || Ok((compile(&compiling, &bytes, &plugin)?, Digest::of(&bytes)));
    let ((component, has_start_function), digest) = aside(name, work).await?;
    contract::check_base(&component, name)?;
    let speaker = Arc::new(Speaker::new(name.to_owned()));
    let access = Arc::new(Access::new(options, speaker, digest, Arc::clone(engine.cache())));
    let imports = contract::check_imports(&component, name, &access)?;
    let mismatched = |cause| contract::mismatched_import(name, cause);
    let linker = host::linker(engine.engine(), &access, imports.wasi).map_err(mismatched)?;
    let pre = linker.instantiate_pre(&component).map_err(mismatched)?;
    let may_wait = has_start_function || imports.wasi;
    Ok(Prepared { blueprint: Blueprint { pre, may_wait }, imports, access })
}

/// The name to go by until the plugin has said its own, and what the file holds.
pub(crate) async fn read_file(path: &Path, options: &LoadOptions) -> Result<(String, Vec<u8>), Error> {
    let name = options.name.clone().unwrap_or_else(|| name_of_file(path));
    let (path, most, plugin) = (path.to_owned(), options.max_file_bytes, name.clone());
    let bytes = aside(&name, move || read(&path, most, &plugin)).await?;
    Ok((name, bytes))
}

/// `neo` from `optimus-plugin-neo.wasm`, the file's name from any other.
fn name_of_file(path: &Path) -> String {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = file.strip_prefix(FILE_PREFIX).and_then(|rest| rest.strip_suffix(".wasm"));
    name.map(str::to_owned).unwrap_or(file)
}

/// Does slow work without holding up the runtime.
#[expect(
    clippy::disallowed_methods,
    reason = "once per load, never in a call: reading and compiling take seconds"
)]
async fn aside<T: Send + 'static>(
    plugin: &str,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|cause| {
        Err(Error::new(Code::NOT_COMPILED, plugin, Operation::Load, "the compiler failed").with_source(cause))
    })
}

/// Reads a file that is no longer than it may be, whatever its metadata say.
fn read(path: &Path, most: u64, plugin: &str) -> Result<Vec<u8>, Error> {
    let unreadable = |cause| {
        let message = format!("{} cannot be read", Error::escape(&path.to_string_lossy()));
        Error::new(Code::UNREADABLE, plugin, Operation::Load, message).with_source(cause)
    };
    // Before it is opened: opening a pipe waits for its other end.
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(unreadable(std::io::Error::other("not a regular file")));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > most) {
        let message = format!("the file has more than {most} bytes, a component may have no more");
        return Err(Error::new(Code::FILE_TOO_LARGE, plugin, Operation::Load, message)
            .with_help("strip debug information from it, or allow larger files"));
    }
    Ok(bytes)
}

/// The compiled component, and whether code of it runs when it is instantiated.
fn compile(engine: &WasmEngine, bytes: &[u8], plugin: &str) -> Result<(Component, bool), Error> {
    header::check(bytes, plugin)?;
    let component = engine.compiler().compile(engine.engine(), bytes).map_err(|cause| {
        Error::new(Code::NOT_COMPILED, plugin, Operation::Load, "the engine refuses to compile it")
            .with_help("it uses a feature of WebAssembly that is not offered, or is damaged inside; the cause says where")
            .with_source(cause)
    })?;
    Ok((component, header::has_start_function(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_is_called_by_its_file_until_it_says_its_name() {
        assert_eq!(name_of_file(Path::new("/x/optimus-plugin-neo.wasm")), "neo");
        assert_eq!(name_of_file(Path::new("/x/neo.wasm")), "neo.wasm");
    }
}
