use std::{
    collections::HashSet,
    task::{Context, Poll, Waker},
};

use optimus_plugin_api::{
    Asset, Backend, CallContext, Code, ConfigEntry, Diagnostics, Error, GenerateDependenciesRequest,
    MAX_QUESTION_DEPTH, Question,
};
use optimus_plugin_yaml::{Options, YamlPlugin, parse, parse_bytes};
use proptest::prelude::*;

/// Questions that hang on one another, this deep.
fn nested(depth: usize) -> String {
    let open = "questions: [{name: q, subquestions: [{ifvalue: y, ";
    format!("{{{}questions: [{{name: q}}]{}}}", open.repeat(depth - 1), "}]}]".repeat(depth - 1))
}

fn depth(mut questions: &[Question]) -> usize {
    let mut depth = 0;
    while let Some(question) = questions.first() {
        depth += 1;
        questions = question.sub_questions.first().map_or(&[], |sub| &sub.questions);
    }
    depth
}

#[test]
fn sub_questions_nest_to_the_limit_on_an_ordinary_stack() {
    let plugin = parse(&nested(MAX_QUESTION_DEPTH), &Options::default()).unwrap();
    assert_eq!(depth(plugin.questions()), MAX_QUESTION_DEPTH);
}

#[test]
fn sub_questions_beyond_the_limit_are_refused() {
    for beyond in [MAX_QUESTION_DEPTH + 1, MAX_QUESTION_DEPTH + 15, 10_000] {
        assert_eq!(
            parse(&nested(beyond), &Options::default()).unwrap_err().code(),
            Code::YAML_TOO_LARGE,
            "{beyond}"
        );
    }
}

#[test]
fn thousands_of_expensive_patterns_are_refused_in_bounded_time() {
    let questions: String =
        (0..3_000).map(|n| format!("- {{name: q{n}, regexp: '{n}{}'}}\n", "b{1000}".repeat(15))).collect();
    let error = parse(&format!("questions:\n{questions}"), &Options::default()).unwrap_err();
    assert!(error.diagnostics().unwrap().to_string().contains("too large together"));
}

/// A file of `version: 2` with these versions and this configuration.
pub(crate) fn version_2(versions: &str, config: &str) -> String {
    format!(
        "version: 2\nname: a\nplugin_versions:\n  default: {{image: i, tag: t, entrypoint: s}}\n{versions}default_config:\n{config}"
    )
}

#[test]
fn versions_that_leave_out_a_long_image_do_not_multiply_it() {
    let versions: String = (0..20_000).map(|n| format!("  v{n}: {{}}\n")).collect();
    let long = "i".repeat(1 << 20);
    let text = version_2(&versions, "  A: b\n").replace("image: i,", &format!("image: {long},"));
    let plugin = parse(&text, &Options::default()).unwrap();
    assert_eq!(plugin.versions().map(|version| version.image.as_ptr()).collect::<HashSet<_>>().len(), 1);
    assert_eq!(plugin.versions().count(), 20_001);
}

#[test]
fn a_flood_of_unknown_fields_is_listed_up_to_a_limit_and_hides_no_mistake() {
    let flood: String = (0..999).map(|n| format!("x{n}: y\n")).collect();
    let plugin = parse(&format!("{flood}{}", version_2("", "  A: b\n")), &Options::default()).unwrap();
    assert_eq!(plugin.warnings().list.len(), 999);
    let more = format!("{flood}x: y\nz: y\n{}name: [again]\n", version_2("", "  A: b\n"));
    assert!(parse(&more, &Options::default()).is_err(), "the name there twice is not among those listed");
}

#[test]
fn parsers_selectors_and_templates_have_limits_that_are_named() {
    let parsers = vec!["{filepath: q.sql}"; 101].join(", ");
    for (text, code, words) in [
        (format!("asset_parsers: {{bq: [{parsers}]}}"), Code::YAML_TOO_LARGE, "more than 100 asset parsers"),
        (
            format!("asset_parsers: {{bq: [{{filepath: q.yaml, selector: {}}}]}}", ".a".repeat(33)),
            Code::BAD_ASSET_PARSER,
            "more than 32 steps",
        ),
        (
            format!("asset_parsers: {{bq: [{{filepath: q.yaml, selector: {}}}]}}", "a".repeat(1_025)),
            Code::BAD_ASSET_PARSER,
            "1024 bytes",
        ),
        (
            format!("asset_parsers: {{bq: [{{env: {}}}]}}", "a".repeat(257)),
            Code::BAD_ASSET_PARSER,
            "256 bytes",
        ),
        (
            format!("destination_urn_template: x://{}", "a".repeat(4_096)),
            Code::BAD_URN_TEMPLATE,
            "4096 bytes",
        ),
        (format!("destination_urn_template: x://<{}>", "a".repeat(257)), Code::BAD_URN_TEMPLATE, "256 bytes"),
    ] {
        let error = parse(&format!("image: i:1\n{text}\n"), &Options::default()).unwrap_err();
        let message = &error.diagnostics().unwrap().list[0].message;
        assert!(error.code() == code && message.contains(words), "{message}");
    }
}

#[tokio::test]
async fn a_yaml_of_a_job_that_multiplies_itself_ends_at_a_limit() {
    let plugin =
        parse("image: i:1\nasset_parsers: {bq: [{filepath: q.yaml, selector: $..q}]}\n", &Options::default());
    let mut laughs = "a0: &a0 {q: from p.d.t}\n".to_owned();
    for n in 1..10 {
        let ten = vec![format!("*a{}", n - 1); 10].join(", ");
        laughs += &format!("a{n}: &a{n} [{ten}]\n");
    }
    let deep = "[".repeat(100_000);
    for asset in [laughs, deep] {
        let request =
            GenerateDependenciesRequest { assets: vec![Asset::new("q.yaml", asset)], ..Default::default() };
        let plugin = plugin.as_ref().unwrap();
        let resolver = plugin.dependency_resolver().unwrap();
        let error = resolver.generate_dependencies(&CallContext::default(), &request).await.unwrap_err();
        assert!(error.code() == Code::INVALID_INPUT && error.message().contains("limit"), "{error}");
    }
}

/// Real plugins of every form.
fn seed() -> impl Strategy<Value = String> {
    let upstream = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/compat/yaml/optimus-plugin-bq2bq-v0.1.yaml"
    ));
    let own = ["bq2bq-goto.yaml", "bq2bq-version-2.yaml", "echo-version-2.yaml", "predator-entrypoint.yaml"];
    let seeds: Vec<_> = own.into_iter().map(crate::forms::text).chain([upstream.to_owned()]).collect();
    prop::sample::select(seeds)
}

/// A real plugin's yaml with some of its characters replaced, removed or put in.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (
        any::<prop::sample::Index>(),
        0_usize..4,
        prop::sample::select(vec![
            "", "&a ", "*a", ": ", "- ", "\n", "\t", "'", "{", "]", "(", "!!int ", "<", "$", "<<: ", "{{",
        ]),
    );
    (seed(), prop::collection::vec(edit, 1..8)).prop_map(|(seed, edits)| {
        let mut chars: Vec<char> = seed.chars().collect();
        for (at, remove, insert) in edits {
            let at = at.index(chars.len());
            let end = (at + remove).min(chars.len());
            chars.splice(at..end, insert.chars());
        }
        chars.into_iter().collect()
    })
}

/// A job of files and values that a plugin may look into, and of what it does not expect there.
fn job() -> impl Strategy<Value = GenerateDependenciesRequest> {
    let names = prop::sample::select(vec![
        "query.sql",
        "transform.yaml",
        "second.sql",
        "PROJECT",
        "DATASET",
        "TABLE",
    ]);
    let content = prop_oneof![
        "(from |join |with |steps:\n|- query: |p\\.d\\.t|`|/\\*|[\\[{&*'\"]|second\\.sql|\n| |é){0,20}",
        "\\PC{0,40}",
    ];
    let entry = (names, content);
    (prop::collection::vec(entry.clone(), 0..5), prop::collection::vec(entry, 0..5)).prop_map(
        |(config, assets)| GenerateDependenciesRequest {
            config: config.into_iter().map(|(name, value)| ConfigEntry::new(name, value)).collect(),
            assets: assets.into_iter().map(|(name, value)| Asset::new(name, value)).collect(),
            ..Default::default()
        },
    )
}

fn ask(plugin: &YamlPlugin, job: &GenerateDependenciesRequest) -> Option<Result<Vec<String>, Error>> {
    let resolver = plugin.dependency_resolver()?;
    let ctx = CallContext::default();
    let mut call = resolver.generate_dependencies(&ctx, job);
    match call.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer.map(|answer| answer.dependencies)),
        Poll::Pending => panic!("a yaml never waits"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_mutation_of_a_real_file_panics(text in mutated(), job in job()) {
        match parse(&text, &Options::default()) {
            Ok(plugin) => drop(ask(&plugin, &job)),
            Err(error) => {
                prop_assert!(error.diagnostics().is_some_and(Diagnostics::has_errors), "an error without a mistake");
            }
        }
    }

    #[test]
    fn no_job_makes_a_resolver_panic_and_dependencies_are_tables_each_once(job in job()) {
        let plugin = crate::forms::plugin("bq2bq-goto.yaml");
        match ask(&plugin, &job).unwrap() {
            Ok(found) => {
                prop_assert!(found.iter().all(|urn| urn.starts_with("bigquery://")));
                prop_assert!(found.is_sorted() && found.windows(2).all(|pair| pair[0] != pair[1]));
            }
            Err(error) => prop_assert_eq!(error.code(), Code::INVALID_INPUT),
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse_bytes(&bytes, &Options::default());
    }
}
