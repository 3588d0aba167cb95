//! What a job writes and what its query reads.

use optimus_plugin_sdk::{Assets, Config, Destination, Error};

use crate::{QUERY, lookup};

const STORE: &str = "bigquery";

/// `project:dataset.table`.
pub(crate) fn destination(config: &Config) -> Result<Destination, Error> {
    match ["PROJECT", "DATASET", "TABLE"].map(|key| lookup::value(config, key)) {
        [Some(project), Some(dataset), Some(table)] => {
            Ok(Destination::new(STORE, format!("{project}:{dataset}.{table}")))
        }
        _ => Err(missing(config)),
    }
}

/// Names every key that is missing, so that a person adds all of them at once.
fn missing(config: &Config) -> Error {
    let keys = ["PROJECT", "DATASET", "TABLE"].into_iter().filter(|key| lookup::value(config, key).is_none());
    let message = "missing config key required to generate destination";
    keys.fold(Error::InvalidInput(Vec::new()), |error, key| error.and(key, message))
}

/// The tables that the query reads, sorted: neither the destination, nor those that a comment says to ignore.
pub(crate) fn dependencies(config: &Config, assets: &Assets) -> Result<Vec<String>, Error> {
    let query = lookup::content(assets, QUERY).filter(|query| !query.trim().is_empty());
    let query = query.ok_or_else(|| Error::invalid_input(QUERY, "empty sql file"))?;
    let own = destination(config)?;
    let found = optimus_bigquery_sql::tables(query);
    let others = found.read.difference(&found.ignored).map(|table| Destination::new(STORE, table.as_name()));
    Ok(others.filter(|table| *table != own).map(|table| table.urn()).collect())
}
