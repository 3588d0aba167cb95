//! `job create` without a terminal.

use crate::world::{NEO, World};

const PROJECT: &str = "version: 1\nproject:\n  name: p\nnamespaces:\n- name: team\n  job:\n    path: jobs\n";
const ANSWERS: &str = "\
job:
  directory: sales
  name: sales.daily
  owner: me@example.org
  task: neo
  start_date: 2026-01-01
  interval: '@daily'
  window: daily
answers:
  RANGE_START: '{{.DSTART}}'
  RANGE_END: '{{.DEND}}'
";

fn world(answers: &str) -> World {
    let asset = "defaultassets:\n- name: query.sql\n  value: select 1\n";
    let world = World::with(&[("neo", &format!("{NEO}{asset}"))]);
    world.write("optimus.yaml", PROJECT);
    world.write("answers.yaml", answers);
    std::fs::create_dir(world.path().join("jobs")).unwrap();
    world
}

const CREATE: [&str; 4] = ["job", "create", "--answers", "answers.yaml"];

#[test]
fn answers_from_a_file_become_a_job_and_its_assets() {
    let world = world(ANSWERS);
    let ran = world.run(&CREATE).ended(0);
    assert_eq!(ran.out(), "Job successfully created at jobs/sales\n");
    assert!(ran.err().contains("jobs/sales/assets/query.sql"), "what is written is shown: {}", ran.err());
    let job = world.read("jobs/sales/job.yaml");
    for line in ["name: sales.daily", "start_date: \"2026-01-01\"", "RANGE_START: '{{.DSTART}}'", "size: 24h"]
    {
        assert!(job.contains(line), "{line} in\n{job}");
    }
    assert_eq!(world.read("jobs/sales/assets/query.sql"), "select 1");
}

#[test]
fn the_job_as_json_names_its_files() {
    let json = world(ANSWERS).run(&[&CREATE[..], &["--json"]].concat()).ended(0).json();
    assert_eq!(json["files"], serde_json::json!(["jobs/sales/assets/query.sql", "jobs/sales/job.yaml"]));
}

#[test]
fn every_wrong_answer_is_reported_with_its_place_and_nothing_is_written() {
    let answers = ANSWERS
        .replace("'{{.DSTART}}'", "''")
        .replace("me@example.org", "me")
        .replace("RANGE_END: '{{.DEND}}'", "RANGE_END: x\n  RANGE_MIDDLE: y");
    let world = world(&answers);
    let before = world.files();
    let ran = world.run(&[&CREATE[..], &["--json"]].concat()).ended(1);
    for part in ["Value is required", "answers.yaml:4:", "RANGE_MIDDLE", "answers.yaml:12:"] {
        assert!(ran.err().contains(part), "{part} in\n{}", ran.err());
    }
    assert_eq!(ran.json()["error"]["diagnostics"].as_array().unwrap().len(), 3);
    assert_eq!(world.files(), before);
}

#[test]
fn a_job_that_is_there_already_is_not_replaced_unless_forced() {
    let world = world(ANSWERS);
    world.run(&CREATE).ended(0);
    world.write("jobs/sales/job.yaml", format!("{}# mine\n", world.read("jobs/sales/job.yaml")));
    world.run(&CREATE).ended(1);
    assert!(world.read("jobs/sales/job.yaml").contains("# mine"));
    world.run(&[&CREATE[..], &["--force"]].concat()).ended(0);
    assert!(!world.read("jobs/sales/job.yaml").contains("# mine"));
}

#[test]
fn without_a_terminal_the_flag_for_answers_is_named() {
    let ran = world(ANSWERS).run(&["job", "create"]).ended(2);
    assert!(ran.err().contains("error[P0706]") && ran.err().contains("--answers"), "{}", ran.err());
    assert!(ran.out().is_empty());
}

#[test]
fn a_plugin_that_writes_outside_of_its_job_is_stopped_before_anything_is_written() {
    let world = world(ANSWERS);
    let asset = "defaultassets:\n- name: ../../escaped.sql\n  value: x\n";
    world.write(".plugins/optimus-plugin-neo.yaml", format!("{NEO}{asset}"));
    let before = world.files();
    let ran = world.run(&CREATE).ended(3);
    assert!(ran.err().contains("error[P0414]"), "{}", ran.err());
    assert_eq!(world.files(), before);
}

#[test]
fn a_file_that_is_named_and_cannot_be_read_is_wrong_usage_whichever_it_is() {
    let world = world(ANSWERS);
    std::fs::create_dir(world.path().join("folder")).unwrap();
    world.write("large.yaml", vec![b'#'; (4 << 20) + 1]);
    for (file, told) in [
        ("nowhere.yaml", "there is no file `nowhere.yaml`"),
        ("folder", "`folder` cannot be read\n  cause  Is a directory"),
        ("large.yaml", "`large.yaml` is larger than "),
        ("nowhere\u{1b}[31m\n.yaml", "there is no file `nowhere\\u{1b}[31m\\n.yaml`"),
    ] {
        for args in [&["job", "create", "--answers", file][..], &[&CREATE[..], &["--config", file]].concat()]
        {
            let ran = world.run(&[&["--json"], args].concat()).ended(2);
            assert!(ran.err().starts_with(&format!("error: {told}")), "{args:?}: {}", ran.err());
            assert_eq!(ran.json()["error"]["class"], "usage", "{args:?}");
        }
    }
}

#[test]
fn a_project_file_that_is_only_looked_for_is_an_error_that_says_where() {
    let world = world(ANSWERS);
    std::fs::remove_file(world.path().join("optimus.yaml")).unwrap();
    let ran = world.run(&CREATE).ended(1);
    assert!(ran.err().starts_with("error[P0707]: there is no `optimus.yaml` in the"), "{}", ran.err());
}

#[test]
fn a_project_with_escapes_in_its_names_cannot_act_upon_the_terminal() {
    let world = world(ANSWERS);
    let (hostile, shown) = ("evil\u{1b}[2J", "evil\\u{1b}[2J");
    for text in [
        PROJECT.replace("path: jobs", "path: \"evil\\e[2J\""),
        PROJECT.replace("team", "\"evil\\e[2J\"") + "- name: other\n  job:\n    path: jobs\n",
    ] {
        world.write("optimus.yaml", text);
        let ran = world.run(&[&CREATE[..], &["--json"]].concat()).ended(1);
        assert!(!ran.err().contains(hostile) && ran.err().contains(shown), "{}", ran.err());
        assert!(!ran.out().contains('\u{1b}'), "{}", ran.out());
    }
}

#[test]
fn an_answer_that_nobody_asks_for_is_shown_at_its_name() {
    let world = world(&ANSWERS.replace("  RANGE_END: ", "  RANGE_MIDDLE: y\n  RANGE_END: "));
    let ran = world.run(&[&CREATE[..], &["--json"]].concat()).ended(1);
    let label = &ran.json()["error"]["diagnostics"][0]["labels"][0];
    assert_eq!((&label["line"], &label["column"]), (&11.into(), &3.into()), "{}", ran.err());
}
