use std::path::Path;

use optimus_plugin_api::Mode;
use optimus_plugin_host::wasm::{CacheOptions, EngineOptions, LoadOptions, Precompiled, WasmEngine};
use serde_json::{Value, json};

use crate::{
    cli::PrecompileArgs,
    failure::Outcome,
    plugins,
    ui::{Ui, one_line, relative},
};

const COMPILING: &str = "compiling";

/// `optimus plugin precompile FILE…`. It ends with the first file that cannot be compiled; those before it are kept.
pub(super) fn run(ui: Ui, args: &PrecompileArgs) -> Outcome {
    plugins::run(async |interrupts| {
        let working = ui.progress(COMPILING);
        let engine = engine(args, &working)?;
        let (mut done, options) = (Vec::new(), LoadOptions::default());
        for file in &args.files {
            for mode in modes(args.deterministic) {
                let compiled = engine.precompile(file, &options, mode);
                done.push((file.as_path(), mode, interrupts.or(compiled).await??));
            }
        }
        drop(working);
        done.iter().flat_map(|(_, _, compiled)| &compiled.warnings).for_each(|warning| ui.warn(warning));
        if ui.json {
            return ui.print_json(&json!({"compiled": done.iter().map(as_json).collect::<Vec<_>>()}));
        }
        ui.print(&done.iter().map(line).collect::<Vec<_>>().join("\n"))
    })
}

fn engine(args: &PrecompileArgs, working: &crate::ui::Progress) -> Outcome<WasmEngine> {
    let mut options = EngineOptions::default();
    // None will run.
    options.instances = 1;
    options.compile = plugins::compile_options(COMPILING, working.doing());
    if let Some(directory) = &args.cache_dir {
        options.compile.cache = Some(CacheOptions::in_directory(directory));
    }
    Ok(WasmEngine::new(&options)?)
}

/// Neither the clock nor the seed is compiled in.
fn modes(deterministic: bool) -> impl Iterator<Item = Mode> {
    let too = Mode::Deterministic { clock: std::time::UNIX_EPOCH, seed: 0 };
    std::iter::once(Mode::Normal).chain(deterministic.then_some(too))
}

type Done<'a> = (&'a Path, Mode, Precompiled);

fn line((file, mode, compiled): &Done<'_>) -> String {
    let how = if compiled.was_kept { "was compiled already" } else { "compiled" };
    let deterministic = if *mode == Mode::Normal { "" } else { ", for deterministic mode" };
    format!("{} {how}{deterministic} ({})", one_line(&compiled.plugin), relative(file))
}

fn as_json((file, mode, compiled): &Done<'_>) -> Value {
    json!({
        "plugin": compiled.plugin,
        "path": file.display().to_string(),
        "digest": compiled.digest.to_string(),
        "deterministic": *mode != Mode::Normal,
        "was_compiled_already": compiled.was_kept,
    })
}
