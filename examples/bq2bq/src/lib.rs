//! `bq2bq`: a query over BigQuery tables whose result replaces, or is added to, another table.
//!
//! It shows a plugin that does everything: it asks, it compiles a job's query for each day of a run, and it finds what the query
//! reads. See the README for what the native plugin of that name does and this one cannot.

mod assets;
mod lookup;
mod resolve;
mod survey;

use optimus_plugin_sdk::{
    Answer, Answers, AssetCompiler, Assets, Cli, CompileRequest, Config, DependencyResolver, Destination,
    Error, Info, Plugin, Question, Verdict,
};

const NAME: &str = "bq2bq";
const VERSION: &str = "0.2.0";
const IMAGE: &str = "docker.io/odpf/optimus-task-bq2bq";
/// The asset that holds the query.
const QUERY: &str = "query.sql";

/// The plugin. It has no state: every call is answered from its arguments.
#[derive(Debug)]
pub struct Bq2Bq;

impl Plugin for Bq2Bq {
    fn info() -> Info {
        let no_versions: [&str; 0] = [];
        Info::task(NAME, VERSION, [IMAGE, ":", VERSION].concat())
            .description("BigQuery to BigQuery transformation task")
            .api_version(no_versions)
    }
}

impl Cli for Bq2Bq {
    fn get_questions(job: &str) -> Result<Vec<Question>, Error> {
        Ok(survey::questions(job))
    }

    fn validate_question(answer: &Answer) -> Result<Verdict, Error> {
        Ok(survey::validate(answer))
    }

    fn default_config(answers: &Answers) -> Result<Config, Error> {
        Ok(survey::config(answers))
    }

    fn default_assets(_answers: &Answers) -> Result<Assets, Error> {
        Ok(survey::assets())
    }
}

impl AssetCompiler for Bq2Bq {
    fn compile_assets(request: CompileRequest) -> Result<Assets, Error> {
        assets::compile(request)
    }
}

impl DependencyResolver for Bq2Bq {
    fn generate_destination(config: &Config, _assets: &Assets) -> Result<Destination, Error> {
        resolve::destination(config)
    }

    fn generate_dependencies(config: &Config, assets: &Assets) -> Result<Vec<String>, Error> {
        resolve::dependencies(config, assets)
    }
}

optimus_plugin_sdk::export!(Bq2Bq: cli, asset_compiler, dependency_resolver);

#[cfg(test)]
mod tests;
