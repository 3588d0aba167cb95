//! The form of `version: 2`: images and entrypoints by version, a configuration, no survey.

use optimus_plugin_api::{
    Code, ConfigEntry, Diagnostic, Diagnostics, PluginInfo, PluginMod, PluginType, Span,
};
use optimus_yaml_nodes::{Entries, Node, Spanned, record, shorten};

use super::{Dialect, EntrypointSpec, Parsers, flat::has_tag};
use crate::{
    YamlPlugin,
    findings::Findings,
    plugin::{Images, Most},
    resolver::Resolver,
};

/// The version that the others fall back to, and that a job without one gets.
const DEFAULT: &str = "default";

/// Whether a file is one of this form: nothing else has `plugin_versions`, and `version: 2` says so.
pub(super) fn is_of(file: Node<'_>) -> bool {
    let version = file.get("version").and_then(Node::text);
    version == Some("2") || file.get("plugin_versions").is_some()
}

/// The whole file.
#[derive(Debug, Default)]
pub(super) struct Spec {
    pub(super) place: Span,
    version: Spanned<i64>,
    name: Spanned<String>,
    description: String,
    destination: Spanned<String>,
    parsers: Parsers,
    versions: Spanned<Entries<Spanned<VersionSpec>>>,
    config: Entries<String>,
}

record!(Spec, "a plugin's yaml of `version: 2`", {
    "version" => version,
    "name" => name,
    "description" => description,
    "destination_urn_template" => destination,
    "asset_parsers" => parsers,
    "plugin_versions" => versions,
    "default_config" => config,
}, of_flat_form);

/// One of `plugin_versions`. What is empty is that of the default.
#[derive(Debug, Clone, Default)]
pub(crate) struct VersionSpec {
    pub(crate) image: Spanned<String>,
    pub(crate) tag: Spanned<String>,
    pub(crate) entrypoint: Spanned<EntrypointSpec>,
}

record!(VersionSpec, "a version of the plugin", { "image" => image, "tag" => tag, "entrypoint" => entrypoint });

/// What the keys of the flat forms are here.
fn of_flat_form(key: &str) -> Option<String> {
    Some(match key {
        "image" | "entrypoint" => {
            format!("in a file of `version: 2` it is `{key}` of `plugin_versions.default`")
        }
        "pluginversion" => "in a file of `version: 2` it is `tag` of `plugin_versions.default`".to_owned(),
        "defaultconfig" => "in a file of `version: 2` it is `default_config`, a mapping".to_owned(),
        "plugintype" | "hooktype" | "dependson" => {
            "a file of `version: 2` always describes a task".to_owned()
        }
        "questions" | "defaultassets" | "secretpath" | "apiversion" | "pluginmods" => {
            format!(
                "files of `version: 2` have no `{key}`; remove it, or write the whole file in the form before it"
            )
        }
        _ => return None,
    })
}

impl Spec {
    pub(super) fn into_plugin(mut self, findings: &mut Findings<'_>) -> YamlPlugin {
        self.check(findings);
        let resolver = Resolver::of(&self.destination, &self.parsers, findings);
        let resolves = resolver.is_some().then_some(PluginMod::DependencyResolver);
        let versions = std::mem::take(&mut self.versions.value).into_list().into_iter();
        let one_line = |(key, Spanned { value: spec, .. }): (Spanned<String>, Spanned<VersionSpec>)| {
            let Spanned { value: entrypoint, span } = spec.entrypoint;
            let entrypoint = Spanned { value: entrypoint.into_one_line(findings), span };
            (key.value, VersionSpec { entrypoint, ..spec })
        };
        let mut versions: Vec<_> = versions.map(one_line).collect();
        let default = versions.iter().position(|(name, _)| name == DEFAULT);
        let default = default.map(|place| versions.remove(place).1).unwrap_or_default();
        let config = self.config.into_list().into_iter();
        YamlPlugin {
            most: Most::default(),
            dialect: Dialect::V2,
            info: PluginInfo {
                name: self.name.value,
                description: self.description,
                plugin_type: PluginType::Task,
                plugin_mods: [PluginMod::Cli].into_iter().chain(resolves).collect(),
                plugin_version: default.tag.value.clone(),
                api_version: Vec::new(),
                image: format!("{}:{}", default.image.value, default.tag.value),
                depends_on: Vec::new(),
                hook_type: None,
                secret_path: String::new(),
            },
            images: Images::Versions { default, others: versions },
            questions: Vec::new(),
            config: config.map(|(key, value)| ConfigEntry::new(key.value, value)).collect(),
            assets: Vec::new(),
            resolver,
            warnings: Diagnostics::default(),
        }
    }

    fn check(&self, findings: &mut Findings<'_>) {
        self.check_version(findings);
        if self.name.value.is_empty() && !findings.has_error_in(self.name.span) {
            findings.missing("plugin name is required", self.or_whole(self.name.span), "fill `name`");
        }
        findings.unrendered("name", &self.name);
        let Spanned { value: versions, span } = &self.versions;
        match versions.get(DEFAULT) {
            Some((key, default)) => check_default(key.span, default, findings),
            None if findings.has_error_in(*span) => {}
            None if versions.is_empty() => {
                let help = "give `plugin_versions` a `default`";
                findings.missing("plugin versions are required", self.or_whole(*span), help);
            }
            None => {
                let help = "name one of them `default`: jobs that ask for no version get it";
                findings.missing("default version is required", *span, help);
            }
        }
        for (key, version) in versions.iter() {
            check_image(&key.value, &version.value, findings);
        }
    }

    fn check_version(&self, findings: &mut Findings<'_>) {
        let Spanned { value, span } = self.version;
        match value {
            2 => {}
            0 if findings.has_error_in(span) => {}
            0 => {
                let help = "begin the file with `version: 2`";
                findings.missing("plugin spec version is required", self.or_whole(span), help);
            }
            other => {
                let message = format!(
                    "plugin files of `version: {other}` are not read here, those of `version: 2` are"
                );
                let error = Diagnostic::error(Code::YAML_UNKNOWN_FORM, message).at(span, "");
                findings.push(error.help("use the file that the publisher has for `version: 2`"));
            }
        }
    }

    fn or_whole(&self, span: Span) -> Span {
        if span.line > 0 { span } else { self.place }
    }
}

fn check_default(key: Span, default: &Spanned<VersionSpec>, findings: &mut Findings<'_>) {
    let VersionSpec { image, tag, entrypoint } = &default.value;
    let fields = [
        ("image", image.span, &image.value),
        ("tag", tag.span, &tag.value),
        ("entrypoint", entrypoint.span, &entrypoint.value.script.value),
    ];
    let is_written = |span: Span| span.line > 0;
    if findings.has_error_in(default.span) && !fields.iter().any(|(_, span, _)| is_written(*span)) {
        // Nothing of it could be read: that is the mistake.
        return;
    }
    for (field, span, text) in fields {
        if !text.trim().is_empty() || findings.has_error_in(span) {
            continue;
        }
        let help = match field {
            "entrypoint" => "give `plugin_versions.default.entrypoint` a `script`".to_owned(),
            _ => format!("fill `{field}` of `plugin_versions.default`"),
        };
        let place = if is_written(span) { span } else { key };
        findings.missing(format!("default {field} is required"), place, &help);
    }
}

fn check_image(version: &str, spec: &VersionSpec, findings: &mut Findings<'_>) {
    let VersionSpec { image, tag, .. } = spec;
    let version = shorten(version, 60);
    findings.unrendered(&format!("plugin_versions.{version}.image"), image);
    findings.unrendered(&format!("plugin_versions.{version}.tag"), tag);
    if has_tag(&image.value) {
        let whole = shorten(&format!("{}:{}", image.value, tag.value), 120);
        let message = format!("`tag` is put behind the image's own tag: `{whole}`");
        findings.doubtful(message, image.span, "write the image without its tag");
    }
}
