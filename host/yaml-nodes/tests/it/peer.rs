//! The same files read by yaml.v2 and here: the same verdict, the same values, the same lines and fields in mistakes.

mod inputs;
mod oracle;
mod spec;

use std::collections::BTreeSet;

use optimus_plugin_api::{Code, Diagnostic, Diagnostics, Severity};
use optimus_yaml_nodes::{Options, read, shorten};
use serde_json::Value;

#[test]
fn recorded_files_are_read_as_by_yaml_v2() {
    compare(&inputs::recorded());
}

#[test]
fn scalars_of_every_kind_are_read_as_by_yaml_v2_wherever_they_stand() {
    compare(&inputs::some(500, inputs::scalars()));
}

#[test]
fn slightly_wrong_files_are_read_as_by_yaml_v2() {
    compare(&inputs::some(500, inputs::mutated()));
}

#[test]
fn pieces_of_yaml_in_any_order_are_read_as_by_yaml_v2() {
    compare(&inputs::some(400, inputs::pieces()));
}

fn compare(files: &[String]) {
    let theirs = oracle::answers(files);
    let different: Vec<String> =
        files.iter().zip(&theirs).filter_map(|(file, theirs)| difference(file, theirs)).collect();
    assert!(different.is_empty(), "{} of {} differ:\n{}", different.len(), files.len(), different.join("\n"));
}

fn difference(file: &str, theirs: &Value) -> Option<String> {
    let ours = read::<spec::Spec>(file, &Options::strict());
    let same = match theirs["error"].as_str() {
        None => {
            !ours.diagnostics.has_errors() && ours.value.as_recorded() == spec::without_null(&theirs["spec"])
        }
        Some(error) => ours.diagnostics.has_errors() && is_same(error, &ours.diagnostics),
    };
    let ours = if !ours.diagnostics.has_errors() {
        ours.value.as_recorded().to_string()
    } else {
        ours.diagnostics.to_string()
    };
    (!same).then(|| format!("{file:?}\n  theirs: {theirs}\n  ours: {ours}"))
}

/// A mistake as far as both name it: its line, and the field if it is about one.
type Mistake = (usize, Option<String>);

fn is_same(theirs: &str, ours: &Diagnostics) -> bool {
    let Some(listed) = theirs.strip_prefix("yaml: unmarshal errors:") else {
        return syntax_line(theirs).is_none_or(|line| names_line(ours, line));
    };
    let theirs: BTreeSet<Mistake> = listed.split("\n  line ").skip(1).map(mistake).collect();
    let errors = ours.list.iter().filter(|found| found.severity == Severity::Error);
    theirs == errors.map(our_mistake).collect()
}

/// Of `yaml: line 3: …`. Other errors name no line.
fn syntax_line(error: &str) -> Option<usize> {
    error.strip_prefix("yaml: line ")?.split(':').next()?.parse().ok()
}

fn names_line(ours: &Diagnostics, line: usize) -> bool {
    ours.list.iter().flat_map(|diagnostic| &diagnostic.labels).any(|label| label.span.line == line)
}

/// From `3: field foo not found in type …`, `… already set in type …` or `3: cannot unmarshal …`.
fn mistake(listed: &str) -> Mistake {
    let (line, text) = listed.split_once(": ").unwrap();
    let field = text.strip_prefix("field ").and_then(|text| {
        text.split_once(" not found in type ").or_else(|| text.split_once(" already set in type "))
    });
    (line.parse().unwrap(), field.map(|(field, _)| shorten(field, 60)))
}

fn our_mistake(diagnostic: &Diagnostic) -> Mistake {
    let about_field = matches!(diagnostic.code, Code::YAML_UNKNOWN_FIELD | Code::YAML_DUPLICATE_FIELD);
    let field = diagnostic.message.split_once("field `").and_then(|(_, rest)| rest.rsplit_once('`'));
    (diagnostic.line().unwrap_or(0), field.filter(|_| about_field).map(|(field, _)| field.to_owned()))
}
