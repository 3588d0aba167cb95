use std::{
    fs::File,
    io::Read,
    path::Path,
    pin::pin,
    sync::{Arc, atomic::AtomicBool},
};

use optimus_plugin_api::{CallContext, Code, Error, Operation, PluginInfo, PluginMod};
use wasmtime::component::Component;

use crate::{
    LoadOptions, WasmEngine, WasmPlugin,
    budget::Budget,
    contract, convert,
    driver::drive,
    exports::Exports,
    facts::Facts,
    header, host,
    logs::Speaker,
    plugin::{failed, hostcall_fuel, state},
    seat::{Blueprint, Seat, WarmSeats},
};

/// What a component's file is called before the plugin's name.
const FILE_PREFIX: &str = "optimus-plugin-";

impl WasmPlugin {
    /// Reads, compiles and checks a component, and asks it who it is.
    ///
    /// Needs a tokio runtime: reading and compiling take seconds and happen on a thread of their own. The plugin's limits
    /// hold from its first instruction on.
    ///
    /// # Errors
    /// `P0107`, `P0110`: the file cannot be read, or is too large. `P0201` to `P0204`: a core module, a damaged file, another
    /// contract, machine code. `P0205`, `P0208`: it imports what is not provided, or not yet. `P0206`, `P0207`: its exports
    /// disagree with its mods or with the contract. `P0209`: it cannot be compiled. Whatever a call can fail with, if it
    /// fails to say who it is.
    pub async fn load(
        engine: &WasmEngine,
        path: impl AsRef<Path>,
        options: &LoadOptions,
    ) -> Result<Self, Error> {
        let path = path.as_ref().to_owned();
        let name = options.name.clone().unwrap_or_else(|| name_of_file(&path));
        let (most, plugin) = (options.max_file_bytes, name.clone());
        let bytes = aside(&name, move || read(&path, most, &plugin)).await?;
        Self::load_bytes(engine, &name, bytes, options).await
    }

    /// Like [`WasmPlugin::load`], from bytes in memory; `name` is what to call the plugin until it says its own.
    ///
    /// # Errors
    /// As for [`WasmPlugin::load`].
    pub async fn load_bytes(
        engine: &WasmEngine,
        name: &str,
        bytes: Vec<u8>,
        options: &LoadOptions,
    ) -> Result<Self, Error> {
        let (compiling, plugin) = (engine.clone(), name.to_owned());
        let (component, has_start_function) =
            aside(name, move || compile(&compiling, &bytes, &plugin)).await?;
        contract::check_base(&component, name)?;
        let imports = contract::check_imports(&component, name)?;
        let speaker = Arc::new(Speaker::new(name.to_owned()));
        let linker = host::linker(engine.engine(), &speaker)
            .map_err(|cause| contract::mismatched_import(name, cause))?;
        let pre =
            linker.instantiate_pre(&component).map_err(|cause| contract::mismatched_import(name, cause))?;
        let blueprint = Blueprint { pre, has_start_function };
        let (exports, info) = introduce(engine, &blueprint, name, options).await?;
        check_mods(&exports, &info, name)?;
        if !info.name.is_empty() {
            speaker.set(&info.name);
        }
        let (limits, warm) = (options.limits.clone(), WarmSeats::new(options.instances));
        let (engine, shut_down) = (engine.clone(), AtomicBool::new(false));
        Ok(Self { engine, blueprint, exports, imports, speaker, limits, info, warm, shut_down })
    }
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

/// The first instance: it shows that every export is there with the right types, and says who the plugin is.
async fn introduce(
    engine: &WasmEngine,
    blueprint: &Blueprint,
    name: &str,
    options: &LoadOptions,
) -> Result<(Exports, PluginInfo), Error> {
    let budget = Budget::new(&options.limits, &CallContext::default());
    let facts = Box::new(Facts::default());
    let state = state(&budget, Operation::PluginInfo, Some(facts));
    let mut seat = Seat::new(engine.engine(), state, hostcall_fuel(&options.limits));
    let made = drive(engine.ticker(), budget.deadline, pin!(seat.instance(blueprint))).await;
    let instance = answered(made, name, Operation::Load, &budget, &seat)?;
    let exports = Exports::check(seat.store(), &instance, blueprint.pre.component(), name)?;
    let asked = {
        let call = pin!(seat.call(blueprint, &exports.plugin_info, ()));
        drive(engine.ticker(), budget.deadline, call).await
    };
    let (info,) = answered(asked, name, Operation::PluginInfo, &budget, &seat)?;
    let mut answer = convert::Answer::new(name, Operation::PluginInfo, budget.result_bytes);
    Ok((exports, convert::info(&mut answer, info)?))
}

fn answered<T>(
    outcome: Option<wasmtime::Result<T>>,
    name: &str,
    operation: Operation,
    budget: &Budget,
    seat: &Seat,
) -> Result<T, Error> {
    let failed = failed(name, operation, budget, seat.state());
    outcome.ok_or_else(|| failed.timed_out())?.map_err(|cause| failed.fault(cause))
}

/// A plugin lists what it exports, or it is refused: a server decides by the list, a call by the export.
fn check_mods(exports: &Exports, info: &PluginInfo, plugin: &str) -> Result<(), Error> {
    let survey = exports.cli.is_some() || exports.compile_assets.is_some();
    let exported = [(survey, PluginMod::Cli), (exports.resolver.is_some(), PluginMod::DependencyResolver)];
    if exported.iter().all(|(exported, one)| *exported == info.plugin_mods.contains(one)) {
        return Ok(());
    }
    let listed = listing(info.plugin_mods.iter().map(name_of_mod));
    let names = [
        (exports.cli.is_some(), "cli"),
        (exports.compile_assets.is_some(), "asset-compiler"),
        (exports.resolver.is_some(), "dependency-resolver"),
    ];
    let exported = listing(names.into_iter().filter(|(there, _)| *there).map(|(_, name)| name.to_owned()));
    let message = format!("it lists the mods {listed} and exports the interfaces {exported}");
    Err(Error::new(Code::MODS_DISAGREE, plugin, Operation::Load, message).with_help(
        "list the mod `cli` if it exports `cli` or `asset-compiler`, and `dependency-resolver` if it exports that",
    ))
}

/// The mod as WIT spells it; upstream's wire has no hyphen.
fn name_of_mod(one: &PluginMod) -> String {
    match one {
        PluginMod::DependencyResolver => "dependency-resolver".to_owned(),
        other => Error::escape(other.as_str()),
    }
}

fn listing(words: impl Iterator<Item = String>) -> String {
    let words: Vec<_> = words.take(10).map(|word| format!("`{word}`")).collect();
    if words.is_empty() { "(none)".to_owned() } else { words.join(", ") }
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
