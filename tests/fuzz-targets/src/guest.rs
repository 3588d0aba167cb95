use std::{
    sync::OnceLock,
    task::{Context, Poll, Waker},
};

use optimus_plugin_api::{
    AssetCompiler, Call, CallContext, CliMod, CompileAssetsRequest, DefaultAssetsRequest,
    DefaultConfigRequest, DependencyResolver, Error, GenerateDependenciesRequest, GenerateDestinationRequest,
    GetQuestionsRequest, ValidateQuestionRequest,
};
use optimus_plugin_build::GuestText;
use optimus_plugin_wasm::{EngineOptions, LoadOptions, WasmEngine, WasmPlugin};

/// A guest whose answer to each call is what the host told it: where it lies in its memory, and every byte there.
const GUEST: &str = include_str!("guest.wat");
/// The guest has room for so many.
const MOST_BYTES: usize = 60 * 1024;

/// An answer of a guest: the first byte says to which call, the next four where the answer area is, the rest is memory from
/// address 4096 on. What is accepted keeps the sizes of the contract.
pub fn guest_abi(bytes: &[u8]) {
    if let Err(error) = outcome(bytes) {
        assert!(error.is_fault() || error.is_from_plugin(), "{error:?}");
        assert!(!error.to_string().contains('\u{1b}'), "{error:?}");
    }
}

/// What comes of such an answer.
///
/// # Errors
/// Those of the call. Too few bytes, or too many, are no answer and no error.
pub fn outcome(bytes: &[u8]) -> Result<(), Error> {
    let Some((call, rest)) = bytes.split_first().filter(|(_, rest)| (4..MOST_BYTES).contains(&rest.len()))
    else {
        return Ok(());
    };
    // A fact about a call is text, so each byte is two letters.
    let told: String =
        rest.iter().flat_map(|byte| [byte >> 4, byte & 15].map(|half| char::from(b'a' + half))).collect();
    let ctx = CallContext::builder().attributes([("told".to_owned(), told)]).build();
    ask(plugin(), *call % 7, &ctx)
}

fn ask(plugin: &WasmPlugin, call: u8, ctx: &CallContext) -> Result<(), Error> {
    let text = |name: &str| assert!(name.len() <= 256, "a name of {} bytes", name.len());
    match call {
        0 => {
            let asked = answered(plugin.get_questions(ctx, &GetQuestionsRequest::default()))?;
            asked.questions.iter().for_each(|question| text(&question.name));
        }
        1 => drop(answered(plugin.validate_question(ctx, &ValidateQuestionRequest::default()))?),
        2 => {
            let answer = answered(plugin.default_config(ctx, &DefaultConfigRequest::default()))?;
            answer.config.iter().for_each(|entry| text(&entry.name));
        }
        3 => {
            let answer = answered(plugin.default_assets(ctx, &DefaultAssetsRequest::default()))?;
            answer.assets.iter().for_each(|asset| text(&asset.name));
        }
        4 => {
            let answer = answered(plugin.compile_assets(ctx, &CompileAssetsRequest::default()))?;
            answer.assets.iter().for_each(|asset| text(&asset.name));
        }
        5 => {
            let answer = answered(plugin.generate_destination(ctx, &GenerateDestinationRequest::default()))?;
            text(&answer.destination_type);
        }
        _ => {
            let answer =
                answered(plugin.generate_dependencies(ctx, &GenerateDependenciesRequest::default()))?;
            assert!(answer.dependencies.len() <= 10_000);
        }
    }
    Ok(())
}

fn plugin() -> &'static WasmPlugin {
    static PLUGIN: OnceLock<WasmPlugin> = OnceLock::new();
    PLUGIN.get_or_init(|| {
        let mut options = EngineOptions::default();
        options.compile = optimus_plugin_wasm::CompileOptions::in_process_without_limits();
        options.instances = 4;
        let engine = WasmEngine::new(&options).unwrap();
        let component = GuestText::new(GUEST).component().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(WasmPlugin::load_bytes(&engine, "told", component, &LoadOptions::default())).unwrap()
    })
}

/// The guest never computes for long, so a few polls are enough.
fn answered<T>(mut call: Call<'_, T>) -> Result<T, Error> {
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(answer) = call.as_mut().poll(&mut cx) {
            return answer;
        }
    }
}
