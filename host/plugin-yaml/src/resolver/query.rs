use std::collections::{BTreeSet, HashMap, HashSet};

use optimus_plugin_api::{Asset, ConfigEntry, Diagnostic, Error, MAX_ITEMS, Problem, Severity};
use optimus_yaml_nodes::{Limits, Options, Value, read as read_yaml};

use super::{
    Failure,
    selector::Selector,
    sources::{Sources, base_name},
};
use crate::limits::MAX_QUERY_BYTES;

/// What is known of a job.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Job<'j> {
    pub(crate) config: &'j [ConfigEntry],
    pub(crate) assets: &'j [Asset],
}

/// Where a job's files are in its container: a value that begins so names one of them.
const FOLDER: &str = "/data/in/";

/// The URNs of the tables that the job's queries read. A place where there is no query is passed over: a plugin names all the
/// places where a job may have one.
pub(super) fn read(
    sources: &Sources,
    job: Job<'_>,
    late: impl Fn() -> bool,
) -> Result<BTreeSet<String>, Failure> {
    let mut assets = HashMap::with_capacity(job.assets.len().min(MAX_ITEMS));
    for asset in job.assets {
        assets.entry(asset.name.as_str()).or_insert(asset.value.as_str());
    }
    let (read, found) = Default::default();
    let mut reader = Reader { assets, read, bytes: 0, found, late };
    for name in &sources.files {
        reader.file(name)?;
    }
    for (name, selectors) in &sources.yamls {
        reader.yaml(name, selectors)?;
    }
    for key in &sources.keys {
        reader.key(key, job.config)?;
    }
    Ok(reader.found)
}

struct Reader<'j, L> {
    /// Their content by name.
    assets: HashMap<&'j str, &'j str>,
    /// Names of the files that were read as queries.
    read: HashSet<&'j str>,
    /// How much text was read.
    bytes: usize,
    found: BTreeSet<String>,
    late: L,
}

impl<L: Fn() -> bool> Reader<'_, L> {
    /// Reads a file as a query, once. False if the job has no such file.
    fn file(&mut self, name: &str) -> Result<bool, Failure> {
        let Some((name, text)) = self.assets.get_key_value(name) else { return Ok(false) };
        let (name, text) = (*name, *text);
        if self.read.insert(name) {
            self.query(text)?;
        }
        Ok(true)
    }

    fn yaml(&mut self, name: &str, selectors: &[Selector]) -> Result<(), Failure> {
        let Some(text) = self.assets.get(name).copied() else { return Ok(()) };
        self.spend(text.len())?;
        let mut limits = Limits::default();
        limits.bytes = MAX_QUERY_BYTES;
        let read = read_yaml::<Value>(text, &Options::lenient().limits(limits));
        let root = read.into_result().map_err(|mistakes| unreadable(name, &mistakes.list))?.0;
        for value in selectors.iter().flat_map(|selector| selector.select(&root)) {
            match value {
                Value::Text(text) => self.text(text)?,
                Value::List(items) => {
                    items.iter().filter_map(as_text).try_for_each(|text| self.text(text))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn key(&mut self, key: &str, config: &[ConfigEntry]) -> Result<(), Failure> {
        let Some(entry) = config.iter().find(|entry| entry.name == key) else { return Ok(()) };
        let value = entry.value.as_str().trim();
        match value.strip_prefix(FOLDER) {
            Some(path) => self.file(base_name(path)).map(drop),
            None => self.query(value),
        }
    }

    /// Reads the file that a text names, or the text itself.
    fn text(&mut self, text: &str) -> Result<(), Failure> {
        if self.file(base_name(text.trim()))? { Ok(()) } else { self.query(text) }
    }

    fn query(&mut self, text: &str) -> Result<(), Failure> {
        self.spend(text.len())?;
        let tables = optimus_bigquery_sql::tables(text);
        for table in tables.read.difference(&tables.ignored) {
            self.found.insert(table.urn());
            if self.found.len() > MAX_ITEMS {
                return Err(Failure::TooManyTables(MAX_ITEMS));
            }
        }
        Ok(())
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Failure> {
        if (self.late)() {
            return Err(Failure::Late);
        }
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > MAX_QUERY_BYTES { Err(Failure::TooMuchText(MAX_QUERY_BYTES)) } else { Ok(()) }
    }
}

fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// Upstream logs it and goes on as if the job read nothing.
fn unreadable(name: &str, mistakes: &[Diagnostic]) -> Failure {
    let first = mistakes.iter().find(|mistake| mistake.severity == Severity::Error);
    let why = first.map(|mistake| {
        let line = mistake.line().map_or_else(String::new, |line| format!("line {line}: "));
        format!(": {line}{}", Error::escape(&mistake.message))
    });
    let message = format!("the yaml with the query cannot be read{}", why.unwrap_or_default());
    Failure::Input(vec![Problem { field: name.to_owned(), message }])
}
