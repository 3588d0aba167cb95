//! Compiles a job's query for a run.
//!
//! A partition of the destination is a day. A run that replaces partitions and covers more than one gets its query once per
//! day, with that day's `DSTART` and `DEND`; the image runs the parts one after the other.

use optimus_go_template::{Limits, TemplateSet, Value};
use optimus_plugin_sdk::{Assets, CompileRequest, DataType, Error, Timestamp, Window};

use crate::{QUERY, lookup};

/// What the image looks for between two queries.
const BREAK: &str = "\n--*--optimus-break-marker--*--\n";

const SECONDS_PER_DAY: i64 = 86_400;

/// Greatest size of the compiled query: what the contract lets an asset have.
const MAX_QUERY: usize = 8 << 20;

/// How deep branches, parentheses and calls may be inside each other. A component has a stack of 64 KiB, of which a level takes
/// less than 700 bytes (96 levels fit); the rest is a margin for other compilers.
const DEPTH: usize = 32;

/// Files with these endings belong to another template language: they are parsed with the others, and come back as they were.
const RAW_ENDINGS: [&str; 4] = [".gtpl", ".j2", ".tmpl", ".tpl"];

/// The assets of a run.
pub(crate) fn compile(request: CompileRequest) -> Result<Assets, Error> {
    if lookup::value(&request.config, "LOAD_METHOD") != Some("REPLACE")
        || !is_longer_than_a_day(&request.window)
    {
        return Ok(request.assets);
    }
    let files = files(&request);
    let set = parsed(&files)?;
    let last = day(request.window, last_day(request.window));
    let mut compiled = Vec::with_capacity(files.len());
    for (name, text) in files {
        let content = match name {
            QUERY => query(&set, &request)?,
            _ if RAW_ENDINGS.iter().any(|ending| name.ends_with(ending)) => text.to_owned(),
            _ => render(&set, name, &request, last, MAX_QUERY)?,
        };
        compiled.push((name, content));
    }
    Ok(Assets::from_iter(compiled))
}

fn is_longer_than_a_day(window: &Window) -> bool {
    let next = window.start.plus_days(1);
    next < window.end
}

/// The job's files, and the data that a container is given as files; a file of the job hides a datum of its name.
fn files(request: &CompileRequest) -> Vec<(&str, &str)> {
    let assets = request.assets.iter().map(|asset| (&*asset.name, &*asset.content));
    let data = request.instance_data.iter().filter(|datum| datum.data_type == DataType::File);
    let hidden = |name: &str| request.assets.get(name).is_some();
    let data = data.filter(|datum| !hidden(&datum.name)).map(|datum| (&*datum.name, &*datum.value));
    assets.chain(data).collect()
}

fn parsed(files: &[(&str, &str)]) -> Result<TemplateSet, Error> {
    let mut set = TemplateSet::new().with_nesting(DEPTH);
    for (name, text) in files {
        set.add(name, text).map_err(|error| Error::invalid_input(*name, error.to_string()))?;
    }
    Ok(set)
}

/// The day of that number after the beginning of the window.
fn day(window: Window, number: i64) -> Window {
    Window { start: window.start.plus_days(number), end: window.start.plus_days(number + 1) }
}

/// The number of the last day that begins inside the window. That day may end after it: a partition is always a whole one.
fn last_day(window: Window) -> i64 {
    let started = i64::from(window.end.nanoseconds > window.start.nanoseconds);
    let seconds = window.end.seconds.saturating_sub(window.start.seconds).saturating_add(started);
    (seconds - 1) / SECONDS_PER_DAY
}

/// The query of every day, with the marker between them.
fn query(set: &TemplateSet, request: &CompileRequest) -> Result<String, Error> {
    let mut joined = String::new();
    for number in 0..=last_day(request.window) {
        if number > 0 {
            joined.push_str(BREAK);
        }
        let room = MAX_QUERY.checked_sub(joined.len()).ok_or_else(too_large)?;
        joined.push_str(&render(set, QUERY, request, day(request.window, number), room)?);
    }
    Ok(joined)
}

fn too_large() -> Error {
    Error::invalid_input(QUERY, "the query of all days of the window together is larger than 8 MiB")
}

/// Renders a file with the run's data, of which only those for the environment are known here: the server puts in the rest.
fn render(
    set: &TemplateSet,
    name: &str,
    request: &CompileRequest,
    day: Window,
    room: usize,
) -> Result<String, Error> {
    let env = request.instance_data.iter().filter(|datum| datum.data_type == DataType::Env);
    let env = env.map(|datum| (datum.name.clone(), Value::from(&*datum.value)));
    let day = [("DSTART", day.start), ("DEND", day.end)]
        .map(|(name, at)| (name.to_owned(), Value::from(instant(at))));
    let data = Value::map(env.chain(day));
    let limits = Limits { output: room, depth: DEPTH, ..Limits::default() };
    set.execute(name, &data, &limits).map_err(|error| Error::invalid_input(name, error.to_string()))
}

/// RFC 3339 to the second.
fn instant(at: Timestamp) -> String {
    Timestamp { nanoseconds: 0, ..at }.to_string()
}
