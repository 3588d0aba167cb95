//! What jobs write and read, told by the yaml alone.

use std::time::{Duration, Instant};

use optimus_plugin_api::{
    Asset, Backend, CallContext, CallLimits, Code, ConfigEntry, Diagnostic, Error,
    GenerateDependenciesRequest, GenerateDestinationRequest, GenerateDestinationResponse, MAX_ITEMS,
    Operation, PluginMod, Severity,
};
use optimus_plugin_yaml::{Options, YamlPlugin, parse};

use crate::forms::plugin;

const JOB: [(&str, &str); 4] =
    [("PROJECT", "p"), ("DATASET", "d"), ("TABLE", "own"), ("BQ_SERVICE_ACCOUNT", "{\"key\": 1}")];

fn config(entries: &[(&str, &str)]) -> Vec<ConfigEntry> {
    entries.iter().map(|(name, value)| ConfigEntry::new(*name, *value)).collect()
}

async fn destination(
    plugin: &YamlPlugin,
    entries: &[(&str, &str)],
) -> Result<GenerateDestinationResponse, Error> {
    let request = GenerateDestinationRequest { config: config(entries), ..Default::default() };
    plugin.dependency_resolver().unwrap().generate_destination(&CallContext::default(), &request).await
}

fn request(entries: &[(&str, &str)], assets: &[(&str, &str)]) -> GenerateDependenciesRequest {
    let assets = assets.iter().map(|(name, value)| Asset::new(*name, *value)).collect();
    GenerateDependenciesRequest { config: config(entries), assets, ..Default::default() }
}

async fn ask(plugin: &YamlPlugin, request: &GenerateDependenciesRequest) -> Result<Vec<String>, Error> {
    let resolver = plugin.dependency_resolver().unwrap();
    let answer = resolver.generate_dependencies(&CallContext::default(), request).await;
    answer.map(|answer| answer.dependencies)
}

/// What a job of these files reads.
async fn read(plugin: &YamlPlugin, assets: &[(&str, &str)]) -> Vec<String> {
    ask(plugin, &request(&JOB, assets)).await.unwrap()
}

fn parsers(parsers: &str) -> YamlPlugin {
    parse(&format!("name: a\nimage: i:1\nasset_parsers: {{bq: [{parsers}]}}\n"), &Options::default()).unwrap()
}

#[tokio::test]
async fn a_goto_plugin_resolves_without_code() {
    for file in ["bq2bq-goto.yaml", "bq2bq-version-2.yaml"] {
        let plugin = plugin(file);
        assert_eq!(plugin.info().unwrap().plugin_mods, [PluginMod::Cli, PluginMod::DependencyResolver]);
        assert!(plugin.asset_compiler().is_none());
        let answer = destination(&plugin, &JOB).await.unwrap();
        assert_eq!((&*answer.destination, &*answer.destination_type), ("p:d.own", "bigquery"), "{file}");
        let query = "
            WITH recent AS (SELECT * FROM `p.d.orders` WHERE day > 1)
            SELECT * FROM recent JOIN p.d.customers USING (id), p.d.own
            JOIN /* @ignoreupstream */ p.d.ignored USING (id)
            JOIN p.d.orders USING (id) -- FROM p.d.comment";
        let found = read(&plugin, &[("query.sql", query)]).await;
        assert_eq!(found, ["bigquery://p:d.customers", "bigquery://p:d.orders"], "{file}");
    }
}

#[tokio::test]
async fn every_place_of_a_query_is_looked_at_and_none_must_be_there() {
    let plugin = plugin("bq2bq-goto.yaml");
    assert!(read(&plugin, &[]).await.is_empty());
    let yaml = "steps:\n- query: select * from p.d.a\n- query: ./sub/second.sql\n- other: from p.d.no\n";
    let files =
        [("transform.yaml", yaml), ("second.sql", "select * from p.d.b"), ("other.sql", "from p.d.no")];
    let job = [JOB.as_slice(), &[("EXTRA_QUERY", "select * from p.d.c")]].concat();
    let found = ask(&plugin, &request(&job, &files)).await.unwrap();
    assert_eq!(found, ["bigquery://p:d.a", "bigquery://p:d.b", "bigquery://p:d.c"]);
}

#[tokio::test]
async fn a_file_is_found_by_its_name_whatever_the_path_in_the_plugins_file() {
    for path in ["query.sql", "./query.sql", "/data/in/query.sql", "../../query.sql"] {
        let plugin = parsers(&format!("{{filepath: {path}}}"));
        let files =
            [("query.sql", "from p.d.t"), ("QUERY.SQL", "from p.d.no"), ("query.sql", "from p.d.second")];
        assert_eq!(read(&plugin, &files).await, ["bigquery://p:d.t"], "{path}");
    }
}

#[tokio::test]
async fn a_value_of_the_configuration_is_a_query_or_the_path_of_a_file() {
    let plugin = parsers("{env: Q}");
    let files = [("query.sql", "select * from p.d.file")];
    for (value, expected) in [
        ("select * from p.d.value", vec!["bigquery://p:d.value"]),
        ("/data/in/query.sql", vec!["bigquery://p:d.file"]),
        (" /data/in/sub/query.sql\n", vec!["bigquery://p:d.file"]),
        ("/data/in/none.sql", vec![]),
        ("query.sql", vec![]),
        ("", vec![]),
    ] {
        let found = ask(&plugin, &request(&[("Q", value)], &files)).await.unwrap();
        assert_eq!(found, expected, "{value}");
    }
}

#[tokio::test]
async fn values_that_a_selector_finds_are_queries_names_of_files_or_lists_of_them() {
    let plugin = parsers("{filepath: q.yml, selector: $.q}, {filepath: q.yml, selector: $..deep}");
    for (yaml, expected) in [
        ("q: from p.d.a\n", vec!["bigquery://p:d.a"]),
        ("q: file.sql\n", vec!["bigquery://p:d.file"]),
        ("q: [from p.d.a, file.sql, 7]\n", vec!["bigquery://p:d.a", "bigquery://p:d.file"]),
        ("q: |\n  from p.d.a\nx: [{deep: from p.d.b}]\n", vec!["bigquery://p:d.a", "bigquery://p:d.b"]),
        ("q: &q from p.d.a\nx: {deep: *q}\n", vec!["bigquery://p:d.a"]),
        ("q: 7\ndeep: {a: b}\n", vec![]),
        ("other: from p.d.no\n", vec![]),
        ("", vec![]),
    ] {
        let found = read(&plugin, &[("q.yml", yaml), ("file.sql", "select * from p.d.file")]).await;
        assert_eq!(found, expected, "{yaml}");
    }
}

#[tokio::test]
async fn a_job_whose_yaml_cannot_be_read_is_told_so_and_not_taken_to_read_nothing() {
    let plugin = parsers("{filepath: q.yaml, selector: $.q}");
    let error = ask(&plugin, &request(&[], &[("q.yaml", "a: b\nq: [from p.d.t\n")])).await.unwrap_err();
    assert_eq!((error.code(), error.operation()), (Code::INVALID_INPUT, Operation::GenerateDependencies));
    assert_eq!(error.problems()[0].field, "q.yaml");
    assert!(error.message().contains("line 2"), "{error}");
}

#[tokio::test]
async fn a_missing_key_of_the_destination_is_named_in_both_calls() {
    let plugin = plugin("bq2bq-goto.yaml");
    let job = [("PROJECT", "p"), ("table", "t"), ("DATASET", "")];
    let error = destination(&plugin, &job).await.unwrap_err();
    assert_eq!((error.code(), error.plugin()), (Code::INVALID_INPUT, "bq2bq"));
    let fields: Vec<_> = error.problems().iter().map(|problem| &*problem.field).collect();
    assert_eq!(fields, ["DATASET", "TABLE"]);
    assert!(error.message().contains("DATASET, TABLE"), "{error}");
    assert!(error.problems()[1].message.contains("the job has `table`"));
    let error = destination(&plugin, &JOB[..2]).await.unwrap_err();
    assert_eq!(error.message(), "TABLE: missing config key required to generate destination");
    // The own destination could not be told from what the job reads.
    let error = ask(&plugin, &request(&JOB[..2], &[])).await.unwrap_err();
    assert_eq!((error.code(), &*error.problems()[0].field), (Code::INVALID_INPUT, "TABLE"));
}

#[tokio::test]
async fn a_file_may_give_one_of_the_two_alone() {
    let only_destination =
        parse("name: a\nimage: i:1\ndestination_urn_template: s3://<B>\n", &Options::default()).unwrap();
    let answer = destination(&only_destination, &[("B", "b")]).await.unwrap();
    assert_eq!((&*answer.urn(), &*answer.destination), ("s3://b", "b"));
    assert!(ask(&only_destination, &request(&[("B", "b")], &[])).await.unwrap().is_empty());
    let only_parsers = parsers("{filepath: q.sql}");
    let error = destination(&only_parsers, &JOB).await.unwrap_err();
    assert_eq!(error.code(), Code::NO_CAPABILITY);
    assert_eq!(read(&only_parsers, &[("q.sql", "from p.d.own")]).await, ["bigquery://p:d.own"]);
}

#[tokio::test]
async fn a_kind_of_query_that_is_not_read_is_a_warning_and_no_answer() {
    let plugin = plugin("mc2mc-version-2.yaml");
    let [warning] = plugin.warnings().list.as_slice() else { panic!("{}", plugin.warnings()) };
    assert_eq!((warning.code, warning.severity), (Code::BAD_ASSET_PARSER, Severity::Warning));
    assert_eq!(warning.line(), Some(6));
    let job = [("PROJECT", "p"), ("SCHEMA", "s"), ("TABLE", "t")];
    assert_eq!(destination(&plugin, &job).await.unwrap().urn(), "maxcompute://p.s.t");
    let error = ask(&plugin, &request(&job, &[("query.sql", "from a.b.c")])).await.unwrap_err();
    assert_eq!(error.code(), Code::NO_CAPABILITY);
}

#[test]
fn a_misspelt_kind_of_query_is_told_the_nearest() {
    let text = "image: i:1\nasset_parsers: {bg: [{filepath: q.sql}]}\n";
    let plugin = parse(text, &Options::default()).unwrap();
    let Diagnostic { help, .. } = &plugin.warnings().list[0];
    assert_eq!(help.as_deref(), Some("did you mean `bq`?"));
    assert!(plugin.dependency_resolver().is_none());
}

#[test]
fn a_file_that_says_nothing_about_it_resolves_nothing() {
    for file in ["bq2bq-0.1.yaml", "bq2bq-0.3.yaml", "echo-version-2.yaml", "predator-entrypoint.yaml"] {
        let plugin = plugin(file);
        assert!(plugin.dependency_resolver().is_none(), "{file}");
        assert_eq!(plugin.info().unwrap().plugin_mods, [PluginMod::Cli], "{file}");
    }
    for empty in ["asset_parsers:\n", "asset_parsers: {bq: []}\n", "destination_urn_template: ''\n"] {
        let plugin = parse(&format!("image: i:1\n{empty}"), &Options::default()).unwrap();
        assert!(plugin.dependency_resolver().is_none(), "{empty}");
    }
}

#[tokio::test]
async fn more_text_than_is_read_is_refused_with_the_limit() {
    const MOST: usize = 4 * 1024 * 1024;
    let plugin = parsers("{filepath: a.sql}, {filepath: b.yaml, selector: $.q}, {env: Q}");
    let refused = async |config: &[(&str, &str)], assets: &[(&str, &str)]| {
        let error = ask(&plugin, &request(config, assets)).await.unwrap_err();
        (error.code(), error.notes()[0].1.clone())
    };
    let limit = (Code::REQUEST_TOO_LARGE, format!("{MOST} bytes"));
    let too_large = " ".repeat(MOST + 1);
    assert_eq!(refused(&[], &[("a.sql", &too_large)]).await, limit);
    assert_eq!(refused(&[], &[("b.yaml", &too_large)]).await, limit);
    let (most, rest) = too_large.split_at(MOST - 1);
    assert_eq!(refused(&[("Q", "-- ")], &[("a.sql", most)]).await, limit, "all texts together");
    assert!(ask(&plugin, &request(&[("Q", &rest[1..])], &[("a.sql", most)])).await.is_ok());
}

#[tokio::test]
async fn more_tables_than_an_answer_holds_are_refused_with_the_limit() {
    let plugin = parsers("{filepath: q.sql}");
    let query = |tables: usize| {
        let names: Vec<_> = (0..tables).map(|n| format!("p.d.t{n}")).collect();
        format!("select * from {}", names.join(", "))
    };
    assert_eq!(read(&plugin, &[("q.sql", &query(MAX_ITEMS))]).await.len(), MAX_ITEMS);
    let error = ask(&plugin, &request(&[], &[("q.sql", &query(MAX_ITEMS + 1))])).await.unwrap_err();
    assert_eq!((error.code(), &*error.notes()[0].1), (Code::RESULT_TOO_LARGE, "10000 tables"));
}

#[tokio::test]
async fn the_limits_and_the_deadline_of_a_call_hold() {
    let plugin = plugin("bq2bq-goto.yaml");
    let resolver = plugin.dependency_resolver().unwrap();
    let mut limits = CallLimits::default();
    limits.result_bytes = Some(3);
    let tight = CallContext::builder().limits(limits).build();
    let job = GenerateDestinationRequest { config: config(&JOB), ..Default::default() };
    let error = resolver.generate_destination(&tight, &job).await.unwrap_err();
    assert_eq!((error.code(), error.operation()), (Code::RESULT_TOO_LARGE, Operation::GenerateDestination));
    let query = request(&JOB, &[("query.sql", "from p.d.t")]);
    let error = resolver.generate_dependencies(&tight, &query).await.unwrap_err();
    assert_eq!(error.code(), Code::RESULT_TOO_LARGE);
    let past =
        CallContext::builder().deadline(Instant::now().checked_sub(Duration::from_secs(1)).unwrap()).build();
    assert!(resolver.generate_dependencies(&past, &query).await.unwrap_err().is_timeout());
}
