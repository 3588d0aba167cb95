//! A plugin's yaml in the shape of Optimus 0.4, and in the words of its recorded answers.

use optimus_yaml_nodes::record;
use serde_json::{Value, json};

#[derive(Debug, Default)]
pub(super) struct Spec {
    name: String,
    description: String,
    image: String,
    plugin_type: String,
    plugin_mods: Vec<String>,
    plugin_version: String,
    api_version: Vec<String>,
    secret_path: String,
    depends_on: Vec<String>,
    hook_type: String,
    questions: Vec<Question>,
    assets: Vec<Pair>,
    config: Vec<Pair>,
}

record!(Spec, "a plugin's yaml", {
    "name" => name, "description" => description, "image" => image, "plugintype" => plugin_type,
    "pluginmods" => plugin_mods, "pluginversion" => plugin_version, "apiversion" => api_version,
    "secretpath" => secret_path, "dependson" => depends_on, "hooktype" => hook_type, "questions" => questions,
    "defaultassets" => assets, "defaultconfig" => config,
});

#[derive(Debug, Default)]
struct Question {
    name: String,
    prompt: String,
    help: String,
    default: String,
    multiselect: Vec<String>,
    sub_questions: Vec<SubQuestion>,
    regexp: String,
    validation_error: String,
    min_length: i64,
    max_length: i64,
    required: bool,
}

record!(Question, "a question", {
    "name" => name, "prompt" => prompt, "help" => help, "default" => default, "multiselect" => multiselect,
    "subquestions" => sub_questions, "regexp" => regexp, "validationerror" => validation_error,
    "minlength" => min_length, "maxlength" => max_length, "required" => required,
});

#[derive(Debug, Default)]
struct SubQuestion {
    if_value: String,
    questions: Vec<Question>,
}

record!(SubQuestion, "a sub-question", { "ifvalue" => if_value, "questions" => questions });

#[derive(Debug, Default)]
struct Pair {
    name: String,
    value: String,
}

record!(Pair, "a pair", { "name" => name, "value" => value });

impl Spec {
    pub(super) fn as_recorded(&self) -> Value {
        json!({
            "Name": self.name, "Description": self.description, "Image": self.image, "PluginType": self.plugin_type,
            "PluginMods": self.plugin_mods, "PluginVersion": self.plugin_version, "APIVersion": self.api_version,
            "SecretPath": self.secret_path, "DependsOn": self.depends_on, "HookType": self.hook_type,
            "Questions": questions(&self.questions), "Assets": pairs(&self.assets), "Config": pairs(&self.config),
        })
    }
}

fn questions(questions: &[Question]) -> Value {
    questions.iter().map(question).collect()
}

fn question(question: &Question) -> Value {
    let subs = question.sub_questions.iter();
    json!({
        "Name": question.name, "Prompt": question.prompt, "Help": question.help, "Default": question.default,
        "Multiselect": question.multiselect,
        "SubQuestions": subs.map(|s| json!({"IfValue": s.if_value, "Questions": questions(&s.questions)})).collect::<Value>(),
        "Regexp": question.regexp, "ValidationError": question.validation_error, "MinLength": question.min_length,
        "MaxLength": question.max_length, "Required": question.required,
    })
}

fn pairs(pairs: &[Pair]) -> Value {
    pairs.iter().map(|pair| json!({"Name": pair.name, "Value": pair.value})).collect()
}

/// Upstream's answer, where no list is an empty one.
pub(super) fn without_null(value: &Value) -> Value {
    match value {
        Value::Null => json!([]),
        Value::Array(items) => items.iter().map(without_null).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), without_null(value))).collect()
        }
        other => other.clone(),
    }
}
