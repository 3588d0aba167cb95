//! What upstream answered.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{context, render};
use crate::{Error, Limits, TemplateSet};

/// Recorded lines that ours refuses, with the reason.
const REFUSED: &[(&str, &str)] = &[
    ("string-070", "`env` reads the environment of the server"),
    ("string-086", "`uuidv4` differs from run to run"),
];

#[derive(Deserialize)]
#[serde(untagged)]
enum Output {
    Text(String),
    Files(BTreeMap<String, String>),
}

#[derive(Deserialize)]
struct Line {
    id: String,
    template: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    output: Option<Output>,
}

fn files(line: &Line) -> Result<BTreeMap<String, String>, Error> {
    let mut set = TemplateSet::new();
    for (name, text) in &line.files {
        set.add(name, text)?;
    }
    let raw = |name: &str| [".gtpl", ".j2", ".tmpl", ".tpl"].iter().any(|end| name.ends_with(end));
    line.files
        .iter()
        .map(|(name, text)| match raw(name) {
            true => Ok((name.clone(), text.clone())),
            false => Ok((name.clone(), set.execute(name, &context(), &Limits::default())?)),
        })
        .collect()
}

fn disagreement(line: &Line) -> Option<String> {
    let text = |result: Result<String, Error>| result.map(|text| Output::Text(text.trim().into()));
    let ours = match &line.template {
        Some(template) => text(render(template)),
        None => files(line).map(Output::Files),
    };
    match (&line.output, ours) {
        (None, Err(_)) => None,
        (Some(Output::Text(a)), Ok(Output::Text(b))) if *a == b => None,
        (Some(Output::Files(a)), Ok(Output::Files(b))) if *a == b => None,
        (None, Ok(_)) => Some(format!("{}: succeeds where upstream fails", line.id)),
        (_, Ok(Output::Text(b))) => Some(format!("{}: {b:?}", line.id)),
        (_, Ok(Output::Files(b))) => Some(format!("{}: {b:?}", line.id)),
        (_, Err(error)) => Some(format!("{}: {error}", line.id)),
    }
}

#[test]
fn every_recorded_answer_is_ours_but_for_the_refused_ones() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/compat/golden/templates.jsonl");
    let lines = std::fs::read_to_string(path).unwrap();
    let lines: Vec<Line> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let failures: Vec<_> = lines.iter().filter_map(disagreement).collect();
    let unexpected: Vec<_> =
        failures.iter().filter(|failure| !REFUSED.iter().any(|(id, _)| failure.starts_with(id))).collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert_eq!(failures.len(), REFUSED.len(), "a line that was refused is answered now: {failures:#?}");
}

#[test]
fn the_place_of_an_error_is_where_upstream_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/compat/golden/templates.jsonl");
    let lines = std::fs::read_to_string(path).unwrap();
    for line in lines.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let (Some(template), Some(theirs)) = (line["template"].as_str(), line["error"].as_str()) else {
            continue;
        };
        let ours = render(template).unwrap_err().to_string();
        let place = |text: &str| text.split(' ').nth(1).map(str::to_owned);
        assert_eq!(place(&ours), place(theirs), "{ours}");
    }
}
