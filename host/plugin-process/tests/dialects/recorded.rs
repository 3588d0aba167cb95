//! What real plugins were recorded to answer, replayed through the adapter in every dialect: the request of the record goes
//! in, a server answers if it arrives as it was recorded, and the answer must be the recorded one.

use std::{collections::BTreeSet, fs, path::PathBuf};

use optimus_plugin_api::{
    Answer, Asset, Backend, CallContext, Code, CompileAssetsRequest, ConfigEntry, DefaultAssetsRequest,
    DefaultConfigRequest, Error, GenerateDependenciesRequest, GenerateDestinationRequest,
    GetQuestionsRequest, InstanceData, PluginInfo, PluginMod, PluginOptions, Project, Question, SubQuestion,
    Timestamp, ValidateQuestionRequest, Verdict,
};
use optimus_plugin_process::ProcessPlugin;
use serde_json::{Value, json};

use super::peers::{DIALECTS, LIBRARIES, Spoken, start};

fn file() -> PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/compat/golden/calls.jsonl").into()
}

fn records() -> Vec<Value> {
    let text = fs::read_to_string(file()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    value.as_array().into_iter().flatten().map(read).collect()
}

fn question(value: &Value) -> Question {
    let opened = |value: &Value| SubQuestion {
        if_value: text(&value["IfValue"]),
        questions: list(&value["Questions"], question),
    };
    Question {
        name: text(&value["Name"]),
        prompt: text(&value["Prompt"]),
        help: text(&value["Help"]),
        default: text(&value["Default"]),
        multiselect: list(&value["Multiselect"], text),
        sub_questions: list(&value["SubQuestions"], opened),
        ..Question::default()
    }
}

fn answer(value: &Value) -> Answer {
    Answer { question: question(&value["Question"]), value: text(&value["Value"]) }
}

fn config(value: &Value) -> Vec<ConfigEntry> {
    list(value, |entry| ConfigEntry::new(text(&entry["Name"]), text(&entry["Value"])))
}

fn assets(value: &Value) -> Vec<Asset> {
    list(value, |asset| Asset::new(text(&asset["Name"]), text(&asset["Value"])))
}

fn project(value: &Value) -> Option<Project> {
    let entries = value["Config"].as_object().into_iter().flatten();
    let config = entries.map(|(name, value)| ConfigEntry::new(name, text(value))).collect();
    value.is_object().then(|| Project { name: text(&value["Name"]), config })
}

fn options(request: &Value) -> PluginOptions {
    PluginOptions { dry_run: request["DryRun"].as_bool().unwrap_or_default() }
}

fn time(value: &Value) -> Timestamp {
    value.as_str().map(|text| text.parse().unwrap()).unwrap_or_default()
}

fn instance_data(value: &Value) -> Vec<InstanceData> {
    list(value, |datum| InstanceData {
        name: text(&datum["Name"]),
        value: text(&datum["Value"]),
        kind: text(&datum["Type"]).into(),
    })
}

fn compile(request: &Value) -> CompileAssetsRequest {
    CompileAssetsRequest {
        configs: config(&request["Config"]),
        assets: assets(&request["Assets"]),
        instance_data: instance_data(&request["InstanceData"]),
        start_time: time(&request["StartTime"]),
        end_time: time(&request["EndTime"]),
        options: options(request),
        ..Default::default()
    }
}

fn pairs<'a>(all: impl IntoIterator<Item = (&'a str, &'a str)>) -> Value {
    all.into_iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect()
}

fn config_in_words(all: &[ConfigEntry]) -> Value {
    pairs(all.iter().map(|entry| (entry.name.as_str(), entry.value.as_str())))
}

fn assets_in_words(all: &[Asset]) -> Value {
    pairs(all.iter().map(|asset| (asset.name.as_str(), asset.value.as_str())))
}

fn question_in_words(question: &Question) -> Value {
    let opened = |sub: &SubQuestion| {
        let questions: Vec<_> = sub.questions.iter().map(question_in_words).collect();
        json!({"IfValue": sub.if_value, "Questions": questions})
    };
    json!({
        "Name": question.name, "Prompt": question.prompt, "Help": question.help, "Default": question.default,
        "Multiselect": question.multiselect,
        "SubQuestions": question.sub_questions.iter().map(opened).collect::<Vec<_>>(),
        "Regexp": question.regexp, "ValidationError": question.validation_error,
        "MinLength": question.min_length, "MaxLength": question.max_length, "Required": question.required,
    })
}

fn info_in_words(info: &PluginInfo) -> Value {
    let mods: Vec<_> = info.plugin_mods.iter().map(PluginMod::as_str).collect();
    json!({
        "Name": info.name, "Description": info.description, "PluginType": info.plugin_type.as_str(),
        "PluginMods": mods, "PluginVersion": info.plugin_version, "APIVersion": info.api_version,
        "Image": info.image, "SecretPath": info.secret_path, "DependsOn": info.depends_on,
        "HookType": info.hook_type.as_ref().map_or("", |word| word.as_str()),
    })
}

/// The answer to a recorded request, in the words of the record; `None` if the dialect has no such call.
async fn replay(plugin: &ProcessPlugin, method: &str, request: &Value) -> Option<Result<Value, Error>> {
    let ctx = CallContext::default();
    Some(match method {
        "PluginInfo" => Ok(info_in_words(plugin.info()?)),
        "CompileAssets" => {
            let reply = plugin.asset_compiler()?.compile_assets(&ctx, &compile(request)).await;
            reply.map(|reply| json!({"Assets": assets_in_words(&reply.assets)}))
        }
        "GenerateDestination" | "GenerateDependencies" => resolved(plugin, method, request).await?,
        _ => surveyed(plugin, method, request).await?,
    })
}

async fn surveyed(plugin: &ProcessPlugin, method: &str, request: &Value) -> Option<Result<Value, Error>> {
    let (ctx, cli, options) = (CallContext::default(), plugin.cli()?, options(request));
    let answers = list(&request["Answers"], answer);
    Some(match method {
        "GetQuestions" => {
            let request = GetQuestionsRequest { job_name: text(&request["JobName"]), options };
            let reply = cli.get_questions(&ctx, &request).await;
            reply.map(|reply| json!({"Questions": reply.questions.iter().map(question_in_words).collect::<Vec<_>>()}))
        }
        "ValidateQuestion" => {
            let request = ValidateQuestionRequest { answer: answer(&request["Answer"]), options };
            cli.validate_question(&ctx, &request).await.map(|verdict| match verdict {
                Verdict::Accepted => json!({"Success": true, "Error": ""}),
                Verdict::Rejected(reason) => json!({"Success": false, "Error": reason}),
            })
        }
        "DefaultConfig" => {
            let reply = cli.default_config(&ctx, &DefaultConfigRequest { answers, options }).await;
            reply.map(|reply| json!({"Config": config_in_words(&reply.config)}))
        }
        "DefaultAssets" => {
            let reply = cli.default_assets(&ctx, &DefaultAssetsRequest { answers, options }).await;
            reply.map(|reply| json!({"Assets": assets_in_words(&reply.assets)}))
        }
        _ => panic!("no call {method}"),
    })
}

async fn resolved(plugin: &ProcessPlugin, method: &str, request: &Value) -> Option<Result<Value, Error>> {
    let (ctx, resolver, options) = (CallContext::default(), plugin.dependency_resolver()?, options(request));
    let (config, assets) = (config(&request["Config"]), assets(&request["Assets"]));
    let project = project(&request["Project"]);
    Some(if method == "GenerateDestination" {
        let request = GenerateDestinationRequest { config, assets, project, options };
        let reply = resolver.generate_destination(&ctx, &request).await;
        reply.map(|reply| json!({"Destination": reply.destination, "Type": reply.destination_type}))
    } else {
        let request = GenerateDependenciesRequest { config, assets, project, options };
        let reply = resolver.generate_dependencies(&ctx, &request).await;
        reply.map(|reply| json!({"Dependencies": reply.dependencies}))
    })
}

/// Upstream writes a list that is not there as null.
fn without_null(value: &Value) -> Value {
    match value {
        Value::Null => json!([]),
        Value::Array(all) => all.iter().map(without_null).collect(),
        Value::Object(all) => all
            .iter()
            .map(|(key, value)| (key.clone(), without_null(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// What the recording host made of a plugin that it had killed by leaving the window out.
fn died(record: &Value) -> bool {
    record["response"].is_null()
        && record["error"].as_str().is_none_or(|error| error.contains("code = Unavailable"))
}

/// Why an answer is not the recorded one; `None` if it is.
fn difference(record: &Value, answered: Result<Value, Error>) -> Option<String> {
    let request = &record["request"];
    match answered {
        // With its window the plugin lives, and neo hands the files through.
        Ok(answer) if died(record) => {
            let through = json!({"Assets": without_null(&request["Assets"])});
            (record["method"] == "CompileAssets" && answer != through).then(|| format!("{answer}"))
        }
        Ok(answer) if record["error"].is_null() => {
            let recorded = without_null(&record["response"]);
            (answer != recorded).then(|| format!("{answer} instead of {recorded}"))
        }
        Ok(answer) => Some(format!("{answer} instead of {}", record["error"])),
        Err(error) => not_the_error(&text(&record["error"]), &error),
    }
}

fn not_the_error(recorded: &str, error: &Error) -> Option<String> {
    let (code, words) =
        recorded.trim_start_matches("rpc error: code = ").split_once(" desc = ").unwrap_or(("", recorded));
    let same = match code {
        "ResourceExhausted" if words.contains("message larger than max") => {
            error.code() == Code::REQUEST_TOO_LARGE
        }
        "InvalidArgument" => error.code() == Code::INVALID_INPUT && error.message() == Error::escape(words),
        _ => error.plugin_code() == Some(code) && error.message() == Error::escape(words),
    };
    (!same).then(|| format!("{error:?} instead of {recorded}"))
}

/// The calls of one plugin in one dialect: how many were made, and what differs.
async fn replay_all(
    library: &str,
    dialect: &Spoken,
    plugin: &str,
    records: &[Value],
) -> (usize, Vec<String>) {
    let mods = mods(plugin, records);
    let calls = file();
    let args = ["-speak", dialect.name, "-calls", calls.to_str().unwrap(), "-plugin", plugin];
    let started = start(library, &args).await.unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(started.name(), plugin);
    let (mut made, mut different) = (0, Vec::new());
    for record in records.iter().filter(|record| record["plugin"] == plugin) {
        let method = text(&record["method"]);
        let Some(answered) = replay(&started, &method, &record["request"]).await else {
            assert!(
                !dialect.is_whole,
                "{method} of {plugin} with the mods {mods} is not there in {}",
                dialect.name
            );
            continue;
        };
        made += 1;
        different.extend(difference(record, answered).map(|why| format!("{} {method}: {why}", dialect.name)));
    }
    (made, different)
}

/// The mods that a plugin was recorded with.
fn mods(plugin: &str, records: &[Value]) -> String {
    let is_info = |record: &&Value| record["plugin"] == plugin && record["method"] == "PluginInfo";
    records
        .iter()
        .find(is_info)
        .map(|record| record["response"]["PluginMods"].to_string())
        .unwrap_or_default()
}

#[tokio::test]
async fn what_real_plugins_answered_is_answered_in_every_dialect() {
    let records = records();
    let plugins: BTreeSet<_> = records.iter().map(|record| text(&record["plugin"])).collect();
    let mut whole = 0;
    for library in LIBRARIES {
        for dialect in &DIALECTS {
            let (mut made, mut different) = (0, Vec::new());
            for plugin in &plugins {
                let (more, differences) = replay_all(library, dialect, plugin, &records).await;
                made += more;
                different.extend(differences);
            }
            println!("{:4} on go-plugin {library}: {made} of {} recorded calls", dialect.name, records.len());
            assert!(different.is_empty(), "{}", different.join("\n"));
            whole += usize::from(made == records.len());
        }
    }
    assert_eq!(whole, 3 * LIBRARIES.len(), "a dialect with every call replays every record");
}
