use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use optimus_plugin_api::{Code, Error, Operation};
use optimus_plugin_policy::Digest;
use wasmtime::component::Component;

use crate::{
    LoadOptions, WasmEngine,
    compile::{Made, Source, Trusted},
    contract::{self, Imports},
    engine::{Side, Variant},
    header, host,
    imports::Access,
    logs::Speaker,
    seat::Blueprint,
};

/// What a component's file is called before the plugin's name.
const FILE_PREFIX: &str = "optimus-plugin-";

/// What a component is before its first instance.
pub(crate) struct Prepared {
    pub(crate) side: Arc<Side>,
    pub(crate) blueprint: Blueprint,
    /// What its machine code was mapped from.
    pub(crate) code: Trusted,
    pub(crate) imports: Imports,
    pub(crate) access: Arc<Access>,
    pub(crate) warnings: Vec<Error>,
}

/// Where a component's bytes can be had again: they are compiled anew for deterministic mode, and not kept for that if they are
/// in a file.
pub(crate) struct Origin {
    digest: Digest,
    from: From,
}

enum From {
    File { path: PathBuf, most: u64 },
    Memory(Source),
}

impl Origin {
    pub(crate) fn file(path: &Path, options: &LoadOptions, source: &Source) -> Self {
        Self {
            digest: source.digest,
            from: From::File { path: path.to_owned(), most: options.max_file_bytes },
        }
    }

    pub(crate) fn memory(source: &Source) -> Self {
        Self { digest: source.digest, from: From::Memory(source.clone()) }
    }

    pub(crate) fn digest(&self) -> Digest {
        self.digest
    }

    /// The same bytes again.
    pub(crate) async fn read_again(&self, name: &str) -> Result<Source, Error> {
        let (path, most) = match &self.from {
            From::Memory(source) => return Ok(source.clone()),
            From::File { path, most } => (path.clone(), *most),
        };
        let plugin = name.to_owned();
        let source = aside(name, move || read(&path, most, &plugin).map(Source::new)).await?;
        if source.digest == self.digest {
            return Ok(source);
        }
        let message = "its file has changed since it was loaded";
        Err(Error::new(Code::DIGEST_MISMATCH, name, Operation::Load, message).with_help(
            "load it again: calls in deterministic mode would come from another plugin than the others",
        ))
    }
}

/// Compiles and links; none of the component's code runs.
pub(crate) async fn prepare(
    engine: &WasmEngine,
    name: &str,
    source: &Source,
    options: &LoadOptions,
) -> Result<Prepared, Error> {
    header::check(&source.bytes, name)?;
    let side = engine.side(Variant::Normal)?.clone();
    let Made { component, code, warnings, .. } = engine.component(Variant::Normal, name, source).await?;
    contract::check_base(&component, name)?;
    let speaker = Arc::new(Speaker::new(name.to_owned()));
    let access = Arc::new(Access::new(options, speaker, source.digest, Arc::clone(engine.cache())));
    let imports = contract::check_imports(&component, name, &access)?;
    let may_wait = imports.wasi || header::has_start_function(&source.bytes);
    let blueprint = link(&side, &component, &access, imports.wasi, may_wait)?;
    Ok(Prepared { side, blueprint, code, imports, access, warnings })
}

/// Resolves the imports, for one of the engines.
pub(crate) fn link(
    side: &Side,
    component: &Component,
    access: &Arc<Access>,
    wasi: bool,
    may_wait: bool,
) -> Result<Blueprint, Error> {
    let mismatched = |cause| contract::mismatched_import(access.speaker.name(), cause);
    let linker = host::linker(side.engine(), access, wasi).map_err(mismatched)?;
    let pre = linker.instantiate_pre(component).map_err(mismatched)?;
    Ok(Blueprint { pre, may_wait })
}

/// The name to go by until the plugin has said its own, and what the file holds.
pub(crate) async fn read_file(path: &Path, options: &LoadOptions) -> Result<(String, Source), Error> {
    let name = options.name.clone().unwrap_or_else(|| name_of_file(path));
    let (path, most, plugin) = (path.to_owned(), options.max_file_bytes, name.clone());
    let source = aside(&name, move || read(&path, most, &plugin).map(Source::new)).await?;
    Ok((name, source))
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
pub(crate) async fn aside<T: Send + 'static>(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_is_called_by_its_file_until_it_says_its_name() {
        assert_eq!(name_of_file(Path::new("/x/optimus-plugin-neo.wasm")), "neo");
        assert_eq!(name_of_file(Path::new("/x/neo.wasm")), "neo.wasm");
    }
}
