use optimus_plugin_api::{Code, PluginType};

use super::*;
use crate::{
    Error,
    fake::{Neo, Script, info, project, setting},
    job::WindowChoice,
};

/// Answers about the job, up to the plugin's questions.
const JOB: [&str; 8] = ["team", "daily", "", "me@x", "neo", "", "", ""];

async fn survey(base: &std::path::Path, neo: &Neo, script: &mut Script) -> Result<Finished, Error> {
    let (neo_info, hook_info) = (info("neo", PluginType::Task), info("predator", PluginType::Hook));
    let tasks =
        [TaskPlugin { info: &neo_info, survey: Some(neo) }, TaskPlugin { info: &hook_info, survey: None }];
    let project = project(base);
    Survey::new(&setting(&project, base, &tasks))?.run(script).await
}

fn replies<const N: usize>(rest: [&'static str; N]) -> Vec<&'static str> {
    JOB.into_iter().chain(rest).collect()
}

fn script<const N: usize>(rest: [&'static str; N]) -> Script {
    let mut script = Script::new([]);
    script.extend(&replies(rest));
    script
}

fn keys(script: &Script) -> Vec<&str> {
    script.asked.iter().map(|prompt| prompt.key.as_str()).collect()
}

#[tokio::test]
async fn the_questions_come_in_upstreams_order_with_its_words_and_defaults() {
    let base = tempfile::tempdir().unwrap();
    let mut script = script(["a", "", ""]);
    let finished = survey(base.path(), &Neo::default(), &mut script).await.unwrap();
    let asked: Vec<_> = script.asked.iter().map(|p| (p.text.as_str(), p.default.as_str())).collect();
    assert_eq!(
        asked,
        [
            ("Please choose the namespace:", ""),
            ("Provide new directory name to create for this spec?[jobs/.]", "quiet_otter"),
            ("What is the job name?", "daily"),
            ("Who is the owner of this job?", ""),
            ("Select task to run?", ""),
            ("Specify the schedule start date", "2026-01-31"),
            ("Specify the schedule interval (in crontab notation)", "0 2 * * *"),
            ("Transformation window", "daily"),
            ("Date range start", ""),
            ("Which mode?", "days"),
            ("Date range end", ""),
        ]
    );
    assert_eq!(script.asked[4].choices, ["neo"], "a hook is no task");
    assert_eq!((finished.name.as_str(), finished.directory.as_str()), ("daily", "daily"));
    assert_eq!((finished.interval.as_str(), finished.window), ("0 2 * * *", WindowChoice::Daily));
    let answers: Vec<_> =
        finished.answers.iter().map(|a| (a.question.name.as_str(), a.value.as_str())).collect();
    assert_eq!(answers, [("RANGE_START", "a"), ("MODE", "days"), ("RANGE_END", "")]);
}

#[tokio::test]
async fn sub_questions_are_asked_right_after_the_answer_that_opens_them() {
    let base = tempfile::tempdir().unwrap();
    let mut script = script(["a", "window", "7", "weeks", "z"]);
    let finished = survey(base.path(), &Neo::default(), &mut script).await.unwrap();
    let names: Vec<_> = finished.answers.iter().map(|answer| answer.question.name.as_str()).collect();
    assert_eq!(names, ["RANGE_START", "MODE", "SIZE", "UNIT", "RANGE_END"]);
}

#[tokio::test]
async fn every_answer_to_the_plugin_is_put_to_the_plugin() {
    let base = tempfile::tempdir().unwrap();
    let neo = Neo::default();
    survey(base.path(), &neo, &mut script(["a", "window", "", "z"])).await.unwrap();
    assert_eq!(
        *neo.asked.lock().unwrap(),
        ["get-questions daily", "RANGE_START=a", "MODE=window", "SIZE=1", "RANGE_END=z"]
    );
}

#[tokio::test]
async fn a_rejected_answer_is_asked_again_with_the_reason_and_who_gave_it() {
    let base = tempfile::tempdir().unwrap();
    let mut script = script(["bad", "", "a", "weekly", "days", "z"]);
    survey(base.path(), &Neo::default(), &mut script).await.unwrap();
    let complaints: Vec<_> = script.asked[8..].iter().map(|prompt| prompt.complaint.as_deref()).collect();
    assert_eq!(
        complaints,
        [
            None,
            Some("not a valid \\u{1b}string (said by neo)"),
            Some("Value is required (a rule of neo)"),
            None,
            Some("`weekly` is not one of: days, window (a rule of neo)"),
            None,
        ]
    );
    assert_eq!(script.asked[9].last.as_deref(), Some("bad"));
}

#[tokio::test]
async fn answers_about_the_job_are_checked_before_the_next_question() {
    let base = tempfile::tempdir().unwrap();
    let tries = [
        "nope",
        "team",
        "../out",
        "daily",
        "a/b",
        "",
        "me",
        "me@x",
        "neo",
        "2022-02-30",
        "",
        "@once",
        "",
        "x",
        "",
    ];
    let mut script = Script::new(tries);
    script.extend(&["a", "", ""]);
    survey(base.path(), &Neo::default(), &mut script).await.unwrap();
    let complaints: Vec<_> = script.asked.iter().filter_map(|prompt| prompt.complaint.clone()).collect();
    assert_eq!(complaints.len(), 7, "{complaints:#?}");
    assert!(complaints[5].contains("unrecognized descriptor: @once"), "{complaints:#?}");
}

#[tokio::test]
async fn an_empty_choice_that_is_chosen_is_not_taken_for_the_default() {
    let base = tempfile::tempdir().unwrap();
    for default in ["y", "zzz", ""] {
        let neo = Neo { modes: &["x", "", "y"], default, ..Neo::default() };
        let finished = survey(base.path(), &neo, &mut script(["a", "", ""])).await.unwrap();
        assert_eq!(finished.answers[1].value, "", "default {default:?}");
    }
}

#[tokio::test]
async fn going_back_undoes_one_answer_and_what_hung_on_it() {
    let base = tempfile::tempdir().unwrap();
    let mut script = script(["a", "window", "7", "<", "<", "days", "<", "<", "<", "weekly", "b", "", "z"]);
    let finished = survey(base.path(), &Neo::default(), &mut script).await.unwrap();
    assert_eq!(
        keys(&script)[8..],
        [
            "RANGE_START",
            "MODE",
            "SIZE",
            "UNIT",
            "SIZE",
            "MODE",
            "RANGE_END",
            "MODE",
            "RANGE_START",
            "job.window",
            "RANGE_START",
            "MODE",
            "RANGE_END",
        ]
    );
    assert_eq!(script.asked[12].last.as_deref(), Some("7"));
    assert_eq!(finished.window, WindowChoice::Weekly);
    assert_eq!(finished.answers[0].value, "b");
}

#[tokio::test]
async fn going_back_at_the_first_question_asks_it_again() {
    let base = tempfile::tempdir().unwrap();
    let mut script = Script::new(["<", "^C"]);
    let error = survey(base.path(), &Neo::default(), &mut script).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted));
    assert_eq!(keys(&script), ["job.namespace", "job.namespace"]);
}

#[tokio::test]
async fn a_plugin_that_crashes_ends_the_survey_with_its_own_error() {
    let base = tempfile::tempdir().unwrap();
    let error = survey(base.path(), &Neo::default(), &mut script(["die"])).await.unwrap_err();
    let Error::Plugin(error) = error else { panic!("{error}") };
    assert_eq!(error.code(), Code::TRAPPED);
}

#[tokio::test]
async fn folders_are_offered_level_by_level_without_those_that_hold_a_job() {
    let base = tempfile::tempdir().unwrap();
    for folder in ["jobs/a/b", "jobs/taken", "jobs/.git", "jobs/assets"] {
        std::fs::create_dir_all(base.path().join(folder)).unwrap();
    }
    std::fs::write(base.path().join("jobs/taken/job.yaml"), "name: taken_job\n").unwrap();
    let mut script = Script::new([
        "team",
        "a",
        ". (current directory)",
        "taken",
        "",
        "me@x",
        "neo",
        "",
        "",
        "",
        "a",
        "",
        "",
    ]);
    let finished = survey(base.path(), &Neo::default(), &mut script).await.unwrap();
    assert_eq!(script.asked[1].choices, [". (current directory)", "a"]);
    assert_eq!(script.asked[1].text, "Select directory to save specification?");
    assert_eq!(script.asked[2].text, "Select directory to save specification? [jobs/a]");
    assert_eq!(script.asked[3].text, "Provide new directory name to create for this spec?[jobs/a/.]");
    assert_eq!(script.asked[4].default, "a.taken");
    assert_eq!(finished.directory, "a/taken");
}

#[tokio::test]
async fn a_folder_with_a_job_is_refused_unless_it_may_be_replaced() {
    let base = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(base.path().join("jobs/taken")).unwrap();
    std::fs::write(base.path().join("jobs/taken/job.yaml"), "x: y\n").unwrap();
    let mut script = Script::new(["team", "", "taken", "^C"]);
    survey(base.path(), &Neo::default(), &mut script).await.unwrap_err();
    assert!(script.asked[3].complaint.as_ref().unwrap().contains("there is a job in"));
}

#[tokio::test]
async fn a_project_without_namespaces_or_plugins_is_told_before_anything_is_asked() {
    let base = tempfile::tempdir().unwrap();
    let mut project = project(base.path());
    let error = Survey::new(&setting(&project, base.path(), &[])).unwrap_err();
    assert!(error.to_string().contains("no supported task plugin found"));
    project.namespaces.clear();
    let error = Survey::new(&setting(&project, base.path(), &[])).unwrap_err();
    assert!(error.to_string().contains("no namespace found in config file"));
}

#[test]
fn a_survey_can_run_on_any_thread() {
    fn send<T: Send>(value: T) -> T {
        value
    }
    let base = tempfile::tempdir().unwrap();
    let (neo, mut script) = (Neo::default(), Script::new([]));
    drop(send(survey(base.path(), &neo, &mut script)));
}
