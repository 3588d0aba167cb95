//! The rules of a question as survey and Go apply them, one test for each that was measured.

use optimus_plugin_api::{Question, Verdict};
use optimus_question_rules::{Rules, check};

fn answered(question: &Question, value: &str) -> Verdict {
    let verdict = Rules::compile(question).unwrap().check(value);
    assert_eq!(check(question, value), Ok(verdict.clone()), "kept and cached rules must agree");
    verdict
}

fn rejected(text: &str) -> Verdict {
    Verdict::Rejected(text.to_owned())
}

fn with_pattern(pattern: &str) -> Question {
    Question { regexp: pattern.into(), validation_error: "no".into(), ..Question::new("Q", "?") }
}

fn matches(pattern: &str, value: &str) -> bool {
    answered(&with_pattern(pattern), value) == Verdict::Accepted
}

fn is_refused(pattern: &str) -> bool {
    Rules::compile(&with_pattern(pattern)).is_err()
}

#[test]
fn without_rules_every_answer_is_good() {
    for value in ["", " ", "\n", "😀"] {
        assert_eq!(answered(&Question::new("Q", "?"), value), Verdict::Accepted);
    }
}

#[test]
fn required_refuses_the_empty_answer_and_nothing_else() {
    let question = Question { required: true, ..Question::new("Q", "?") };
    assert_eq!(answered(&question, ""), rejected("Value is required"));
    assert_eq!(answered(&question, " "), Verdict::Accepted);
}

#[test]
fn required_switches_the_other_rules_off_even_a_bad_pattern() {
    let question = Question { required: true, min_length: 5, max_length: 1, ..with_pattern("(") };
    assert_eq!(answered(&question, "abc"), Verdict::Accepted);
    assert_eq!(answered(&question, ""), rejected("Value is required"));
}

#[test]
fn the_pattern_is_tried_before_the_least_length_and_that_before_the_greatest() {
    let question = Question { min_length: 3, max_length: 2, ..with_pattern("^a") };
    assert_eq!(answered(&question, "b"), rejected("no"));
    assert_eq!(answered(&question, "a"), rejected("value is too short. Min length is 3"));
    assert_eq!(answered(&question, "aaa"), rejected("value is too long. Max length is 2"));
}

#[test]
fn the_text_of_a_failed_pattern_may_be_empty() {
    let question = Question { validation_error: String::new(), ..with_pattern("^a$") };
    assert_eq!(answered(&question, "b"), rejected(""));
}

#[test]
fn lengths_are_counted_in_code_points() {
    let question = Question { min_length: 2, max_length: 2, ..Question::new("Q", "?") };
    assert_eq!(answered(&question, "😀😀"), Verdict::Accepted);
    assert_eq!(answered(&question, "é"), rejected("value is too short. Min length is 2"));
    assert_eq!(answered(&question, "e\u{301}"), Verdict::Accepted, "a letter and its accent are two");
}

#[test]
fn a_length_of_zero_is_no_rule_and_one_below_zero_counts() {
    let question = |min_length, max_length| Question { min_length, max_length, ..Question::new("Q", "?") };
    assert_eq!(answered(&question(0, 0), "abc"), Verdict::Accepted);
    assert_eq!(answered(&question(-1, 0), ""), Verdict::Accepted);
    assert_eq!(answered(&question(0, -1), ""), rejected("value is too long. Max length is -1"));
}

#[test]
fn the_empty_answer_is_tried_on_the_pattern_too() {
    assert!(!matches("^[a-z]+$", "") && matches("^[a-z]*$", ""));
}

#[test]
fn a_pattern_matches_anywhere_in_the_answer() {
    assert!(matches("b", "abc") && !matches("^b", "abc"));
}

#[test]
fn a_bad_pattern_is_an_error_at_load_where_upstream_dies_at_the_prompt() {
    let error = Rules::compile(&with_pattern("a(b")).unwrap_err();
    assert_eq!((error.reason(), error.at()), ("a `(` that is never closed", 1));
}

#[test]
fn digits_words_blanks_and_boundaries_are_ascii() {
    assert!(!matches(r"^\d$", "٣") && !matches(r"^\w$", "é") && !matches(r"^\s$", "\u{a0}"));
    assert!(matches(r"^\D\W\S$", "٣é\u{a0}") && matches(r"é\b", "éa"));
}

#[test]
fn the_vertical_tab_is_no_blank() {
    assert!(!matches(r"^\s$", "\u{b}") && matches(r"^[\t\n\f\r ]{5}$", "\t\n\u{c}\r "));
}

#[test]
fn folding_makes_the_kelvin_sign_a_k() {
    assert!(
        matches("(?i)^k$", "\u{212a}") && matches("(?i)^[k]$", "\u{212a}") && !matches("^k$", "\u{212a}")
    );
}

#[test]
fn a_bracket_in_a_class_and_quoting_are_valid() {
    assert!(matches("^[[]$", "[") && matches(r"^\Qa.b\E$", "a.b") && !matches(r"^\Qa.b\E$", "axb"));
}

#[test]
fn what_only_the_regex_crate_has_is_refused() {
    for pattern in
        ["(?x) a", r"\u0041", "a**", "a{1001}", "(?-u)a", "[a--b]", r"\p{Script=Greek}", r"\p{Alphabetic}"]
    {
        assert!(is_refused(pattern), "{pattern}");
    }
}

#[test]
fn what_neither_has_is_refused() {
    for pattern in [r"\C", r"\h", r"\Z", "(?=a)", "(?!a)", "(?<=a)", r"(a)\1", "a++", "(?>a)"] {
        assert!(is_refused(pattern), "{pattern}");
    }
}

#[test]
fn operators_of_the_regex_crate_are_literal() {
    assert!(matches("^[a&&b]+$", "a&b") && matches(r"^\<a\>$", "<a>") && matches("^[a~~b]+$", "~"));
    assert!(matches(r"a\b{start}", "a{start}"));
}

#[test]
fn groups_are_named_in_both_ways() {
    assert!(matches("^(?P<n>a)$", "a") && matches("^(?<n>a)$", "a"));
}

#[test]
fn the_end_is_the_very_end() {
    assert!(!matches("^a$", "a\n") && matches("(?m)^a$", "a\n"));
}
