use std::collections::BTreeSet;

use optimus_plugin_api::{Asset, Backend, ConfigEntry, Diagnostics, Error, Question};
use optimus_plugin_yaml::{Dialect, Options, YamlPlugin, parse};
use serde_json::{Value, json};

const RECORDED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/compat/golden/yaml.jsonl"));

/// Lines that we answer otherwise, each with its reason.
const EXCEPTIONS: [(&str, &str); 1] = [(
    "doc-v2",
    "Optimus 0.4 does not know the fields of `version: 2`; here the form is read, and what it lacks is reported instead",
)];

#[test]
fn every_recorded_file_is_read_as_upstream_reads_it() {
    let lines: Vec<Value> = RECORDED.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() >= 163, "{} lines only", lines.len());
    let other = lines.iter().filter(|line| exception(line).is_none());
    let wrong: Vec<String> =
        other.filter_map(|line| Some(format!("{line}\n  {}", difference(line)?))).collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
}

#[test]
fn every_exception_differs_and_is_an_error_of_another_wording() {
    for line in RECORDED.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let Some(reason) = exception(&line) else { continue };
        assert!(difference(&line).is_some(), "{line} is no exception any more: {reason}");
        assert!(line["error"].is_string());
        assert!(parse(line["yaml"].as_str().unwrap(), &Options::default()).is_err(), "{line}");
    }
}

fn exception(line: &Value) -> Option<&'static str> {
    EXCEPTIONS.iter().find(|(known, _)| line["id"] == **known).map(|(_, reason)| *reason)
}

fn difference(line: &Value) -> Option<String> {
    let ours = parse(line["yaml"].as_str().unwrap(), &Options::default());
    match (line["error"].as_str(), ours) {
        (None, Ok(plugin)) => {
            (spec(&plugin) != expected(&line["spec"])).then(|| format!("ours: {}", spec(&plugin)))
        }
        (None, Err(error)) => Some(format!("ours: {}", listed(&error))),
        (Some(_), Ok(_)) => Some("ours: accepted".into()),
        (Some(theirs), Err(error)) => compare_errors(theirs, &error),
    }
}

fn listed(error: &Error) -> Diagnostics {
    error.diagnostics().unwrap().clone()
}

/// Every line number and every field that upstream names must be named by us.
fn compare_errors(theirs: &str, error: &Error) -> Option<String> {
    let ours = listed(error);
    let lines: BTreeSet<usize> =
        ours.list.iter().flat_map(|d| d.labels.iter().map(|label| label.span.line)).collect();
    let text = ours.to_string();
    let missing_line = theirs.split("line ").skip(1).find(|rest| {
        let number: usize = rest.split(':').next().unwrap().parse().unwrap();
        !lines.contains(&number)
    });
    let missing_field = theirs.split("field ").skip(1).find(|rest| {
        let field = rest.split(" not found").next().unwrap().split(" already").next().unwrap();
        !text.contains(&format!("field `{field}`"))
    });
    missing_line.or(missing_field).map(|missing| format!("ours lacks {missing:?}: {text}"))
}

/// Every mistake has a line of its own in upstream's list; ours lists as many.
#[test]
fn every_recorded_mistake_is_a_diagnostic_of_its_own() {
    for line in RECORDED.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if exception(&line).is_some() {
            continue;
        }
        let Some(theirs) = line["error"].as_str().filter(|text| text.contains("unmarshal errors")) else {
            continue;
        };
        let error = parse(line["yaml"].as_str().unwrap(), &Options::default()).unwrap_err();
        let diagnostics = listed(&error);
        assert_eq!(diagnostics.list.len(), theirs.lines().count() - 1, "{line}\n{diagnostics}");
    }
}

/// A plugin in the recording's form: upstream's Go names, empty fields of the top level left out.
fn spec(plugin: &YamlPlugin) -> Value {
    let info = plugin.info().unwrap();
    assert_eq!(plugin.dialect(), Dialect::V0_4);
    assert_eq!(info.image, format!("{}:{}", plugin.image_name(), info.plugin_version));
    let hook = info.hook_type.as_ref().map_or("", |hook| hook.as_str());
    let fields = [
        ("Name", json!(info.name)),
        ("Description", json!(info.description)),
        ("Image", json!(plugin.image_name())),
        ("PluginType", json!(info.plugin_type.as_str())),
        ("PluginVersion", json!(info.plugin_version)),
        ("APIVersion", json!(info.api_version)),
        ("SecretPath", json!(info.secret_path)),
        ("DependsOn", json!(info.depends_on)),
        ("HookType", json!(hook)),
        ("Questions", questions(plugin.questions())),
        (
            "Assets",
            pairs(plugin.assets().iter().map(|Asset { name, value }| (name.as_str(), value.as_str()))),
        ),
        (
            "Config",
            pairs(plugin.config().iter().map(|ConfigEntry { name, value }| (name.as_str(), value.as_str()))),
        ),
    ];
    let filled = fields.into_iter().filter(|(_, value)| *value != json!("") && *value != json!([]));
    filled.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The recording without what this contract does not tell apart: an empty list and none, the mods (always `[cli]`).
fn expected(spec: &Value) -> Value {
    let fields = spec.as_object().unwrap().iter().filter(|(name, _)| *name != "PluginMods");
    let filled = fields.map(|(name, value)| (name.clone(), without_null(value)));
    filled.filter(|(_, value)| *value != json!([])).collect()
}

fn without_null(value: &Value) -> Value {
    match value {
        Value::Null => json!([]),
        Value::Array(items) => items.iter().map(without_null).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), without_null(value))).collect()
        }
        other => other.clone(),
    }
}

fn pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Value {
    pairs.map(|(name, value)| json!({"Name": name, "Value": value})).collect()
}

fn questions(questions: &[Question]) -> Value {
    questions.iter().map(question).collect()
}

fn question(question: &Question) -> Value {
    let subs = question.sub_questions.iter();
    json!({
        "Name": question.name,
        "Prompt": question.prompt,
        "Help": question.help,
        "Default": question.default,
        "Multiselect": question.multiselect,
        "SubQuestions": subs.map(|s| json!({"IfValue": s.if_value, "Questions": questions(&s.questions)})).collect::<Value>(),
        "Regexp": question.regexp,
        "ValidationError": question.validation_error,
        "MinLength": question.min_length,
        "MaxLength": question.max_length,
        "Required": question.required,
    })
}
