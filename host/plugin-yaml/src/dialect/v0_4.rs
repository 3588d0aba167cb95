//! The form of Optimus 0.4: flat keys in small letters, the image without its tag.

use optimus_plugin_api::{
    Asset, ConfigEntry, Diagnostics, HookType, PluginInfo, PluginMod, PluginType, Question, SubQuestion,
};
use optimus_yaml_nodes::{Spanned, record};

use crate::YamlPlugin;

/// The whole file. `pluginmods` is accepted and not used, as upstream.
#[derive(Debug, Default)]
pub(crate) struct Spec {
    name: String,
    description: String,
    pub(crate) image: Spanned<String>,
    plugin_type: String,
    plugin_mods: Vec<String>,
    pub(crate) plugin_version: String,
    api_version: Vec<String>,
    secret_path: String,
    depends_on: Vec<String>,
    hook_type: String,
    pub(crate) questions: Vec<Spanned<QuestionSpec>>,
    assets: Vec<AssetSpec>,
    config: Vec<ConfigSpec>,
}

record!(Spec, "a plugin's yaml", {
    "name" => name,
    "description" => description,
    "image" => image,
    "plugintype" => plugin_type,
    "pluginmods" => plugin_mods,
    "pluginversion" => plugin_version,
    "apiversion" => api_version,
    "secretpath" => secret_path,
    "dependson" => depends_on,
    "hooktype" => hook_type,
    "questions" => questions,
    "defaultassets" => assets,
    "defaultconfig" => config,
}, later);

/// Keys of later forms, and since when they are.
const LATER: [(&str, &str); 6] = [
    ("entrypoint", "Optimus 0.6"),
    ("asset_parsers", "goto's Optimus 0.10"),
    ("destination_urn_template", "goto's Optimus 0.10"),
    ("version", "goto's Optimus 0.21 (`version: 2`)"),
    ("plugin_versions", "goto's Optimus 0.21 (`version: 2`)"),
    ("default_config", "goto's Optimus 0.21 (`version: 2`)"),
];

fn later(key: &str) -> Option<String> {
    let (_, since) = LATER.iter().find(|(known, _)| *known == key)?;
    Some(format!(
        "`{key}` is of the plugin files of {since} and later; this file is read as one of Optimus 0.4"
    ))
}

/// A question, or a sub-question at any depth.
#[derive(Debug, Default)]
pub(crate) struct QuestionSpec {
    pub(crate) name: String,
    prompt: String,
    help: String,
    default: String,
    multiselect: Vec<String>,
    pub(crate) sub_questions: Vec<SubQuestionSpec>,
    pub(crate) regexp: Spanned<String>,
    validation_error: String,
    pub(crate) min_length: Spanned<i64>,
    pub(crate) max_length: Spanned<i64>,
    pub(crate) required: Spanned<bool>,
}

record!(QuestionSpec, "a question", {
    "name" => name,
    "prompt" => prompt,
    "help" => help,
    "default" => default,
    "multiselect" => multiselect,
    "subquestions" => sub_questions,
    "regexp" => regexp,
    "validationerror" => validation_error,
    "minlength" => min_length,
    "maxlength" => max_length,
    "required" => required,
});

/// What is asked after a certain answer.
#[derive(Debug, Default)]
pub(crate) struct SubQuestionSpec {
    if_value: String,
    pub(crate) questions: Vec<Spanned<QuestionSpec>>,
}

record!(SubQuestionSpec, "a sub-question", { "ifvalue" => if_value, "questions" => questions });

#[derive(Debug, Default)]
struct AssetSpec {
    name: String,
    value: String,
}

record!(AssetSpec, "a default asset", { "name" => name, "value" => value });

#[derive(Debug, Default)]
struct ConfigSpec {
    name: String,
    value: String,
}

record!(ConfigSpec, "a default config", { "name" => name, "value" => value });

impl Spec {
    pub(crate) fn into_plugin(self) -> YamlPlugin {
        let image_name = self.image.value;
        YamlPlugin {
            info: PluginInfo {
                image: format!("{image_name}:{}", self.plugin_version),
                name: self.name,
                description: self.description,
                plugin_type: PluginType::from(self.plugin_type),
                plugin_mods: vec![PluginMod::Cli],
                plugin_version: self.plugin_version,
                api_version: self.api_version,
                depends_on: self.depends_on,
                hook_type: Some(self.hook_type).filter(|kind| !kind.is_empty()).map(HookType::from),
                secret_path: self.secret_path,
            },
            image_name,
            questions: into_questions(self.questions),
            config: self.config.into_iter().map(|entry| ConfigEntry::new(entry.name, entry.value)).collect(),
            assets: self.assets.into_iter().map(|asset| Asset::new(asset.name, asset.value)).collect(),
            warnings: Diagnostics::default(),
        }
    }
}

/// Recurses once for each level of sub-questions; reading bounds them.
fn into_questions(questions: Vec<Spanned<QuestionSpec>>) -> Vec<Question> {
    questions.into_iter().map(|question| into_question(question.value)).collect()
}

fn into_question(question: QuestionSpec) -> Question {
    let subs = question.sub_questions.into_iter();
    Question {
        name: question.name,
        prompt: question.prompt,
        help: question.help,
        default: question.default,
        multiselect: question.multiselect,
        sub_questions: subs
            .map(|sub| SubQuestion { if_value: sub.if_value, questions: into_questions(sub.questions) })
            .collect(),
        regexp: question.regexp.value,
        validation_error: question.validation_error,
        min_length: question.min_length.value,
        max_length: question.max_length.value,
        required: question.required.value,
    }
}
