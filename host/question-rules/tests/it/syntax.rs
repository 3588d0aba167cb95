use optimus_plugin_api::{Question, Verdict};
use optimus_question_rules::{PatternError, Rules};

fn rules(pattern: &str) -> Result<Rules, PatternError> {
    Rules::compile(&Question { regexp: pattern.into(), ..Question::new("Q", "?") })
}

fn matches(pattern: &str, value: &str) -> bool {
    rules(pattern).unwrap().check(value) == Verdict::Accepted
}

#[test]
fn classes_are_ascii() {
    for pattern in [r"^\d$", r"^[\d]$", r"^\w$", "^[[:alpha:]]$", "^[[:word:]]$"] {
        assert!(!matches(pattern, "٣") && !matches(pattern, "é"), "{pattern}");
    }
    assert!(!matches(r"^\s$", "\u{b}") && matches(r"^[[:space:]]$", "\u{b}"));
    assert!(matches(r"é\b", "éa") && !matches(r"é\b", "é"));
}

#[test]
fn what_is_an_operator_in_rust_alone_is_literal() {
    assert!(matches("^[[]$", "[") && matches("^[a&&b]+$", "a&b") && matches("^[a~~b]+$", "~"));
    assert!(
        matches(r"^\<$", "<")
            && matches("^a{,3}$", "a{,3}")
            && matches("^{$", "{")
            && matches("^a{01}$", "a{01}")
    );
}

#[test]
fn quoting_reaches_to_its_end_or_the_patterns() {
    assert!(matches(r"^\Qa.b\E+$", "a.bbb") && matches(r"^\Q(*", "(*"));
    assert_eq!(rules(r"\Q\E*").unwrap_err().at(), 4);
}

#[test]
fn flags_hold_to_the_end_of_their_group() {
    assert!(matches("^(?i)a(?-i)b$", "Ab") && !matches("^(?i)a(?-i)b$", "AB"));
    assert!(matches("^((?i)a|b)c$", "Bc") && !matches("^((?i)a|b)c$", "BC"));
    assert!(matches("(?s)^a.b$", "a\nb") && !matches("^a.b$", "a\nb"));
    assert!(matches("(?m)^b$", "a\nb\nc") && !matches("^b$", "a\nb\nc"));
}

#[test]
fn folding_reaches_beyond_ascii_as_in_go() {
    assert!(
        matches("(?i)^k$", "\u{212a}")
            && matches("(?i)^[a-z]$", "\u{17f}")
            && matches(r"(?i)^\w$", "\u{17f}")
    );
    assert!(!matches(r"(?i)^\W$", "\u{17f}") && matches("(?i)^é$", "É"));
}

#[test]
fn groups_may_share_a_name() {
    assert!(matches("^(?P<n>a)(?<n>b)$", "ab"));
}

#[test]
fn half_a_surrogate_pair_is_a_character_that_no_text_has() {
    assert!(!matches(r"\x{D800}", "\u{fffd}") && matches(r"^\x{DFFF}?$", ""));
    assert!(matches(r"^[a\x{D800}]$", "a") && matches(r"^[^\x{D800}-\x{DFFF}]$", "a"));
    assert!(matches(r"^[\x{D000}-\x{DABC}]$", "\u{d7ff}") && matches(r"^[\x{DABC}-\x{E000}]$", "\u{e000}"));
}

#[test]
fn what_re2_lacks_is_refused_with_its_place() {
    let cases = [
        ("ab(?=c)", 2, "look-around"),
        (r"(a)\1", 3, "back-reference"),
        ("a**", 2, "repetition of a repetition"),
        ("x|*a", 2, "repetition of nothing"),
        (r"a\u0041", 1, "not an escape"),
        ("a(?x) b", 1, "groups or flags"),
        ("ab[z-a]", 3, "below its beginning"),
        ("a(b", 1, "never closed"),
        ("a)", 1, "without its"),
        ("ab[c", 2, "never closed"),
        (r"\p{IsGreek}", 0, "IsGreek"),
        ("a{1001}", 1, "1,000"),
        ("(?P<a-b>c)", 0, "name"),
    ];
    for (pattern, at, reason) in cases {
        let error = rules(pattern).unwrap_err();
        assert!(error.at() == at && error.reason().contains(reason), "{pattern}: {error}");
    }
}

#[test]
fn an_answer_of_a_megabyte_is_measured_in_code_points() {
    let question = Question { max_length: 262_144, ..Question::new("Q", "?") };
    let rules = Rules::compile(&question).unwrap();
    assert_eq!(rules.check(&"𝒳".repeat(262_144)), Verdict::Accepted);
    assert!(matches!(rules.check(&"𝒳".repeat(262_145)), Verdict::Rejected(_)));
}

#[test]
fn a_required_question_looks_at_nothing_else() {
    let question = Question { required: true, regexp: "(".into(), min_length: 9, ..Question::new("Q", "?") };
    assert_eq!(Rules::compile(&question).unwrap().check(" "), Verdict::Accepted);
}
