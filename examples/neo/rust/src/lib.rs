//! `neo`: asks for a range of dates, and hands it to the image that counts near earth objects.

use optimus_plugin_sdk::{Answer, AssetCompiler, Cli, Error, Info, Plugin, Question, Verdict};

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
        match &*answer.question {
            RANGE_START | RANGE_END if answer.value.is_empty() => Ok(Verdict::rejected("not a valid string")),
            _ => Ok(Verdict::Accepted),
        }
    }
}

// The files of a job are used as they are, which is what these calls do unless overridden.
impl AssetCompiler for Neo {}

optimus_plugin_sdk::export!(Neo: cli, asset_compiler);

#[cfg(test)]
mod tests {
    use super::*;
    use optimus_plugin_sdk::{Answers, Assets, CompileRequest};

    fn answer(question: &str, value: &str) -> Verdict {
        Neo::validate_question(&Answer { question: question.into(), value: value.into() }).unwrap()
    }

    #[test]
    fn both_ends_of_the_range_are_asked_for() {
        let names: Vec<_> =
            Neo::get_questions("job").unwrap().into_iter().map(|question| question.name).collect();
        assert_eq!(names, [RANGE_START, RANGE_END]);
    }

    #[test]
    fn an_empty_end_is_rejected_and_a_date_accepted() {
        assert_eq!(answer(RANGE_END, ""), Verdict::rejected("not a valid string"));
        assert_eq!(answer(RANGE_END, "2026-01-02"), Verdict::Accepted);
    }

    #[test]
    fn the_answers_become_the_configuration_in_their_order() {
        let answers = Answers::from_iter([(RANGE_START, "2026-01-01"), (RANGE_END, "2026-01-02")]);
        let config = Neo::default_config(&answers).unwrap();
        let names: Vec<_> = config.iter().map(|entry| &*entry.name).collect();
        assert_eq!(names, [RANGE_START, RANGE_END]);
        assert_eq!(config.get(RANGE_END), Some("2026-01-02"));
    }

    #[test]
    fn the_files_pass_through() {
        let request =
            CompileRequest { assets: Assets::from_iter([("a.sql", "{{.DSTART}}")]), ..Default::default() };
        assert_eq!(Neo::compile_assets(request.clone()), Ok(request.assets));
    }
}
