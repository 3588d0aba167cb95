//! `catalog`: copies a table, or a view that hides the tables it reads. A catalogue of tables knows them, and is asked.
//!
//! It shows a plugin that reaches out: a request that the operator grants, with a secret that the plugin never sees, and an answer
//! that is kept for a day.

mod service;

use optimus_plugin_sdk::{
    Answer, Answers, Assets, Cli, Config, DependencyResolver, Destination, Error, Info, Plugin, Question,
    Verdict,
};

const VERSION: &str = "0.1.0";
/// The kind of store whose tables the catalogue knows.
const STORE: &str = "warehouse";
const FROM: &str = "FROM";
const TO: &str = "TO";

/// The plugin. It has no state: what it remembers is in the host's cache.
#[derive(Debug)]
pub struct Catalog;

impl Plugin for Catalog {
    fn info() -> Info {
        Info::task("catalog", VERSION, ["example.org/copy:", VERSION].concat())
            .description("Copies a table or a view that the catalogue knows")
    }
}

impl Cli for Catalog {
    fn get_questions(_job: &str) -> Result<Vec<Question>, Error> {
        let table = |name, prompt| Question::new(name, prompt).help("<schema>.<table>").required();
        Ok(vec![table(FROM, "Table or view to copy"), table(TO, "Table to write")])
    }

    /// *No* is a verdict; a catalogue that cannot be asked is an error.
    fn validate_question(answer: &Answer) -> Result<Verdict, Error> {
        if answer.question != FROM || service::sources(&answer.value)?.is_some() {
            return Ok(Verdict::Accepted);
        }
        Ok(Verdict::rejected(format!("the catalogue knows no table `{}`", answer.value)))
    }

    fn default_config(answers: &Answers) -> Result<Config, Error> {
        Ok(answers.iter().map(|answer| (&*answer.question, &*answer.value)).collect())
    }
}

impl DependencyResolver for Catalog {
    fn generate_destination(config: &Config, _assets: &Assets) -> Result<Destination, Error> {
        Ok(Destination::new(STORE, config.require(TO)?))
    }

    fn generate_dependencies(config: &Config, _assets: &Assets) -> Result<Vec<String>, Error> {
        let from = config.require(FROM)?;
        let sources = service::sources(from)?;
        let sources = sources.ok_or_else(|| Error::invalid_input(FROM, "the catalogue does not know it"))?;
        Ok(sources.iter().map(|table| Destination::new(STORE, table).urn()).collect())
    }
}

optimus_plugin_sdk::export!(Catalog: cli, dependency_resolver);

#[cfg(test)]
mod tests;
