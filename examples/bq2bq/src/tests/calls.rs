//! Calls that are not recorded, by the native plugin's rules.

use optimus_plugin_sdk::{
    Answer, Answers, AssetCompiler, Assets, Cli, CompileRequest, Config, DataType, DependencyResolver, Error,
    InstanceData, Verdict, Window,
};

use super::timestamp;
use crate::Bq2Bq;

const BREAK: &str = "\n--*--optimus-break-marker--*--\n";

fn proposals(job: &str) -> Vec<String> {
    let questions = Bq2Bq::get_questions(job).unwrap();
    questions.into_iter().take(3).map(|question| question.default).collect()
}

#[test]
fn the_last_three_parts_of_a_job_name_are_proposed() {
    assert_eq!(proposals("a.b.c"), ["a", "b", "c"]);
    assert_eq!(proposals("team.x.a-1.b_2.c"), ["a-1", "b_2", "c"]);
    assert_eq!(proposals("a.b."), ["a", "b", ""]);
    for job in ["", "job", "dataset.table", "a/b/c"] {
        assert_eq!(proposals(job), ["", "", ""], "{job}");
    }
}

fn verdict(question: &str, value: &str) -> Verdict {
    Bq2Bq::validate_question(&Answer { question: question.into(), value: value.into() }).unwrap()
}

#[test]
fn names_are_judged_and_other_answers_are_not() {
    for question in ["Project", "Dataset", "Table"] {
        for good in ["abc", "a-b", "a_b", "-__", "ABC", "123", &"x".repeat(5_000)] {
            assert_eq!(verdict(question, good), Verdict::Accepted, "{question}: {good}");
        }
        for bad in ["a b c", " abc", "abc\n", "äbc", "a/b", "{{.PROJECT}}", "p:d.t"] {
            assert!(
                matches!(verdict(question, bad), Verdict::Rejected(text) if text.starts_with("invalid")),
                "{bad}"
            );
        }
        assert_eq!(verdict(question, "ab"), Verdict::rejected("value is too short. Min length is 3"));
    }
    for question in ["LoadMethod", "PartitionFilter", "project", "Other"] {
        assert_eq!(verdict(question, ""), Verdict::Accepted);
    }
}

#[test]
fn answers_that_are_not_given_are_empty_in_the_configuration() {
    let config = Bq2Bq::default_config(&Answers::default()).unwrap();
    let all =
        [("PROJECT", ""), ("TABLE", ""), ("DATASET", ""), ("LOAD_METHOD", ""), ("SQL_TYPE", "STANDARD")];
    assert_eq!(config, Config::from_iter(all));
}

#[test]
fn a_partition_filter_that_was_asked_for_is_configured() {
    for filter in ["d > 1", ""] {
        let answers = Answers::from_iter([("LoadMethod", "REPLACE_MERGE"), ("PartitionFilter", filter)]);
        assert_eq!(Bq2Bq::default_config(&answers).unwrap().get("PARTITION_FILTER"), Some(filter));
    }
}

#[test]
fn names_are_looked_up_in_any_case_and_the_first_one_counts() {
    let config = Config::from_iter([("project", "p"), ("Dataset", "d"), ("TABLE", "t"), ("PROJECT", "q")]);
    assert_eq!(Bq2Bq::generate_destination(&config, &Assets::default()).unwrap().urn(), "bigquery://p:d.t");
    let assets = Assets::from_iter([("Query.SQL", "select * from p.d.u")]);
    assert_eq!(Bq2Bq::generate_dependencies(&config, &assets).unwrap(), ["bigquery://p:d.u"]);
    let answers = Answers::from_iter([("PROJECT", "p"), ("loadmethod", "MERGE")]);
    let config = Bq2Bq::default_config(&answers).unwrap();
    assert_eq!((config.get("PROJECT"), config.get("LOAD_METHOD")), (Some("p"), Some("MERGE")));
}

/// A run.
fn run(method: &str, start: &str, end: &str, assets: &[(&str, &str)]) -> CompileRequest {
    CompileRequest {
        config: Config::from_iter([("LOAD_METHOD", method)]),
        assets: Assets::from_iter(assets.iter().copied()),
        window: Window { start: timestamp(start), end: timestamp(end) },
        instance_data: Vec::new(),
    }
}

/// A run over so many seconds from midnight.
fn seconds(method: &str, seconds: i64, assets: &[(&str, &str)]) -> CompileRequest {
    let mut request = run(method, "2022-09-01T00:00:00Z", "2022-09-01T00:00:00Z", assets);
    request.window.end.seconds += seconds;
    request
}

fn query(request: CompileRequest) -> String {
    Bq2Bq::compile_assets(request).unwrap().get("query.sql").unwrap().to_owned()
}

#[test]
fn only_replace_and_only_more_than_a_day_is_rendered() {
    let assets = [("query.sql", "{{.DSTART}} {{nofunc"), ("other.sql", "{{.DEND}}")];
    let mut as_they_were =
        vec![CompileRequest { config: Config::default(), ..seconds("", 200_000, &assets) }];
    for method in ["APPEND", "MERGE", "REPLACE_MERGE", "REPLACE_ALL", "replace", " REPLACE", ""] {
        as_they_were.push(seconds(method, 3 * 86_400, &assets));
    }
    for length in [86_400, 86_399, 3_600, 1, 0, -86_400, -200_000] {
        as_they_were.push(seconds("REPLACE", length, &assets));
    }
    for request in as_they_were {
        assert_eq!(Bq2Bq::compile_assets(request.clone()).unwrap(), request.assets, "{request:?}");
    }
}

#[test]
fn a_partition_is_a_whole_day_also_when_the_window_ends_within() {
    let two = ["2022-09-02T00:00:00Z", BREAK, "2022-09-03T00:00:00Z"].concat();
    for length in [86_401, 25 * 3_600, 2 * 86_400 - 1, 2 * 86_400] {
        assert_eq!(query(seconds("REPLACE", length, &[("query.sql", "{{.DEND}}")])), two, "{length}");
    }
    let mut request = seconds("REPLACE", 86_400, &[("query.sql", "{{.DEND}}")]);
    request.window.end.nanoseconds = 1;
    assert_eq!(query(request), two);
}

#[test]
fn days_begin_when_the_window_does() {
    let request =
        run("REPLACE", "2022-02-27T14:30:00Z", "2022-03-01T02:00:00Z", &[("query.sql", "{{.DSTART}}")]);
    assert_eq!(query(request), ["2022-02-27T14:30:00Z", BREAK, "2022-02-28T14:30:00Z"].concat());
}

#[test]
fn a_month_has_a_query_for_every_day() {
    let assets = [("query.sql", "{{.DSTART|Date}}/{{.DEND|Date}}")];
    for (start, end, days) in [
        ("2022-08-01T00:00:00Z", "2022-09-01T00:00:00Z", 31),
        ("2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z", 29),
    ] {
        let query = query(run("REPLACE", start, end, &assets));
        let parts: Vec<_> = query.split(BREAK).collect();
        assert_eq!((parts.len(), &parts[0][..10]), (days, &start[..10]));
        assert!(parts.last().unwrap().ends_with(&end[..10]), "{query}");
    }
}

fn datum(name: &str, value: &str, data_type: DataType) -> InstanceData {
    InstanceData { name: name.into(), value: value.into(), data_type }
}

#[test]
fn a_query_knows_the_environment_and_the_day_and_nothing_else() {
    let text = "{{.DSTART|Date}} {{.EXECUTION_TIME}} {{.JOB_DESTINATION}} {{.GLOBAL__X}} {{.f}} {{.PROJECT}}";
    let mut request = seconds("REPLACE", 2 * 86_400, &[("query.sql", text)]);
    request.instance_data = vec![
        datum("DSTART", "1999-01-01T00:00:00Z", DataType::Env),
        datum("EXECUTION_TIME", "2022-09-05T00:00:00Z", DataType::Env),
        datum("JOB_DESTINATION", "p:d.old", DataType::Env),
        datum("JOB_DESTINATION", "p:d.t", DataType::Env),
        datum("f", "file", DataType::File),
    ];
    let rest = " 2022-09-05T00:00:00Z p:d.t <no value> <no value> <no value>";
    assert_eq!(query(request), ["2022-09-01", rest, BREAK, "2022-09-02", rest].concat());
}

#[test]
fn other_files_are_those_of_the_last_day_and_data_of_type_file_come_back_among_them() {
    let files = [
        ("query.sql", "{{template \"day.sql\" .}}\n"),
        ("day.sql", "{{.DSTART|Date}}{{.GLOBAL__X}}"),
        ("raw.j2", "{{.DSTART}}"),
        ("own.txt", "own"),
    ];
    let mut request = seconds("REPLACE", 2 * 86_400, &files);
    request.instance_data =
        vec![datum("extra.txt", "{{.DEND}}", DataType::File), datum("own.txt", "hidden", DataType::File)];
    let compiled = Bq2Bq::compile_assets(request).unwrap();
    assert_eq!(
        compiled.get("query.sql"),
        Some("2022-09-01<no value>\n\n--*--optimus-break-marker--*--\n2022-09-02<no value>\n")
    );
    assert_eq!(compiled.get("day.sql"), Some("2022-09-02<no value>"));
    assert_eq!(compiled.get("raw.j2"), Some("{{.DSTART}}"));
    assert_eq!(compiled.get("extra.txt"), Some("2022-09-03T00:00:00Z"));
    assert_eq!((compiled.get("own.txt"), compiled.len()), (Some("own"), 5));
}

#[test]
fn a_template_that_is_none_names_its_file() {
    for bad in ["bad.sql", "bad.tmpl"] {
        let error =
            Bq2Bq::compile_assets(seconds("REPLACE", 90_000, &[("query.sql", "x"), (bad, "{{nofunc}}")]))
                .unwrap_err();
        assert!(matches!(&error, Error::InvalidInput(problems) if problems[0].field == bad), "{error}");
    }
}

#[test]
fn a_window_of_all_time_ends_at_the_size_of_an_asset() {
    let error =
        Bq2Bq::compile_assets(seconds("REPLACE", i64::MAX / 2, &[("query.sql", &"x".repeat(100_000))]))
            .unwrap_err();
    assert!(error.to_string().contains("query.sql"), "{error}");
}

#[test]
fn a_destination_without_its_parts_names_each_that_is_missing() {
    let error =
        Bq2Bq::generate_destination(&Config::from_iter([("DATASET", "d")]), &Assets::default()).unwrap_err();
    let Error::InvalidInput(problems) = error else { panic!("{error:?}") };
    let fields: Vec<_> = problems.iter().map(|problem| &*problem.field).collect();
    assert_eq!(fields, ["PROJECT", "TABLE"]);
    assert!(
        problems
            .iter()
            .all(|problem| problem.message == "missing config key required to generate destination")
    );
}

#[test]
fn a_destination_may_have_empty_parts_and_what_a_missing_macro_leaves() {
    let config = |value| Config::from_iter(["PROJECT", "DATASET", "TABLE"].map(|key| (key, value)));
    let destination = |value| Bq2Bq::generate_destination(&config(value), &Assets::default()).unwrap().name;
    assert_eq!((&*destination(""), &*destination("<no value>")), (":.", "<no value>:<no value>.<no value>"));
}

/// The dependencies of a job that writes `p:d.own`.
fn dependencies(query: &str) -> Result<Vec<String>, Error> {
    let config = Config::from_iter([("PROJECT", "p"), ("DATASET", "d"), ("TABLE", "own")]);
    Bq2Bq::generate_dependencies(&config, &Assets::from_iter([("query.sql", query)]))
}

#[test]
fn dependencies_are_sorted_urns_without_the_destination_and_what_is_ignored() {
    let query =
        "select * from p.d.z, p.d.own, `p.d.a` join /* @ignoreupstream */ p.d.i join p.d.a join p.d.i";
    assert_eq!(dependencies(query).unwrap(), ["bigquery://p:d.a", "bigquery://p:d.z"]);
    assert_eq!(dependencies("select 1").unwrap(), [""; 0]);
}

#[test]
fn a_query_that_is_missing_is_told_before_a_destination_that_is() {
    let empty = Error::invalid_input("query.sql", "empty sql file");
    let nothing = (Config::default(), Assets::default());
    assert_eq!(Bq2Bq::generate_dependencies(&nothing.0, &nothing.1).unwrap_err(), empty);
    assert_eq!(dependencies(" \n").unwrap_err(), empty);
    let query = Assets::from_iter([("query.sql", "select 1")]);
    let error = Bq2Bq::generate_dependencies(&nothing.0, &query).unwrap_err();
    assert!(error.to_string().contains("missing config key required to generate destination"), "{error}");
}
