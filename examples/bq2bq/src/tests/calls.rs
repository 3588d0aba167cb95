//! Calls and replies as recorded with the native plugin, version 0.2.0.

use optimus_plugin_sdk::{
    Answer, Answers, AssetCompiler, Assets, Cli, CompileRequest, Config, DataType, DependencyResolver, Error,
    InstanceData, Plugin, Question, Timestamp, Verdict, Window,
};
use serde_json::Value;

use super::golden;
use crate::Bq2Bq;

/// The recorded calls of a method: request, reply, error.
fn recorded(method: &str) -> impl Iterator<Item = (Value, Value, Option<String>)> {
    let lines = golden("calls.jsonl").into_iter();
    let calls = lines.filter(move |line| line["plugin"] == "bq2bq" && line["method"] == method);
    let mut calls = calls
        .map(|line| {
            let error =
                line["error"].as_str().map(|error| error.rsplit("desc = ").next().unwrap().to_owned());
            (line["request"].clone(), line["response"].clone(), error)
        })
        .peekable();
    assert!(calls.peek().is_some(), "no recorded call of {method}");
    calls
}

fn pairs(list: &Value) -> Vec<(String, String)> {
    let items = list.as_array().into_iter().flatten();
    items.map(|item| (text(&item["Name"]), text(&item["Value"]))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn answers(request: &Value) -> Answers {
    let answers = request["Answers"].as_array().unwrap();
    answers.iter().map(|answer| (text(&answer["Question"]["Name"]), text(&answer["Value"]))).collect()
}

#[test]
fn it_describes_itself_as_recorded() {
    let info = Bq2Bq::info();
    for (_, reply, _) in recorded("PluginInfo") {
        assert_eq!(info.name, text(&reply["Name"]));
        assert_eq!(info.description, text(&reply["Description"]));
        assert_eq!(info.version, text(&reply["PluginVersion"]));
        assert_eq!(info.image, text(&reply["Image"]));
        assert_eq!(info.secret_path, text(&reply["SecretPath"]));
        assert!(info.api_version.is_empty() && reply["APIVersion"].is_null());
    }
}

fn assert_same(ours: &[Question], theirs: &Value) {
    let theirs = theirs.as_array().unwrap();
    assert_eq!(ours.len(), theirs.len());
    for (ours, theirs) in ours.iter().zip(theirs) {
        let choices: Vec<_> = theirs["Multiselect"].as_array().into_iter().flatten().map(text).collect();
        assert_eq!((&ours.name, &ours.prompt), (&text(&theirs["Name"]), &text(&theirs["Prompt"])));
        assert_eq!((&ours.help, &ours.default), (&text(&theirs["Help"]), &text(&theirs["Default"])));
        assert_eq!((&ours.choices, &ours.rules), (&choices, &None));
        let sub_questions = theirs["SubQuestions"].as_array().unwrap();
        assert_eq!(ours.sub_questions.len(), sub_questions.len());
        for (ours, theirs) in ours.sub_questions.iter().zip(sub_questions) {
            assert_eq!(ours.if_value, text(&theirs["IfValue"]));
            assert_same(&ours.questions, &theirs["Questions"]);
        }
    }
}

#[test]
fn it_asks_as_recorded() {
    for (request, reply, _) in recorded("GetQuestions") {
        assert_same(&Bq2Bq::get_questions(&text(&request["JobName"])).unwrap(), &reply["Questions"]);
    }
}

#[test]
fn a_job_name_of_two_parts_proposes_nothing() {
    assert!(
        Bq2Bq::get_questions("dataset.table")
            .unwrap()
            .iter()
            .take(3)
            .all(|question| question.default.is_empty())
    );
}

#[test]
fn it_judges_answers_as_recorded() {
    for (request, reply, _) in recorded("ValidateQuestion") {
        let question = text(&request["Answer"]["Question"]["Name"]);
        let answer = Answer { question, value: text(&request["Answer"]["Value"]) };
        let expected = match reply["Success"].as_bool().unwrap() {
            true => Verdict::Accepted,
            false => Verdict::rejected(text(&reply["Error"])),
        };
        assert_eq!(Bq2Bq::validate_question(&answer).unwrap(), expected, "{answer:?}");
    }
}

#[test]
fn answers_become_configuration_as_recorded() {
    for (request, reply, _) in recorded("DefaultConfig") {
        assert_eq!(
            Bq2Bq::default_config(&answers(&request)).unwrap(),
            Config::from_iter(pairs(&reply["Config"]))
        );
    }
}

#[test]
fn a_partition_filter_that_was_asked_for_is_configured() {
    let answers = Answers::from_iter([("LoadMethod", "REPLACE_MERGE"), ("PartitionFilter", "d > 1")]);
    assert_eq!(Bq2Bq::default_config(&answers).unwrap().get("PARTITION_FILTER"), Some("d > 1"));
}

#[test]
fn the_first_query_is_as_recorded() {
    for (request, reply, _) in recorded("DefaultAssets") {
        assert_eq!(
            Bq2Bq::default_assets(&answers(&request)).unwrap(),
            Assets::from_iter(pairs(&reply["Assets"]))
        );
    }
}

/// A recorded time: a day of September 2022.
fn timestamp(text: &str) -> Timestamp {
    let day = text.strip_prefix("2022-09-").and_then(|text| text.strip_suffix("T00:00:00Z")).unwrap();
    Timestamp::from_seconds(1_661_904_000).plus_days(day.parse().unwrap())
}

fn compile_request(request: &Value) -> CompileRequest {
    let data = request["InstanceData"].as_array().unwrap().iter().map(|datum| InstanceData {
        name: text(&datum["Name"]),
        value: text(&datum["Value"]),
        data_type: if datum["Type"] == "file" { DataType::File } else { DataType::Env },
    });
    CompileRequest {
        config: Config::from_iter(pairs(&request["Config"])),
        assets: Assets::from_iter(pairs(&request["Assets"])),
        window: Window {
            start: timestamp(&text(&request["StartTime"])),
            end: timestamp(&text(&request["EndTime"])),
        },
        instance_data: data.collect(),
    }
}

#[test]
fn it_compiles_assets_as_recorded() {
    for (request, reply, _) in recorded("CompileAssets") {
        let ours = Bq2Bq::compile_assets(compile_request(&request)).unwrap();
        assert_eq!(ours, Assets::from_iter(pairs(&reply["Assets"])));
    }
}

/// A run over so many seconds.
fn run(method: &str, seconds: i64, assets: &[(&str, &str)]) -> CompileRequest {
    let start = timestamp("2022-09-01T00:00:00Z");
    CompileRequest {
        config: Config::from_iter([("LOAD_METHOD", method)]),
        assets: Assets::from_iter(assets.iter().copied()),
        window: Window { start, end: Timestamp::from_seconds(start.seconds + seconds) },
        instance_data: Vec::new(),
    }
}

#[test]
fn only_replace_and_only_more_than_a_day_is_rendered() {
    for request in [
        run("APPEND", 3 * 86_400, &[("query.sql", "{{.DSTART}}")]),
        run("REPLACE", 86_400, &[("query.sql", "{{.DSTART}}")]),
        run("REPLACE", -86_400, &[("query.sql", "{{.DSTART}}")]),
    ] {
        assert_eq!(Bq2Bq::compile_assets(request.clone()).unwrap(), request.assets);
    }
}

#[test]
fn a_second_more_than_a_day_is_two_whole_days() {
    let compiled = Bq2Bq::compile_assets(run("REPLACE", 86_401, &[("query.sql", "{{.DEND|Date}}")])).unwrap();
    assert_eq!(compiled.get("query.sql"), Some("2022-09-02\n--*--optimus-break-marker--*--\n2022-09-03"));
}

#[test]
fn other_files_are_those_of_the_last_day_and_data_of_type_file_come_back_among_them() {
    let files = [
        ("query.sql", "{{template \"day.sql\" .}}"),
        ("day.sql", "{{.DSTART|Date}}{{.GLOBAL__X}}"),
        ("raw.j2", "{{.DSTART}}"),
    ];
    let mut request = run("REPLACE", 2 * 86_400, &files);
    request.instance_data.push(InstanceData {
        name: "extra.txt".into(),
        value: "{{.DEND}}".into(),
        data_type: DataType::File,
    });
    let compiled = Bq2Bq::compile_assets(request).unwrap();
    assert_eq!(
        compiled.get("query.sql"),
        Some("2022-09-01<no value>\n--*--optimus-break-marker--*--\n2022-09-02<no value>")
    );
    assert_eq!(compiled.get("day.sql"), Some("2022-09-02<no value>"));
    assert_eq!(compiled.get("raw.j2"), Some("{{.DSTART}}"));
    assert_eq!(compiled.get("extra.txt"), Some("2022-09-03T00:00:00Z"));
}

#[test]
fn a_template_that_is_none_names_its_file() {
    let error =
        Bq2Bq::compile_assets(run("REPLACE", 90_000, &[("query.sql", "x"), ("bad.sql", "{{nofunc}}")]))
            .unwrap_err();
    assert!(matches!(&error, Error::InvalidInput(problems) if problems[0].field == "bad.sql"), "{error}");
}

#[test]
fn a_window_of_all_time_ends_at_the_size_of_an_asset() {
    let error = Bq2Bq::compile_assets(run("REPLACE", i64::MAX / 2, &[("query.sql", &"x".repeat(100_000))]))
        .unwrap_err();
    assert!(error.to_string().contains("query.sql"), "{error}");
}

#[test]
fn the_destination_is_as_recorded() {
    for (request, reply, error) in recorded("GenerateDestination") {
        let config = Config::from_iter(pairs(&request["Config"]));
        match (Bq2Bq::generate_destination(&config, &Assets::default()), error) {
            (Ok(ours), None) => {
                assert_eq!((ours.name, ours.store), (text(&reply["Destination"]), text(&reply["Type"])));
            }
            (Err(Error::InvalidInput(problems)), Some(error)) => {
                assert_eq!((&*problems[0].field, &*problems[0].message), ("TABLE", &*error));
            }
            (ours, theirs) => panic!("{ours:?} instead of {theirs:?}"),
        }
    }
}

#[test]
fn a_job_without_a_query_has_no_dependencies_but_an_error_as_recorded() {
    let mut without_query =
        recorded("GenerateDependencies").filter(|(request, ..)| request["Assets"].is_null());
    // The first one stops at the missing secret: the native plugin needs one to ask BigQuery, this one asks nobody.
    let (request, _, error) = without_query.nth(1).unwrap();
    let config = Config::from_iter(pairs(&request["Config"]));
    let ours = Bq2Bq::generate_dependencies(&config, &Assets::default()).unwrap_err();
    assert_eq!(ours, Error::invalid_input("query.sql", error.unwrap()));
}

#[test]
fn dependencies_are_sorted_urns_without_the_destination_and_what_is_ignored() {
    let config = Config::from_iter([("PROJECT", "p"), ("DATASET", "d"), ("TABLE", "own")]);
    let query =
        "select * from p.d.z, p.d.own, `p.d.a` join /* @ignoreupstream */ p.d.i join p.d.a join p.d.i";
    let assets = Assets::from_iter([("query.sql", query)]);
    let found = Bq2Bq::generate_dependencies(&config, &assets).unwrap();
    assert_eq!(found, ["bigquery://p:d.a", "bigquery://p:d.z"]);
}
