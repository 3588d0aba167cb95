//! Every recorded call to the native plugin, version 0.2.0, is answered as it was, field by field.

use optimus_plugin_sdk::{
    Answer, Answers, AssetCompiler, Assets, Cli, CompileRequest, Config, DataType, DependencyResolver, Error,
    Info, InstanceData, Plugin, PluginType, Question, SubQuestions, Verdict, Window,
};
use serde_json::{Value, json};

use super::timestamp;
use crate::Bq2Bq;

/// What the native plugin answered, what this one answers, and why.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    (
        "secret TASK_BQ2BQ required to generate dependencies not found for bq2bq",
        "empty sql file",
        "it asks nobody, so it needs no secret; that call has no query either",
    ),
    ("failed to create bigquery client", r#"{"Dependencies":["bigquery://a:b.c"]}"#, "it asks nobody"),
];

/// The recorded lines of this plugin.
fn recorded() -> Vec<Value> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/compat/golden/calls.jsonl");
    let lines = std::fs::read_to_string(file).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["plugin"] == "bq2bq").collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn pairs(list: &Value) -> Vec<(String, String)> {
    let items = list.as_array().into_iter().flatten();
    items.map(|item| (text(&item["Name"]), text(&item["Value"]))).collect()
}

fn answer(value: &Value) -> Answer {
    Answer { question: text(&value["Question"]["Name"]), value: text(&value["Value"]) }
}

fn answers(request: &Value) -> Answers {
    request["Answers"].as_array().unwrap().iter().map(answer).collect()
}

fn compile_request(request: &Value) -> CompileRequest {
    let data = request["InstanceData"].as_array().into_iter().flatten().map(|datum| InstanceData {
        name: text(&datum["Name"]),
        value: text(&datum["Value"]),
        data_type: if datum["Type"] == "file" { DataType::File } else { DataType::Env },
    });
    CompileRequest {
        config: Config::from_iter(pairs(&request["Config"])),
        assets: Assets::from_iter(pairs(&request["Assets"])),
        window: Window {
            start: timestamp(&text(&request["StartTime"])),
            end: timestamp(&text(&request["EndTime"])),
        },
        instance_data: data.collect(),
    }
}

/// A list as recorded: Go writes one without items as null.
fn list<T>(items: &[T], write: impl Fn(&T) -> Value) -> Value {
    if items.is_empty() { Value::Null } else { items.iter().map(write).collect() }
}

fn named(name: &str, value: &str) -> Value {
    json!({ "Name": name, "Value": value })
}

fn question(question: &Question) -> Value {
    let sub_questions =
        |sub: &SubQuestions| json!({ "IfValue": sub.if_value, "Questions": questions(&sub.questions) });
    assert_eq!(question.rules, None, "the plugin judges all answers itself");
    json!({
        "Name": question.name,
        "Prompt": question.prompt,
        "Help": question.help,
        "Default": question.default,
        "Multiselect": list(&question.choices, |choice| json!(choice)),
        "SubQuestions": question.sub_questions.iter().map(sub_questions).collect::<Vec<_>>(),
        "Regexp": "", "ValidationError": "", "MinLength": 0, "MaxLength": 0, "Required": false,
    })
}

fn questions(questions: &[Question]) -> Vec<Value> {
    questions.iter().map(question).collect()
}

fn info(info: &Info) -> Value {
    assert_eq!((info.plugin_type, info.hook_type), (PluginType::Task, None));
    json!({
        "Name": info.name,
        "Description": info.description,
        "PluginType": "task",
        // What a component exports: see `export!`.
        "PluginMods": ["cli", "dependencyresolver"],
        "PluginVersion": info.version,
        "APIVersion": list(&info.api_version, |version| json!(version)),
        "Image": info.image,
        "SecretPath": info.secret_path,
        "DependsOn": list(&info.depends_on, |name| json!(name)),
        "HookType": "",
    })
}

fn assets(assets: &Assets) -> Value {
    json!({ "Assets": assets.iter().map(|asset| named(&asset.name, &asset.content)).collect::<Vec<_>>() })
}

/// Makes a recorded call here, and writes the reply down as it would have been recorded.
fn call(method: &str, request: &Value) -> Result<Value, Error> {
    let config = Config::from_iter(pairs(&request["Config"]));
    let files = Assets::from_iter(pairs(&request["Assets"]));
    Ok(match method {
        "PluginInfo" => info(&Bq2Bq::info()),
        "GetQuestions" => {
            json!({ "Questions": questions(&Bq2Bq::get_questions(&text(&request["JobName"]))?) })
        }
        "ValidateQuestion" => match Bq2Bq::validate_question(&answer(&request["Answer"]))? {
            Verdict::Accepted => json!({ "Success": true, "Error": "" }),
            Verdict::Rejected(reason) => json!({ "Success": false, "Error": reason }),
        },
        "DefaultConfig" => {
            let config = Bq2Bq::default_config(&answers(request))?;
            json!({ "Config": config.iter().map(|entry| named(&entry.name, &entry.value)).collect::<Vec<_>>() })
        }
        "DefaultAssets" => assets(&Bq2Bq::default_assets(&answers(request))?),
        "CompileAssets" => assets(&Bq2Bq::compile_assets(compile_request(request))?),
        "GenerateDestination" => {
            let destination = Bq2Bq::generate_destination(&config, &files)?;
            json!({ "Destination": destination.name, "Type": destination.store })
        }
        "GenerateDependencies" => json!({ "Dependencies": Bq2Bq::generate_dependencies(&config, &files)? }),
        other => panic!("{other} is no method of a plugin"),
    })
}

/// A reply, or the text of an error alone: which field it is about is more than upstream said.
fn outcome(reply: Result<Value, Error>) -> Value {
    match reply {
        Ok(reply) => reply,
        Err(Error::InvalidInput(problems)) => json!(problems[0].message),
        Err(error) => json!(error.to_string()),
    }
}

#[test]
fn every_recorded_call_is_answered_as_it_was() {
    let mut different = 0;
    for line in recorded() {
        let ours = outcome(call(line["method"].as_str().unwrap(), &line["request"]));
        let theirs = match line["error"].as_str() {
            Some(error) => json!(error.rsplit("desc = ").next().unwrap()),
            None => line["response"].clone(),
        };
        let difference = DIFFERENCES.iter().find(|(other, ..)| theirs.as_str() == Some(other));
        let Some((_, better, reason)) = difference else {
            assert_eq!(ours, theirs, "{line}");
            continue;
        };
        different += 1;
        assert_eq!(ours.as_str().map_or_else(|| ours.to_string(), str::to_owned), *better, "{reason}");
    }
    assert_eq!(different, DIFFERENCES.len(), "every difference was met");
}
