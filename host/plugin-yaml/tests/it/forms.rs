//! Plugins of every form, as they are known from their publishers.

use std::{collections::BTreeSet, fs, path::PathBuf};

use optimus_plugin_api::{
    Backend, CallContext, CliMod, Code, ConfigEntry, DefaultAssetsRequest, DefaultConfigRequest, Diagnostic,
    GetQuestionsRequest, HookType, PluginMod, PluginType, Severity,
};
use optimus_plugin_yaml::{Dialect, Entrypoint, Options, PluginVersion, YamlPlugin, parse};

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests/plugins"].iter().collect()
}

pub(crate) fn text(file: &str) -> String {
    fs::read_to_string(folder().join(file)).unwrap()
}

pub(crate) fn plugin(file: &str) -> YamlPlugin {
    parse(&text(file), &Options::default()).unwrap()
}

fn mistakes(text: &str) -> Vec<Diagnostic> {
    parse(text, &Options::default()).unwrap_err().diagnostics().unwrap().list.clone()
}

/// Of each file its form, the image that is pulled, and how many warnings there are.
const FORMS: [(&str, Dialect, &str, usize); 9] = [
    ("bq2bq-0.1.yaml", Dialect::V0_4, "docker.io/example/optimus-task-bq2bq:0.1.6", 0),
    ("bq2bq-0.3.yaml", Dialect::V0_5, "docker.io/example/optimus-task-bq2bq-executor:0.3.2", 0),
    ("bq2bq-goto.yaml", Dialect::V0_5, "docker.io/example/optimus-task-bq2bq-executor:0.4.4", 0),
    ("bq2bq-version-2.yaml", Dialect::V2, "docker.io/example/optimus-task-bq2bq-executor:0.5.0", 0),
    ("echo-string.yaml", Dialect::V0_5, "docker.io/library/busybox", 1),
    ("echo-version-2.yaml", Dialect::V2, "docker.io/library/busybox:1.36", 0),
    ("mc2mc-version-2.yaml", Dialect::V2, "docker.io/example/mc2mc:v0.1.0", 1),
    ("predator-0.5.yaml", Dialect::V0_5, "docker.io/example/predator:v0.3.1", 0),
    ("predator-entrypoint.yaml", Dialect::V0_5, "docker.io/example/predator:v0.3.2", 0),
];

#[test]
fn every_file_is_read_in_its_form() {
    for (file, dialect, image, warnings) in FORMS {
        let plugin = plugin(file);
        assert_eq!((plugin.dialect(), &*plugin.info().unwrap().image), (dialect, image), "{file}");
        assert_eq!(plugin.warnings().list.len(), warnings, "{file}: {}", plugin.warnings());
    }
}

#[test]
fn every_file_of_the_folder_has_a_test() {
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let tested = FORMS.iter().map(|(file, ..)| (*file).to_owned());
    assert_eq!(
        files.collect::<BTreeSet<_>>(),
        tested.chain(["bq2bq-goto-template.yaml".to_owned()]).collect()
    );
}

#[test]
fn the_template_of_a_publisher_is_told_as_one_and_is_a_plugin_once_it_is_filled_in() {
    let template = text("bq2bq-goto-template.yaml");
    let found = mistakes(&template);
    let summary: Vec<_> = found.iter().map(|d| (d.code, d.severity, d.line())).collect();
    assert_eq!(
        summary,
        [(Code::YAML_TEMPLATE, Severity::Error, Some(5)), (Code::YAML_TEMPLATE, Severity::Warning, Some(6))]
    );
    let quoted = template.replace("pluginversion: {{.version}}", "pluginversion: \"{{.version}}\"");
    let plugin = parse(&quoted, &Options::default()).unwrap();
    assert_eq!(plugin.warnings().list.len(), 2, "{}", plugin.warnings());
    let filled = parse(&template.replace("{{.version}}", "0.3.14"), &Options::default()).unwrap();
    assert!(filled.warnings().is_empty(), "{}", filled.warnings());
    assert_eq!(filled.info().unwrap().image, "docker.io/example/optimus-task-bq2bq-executor:0.3.14");
}

#[test]
fn a_hook_of_the_later_form_is_one() {
    let plugin = plugin("predator-0.5.yaml");
    let info = plugin.info().unwrap();
    assert_eq!((&info.plugin_type, &info.hook_type), (&PluginType::Hook, &Some(HookType::Post)));
    assert_eq!(
        (info.depends_on.as_slice(), &*info.secret_path),
        (&["transporter".to_owned()][..], "/tmp/auth.json")
    );
    assert_eq!(info.plugin_mods, [PluginMod::Cli]);
    assert!(plugin.entrypoint().is_none() && plugin.dependency_resolver().is_none());
    assert_eq!(plugin.config()[1], ConfigEntry::new("PREDATOR_URL", "{{.GLOBAL__PREDATOR_HOST}}"));
}

#[test]
fn an_entrypoint_is_one_line_for_the_shell_that_it_names() {
    let predator = plugin("predator-entrypoint.yaml");
    let script = "sleep 5; predator profile_audit -s $PREDATOR_URL";
    assert_eq!(predator.entrypoint(), Some(Entrypoint { shell: "/bin/bash", script }));
    let echo = plugin("echo-string.yaml");
    assert_eq!(echo.entrypoint(), Some(Entrypoint { shell: "/bin/sh", script: "sleep 10" }));
    assert!(plugin("bq2bq-0.1.yaml").entrypoint().is_none());
}

#[test]
fn an_image_that_carries_a_tag_or_a_digest_gets_no_other() {
    for image in ["a/b:1", "a:1", "r:5000/a/b:1", "a/b@sha256:0123", "a/b:1@sha256:0123"] {
        let plugin = parse(&format!("image: {image}\npluginversion: 9\n"), &Options::default()).unwrap();
        assert_eq!((plugin.dialect(), &*plugin.info().unwrap().image), (Dialect::V0_5, image));
        assert!(plugin.warnings().is_empty(), "{}", plugin.warnings());
    }
    for image in ["a/b", "a", "r:5000/a/b"] {
        let plugin = parse(&format!("image: {image}\npluginversion: 9\n"), &Options::default()).unwrap();
        let whole = format!("{image}:9");
        assert_eq!((plugin.dialect(), &*plugin.info().unwrap().image), (Dialect::V0_4, &*whole));
    }
}

#[test]
fn the_versions_of_a_plugin_fall_back_to_the_default_field_by_field() {
    let plugin = plugin("echo-version-2.yaml");
    let sleep = Entrypoint { shell: "/bin/sh", script: "sleep 10" };
    let version = |name, image, tag, entrypoint| PluginVersion { name, image, tag, entrypoint };
    let busybox = "docker.io/library/busybox";
    assert_eq!(
        plugin.versions().collect::<Vec<_>>(),
        [
            version("default", busybox, "1.36", sleep),
            version("1.37", busybox, "1.37", Entrypoint { shell: "/bin/ash", ..sleep }),
            version("slow", busybox, "1.36", Entrypoint { script: "echo slow; sleep 100", ..sleep }),
            version("glibc", "docker.io/library/busybox-glibc", "1.36", sleep),
        ]
    );
    assert_eq!(plugin.versions().last().unwrap().reference(), "docker.io/library/busybox-glibc:1.36");
    assert_eq!(plugin.entrypoint(), Some(sleep));
    assert_eq!(super::forms::plugin("bq2bq-0.3.yaml").versions().count(), 0);
}

#[test]
fn the_info_of_version_2_is_that_of_the_default() {
    let plugin = plugin("bq2bq-version-2.yaml");
    let info = plugin.info().unwrap();
    assert_eq!(
        (&*info.name, &info.plugin_type, &*info.plugin_version),
        ("bq2bq", &PluginType::Task, "0.5.0")
    );
    assert_eq!(info.plugin_mods, [PluginMod::Cli, PluginMod::DependencyResolver]);
    assert_eq!(plugin.image_name(), "docker.io/example/optimus-task-bq2bq-executor");
}

#[tokio::test]
async fn a_plugin_of_version_2_asks_nothing_and_gives_its_configuration_in_the_order_of_the_file() {
    let (plugin, ctx) = (plugin("echo-version-2.yaml"), CallContext::default());
    let cli: &dyn CliMod = plugin.cli().unwrap();
    assert!(cli.get_questions(&ctx, &GetQuestionsRequest::default()).await.unwrap().questions.is_empty());
    let config = cli.default_config(&ctx, &DefaultConfigRequest::default()).await.unwrap().config;
    let expected = [("HELLO", "world"), ("2", "1.10"), ("EMPTY", "")];
    assert_eq!(config, expected.map(|(name, value)| ConfigEntry::new(name, value)));
    assert!(cli.default_assets(&ctx, &DefaultAssetsRequest::default()).await.unwrap().assets.is_empty());
}

/// What a file of `version: 2` lacks, with the line and column of the place.
#[test]
fn what_a_file_of_version_2_lacks_is_said_in_upstreams_words_and_with_its_place() {
    const DEFAULT: &str = "default: {image: i, tag: t, entrypoint: {script: s}}";
    for (text, expected) in [
        (format!("version: 2\nplugin_versions:\n  {DEFAULT}\n"), vec![("plugin name is required", 1, 1)]),
        (
            format!("version: 2\nname: ''\nplugin_versions:\n  {DEFAULT}\n"),
            vec![("plugin name is required", 2, 7)],
        ),
        (
            format!("name: a\nplugin_versions:\n  {DEFAULT}\n"),
            vec![("plugin spec version is required", 1, 1)],
        ),
        (
            format!("name: a\nversion: ~\nplugin_versions:\n  {DEFAULT}\n"),
            vec![("plugin spec version is required", 2, 10)],
        ),
        (
            format!("name: a\nversion: 0\nplugin_versions:\n  {DEFAULT}\n"),
            vec![("plugin spec version is required", 2, 10)],
        ),
        ("version: 2\nname: a\n".to_owned(), vec![("plugin versions are required", 1, 1)]),
        (
            "version: 2\nname: a\nplugin_versions: {}\n".to_owned(),
            vec![("plugin versions are required", 3, 18)],
        ),
        (
            "version: 2\nname: a\nplugin_versions:\n  v1: {image: i, tag: t}\n".to_owned(),
            vec![("default version is required", 4, 3)],
        ),
        (
            "version: 2\nname: a\nplugin_versions:\n  default:\n    tag: ''\n".to_owned(),
            vec![
                ("default image is required", 4, 3),
                ("default entrypoint is required", 4, 3),
                ("default tag is required", 5, 10),
            ],
        ),
        (
            "version: 2\nplugin_versions: {default: {image: i, tag: t, entrypoint: {shell: sh}}}\n"
                .to_owned(),
            vec![("plugin name is required", 1, 1), ("default entrypoint is required", 2, 59)],
        ),
        (
            "version: 2\nname: a\nplugin_versions: {default: ~}\n".to_owned(),
            vec![
                ("default image is required", 3, 19),
                ("default tag is required", 3, 19),
                ("default entrypoint is required", 3, 19),
            ],
        ),
    ] {
        let found = mistakes(&text);
        let summary: Vec<_> =
            found.iter().map(|d| (&*d.message, d.labels[0].span.line, d.labels[0].span.column)).collect();
        assert_eq!(summary, expected, "{text}");
        assert!(found.iter().all(|d| d.code == Code::YAML_MISSING_FIELD && d.help.is_some()), "{text}");
    }
}

#[test]
fn a_value_of_a_wrong_type_is_not_missing_too() {
    const REST: &str = "plugin_versions: {default: {image: i, tag: t, entrypoint: s}}";
    for text in [
        format!("version: '2'\nname: a\n{REST}\n"),
        format!("version: two\nname: a\n{REST}\n"),
        format!("version: 2\nname: [a]\n{REST}\n"),
        "version: 2\nname: a\nplugin_versions: x\n".to_owned(),
        "version: 2\nname: a\nplugin_versions: {default: x}\n".to_owned(),
        "version: 2\nname: a\nplugin_versions: {default: {image: [i], tag: t, entrypoint: s}}\n".to_owned(),
        "version: 2\nname: a\nplugin_versions: {default: {image: i, tag: t, entrypoint: [s]}}\n".to_owned(),
        format!("version: 2\nname: a\ndefault_config: {{K: [v]}}\n{REST}\n"),
        "image: a:1\nentrypoint: [s]\n".to_owned(),
        "image: a:1\nentrypoint: {script: [s]}\n".to_owned(),
        "image: a:1\nasset_parsers: [bq]\n".to_owned(),
        "image: a:1\nasset_parsers: {bq: {filepath: x}}\n".to_owned(),
        "image: a:1\nasset_parsers: {bq: [{filepath: [x]}]}\n".to_owned(),
        "image: a:1\ndestination_urn_template: {bigquery: x}\n".to_owned(),
    ] {
        let codes: Vec<_> = mistakes(&text).iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::YAML_WRONG_TYPE], "{text}");
    }
}

#[test]
fn another_version_of_the_form_is_refused_by_its_number() {
    let found =
        mistakes("version: 3\nname: a\nplugin_versions: {default: {image: i, tag: t, entrypoint: s}}\n");
    assert_eq!((found.len(), found[0].code, found[0].line()), (1, Code::YAML_UNKNOWN_FORM, Some(1)));
    assert!(found[0].message.contains("`version: 3`"), "{}", found[0].message);
}

#[test]
fn fields_that_version_2_does_not_have_are_passed_over_with_a_warning() {
    let text = "\
version: 2
name: a
pluginversion: 1
image: i
questions: []
plugintype: hook
defalt_config: {}
plugin_versions:
  default: {image: i, tag: t, entrypoint: {scirpt: x, script: s}, imgae: j}
";
    let plugin = parse(text, &Options::default()).unwrap();
    let warnings = &plugin.warnings().list;
    let summary: Vec<_> =
        warnings.iter().map(|d| (d.code, d.severity, d.line(), d.help.as_deref().unwrap())).collect();
    let expected = [
        (3, "`tag` of `plugin_versions.default`"),
        (4, "`image` of `plugin_versions.default`"),
        (5, "have no `questions`"),
        (6, "always describes a task"),
        (7, "did you mean `default_config`?"),
        (9, "did you mean `script`?"),
        (9, "did you mean `image`?"),
    ];
    assert_eq!(summary.len(), expected.len(), "{summary:?}");
    for ((code, severity, line, help), (expected, words)) in summary.into_iter().zip(expected) {
        assert_eq!((code, severity, line), (Code::YAML_DOUBTFUL, Severity::Warning, Some(expected)));
        assert!(help.contains(words), "{help}");
    }
}

#[test]
fn a_key_that_is_there_twice_is_a_mistake_in_version_2_too() {
    let text = "version: 2\nname: a\nname: b\ndefault_config: {K: 1, K: 2}\nplugin_versions: {default: {image: i, tag: t, entrypoint: s}, default: {tag: u}}\n";
    let found: Vec<_> =
        mistakes(text).iter().map(|d| (d.code, d.labels[0].span.line, d.labels[0].span.column)).collect();
    let twice = Code::YAML_DUPLICATE_FIELD;
    assert_eq!(found, [(twice, 3, 1), (twice, 4, 24), (twice, 5, 63)]);
}

#[test]
fn versions_may_share_what_an_anchor_holds() {
    let text = "\
version: 2
name: a
plugin_versions:
  default: &base {image: i, tag: t, entrypoint: {script: s}}
  next: {<<: *base, tag: u}
default_config: {<<: {A: 1, B: 2}, B: 3}
";
    let plugin = parse(text, &Options::default()).unwrap();
    let next = plugin.versions().nth(1).unwrap();
    assert_eq!((next.name, &*next.reference()), ("next", "i:u"));
    assert_eq!(plugin.config(), [ConfigEntry::new("A", "1"), ConfigEntry::new("B", "3")]);
}

#[test]
fn a_tag_behind_a_tag_is_a_warning() {
    let text = "version: 2\nname: a\nplugin_versions: {default: {image: 'i:1', tag: t, entrypoint: s}}\n";
    let plugin = parse(text, &Options::default()).unwrap();
    assert_eq!((plugin.warnings().list.len(), plugin.warnings().list[0].line()), (1, Some(3)));
    assert!(plugin.warnings().list[0].message.contains("`i:1:t`"), "{}", plugin.warnings());
}

#[test]
fn an_entrypoint_without_a_script_is_refused_in_upstreams_words() {
    for (text, column) in [
        ("image: a:1\nentrypoint: {shell: /bin/sh}\n", 13),
        ("image: a:1\nentrypoint: ''\n", 13),
        ("image: a:1\nentrypoint: {script: ' '}\n", 13),
        ("image: a:1\nentrypoint: ~\n", 13),
    ] {
        let found = mistakes(text);
        let span = found[0].labels[0].span;
        assert_eq!((found.len(), &*found[0].message), (1, "entrypoint script cannot be empty"), "{text}");
        assert_eq!((found[0].code, span.line, span.column), (Code::YAML_MISSING_FIELD, 2, column), "{text}");
    }
}

#[test]
fn what_hardly_works_in_the_later_forms_is_a_warning() {
    for (text, line, words) in [
        ("image: a:1\nsecretpath: /s\nentrypoint: x\n", 2, "no release"),
        ("image: a:1\nentrypoint:\n  script: |\n    a\n\n    b\n", 3, "empty line"),
        ("image: a:1\nentrypoint:\n  script: |\n    # first\n    a\n", 3, "comment"),
        ("image: a\ndestination_urn_template: x://y\n", 1, "`destination_urn_template`"),
        ("image: a:1\nasset_parsers: {bq: [{filepath: q.yaml}]}\n", 2, "as a whole"),
    ] {
        let plugin = parse(text, &Options::default()).unwrap();
        let [warning] = plugin.warnings().list.as_slice() else { panic!("{text}: {}", plugin.warnings()) };
        assert_eq!((warning.code, warning.line()), (Code::YAML_DOUBTFUL, Some(line)), "{text}");
        assert!(warning.message.contains(words), "{text}: {}", warning.message);
    }
}

#[test]
fn a_secret_of_0_5_and_a_comment_at_the_end_of_a_script_are_nothing_to_speak_of() {
    for text in ["image: a:1\nsecretpath: /s\n", "image: a:1\nentrypoint:\n  script: |\n    a\n    # last\n"]
    {
        let plugin = parse(text, &Options::default()).unwrap();
        assert!(plugin.warnings().is_empty(), "{}", plugin.warnings());
    }
    let plugin = parse("image: a:1\nentrypoint:\n  script: |\n    a\n    b\n", &Options::default()).unwrap();
    assert_eq!(plugin.entrypoint().unwrap().script, "a; b; ");
}

#[test]
fn all_mistakes_of_a_later_form_are_reported_at_once() {
    let text = "\
name: a
image: b:1
entrypoint: {shel: x, script: [y]}
destination_urn_template: bigquery://<PROJECT:<DATASET>
asset_parsers:
  bq:
  - {filepath: a/.., selector: $.x}
  - {filepath: q.sql, selector: $.x}
  - {filepath: q.yml, selector: '$.x['}
  - {filepaht: q.sql}
  - {env: E, filepath: f.sql}
  - {env: E, selector: $.x}
  - ~
questions:
- {name: Q, regexp: (, minlenght: 1}
";
    let found: Vec<_> =
        mistakes(text).iter().map(|d| (d.code, d.labels[0].span.line, d.labels[0].span.column)).collect();
    assert_eq!(
        found,
        [
            (Code::YAML_UNKNOWN_FIELD, 3, 14),
            (Code::YAML_WRONG_TYPE, 3, 31),
            (Code::BAD_URN_TEMPLATE, 4, 47),
            (Code::BAD_ASSET_PARSER, 7, 16),
            (Code::BAD_ASSET_PARSER, 8, 33),
            (Code::BAD_ASSET_PARSER, 9, 37),
            (Code::YAML_UNKNOWN_FIELD, 10, 6),
            (Code::BAD_ASSET_PARSER, 11, 11),
            (Code::BAD_ASSET_PARSER, 12, 24),
            (Code::YAML_MISSING_FIELD, 13, 5),
            (Code::BAD_PATTERN, 15, 21),
            (Code::YAML_UNKNOWN_FIELD, 15, 24),
        ]
    );
}
