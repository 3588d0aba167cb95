use optimus_plugin_api::{Code, Diagnostic, Severity};
use optimus_plugin_yaml::{Options, parse};

fn mistakes(text: &str) -> Vec<Diagnostic> {
    parse(text, &Options::default()).unwrap_err().diagnostics().unwrap().list.clone()
}

fn warnings(text: &str) -> Vec<Diagnostic> {
    parse(text, &Options::default()).unwrap().warnings().list.clone()
}

#[test]
fn a_yaml_with_five_mistakes_reports_all_five_with_line_and_column() {
    let text = "\
name: a
pluginType: task
questions:
- name: Q
  promt: Which?
  minlength: three
  regexp: '^(?!tmp)'
- name: R
  name: S
";
    let found: Vec<_> =
        mistakes(text).iter().map(|d| (d.code, d.labels[0].span.line, d.labels[0].span.column)).collect();
    assert_eq!(
        found,
        [
            (Code::YAML_UNKNOWN_FIELD, 2, 1),
            (Code::YAML_UNKNOWN_FIELD, 5, 3),
            (Code::YAML_WRONG_TYPE, 6, 14),
            (Code::BAD_PATTERN, 7, 13),
            (Code::YAML_DUPLICATE_FIELD, 9, 3),
        ]
    );
    let error = parse(text, &Options::default()).unwrap_err();
    assert_eq!(
        (error.message(), error.code(), error.plugin()),
        ("the yaml has 5 mistakes", Code::YAML_UNKNOWN_FIELD, "a")
    );
}

#[test]
fn a_bad_pattern_is_found_in_a_sub_question_and_shown_inside_of_the_quotes() {
    let text =
        "questions:\n- subquestions:\n  - ifvalue: x\n    questions:\n    - {name: Q, regexp: \"a{2}{3}\"}\n";
    let found = &mistakes(text)[0];
    let span = found.labels[0].span;
    assert_eq!(
        (found.code, &text[span.start..span.end], span.line, span.column),
        (Code::BAD_PATTERN, "{3}", 5, 30)
    );
}

#[test]
fn the_same_bad_pattern_is_reported_at_each_of_its_places() {
    assert_eq!(mistakes("questions:\n- regexp: (\n- regexp: (\n").len(), 2);
}

#[test]
fn keys_of_version_2_in_a_flat_file_are_named_with_what_they_are_there() {
    for (text, meant) in
        [("version: 0.3.1", "`pluginversion`"), ("default_config: {A: b}", "`defaultconfig`")]
    {
        let found = mistakes(&format!("name: a\n{text}\n"));
        assert_eq!((found.len(), found[0].code, found[0].line()), (1, Code::YAML_UNKNOWN_FIELD, Some(2)));
        assert!(found[0].help.as_deref().is_some_and(|help| help.contains(meant)), "{:?}", found[0].help);
    }
}

#[test]
fn a_template_that_is_not_rendered_yet_is_named_as_such_wherever_a_value_stands() {
    for (text, line) in [
        ("name: bq2bq\npluginversion: {{.version}}\nimage: x:1\nentrypoint: {script: a}\n", 2),
        ("name: a\nimage: {{.image}}:{{.version}}\n", 2),
        ("name: a\nimage: {{ .image }}\n", 2),
        ("{{.header}}\nname: a\n", 1),
        ("{{ template \"header\" . }}\nname: a\n", 1),
        ("name: a\nentrypoint: {{.entrypoint}}\n", 2),
        ("name: a\nentrypoint:\n  script: {{.script}}\n", 3),
        ("name: a\nquestions:\n- {{.question}}\n", 3),
        ("name: a\nquestions: {{.questions}}\n", 2),
        ("name: a\nquestions:\n- name: q\n  required: {{.required}}\n", 4),
        ("name: a\ndefaultconfig:\n- name: K\n  value: {{.value}}\n", 4),
        ("name: a\nasset_parsers: {{.parsers}}\n", 2),
        ("name: a\nasset_parsers:\n  bq: {{.parsers}}\n", 3),
        ("version: 2\nname: a\nplugin_versions: {{.versions}}\n", 3),
        ("version: 2\nname: a\nplugin_versions:\n  default: {{.default}}\n", 4),
        (
            "version: 2\nname: a\nplugin_versions:\n  default:\n    tag: {{.version}}\n    image: i\n    entrypoint: {script: s}\n",
            5,
        ),
        ("version: {{.form}}\nname: a\nplugin_versions:\n  default: {image: i, tag: t, entrypoint: s}\n", 1),
        (
            "version: 2\nname: a\ndefault_config:\n  K: {{.value}}\nplugin_versions:\n  default: {image: i, tag: t, entrypoint: s}\n",
            4,
        ),
    ] {
        let found = mistakes(text);
        let summary: Vec<_> = found.iter().map(|mistake| (mistake.code, mistake.line())).collect();
        assert_eq!(summary, [(Code::YAML_TEMPLATE, Some(line))], "{text}");
    }
}

#[test]
fn a_template_that_is_yaml_is_a_warning_where_nobody_will_fill_it_in() {
    for (text, line, column) in [
        ("name: a\npluginversion: '{{.version}}'\n", 2, 17),
        ("name: a\nimage: b/c:{{.version}}\n", 2, 12),
        ("name: a\nimage: \"b/c:{{ .version }}\"\n", 2, 13),
        (
            "version: 2\nname: a\nplugin_versions:\n  default: {image: i, tag: '{{.v}}', entrypoint: s}\n",
            4,
            29,
        ),
    ] {
        let found = warnings(text);
        let span = found[0].labels[0].span;
        assert_eq!((found.len(), found[0].code), (1, Code::YAML_TEMPLATE), "{text}: {found:?}");
        assert_eq!((span.line, span.column), (line, column), "{text}");
    }
    // What a job's macros are is meant as text.
    assert!(warnings("name: a\ndefaultconfig:\n- {name: K, value: '{{.DSTART}}'}\n").is_empty());
}

#[test]
fn what_works_but_hardly_as_meant_is_a_warning() {
    let cases = [
        ("questions:\n- {name: Q, required: yes, regexp: (}\n", 2, "`regexp` is never looked at"),
        ("questions:\n- {name: Q, minlength: 3, maxlength: 2}\n", 2, "short enough"),
        ("questions:\n- name: Q\n- name: Q\n", 3, "two questions"),
    ];
    for (text, line, words) in cases {
        let found = warnings(text);
        assert_eq!(
            (found.len(), found[0].severity, found[0].line()),
            (1, Severity::Warning, Some(line)),
            "{text}"
        );
        assert!(
            found[0].message.contains(words) && found[0].code == Code::YAML_DOUBTFUL,
            "{text}: {}",
            found[0].message
        );
    }
}

#[test]
fn an_image_with_a_port_has_no_tag() {
    assert!(warnings("image: registry:5000/a/b\npluginversion: '1'\n").is_empty());
}

#[test]
fn questions_after_different_answers_may_share_a_name() {
    let sub = |value: &str| format!("  - ifvalue: {value}\n    questions: [{{name: S}}]\n");
    assert!(
        warnings(&format!("questions:\n- name: Q\n  subquestions:\n{}{}", sub("a"), sub("b"))).is_empty()
    );
}
