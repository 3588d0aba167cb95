use optimus_plugin_api::{Code, Diagnostics, MAX_QUESTION_DEPTH, Question};
use optimus_plugin_yaml::{Options, parse, parse_bytes};
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
fn aliases_that_multiply_questions_end_at_a_limit() {
    let mut text =
        "questions:\n- &q0 {name: q, subquestions: [{ifvalue: y, questions: [{name: r}]}]}\n".to_owned();
    for n in 1..12 {
        let ten = vec![format!("*q{}", n - 1); 10].join(", ");
        text += &format!("- &q{n} {{name: q{n}, subquestions: [{{ifvalue: y, questions: [{ten}]}}]}}\n");
    }
    let error = parse(&text, &Options::default()).unwrap_err();
    let list = &error.diagnostics().unwrap().list;
    assert!(list.iter().any(|d| d.code == Code::YAML_TOO_LARGE && d.message.contains("400,000")), "{error}");
}

#[test]
fn thousands_of_expensive_patterns_are_refused_in_bounded_time() {
    let questions: String =
        (0..3_000).map(|n| format!("- {{name: q{n}, regexp: '{n}{}'}}\n", "b{1000}".repeat(15))).collect();
    let error = parse(&format!("questions:\n{questions}"), &Options::default()).unwrap_err();
    assert!(error.diagnostics().unwrap().to_string().contains("too large together"));
}

const SEED: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../shared/compat/yaml/optimus-plugin-bq2bq-v0.1.yaml"
));

/// A real plugin's yaml with some of its characters replaced, removed or put in.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (
        any::<prop::sample::Index>(),
        0_usize..4,
        prop::sample::select(vec!["", "&a ", "*a", ": ", "- ", "\n", "\t", "'", "{", "]", "(", "!!int "]),
    );
    prop::collection::vec(edit, 1..8).prop_map(|edits| {
        let mut chars: Vec<char> = SEED.chars().collect();
        for (at, remove, insert) in edits {
            let at = at.index(chars.len());
            let end = (at + remove).min(chars.len());
            chars.splice(at..end, insert.chars());
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_mutation_of_a_real_file_panics(text in mutated()) {
        if let Err(error) = parse(&text, &Options::default()) {
            prop_assert!(error.diagnostics().is_some_and(Diagnostics::has_errors), "an error without a mistake");
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse_bytes(&bytes, &Options::default());
    }
}
