//! `neo`: asks for a range of dates, and hands it to the image that counts near earth objects.

use optimus_plugin_sdk::{
    Answer, Answers, AssetCompiler, Cli, Config, Error, Info, Plugin, Question, Verdict,
};

const VERSION: &str = "0.1.0";
const IMAGE: &str = "ghcr.io/kushsharma/optimus-task-neo-executor";
const RANGE_START: &str = "RANGE_START";
const RANGE_END: &str = "RANGE_END";

/// The plugin. It has no state: every call is answered from its arguments.
#[derive(Debug)]
pub struct Neo;

impl Plugin for Neo {
    fn info() -> Info {
        Info::task("neo", VERSION, [IMAGE, ":", VERSION].concat())
            .description("Near earth object tracker")
            .secret_path("/tmp/.secrets")
    }
}

impl Cli for Neo {
    fn get_questions(_job: &str) -> Result<Vec<Question>, Error> {
        let date = |name, prompt| Question::new(name, prompt).help("YYYY-MM-DD format").required();
        Ok(vec![date(RANGE_START, "Date range start"), date(RANGE_END, "Date range end")])
    }

    // The host refuses an empty answer itself, by the rule above; whoever calls without a survey meets this check.
    fn validate_question(answer: &Answer) -> Result<Verdict, Error> {
        match key(&answer.question) {
            RANGE_START | RANGE_END if answer.value.is_empty() => Ok(Verdict::rejected("not a valid string")),
            _ => Ok(Verdict::Accepted),
        }
    }

    fn default_config(answers: &Answers) -> Result<Config, Error> {
        Ok(answers.iter().map(|answer| (key(&answer.question), &*answer.value)).collect())
    }
}

/// The key that an answer is configured under. Until version 0.0.6 the questions had names of their own, and answers that were
/// written down then still count.
fn key(question: &str) -> &str {
    match question {
        "Start" => RANGE_START,
        "End" => RANGE_END,
        other => other,
    }
}

// The files of a job are used as they are, which is what these calls do unless overridden.
impl AssetCompiler for Neo {}

optimus_plugin_sdk::export!(Neo: cli, asset_compiler);

#[cfg(test)]
mod tests;
