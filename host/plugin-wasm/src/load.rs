use std::{
    path::Path,
    pin::pin,
    sync::{Arc, atomic::AtomicBool},
};

use optimus_plugin_api::{CallContext, Code, Error, Mode, Operation, PluginInfo, PluginMod};
use tokio::sync::OnceCell;

use crate::{
    LoadOptions, WasmEngine, WasmPlugin,
    budget::Budget,
    compile::Source,
    convert,
    driver::drive,
    engine::Side,
    exports::{self, Exports},
    facts::Facts,
    plugin::{Making, answered},
    prepare::{Origin, Prepared, prepare, read_file},
    seat::{Blueprint, WarmSeats},
    spread::Spread,
    stage::Stage,
    wishes::{Granted, granted},
};

impl WasmPlugin {
    /// Reads, compiles and checks a component, and asks it who it is.
    ///
    /// Needs a tokio runtime: reading and compiling take seconds and happen on a thread of their own. The plugin's limits
    /// hold from its first instruction on.
    ///
    /// # Errors
    /// `P0107`, `P0110`: the file cannot be read, or is too large. `P0201` to `P0204`: a core module, a damaged file, another
    /// contract, machine code. `P0205`, `P0208`, `P0502`: it imports what is not provided, not yet, or not to it. `P0206`, `P0207`:
    /// its exports disagree with its mods or with the contract. `P0209` to `P0211`: it cannot be compiled. `P0509`: it is another
    /// file than the options name. Whatever a call can fail with, if it fails to say who it is.
    pub async fn load(
        engine: &WasmEngine,
        path: impl AsRef<Path>,
        options: &LoadOptions,
    ) -> Result<Self, Error> {
        let (name, source) = read_file(path.as_ref(), options).await?;
        let origin = Origin::file(path.as_ref(), options, &source);
        Self::of_source(engine, &name, &source, origin, options).await
    }

    /// Checks a component as far as that goes without running any of its code: that it compiles, imports what is provided and
    /// exports whole interfaces of the contract. What it says about itself, and the types of its functions, remain unknown.
    ///
    /// # Errors
    /// As for [`WasmPlugin::load`], up to the first instance.
    pub async fn look(
        engine: &WasmEngine,
        path: impl AsRef<Path>,
        options: &LoadOptions,
    ) -> Result<(), Error> {
        let (name, source) = read_file(path.as_ref(), options).await?;
        options.check_digest(&source.digest, &name)?;
        let (options, _) = granted(&name, &source.bytes, options)?;
        let prepared = prepare(engine, &name, &source, &options).await?;
        exports::check_names(prepared.blueprint.pre.component(), &name)
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
        let source = Source::new(bytes);
        let origin = Origin::memory(&source);
        Self::of_source(engine, name, &source, origin, options).await
    }

    async fn of_source(
        engine: &WasmEngine,
        name: &str,
        source: &Source,
        origin: Origin,
        options: &LoadOptions,
    ) -> Result<Self, Error> {
        options.check_digest(&source.digest, name)?;
        let (options, Granted { mut warnings }) = granted(name, &source.bytes, options)?;
        let options = &options;
        let prepared = prepare(engine, name, source, options).await?;
        let Prepared { side, blueprint, code, imports, access, warnings: of_cache } = prepared;
        warnings.extend(of_cache);
        let making = Arc::new(Making { imports, access, limits: options.limits.clone() });
        let (exports, info) = introduce(&side, &blueprint, name, &making).await?;
        check_mods(&exports, &info, name)?;
        if !info.name.is_empty() {
            making.access.speaker.set(&info.name);
        }
        let spread = Spread::new(engine, &blueprint, code, &making);
        Ok(Self {
            engine: engine.clone(),
            stage: Stage { side, blueprint, exports },
            spread,
            deterministic: OnceCell::new(),
            origin,
            making,
            info,
            warm: WarmSeats::new(options.instances),
            shut_down: AtomicBool::new(false),
            warnings,
        })
    }
}

/// The first instance: it shows that every export is there with the right types, and says who the plugin is.
async fn introduce(
    side: &Side,
    blueprint: &Blueprint,
    name: &str,
    making: &Making,
) -> Result<(Exports, PluginInfo), Error> {
    let budget = Budget::new(&making.limits, &CallContext::default());
    let facts = Box::new(Facts::default());
    let state = making.state(&budget, Operation::PluginInfo, Mode::Normal, Some(facts));
    let mut seat = side.seat(state, &making.limits, &budget);
    let made = drive(side.ticker(), budget.deadline, pin!(seat.instance(blueprint))).await;
    let instance = answered(made, name, Operation::Load, &budget, &seat)?;
    let exports = Exports::check(seat.store(), &instance, blueprint.pre.component(), name)?;
    let asked = {
        let call = pin!(seat.call(blueprint, &exports.plugin_info, ()));
        drive(side.ticker(), budget.deadline, call).await
    };
    let (info,) = answered(asked, name, Operation::PluginInfo, &budget, &seat)?;
    let mut answer = convert::Answer::new(name, Operation::PluginInfo, budget);
    Ok((exports, convert::info(&mut answer, info)?))
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
