use std::path::Path;

use optimus_plugin_api::{Code, PluginType};

use super::*;
use crate::{
    Answers, Error,
    fake::{Neo, info, project, setting},
    job::WindowChoice,
    project::Project,
};

const GOOD: &str = "
job:
  namespace: team
  directory: daily/sales
  owner: me@x
  task: neo
  interval: '@daily'
  window: weekly
answers:
  RANGE_START: 2026-01-01
  MODE: window
  SIZE: 7
  UNIT: weeks
";

async fn run_in(base: &Path, project: &Project, text: &str) -> Result<Finished, Error> {
    run_with(&Neo::default(), base, project, text).await
}

async fn run_with(neo: &Neo, base: &Path, project: &Project, text: &str) -> Result<Finished, Error> {
    let neo_info = info("neo", PluginType::Task);
    let tasks = [TaskPlugin { info: &neo_info, survey: Some(neo) }];
    let setting = setting(project, base, &tasks);
    let answers = Answers::read(text.as_bytes(), Some(Path::new("answers.yaml")))?;
    Survey::new(&setting)?.run_headless(&answers).await
}

async fn run(text: &str) -> Result<Finished, Error> {
    let base = tempfile::tempdir().unwrap();
    let project = project(base.path());
    run_in(base.path(), &project, text).await
}

/// Code, line (0 for none) and message of every mistake.
async fn mistakes(text: &str) -> Vec<(Code, usize, String)> {
    let Error::Job(error) = run(text).await.unwrap_err() else { panic!("an error of the answers") };
    let list = error.diagnostics().list.iter();
    list.map(|found| (found.code, found.line().unwrap_or(0), found.message.clone())).collect()
}

fn values(finished: &Finished) -> Vec<(&str, &str)> {
    finished.answers.iter().map(|answer| (answer.question.name.as_str(), answer.value.as_str())).collect()
}

#[tokio::test]
async fn a_file_answers_everything_and_defaults_fill_what_it_leaves_out() {
    let finished = run(GOOD).await.unwrap();
    assert_eq!((finished.directory.as_str(), finished.name.as_str()), ("daily/sales", "daily.sales"));
    assert_eq!((finished.start_date.as_str(), finished.interval.as_str()), ("2026-01-31", "@daily"));
    assert_eq!(finished.window, WindowChoice::Weekly);
    assert_eq!(
        values(&finished),
        [
            ("RANGE_START", "2026-01-01"),
            ("MODE", "window"),
            ("SIZE", "7"),
            ("UNIT", "weeks"),
            ("RANGE_END", "")
        ]
    );
}

#[tokio::test]
async fn json_is_read_as_well() {
    let json = r#"{"job": {"namespace": "team", "name": "my_job", "owner": "me@x", "task": "neo"},
                   "answers": {"RANGE_START": "2026-01-01"}}"#;
    let finished = run(json).await.unwrap();
    assert_eq!((finished.directory.as_str(), finished.name.as_str()), ("my_job", "my_job"));
    assert_eq!(values(&finished), [("RANGE_START", "2026-01-01"), ("MODE", "days"), ("RANGE_END", "")]);
}

#[tokio::test]
async fn an_existing_directory_is_walked_down_as_far_as_it_is_there() {
    let base = tempfile::tempdir().unwrap();
    let project = project(base.path());
    std::fs::create_dir_all(base.path().join("jobs/daily/other")).unwrap();
    let finished = run_in(base.path(), &project, GOOD).await.unwrap();
    assert_eq!(finished.directory, "daily/sales");
    std::fs::create_dir_all(base.path().join("jobs/daily/sales/deeper")).unwrap();
    let finished = run_in(base.path(), &project, GOOD).await.unwrap();
    assert_eq!((finished.directory.as_str(), finished.name.as_str()), ("daily/sales", "daily.sales"));
}

#[tokio::test]
async fn every_mistake_of_the_file_is_told_at_once_in_its_order() {
    let text = "job:
  namespace: team
  directory: ../out
  name: a/b
  task: neo
  windw: daily
  interval: '@once'
answers:
  MODE: weekly
  RANGE_END: bad
  RANGE_STRT: 2026-01-01
  SIZE: 3
";
    let found = mistakes(text).await;
    let codes: Vec<_> = found.iter().map(|(code, line, _)| (*code, *line)).collect();
    assert_eq!(
        codes,
        [
            (Code::JOB_FIELD, 3),
            (Code::JOB_FIELD, 4),
            (Code::ANSWER_UNKNOWN, 6),
            (Code::JOB_FIELD, 7),
            (Code::ANSWER_REJECTED, 9),
            (Code::ANSWER_REJECTED, 10),
            (Code::ANSWER_UNKNOWN, 11),
            (Code::ANSWER_UNKNOWN, 12),
            (Code::ANSWER_MISSING, 0),
            (Code::ANSWER_MISSING, 0),
        ],
        "{found:#?}"
    );
    let texts: Vec<_> = found.iter().map(|(.., message)| message.as_str()).collect();
    assert_eq!(texts[4], "MODE: `weekly` is not one of: days, window (a rule of neo)");
    assert_eq!(texts[5], "RANGE_END: not a valid \\u{1b}string (said by neo)");
    assert_eq!(texts[7], "SIZE is not asked, because MODE is not `window`");
    assert_eq!(texts[8], "job.owner is not answered");
    assert_eq!(texts[9], "RANGE_START is not answered: Value is required (a rule of neo)");
}

#[tokio::test]
async fn a_misspelt_question_is_answered_with_the_nearest() {
    let text = GOOD.replace("  UNIT: weeks", "  UNIT: weeks\n  RANGE_EMD: x");
    let Error::Job(error) = run(&text).await.unwrap_err() else { panic!("an error of the answers") };
    let [only] = error.diagnostics().list.as_slice() else { panic!("{}", error.diagnostics()) };
    assert_eq!(only.help.as_deref(), Some("did you mean `RANGE_END`?"));
    assert_eq!(error.code(), Code::ANSWER_UNKNOWN);
}

#[tokio::test]
async fn where_the_plugin_is_not_known_nothing_is_said_about_its_questions() {
    let found = mistakes(&GOOD.replace("task: neo", "task: noe")).await;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].2.contains("`noe` is not one of: neo; did you mean `neo`?"), "{found:#?}");
}

#[tokio::test]
async fn the_namespace_must_be_named_where_there_are_several() {
    let found = mistakes(&GOOD.replace("  namespace: team\n", "")).await;
    assert_eq!(found, [(Code::ANSWER_MISSING, 0, "job.namespace is not answered".to_owned())]);
    let base = tempfile::tempdir().unwrap();
    let mut project = project(base.path());
    project.namespaces.truncate(1);
    let finished = run_in(base.path(), &project, &GOOD.replace("  namespace: team\n", "")).await.unwrap();
    assert_eq!(finished.namespace, "team");
}

#[tokio::test]
async fn a_namespace_whose_folder_is_not_there_is_told() {
    let base = tempfile::tempdir().unwrap();
    let project = project(base.path());
    std::fs::remove_dir(base.path().join("jobs")).unwrap();
    let Error::Job(error) = run_in(base.path(), &project, GOOD).await.unwrap_err() else {
        panic!("a job error")
    };
    assert_eq!(error.code(), Code::PROJECT_CONFIG, "{}", error.diagnostics());
    assert_eq!(error.diagnostics().list.len(), 1, "{}", error.diagnostics());
}

#[tokio::test]
async fn a_job_of_the_same_name_in_the_namespace_is_told() {
    let base = tempfile::tempdir().unwrap();
    let project = project(base.path());
    std::fs::create_dir_all(base.path().join("jobs/elsewhere")).unwrap();
    std::fs::write(base.path().join("jobs/elsewhere/job.yaml"), "name: daily.sales\n").unwrap();
    let Error::Job(error) = run_in(base.path(), &project, GOOD).await.unwrap_err() else {
        panic!("a job error")
    };
    assert!(error.diagnostics().list[0].message.contains("job with the provided name already exists"));
    assert_eq!(error.code(), Code::JOB_EXISTS);
}

#[tokio::test]
async fn a_plugin_that_crashes_ends_it_with_its_own_error() {
    let error = run(&GOOD.replace("weeks", "die")).await.unwrap_err();
    assert!(matches!(error, Error::Plugin(error) if error.code() == Code::TRAPPED));
}

#[tokio::test]
async fn a_file_that_is_no_answers_file_is_told_where_and_why() {
    let error = Answers::read(b"job: [a, b]\nanswers:\n  A: {b: c}\n", None).unwrap_err();
    assert_eq!(error.diagnostics().list.len(), 2, "{}", error.diagnostics());
    assert!(Answers::read(b"job: {", None).is_err());
}

#[tokio::test]
async fn an_empty_choice_is_an_answer_and_what_is_left_out_is_the_default() {
    let run = async |answers: &str| {
        let base = tempfile::tempdir().unwrap();
        let neo = Neo { modes: &["x", "", "y"], default: "y", ..Neo::default() };
        let text = GOOD.replace("  MODE: window\n  SIZE: 7\n  UNIT: weeks\n", answers);
        let finished = run_with(&neo, base.path(), &project(base.path()), &text).await.unwrap();
        finished.answers[1].value.clone()
    };
    assert_eq!(run("  MODE: ''\n").await, "");
    assert_eq!(run("").await, "y");
}

#[tokio::test]
async fn an_empty_answer_is_the_default_where_nothing_empty_can_be_chosen() {
    let finished = run(&GOOD.replace("MODE: window\n  SIZE: 7\n  UNIT: weeks", "MODE: ''")).await.unwrap();
    assert_eq!(values(&finished)[1], ("MODE", "days"));
}

#[tokio::test]
async fn a_default_that_cannot_be_chosen_is_none() {
    let base = tempfile::tempdir().unwrap();
    let neo = Neo { modes: &["x", "y"], default: "zzz", ..Neo::default() };
    let text = GOOD.replace("  MODE: window\n  SIZE: 7\n  UNIT: weeks\n", "");
    let error = run_with(&neo, base.path(), &project(base.path()), &text).await.unwrap_err();
    let Error::Job(error) = error else { panic!("{error}") };
    let [found] = &error.diagnostics().list[..] else { panic!("{}", error.diagnostics()) };
    assert_eq!((found.code, found.message.as_str()), (Code::ANSWER_MISSING, "MODE is not answered"));
    assert_eq!(found.help.as_deref(), Some("one of: x, y"));
}

#[tokio::test]
async fn a_name_that_follows_from_a_wrong_directory_is_no_second_mistake() {
    let found = mistakes(&GOOD.replace("daily/sales", "../sales")).await;
    assert_eq!(found.iter().map(|one| one.1).collect::<Vec<_>>(), [4], "{found:#?}");
    let text = GOOD.replace("daily/sales", "../sales\n  name: a/b");
    let found = mistakes(&text).await;
    assert_eq!(found.iter().map(|one| one.1).collect::<Vec<_>>(), [4, 5], "{found:#?}");
}
