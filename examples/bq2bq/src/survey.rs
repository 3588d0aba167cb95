//! What is asked of a person who creates a job, and what follows from the answers.

use optimus_plugin_sdk::{Answer, Answers, Assets, Config, Question, Verdict};

use crate::{QUERY, lookup};

const PROJECT: &str = "Project";
const DATASET: &str = "Dataset";
const TABLE: &str = "Table";
const LOAD_METHOD: &str = "LoadMethod";
const PARTITION_FILTER: &str = "PartitionFilter";

const LOAD_METHODS: [&str; 5] = ["APPEND", "REPLACE", "MERGE", "REPLACE_MERGE", "REPLACE_ALL"];

const LOAD_METHOD_HELP: &str = "
APPEND        - Append to existing table
REPLACE       - Deletes existing partition and insert result of select query
MERGE         - DML statements, BQ scripts
REPLACE_MERGE - [Experimental] Advanced replace using merge query
";

const PARTITION_FILTER_HELP: &str = r#"
Where condition over partitioned column used to delete existing partitions
in destination table. These partitions will be replaced with sql query result.
Leave empty for optimus to automatically figure this out although it will be 
faster and cheaper to provide the exact condition.
for example: DATE(event_timestamp) >= "{{ .DSTART|Date }}" AND DATE(event_timestamp) < "{{ .DEND|Date }}""#;

const DEFAULT_QUERY: &str = "-- SQL query goes here

Select * from \"project.dataset.table\";
";

/// Shortest name of a project, a dataset or a table, in characters.
const MIN_NAME: usize = 3;

/// The questions. A job that is called `….project.dataset.table` gets its destination proposed.
pub(crate) fn questions(job: &str) -> Vec<Question> {
    let [project, dataset, table] = destination_in(job).unwrap_or_default();
    vec![
        question(PROJECT, "Project ID", "Destination bigquery project ID", project),
        question(DATASET, "Dataset Name", "Destination bigquery dataset ID", dataset),
        question(TABLE, "Table ID", "Destination bigquery table ID", table),
        question(LOAD_METHOD, "Load method to use on destination", LOAD_METHOD_HELP, "APPEND")
            .choices(LOAD_METHODS)
            .then(
                "REPLACE_MERGE",
                [question(PARTITION_FILTER, "Partition filter expression", PARTITION_FILTER_HELP, "")],
            ),
    ]
}

fn question(name: &str, prompt: &str, help: &str, default: &str) -> Question {
    Question::new(name, prompt).help(help).default_answer(default)
}

/// The last three parts of a dotted name.
fn destination_in(job: &str) -> Option<[&str; 3]> {
    let mut parts = job.rsplit('.');
    let (table, dataset, project) = (parts.next()?, parts.next()?, parts.next()?);
    Some([project, dataset, table])
}

/// Whether an answer can name what it should name.
pub(crate) fn validate(answer: &Answer) -> Verdict {
    let rule = match &*answer.question {
        PROJECT | DATASET => {
            r#"invalid name (can only contain characters A-Z (in either case), 0-9, "-" or "_")"#
        }
        TABLE => {
            "invalid table name (can only contain characters A-Z (in either case), 0-9, hyphen(-) or underscore (_)"
        }
        _ => return Verdict::Accepted,
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if answer.value.is_empty() || !answer.value.chars().all(fits) {
        return Verdict::rejected(rule);
    }
    if answer.value.len() < MIN_NAME {
        return Verdict::rejected(format!("value is too short. Min length is {MIN_NAME}"));
    }
    Verdict::Accepted
}

/// The configuration, in the order in which the native plugin gives it.
pub(crate) fn config(answers: &Answers) -> Config {
    let answer = |name| lookup::answer(answers, name).unwrap_or_default();
    let mut config = Config::from_iter([
        ("PROJECT", answer(PROJECT)),
        ("TABLE", answer(TABLE)),
        ("DATASET", answer(DATASET)),
        ("LOAD_METHOD", answer(LOAD_METHOD)),
        ("SQL_TYPE", "STANDARD"),
    ]);
    if let Some(filter) = lookup::answer(answers, PARTITION_FILTER) {
        config.push("PARTITION_FILTER", filter);
    }
    config
}

/// A query to start from.
pub(crate) fn assets() -> Assets {
    Assets::from_iter([(QUERY, DEFAULT_QUERY)])
}
