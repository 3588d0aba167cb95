use std::{fs, path::Path};

use optimus_plugin_api::{Answer, PluginType};

use super::*;
use crate::{
    fake::{Neo, info, project, setting},
    job::WindowChoice,
    survey::TaskPlugin,
};

fn finished(base: &Path, directory: &str) -> Finished {
    Finished {
        namespace: "team".to_owned(),
        root: base.join("jobs"),
        directory: directory.to_owned(),
        name: "my_first".to_owned(),
        owner: "me@x".to_owned(),
        task: "neo".to_owned(),
        start_date: "2026-01-31".to_owned(),
        interval: "@daily".to_owned(),
        window: WindowChoice::Daily,
        answers: vec![Answer::named("RANGE_START", "2026-01-01"), Answer::named("LIST", "a\nb")],
    }
}

fn neo(assets: &[(&str, &str)]) -> Neo {
    Neo { assets: assets.iter().map(|(name, value)| Asset::new(*name, *value)).collect(), ..Neo::default() }
}

async fn plan(base: &Path, neo: &Neo, directory: &str, force: bool) -> Result<Plan, Error> {
    let neo_info = info("neo", PluginType::Task);
    let tasks = [TaskPlugin { info: &neo_info, survey: Some(neo) }];
    let project = project(base);
    let setting = Setting { force, ..setting(&project, base, &tasks) };
    Plan::make(finished(base, directory), &setting).await
}

/// Every file and folder below, sorted.
fn tree(base: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![base.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            found.push(path.strip_prefix(base).unwrap().display().to_string());
            if path.is_dir() && !path.is_symlink() {
                waiting.push(path);
            }
        }
    }
    found.sort();
    found
}

fn job_error(error: Error) -> JobError {
    match error {
        Error::Job(error) => error,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_daily_job_is_written_as_optimus_writes_it() {
    let base = tempfile::tempdir().unwrap();
    let plan = plan(base.path(), &neo(&[("query.sql", "select 1\n")]), "daily/first", false).await.unwrap();
    assert_eq!(tree(base.path()), ["jobs", "other"], "a plan writes nothing");
    let written = plan.write().unwrap();
    assert_eq!(written.last(), Some(&base.path().join("jobs/daily/first/job.yaml")));
    assert_eq!(
        fs::read_to_string(base.path().join("jobs/daily/first/assets/query.sql")).unwrap(),
        "select 1\n"
    );
    let expected = r#"version: 1
name: my_first
owner: me@x
schedule:
  start_date: "2026-01-31"
  interval: '@daily'
behavior:
  depends_on_past: false
  catch_up: false
task:
  name: neo
  config:
    RANGE_START: "2026-01-01"
    LIST: |-
      a
      b
  window:
    size: 24h
    offset: "0"
    truncate_to: d
labels:
  orchestrator: optimus
dependencies: []
hooks: []
"#;
    assert_eq!(fs::read_to_string(base.path().join("jobs/daily/first/job.yaml")).unwrap(), expected);
    assert_eq!(tree(&base.path().join("jobs/daily/first")), ["assets", "assets/query.sql", "job.yaml"]);
}

#[tokio::test]
#[cfg(unix)]
async fn files_and_folders_have_the_modes_that_upstream_gives_them() {
    use std::os::unix::fs::PermissionsExt;
    let base = tempfile::tempdir().unwrap();
    plan(base.path(), &neo(&[("a.sql", "x")]), "j", false).await.unwrap().write().unwrap();
    let mode = |path: &str| fs::metadata(base.path().join(path)).unwrap().permissions().mode() & 0o777;
    let umask = 0o777
        & !{
            fs::File::create(base.path().join("probe")).unwrap();
            mode("probe") | 0o111
        };
    assert_eq!(mode("jobs/j/job.yaml"), 0o755 & !umask);
    assert_eq!(mode("jobs/j/assets/a.sql"), 0o755 & !umask);
    assert_eq!(mode("jobs/j/assets"), 0o765 & !umask);
}

#[tokio::test]
async fn a_job_that_is_there_is_left_alone_unless_it_may_be_replaced() {
    let base = tempfile::tempdir().unwrap();
    let neo = neo(&[("a.sql", "new")]);
    fs::create_dir_all(base.path().join("jobs/j")).unwrap();
    fs::write(base.path().join("jobs/j/job.yaml"), "mine").unwrap();
    let error = job_error(plan(base.path(), &neo, "j", false).await.unwrap_err());
    assert_eq!(error.code(), Code::JOB_EXISTS);
    assert_eq!(fs::read_to_string(base.path().join("jobs/j/job.yaml")).unwrap(), "mine");
    plan(base.path(), &neo, "j", true).await.unwrap().write().unwrap();
    assert!(fs::read_to_string(base.path().join("jobs/j/job.yaml")).unwrap().starts_with("version: 1\n"));
    assert_eq!(tree(&base.path().join("jobs/j")), ["assets", "assets/a.sql", "job.yaml"]);
}

#[tokio::test]
async fn an_asset_that_is_there_is_not_overwritten_by_a_new_job() {
    let base = tempfile::tempdir().unwrap();
    fs::create_dir_all(base.path().join("jobs/j/assets")).unwrap();
    fs::write(base.path().join("jobs/j/assets/a.sql"), "mine").unwrap();
    let error = job_error(plan(base.path(), &neo(&[("a.sql", "new")]), "j", false).await.unwrap_err());
    assert_eq!(error.code(), Code::JOB_EXISTS);
    assert!(error.message().contains("a.sql"));
}

#[tokio::test]
async fn a_file_name_that_leads_elsewhere_writes_nothing_and_names_the_plugin() {
    let base = tempfile::tempdir().unwrap();
    let neo = neo(&[("a.sql", "x"), ("../../../evil", "x")]);
    let error = plan(base.path(), &neo, "j", false).await.unwrap_err();
    let Error::Plugin(error) = error else { panic!("{error}") };
    assert_eq!((error.plugin(), error.code()), ("neo", Code::MALFORMED_ANSWER));
    assert_eq!(tree(base.path()), ["jobs", "other"]);
}

#[tokio::test]
async fn when_writing_fails_in_the_middle_everything_is_as_it_was() {
    let base = tempfile::tempdir().unwrap();
    let job = base.path().join("jobs/j");
    fs::create_dir_all(job.join("assets")).unwrap();
    fs::write(job.join("assets/a.sql"), "old").unwrap();
    // A folder where the second asset belongs: it is found when the first has been replaced already.
    fs::create_dir(job.join("assets/b.sql")).unwrap();
    let plan = plan(base.path(), &neo(&[("a.sql", "new"), ("b.sql", "new")]), "j", true).await.unwrap();
    let before = tree(base.path());
    assert_eq!(plan.write().unwrap_err().code(), Code::NOT_WRITTEN);
    assert_eq!(tree(base.path()), before);
    assert_eq!(fs::read_to_string(job.join("assets/a.sql")).unwrap(), "old");
}

#[tokio::test]
async fn folders_made_for_a_job_that_could_not_be_written_are_removed() {
    let base = tempfile::tempdir().unwrap();
    let mut plan = plan(base.path(), &neo(&[]), "a/b/c", false).await.unwrap();
    // Longer than a file name may be: the plan of a careless embedder.
    plan.assets = vec![Asset::new("x".repeat(300), "x")];
    assert_eq!(plan.write().unwrap_err().code(), Code::NOT_WRITTEN);
    assert_eq!(tree(base.path()), ["jobs", "other"]);
}

#[tokio::test]
#[cfg(unix)]
async fn links_do_not_lead_out_of_the_job_path() {
    let base = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir_all(base.path().join("jobs/j")).unwrap();
    std::os::unix::fs::symlink(outside.path(), base.path().join("jobs/away")).unwrap();
    std::os::unix::fs::symlink(outside.path(), base.path().join("jobs/j/assets")).unwrap();
    for directory in ["away/x", "j"] {
        let error = job_error(plan(base.path(), &neo(&[("a.sql", "x")]), directory, true).await.unwrap_err());
        assert!(error.message().contains("outside"), "{error}");
    }
    assert!(tree(outside.path()).is_empty());
}

#[tokio::test]
#[cfg(unix)]
async fn a_link_in_the_place_of_a_file_is_replaced_and_not_followed() {
    let base = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret");
    fs::write(&secret, "mine").unwrap();
    fs::create_dir_all(base.path().join("jobs/j/assets")).unwrap();
    std::os::unix::fs::symlink(&secret, base.path().join("jobs/j/job.yaml")).unwrap();
    std::os::unix::fs::symlink(&secret, base.path().join("jobs/j/assets/a.sql")).unwrap();
    plan(base.path(), &neo(&[("a.sql", "x")]), "j", true).await.unwrap().write().unwrap();
    assert_eq!(fs::read_to_string(&secret).unwrap(), "mine");
    assert_eq!(fs::read_to_string(base.path().join("jobs/j/assets/a.sql")).unwrap(), "x");
}

#[tokio::test]
async fn mistakes_of_the_job_are_all_told_and_nothing_is_written() {
    let base = tempfile::tempdir().unwrap();
    let mut plan = plan(base.path(), &neo(&[]), "j", false).await.unwrap();
    plan.job.owner = "me".to_owned();
    plan.job.schedule.interval = "@once".to_owned();
    let error = plan.write().unwrap_err();
    assert_eq!((error.code(), error.diagnostics().list.len()), (Code::JOB_FIELD, 2));
    assert_eq!(tree(base.path()), ["jobs", "other"]);
}
