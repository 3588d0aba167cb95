//! Between the generated bindings and the traits: the only place that knows both.

#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "natively only the tests convert"))]

use std::marker::PhantomData;

use crate::{
    Answer, Answers, Asset, AssetCompiler, Assets, Cli, CompileRequest, Config, ConfigEntry, DataType,
    DependencyResolver, Error, Failure, HookType, Info, InstanceData, Plugin, PluginType, Timestamp, Verdict,
    Window,
    sys::{
        bindings::exports::optimus::plugin::{asset_compiler, base, cli, dependency_resolver},
        report_panics,
    },
};

mod survey;
#[cfg(test)]
mod tests;

/// What [`export!`](crate::export!) can name, as bits.
#[allow(non_upper_case_globals, reason = "they are named like the words in the macro")]
pub mod interfaces {
    /// The word `cli`.
    pub const cli: u8 = 1;
    /// The word `asset_compiler`.
    pub const asset_compiler: u8 = 2;
    /// The word `dependency_resolver`.
    pub const dependency_resolver: u8 = 4;
}

/// A plugin as the bindings want it, with the interfaces that it exports.
pub struct Exported<P, const INTERFACES: u8>(PhantomData<P>);

impl<P: Plugin, const INTERFACES: u8> Exported<P, INTERFACES> {
    /// Compiles if the plugin describes itself.
    pub fn is_plugin() {}

    /// Compiles if the plugin has a survey.
    pub fn is_cli()
    where
        P: Cli,
    {
    }

    /// Compiles if the plugin compiles assets.
    pub fn is_asset_compiler()
    where
        P: AssetCompiler,
    {
    }

    /// Compiles if the plugin resolves dependencies.
    pub fn is_dependency_resolver()
    where
        P: DependencyResolver,
    {
    }

    /// The mods that agree with the exports.
    fn mods() -> Vec<base::PluginMod> {
        let mut mods = Vec::with_capacity(2);
        if INTERFACES & (interfaces::cli | interfaces::asset_compiler) != 0 {
            mods.push(base::PluginMod::Cli);
        }
        if INTERFACES & interfaces::dependency_resolver != 0 {
            mods.push(base::PluginMod::DependencyResolver);
        }
        mods
    }
}

impl<P: Plugin, const INTERFACES: u8> base::Guest for Exported<P, INTERFACES> {
    fn plugin_info() -> base::Info {
        report_panics();
        info(P::info(), Self::mods())
    }
}

impl<P: Cli, const INTERFACES: u8> cli::Guest for Exported<P, INTERFACES> {
    fn get_questions(job: String) -> Result<Vec<cli::Question>, base::Error> {
        report_panics();
        Ok(survey::flatten(P::get_questions(&job)?))
    }

    fn validate_question(answer: cli::Answer) -> Result<cli::Verdict, base::Error> {
        report_panics();
        Ok(P::validate_question(&answer.into())?.into())
    }

    fn default_config(given: Vec<cli::Answer>) -> Result<Vec<base::Config>, base::Error> {
        report_panics();
        Ok(P::default_config(&answers(given))?.into_iter().map(Into::into).collect())
    }

    fn default_assets(given: Vec<cli::Answer>) -> Result<Vec<base::Asset>, base::Error> {
        report_panics();
        Ok(P::default_assets(&answers(given))?.into_iter().map(Into::into).collect())
    }
}

impl<P: AssetCompiler, const INTERFACES: u8> asset_compiler::Guest for Exported<P, INTERFACES> {
    fn compile_assets(request: asset_compiler::CompileRequest) -> Result<Vec<base::Asset>, base::Error> {
        report_panics();
        let request = CompileRequest {
            config: config(request.config),
            assets: assets(request.assets)?,
            window: Window { start: request.window.start.into(), end: request.window.end.into() },
            instance_data: request.instance_data.into_iter().map(Into::into).collect(),
        };
        Ok(P::compile_assets(request)?.into_iter().map(Into::into).collect())
    }
}

impl<P: DependencyResolver, const INTERFACES: u8> dependency_resolver::Guest for Exported<P, INTERFACES> {
    fn generate_destination(
        entries: Vec<base::Config>,
        files: Vec<base::Asset>,
    ) -> Result<dependency_resolver::Destination, base::Error> {
        report_panics();
        let destination = P::generate_destination(&config(entries), &assets(files)?)?;
        Ok(dependency_resolver::Destination { name: destination.name, store: destination.store })
    }

    fn generate_dependencies(
        entries: Vec<base::Config>,
        files: Vec<base::Asset>,
    ) -> Result<Vec<String>, base::Error> {
        report_panics();
        Ok(P::generate_dependencies(&config(entries), &assets(files)?)?)
    }
}

fn info(info: Info, plugin_mods: Vec<base::PluginMod>) -> base::Info {
    base::Info {
        name: info.name,
        description: info.description,
        plugin_type: match info.plugin_type {
            PluginType::Task => base::PluginType::Task,
            PluginType::Hook => base::PluginType::Hook,
        },
        plugin_mods,
        plugin_version: info.version,
        api_version: info.api_version,
        image: info.image,
        depends_on: info.depends_on,
        hook_type: info.hook_type.map(|runs| match runs {
            HookType::Pre => base::HookType::Pre,
            HookType::Post => base::HookType::Post,
            HookType::Fail => base::HookType::Fail,
        }),
        secret_path: info.secret_path,
    }
}

fn answers(given: Vec<cli::Answer>) -> Answers {
    given.into_iter().map(Answer::from).collect()
}

fn config(entries: Vec<base::Config>) -> Config {
    entries.into_iter().map(|entry| ConfigEntry { name: entry.name, value: entry.value }).collect()
}

/// The host has checked that contents are UTF-8; here it is checked again, because Rust relies on it.
fn assets(files: Vec<base::Asset>) -> Result<Assets, Error> {
    files.into_iter().map(asset).collect()
}

fn asset(file: base::Asset) -> Result<Asset, Error> {
    match String::from_utf8(file.content) {
        Ok(content) => Ok(Asset { name: file.name, content }),
        Err(_) => Err(Error::invalid_input(file.name, "the content is not UTF-8")),
    }
}

impl From<cli::Answer> for Answer {
    fn from(answer: cli::Answer) -> Self {
        Self { question: answer.question, value: answer.value }
    }
}

impl From<Verdict> for cli::Verdict {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Accepted => Self::Accepted,
            Verdict::Rejected(reason) => Self::Rejected(reason),
        }
    }
}

impl From<ConfigEntry> for base::Config {
    fn from(entry: ConfigEntry) -> Self {
        Self { name: entry.name, value: entry.value }
    }
}

impl From<Asset> for base::Asset {
    fn from(asset: Asset) -> Self {
        Self { name: asset.name, content: asset.content.into_bytes() }
    }
}

impl From<asset_compiler::Timestamp> for Timestamp {
    fn from(time: asset_compiler::Timestamp) -> Self {
        Self { seconds: time.seconds, nanoseconds: time.nanoseconds }
    }
}

impl From<asset_compiler::InstanceData> for InstanceData {
    fn from(datum: asset_compiler::InstanceData) -> Self {
        let data_type = match datum.data_type {
            asset_compiler::DataType::Env => DataType::Env,
            asset_compiler::DataType::File => DataType::File,
            asset_compiler::DataType::Other(word) => DataType::Other(word),
        };
        Self { name: datum.name, value: datum.value, data_type }
    }
}

impl From<Error> for base::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::InvalidInput(problems) => Self::InvalidInput(problems.into_iter().map(problem).collect()),
            Error::Unavailable(failed) => Self::Unavailable(failure(failed)),
            Error::Other(failed) => Self::Other(failure(failed)),
        }
    }
}

fn problem(problem: crate::Problem) -> base::Problem {
    base::Problem { field: problem.field, message: problem.message }
}

fn failure(failure: Failure) -> base::Failure {
    base::Failure {
        code: failure.code,
        message: failure.message,
        retry_after_ms: failure.retry_after.map(|after| u64::try_from(after.as_millis()).unwrap_or(u64::MAX)),
    }
}
