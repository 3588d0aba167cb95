//! The keys of a plugin's yaml in Optimus 0.4, one test for each: its type, and what is made of it.

use optimus_plugin_api::{Backend, Code, PluginInfo, PluginMod, PluginType};
use optimus_plugin_yaml::{Options, YamlPlugin, parse};

fn plugin(text: &str) -> YamlPlugin {
    parse(text, &Options::default()).unwrap()
}

fn info(text: &str) -> PluginInfo {
    plugin(text).info().unwrap().clone()
}

/// Code and line of each mistake.
fn mistakes(text: &str) -> Vec<(Code, usize)> {
    let error = parse(text, &Options::default()).unwrap_err();
    error.diagnostics().unwrap().list.iter().map(|mistake| (mistake.code, mistake.line().unwrap())).collect()
}

#[test]
fn name_description_and_image_are_text() {
    let plugin = plugin("name: 1\ndescription: yes\nimage: 2020-01-01\n");
    let info = plugin.info().unwrap();
    assert_eq!((&*info.name, &*info.description, plugin.image_name()), ("1", "yes", "2020-01-01"));
    assert_eq!(
        mistakes("name: [a]\ndescription: {a: b}\n"),
        [(Code::YAML_WRONG_TYPE, 1), (Code::YAML_WRONG_TYPE, 2)]
    );
}

#[test]
fn plugintype_is_task_or_hook_and_any_other_text_is_left_to_the_registry() {
    assert_eq!(info("plugintype: task\n").plugin_type, PluginType::Task);
    assert_eq!(info("plugintype: hook\n").plugin_type, PluginType::Hook);
    assert_eq!(info("plugintype: cron\n").plugin_type.as_str(), "cron");
}

#[test]
fn pluginmods_are_a_list_of_text_and_ignored() {
    assert_eq!(info("pluginmods: [dependencyresolver, x]\n").plugin_mods, [PluginMod::Cli]);
    assert_eq!(mistakes("pluginmods: cli\n"), [(Code::YAML_WRONG_TYPE, 1)]);
}

#[test]
fn pluginversion_is_text_and_put_behind_the_image() {
    let info = info("image: i\npluginversion: 1.10\n");
    assert_eq!((&*info.plugin_version, &*info.image), ("1.10", "i:1.10"));
}

#[test]
fn apiversion_is_a_list_of_text_and_passed_through() {
    assert_eq!(info("apiversion: [1, '2']\n").api_version, ["1", "2"]);
    assert_eq!(mistakes("apiversion: 1\n"), [(Code::YAML_WRONG_TYPE, 1)]);
}

#[test]
fn secretpath_is_text() {
    assert_eq!(info("secretpath: /tmp/auth.json\n").secret_path, "/tmp/auth.json");
}

#[test]
fn dependson_is_a_list_of_text() {
    assert_eq!(info("dependson: [a, ~, 1.10]\n").depends_on, ["a", "", "1.10"]);
    assert_eq!(mistakes("dependson: {a: b}\n"), [(Code::YAML_WRONG_TYPE, 1)]);
}

#[test]
fn hooktype_is_text_that_nobody_checks() {
    assert_eq!(info("hooktype: post\n").hook_type.unwrap().as_str(), "post");
    assert_eq!(info("hooktype: whenever\n").hook_type.unwrap().as_str(), "whenever");
}

#[test]
fn questions_have_eleven_keys() {
    let plugin = plugin(
        "questions:\n- {name: N, prompt: P, help: H, default: D, multiselect: [x, 1], regexp: ^r$, validationerror: V, \
         minlength: 2, maxlength: 3, required: no, subquestions: [{ifvalue: yes}]}\n",
    );
    let question = &plugin.questions()[0];
    let texts = [&question.name, &question.prompt, &question.help, &question.default, &question.regexp];
    assert_eq!(texts, ["N", "P", "H", "D", "^r$"]);
    assert_eq!((&*question.validation_error, question.min_length, question.max_length), ("V", 2, 3));
    assert_eq!(
        (&question.multiselect[..], question.required),
        (&["x".to_owned(), "1".to_owned()][..], false)
    );
    assert_eq!((question.sub_questions.len(), &*question.sub_questions[0].if_value), (1, "yes"));
    assert_eq!(mistakes("questions: {name: q}\n"), [(Code::YAML_WRONG_TYPE, 1)]);
}

#[test]
fn subquestions_hold_whole_questions_at_any_depth() {
    let plugin = plugin(
        "questions:\n- subquestions:\n  - ifvalue: a\n    questions:\n    - default: d\n      multiselect: [x]\n      \
         subquestions:\n      - ifvalue: b\n        questions:\n        - {name: deep, minlength: 1}\n",
    );
    let second = &plugin.questions()[0].sub_questions[0].questions[0];
    assert_eq!((&*second.default, &second.multiselect[..]), ("d", &["x".to_owned()][..]));
    assert_eq!(second.sub_questions[0].questions[0].name, "deep");
    let unknown = "questions:\n- subquestions:\n  - ifvalue: a\n    question: []\n";
    assert_eq!(mistakes(unknown), [(Code::YAML_UNKNOWN_FIELD, 4)]);
}

#[test]
fn defaultassets_and_defaultconfig_are_lists_of_name_and_value() {
    let plugin = plugin(
        "defaultassets: [{name: q.sql, value: 1.10}]\ndefaultconfig:\n- {name: K, value: ~}\n- {name: K}\n",
    );
    assert_eq!((&*plugin.assets()[0].name, &*plugin.assets()[0].value), ("q.sql", "1.10"));
    let config: Vec<_> = plugin.config().iter().map(|entry| (&*entry.name, entry.value.as_str())).collect();
    assert_eq!(config, [("K", ""), ("K", "")]);
    assert_eq!(mistakes("defaultconfig: {K: v}\n"), [(Code::YAML_WRONG_TYPE, 1)]);
}

#[test]
fn unknown_and_repeated_keys_are_all_reported_with_their_lines() {
    let text = "foo: 1\nname: a\nname: b\nquestions:\n- name: q\n  minlength: abc\n  bar: 2\n  name: r\n";
    assert_eq!(
        mistakes(text),
        [
            (Code::YAML_UNKNOWN_FIELD, 1),
            (Code::YAML_DUPLICATE_FIELD, 3),
            (Code::YAML_WRONG_TYPE, 6),
            (Code::YAML_UNKNOWN_FIELD, 7),
            (Code::YAML_DUPLICATE_FIELD, 8),
        ]
    );
}

#[test]
fn keys_are_in_small_letters_and_the_right_one_is_offered() {
    let help = |text: &str| {
        let error = parse(text, &Options::default()).unwrap_err();
        error.diagnostics().unwrap().list[0].help.clone().unwrap()
    };
    for (key, right) in [
        ("Name", "name"),
        ("pluginType", "plugintype"),
        ("plugin_type", "plugintype"),
        ("plugin-version", "pluginversion"),
        ("hookType", "hooktype"),
        ("dependsOn", "dependson"),
        ("desc", "description"),
        ("imgae", "image"),
        ("questoins", "questions"),
        ("default_asset", "defaultassets"),
    ] {
        assert_eq!(help(&format!("{key}: a\n")), format!("did you mean `{right}`?"));
    }
    assert_eq!(help("questions:\n- {promtp: a}\n"), "did you mean `prompt`?");
    assert_eq!(help("questions:\n- {validation_error: a}\n"), "did you mean `validationerror`?");
    assert_eq!(help("questions:\n- subquestions:\n  - {if_value: a}\n"), "did you mean `ifvalue`?");
}
