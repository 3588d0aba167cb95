//! The flat forms: that of Optimus 0.4, where the version is put behind the image, and that of 0.5 and later, where the image
//! is what is pulled. Their keys are the same but for a few that came later.

use optimus_plugin_api::{
    Asset, ConfigEntry, Diagnostics, HookType, PluginInfo, PluginMod, PluginType, Question, SubQuestion,
};
use optimus_yaml_nodes::{Spanned, record, shorten};

use super::{Dialect, EntrypointSpec, Parsers};
use crate::{
    YamlPlugin, check,
    findings::Findings,
    plugin::{Images, Most},
    resolver::Resolver,
};

/// The whole file. `pluginmods` is accepted and not used, as upstream.
#[derive(Debug, Default)]
pub(super) struct Spec {
    name: Spanned<String>,
    description: String,
    image: Spanned<String>,
    plugin_type: String,
    plugin_mods: Vec<String>,
    plugin_version: Spanned<String>,
    api_version: Vec<String>,
    secret_path: Spanned<String>,
    depends_on: Vec<String>,
    hook_type: String,
    questions: Vec<Spanned<QuestionSpec>>,
    assets: Vec<AssetSpec>,
    config: Vec<ConfigSpec>,
    entrypoint: Spanned<EntrypointSpec>,
    destination: Spanned<String>,
    parsers: Spanned<Parsers>,
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
    "entrypoint" => entrypoint,
    "destination_urn_template" => destination,
    "asset_parsers" => parsers,
}, of_version_2);

/// What the keys of the other form are here.
fn of_version_2(key: &str) -> Option<String> {
    let here = match key {
        "version" => {
            "`version: 2` begins a file with `plugin_versions`; the version of the plugin is `pluginversion` here"
        }
        "default_config" => "`default_config` is a key of files of `version: 2`; it is `defaultconfig` here",
        _ => return None,
    };
    Some(here.to_owned())
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
    pub(super) fn into_plugin(self, findings: &mut Findings<'_>) -> YamlPlugin {
        let dialect = self.dialect();
        self.check(dialect, findings);
        let resolver = Resolver::of(&self.destination, &self.parsers.value, findings);
        let resolves = resolver.is_some().then_some(PluginMod::DependencyResolver);
        let (name, version) = (self.image.value, self.plugin_version.value);
        let image = if dialect == Dialect::V0_4 { format!("{name}:{version}") } else { name.clone() };
        let entrypoint = is_written(&self.entrypoint).then(|| self.entrypoint.value.into_one_line(findings));
        YamlPlugin {
            most: Most::default(),
            dialect,
            info: PluginInfo {
                image,
                name: self.name.value,
                description: self.description,
                plugin_type: PluginType::from(self.plugin_type),
                plugin_mods: [PluginMod::Cli].into_iter().chain(resolves).collect(),
                plugin_version: version,
                api_version: self.api_version,
                depends_on: self.depends_on,
                hook_type: Some(self.hook_type).filter(|kind| !kind.is_empty()).map(HookType::from),
                secret_path: self.secret_path.value,
            },
            images: Images::One { name, entrypoint },
            questions: into_questions(self.questions),
            config: self.config.into_iter().map(|entry| ConfigEntry::new(entry.name, entry.value)).collect(),
            assets: self.assets.into_iter().map(|asset| Asset::new(asset.name, asset.value)).collect(),
            resolver,
            warnings: Diagnostics::default(),
        }
    }

    /// Later than 0.4 if it says what 0.4 cannot know, or has an image behind whose tag another can never be meant.
    fn dialect(&self) -> Dialect {
        if self.later_key().is_some() || has_tag(&self.image.value) { Dialect::V0_5 } else { Dialect::V0_4 }
    }

    fn later_key(&self) -> Option<&'static str> {
        let keys = [
            ("entrypoint", is_written(&self.entrypoint)),
            ("destination_urn_template", is_written(&self.destination)),
            ("asset_parsers", is_written(&self.parsers)),
        ];
        keys.into_iter().find_map(|(key, written)| written.then_some(key))
    }

    fn check(&self, dialect: Dialect, findings: &mut Findings<'_>) {
        check::survey(&self.questions, findings);
        findings.unrendered("name", &self.name);
        findings.unrendered("image", &self.image);
        findings.unrendered("pluginversion", &self.plugin_version);
        if dialect != Dialect::V0_4 {
            self.check_later(findings);
        }
    }

    fn check_later(&self, findings: &mut Findings<'_>) {
        let Spanned { value: image, span } = &self.image;
        if let Some(key) = self.later_key().filter(|_| !image.is_empty() && !has_tag(image)) {
            let message = format!("`image` has no tag, and in a file with `{key}` none is put behind it");
            let tag =
                Some(&*self.plugin_version.value).filter(|version| !version.is_empty()).unwrap_or("TAG");
            let whole = shorten(&format!("{image}:{tag}"), 120);
            findings.doubtful(message, *span, &format!("write `{whole}`; without a tag `latest` is pulled"));
        }
        if is_written(&self.entrypoint) {
            self.check_entrypoint(findings);
        }
    }

    fn check_entrypoint(&self, findings: &mut Findings<'_>) {
        let Spanned { value: EntrypointSpec { script, .. }, span } = &self.entrypoint;
        if script.value.trim().is_empty() && !findings.has_error_in(*span) {
            let help = "give it a `script`, or remove `entrypoint`";
            findings.missing("entrypoint script cannot be empty", *span, help);
        }
        if !self.secret_path.value.is_empty() {
            findings.doubtful(
                "no release of Optimus reads `secretpath` and `entrypoint` in one file; here both are",
                self.secret_path.span,
                "0.4 and 0.5 refuse `entrypoint`, 0.6 and later refuse `secretpath`: keep what yours reads",
            );
        }
    }
}

fn is_written<T>(field: &Spanned<T>) -> bool {
    field.span.line > 0
}

/// Whether an image says which one of its versions is meant: by a tag, or by a digest.
pub(super) fn has_tag(image: &str) -> bool {
    image.contains('@') || image.rsplit('/').next().is_some_and(|last| last.contains(':'))
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
