//! The catalogue: `GET /v1/sources?table=<name>` answers with a table to a line, or 404.

use std::time::Duration;

use optimus_plugin_sdk::{Error, cache, call, debug, http::Request, secret};

/// How long an answer is believed.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// A connection, or the next part of an answer, takes no longer.
const PATIENCE: Duration = Duration::from_secs(10);
/// A view of a thousand tables has 64 KiB of names.
const MAX_ANSWER: usize = 64 * 1024;

/// The tables that a table or view is made of, sorted and each once; none if the catalogue does not know it.
pub(crate) fn sources(table: &str) -> Result<Option<Vec<String>>, Error> {
    if let Some(kept) = cache::get(table).and_then(|kept| String::from_utf8(kept).ok()) {
        return Ok(Some(lines(&kept)));
    }
    let Some(text) = ask(table)? else { return Ok(None) };
    if let Err(refused) = cache::set(table, text.as_bytes(), DAY) {
        // It is asked for again the next time, and that is all.
        debug!("{refused}");
    }
    Ok(Some(lines(&text)))
}

fn ask(table: &str) -> Result<Option<String>, Error> {
    let url = call::attribute("project.config.CATALOG_URL");
    let url =
        url.ok_or_else(|| Error::other("the project does not say where the catalogue is: CATALOG_URL"))?;
    let mut request = Request::get([url.trim_end_matches('/'), "/v1/sources"].concat())
        .query("table", table)
        .header("accept", "text/plain")
        .timeout(PATIENCE)
        .max_body(MAX_ANSWER);
    // A catalogue that is open to all needs none.
    if let Some(token) = secret("CATALOG_TOKEN") {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let response = request.send()?;
    if response.status() == 404 {
        return Ok(None);
    }
    Ok(Some(response.error_for_status()?.text()?.to_owned()))
}

fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<_> =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    lines.sort();
    lines.dedup();
    lines
}
