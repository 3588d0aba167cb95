//! What a survey can get wrong beyond its form: patterns, depth, and what works but hardly as meant.

use std::collections::HashMap;

use optimus_plugin_api::{Code, Diagnostic, MAX_QUESTION_DEPTH, Span};
use optimus_question_rules::Patterns;
use optimus_yaml_nodes::{Spanned, shorten};

use crate::{dialect::QuestionSpec, findings::Findings};

/// Adds what is found in the questions.
pub(crate) fn survey(questions: &[Spanned<QuestionSpec>], findings: &mut Findings<'_>) {
    let mut patterns = Patterns::default();
    let mut waiting = vec![(1, questions)];
    while let Some((depth, questions)) = waiting.pop() {
        if depth > MAX_QUESTION_DEPTH {
            questions.iter().take(1).for_each(|question| findings.push(too_deep(question.span)));
            continue;
        }
        names(questions, findings);
        for question in questions {
            rules(&question.value, &mut patterns, findings);
            let subs = question.value.sub_questions.iter();
            waiting.extend(subs.map(|sub| (depth + 1, sub.questions.as_slice())));
        }
    }
}

fn rules<'s>(question: &'s QuestionSpec, patterns: &mut Patterns<'s>, findings: &mut Findings<'_>) {
    let QuestionSpec { regexp, min_length, max_length, required, .. } = question;
    if required.value {
        return unused_rules(question, findings);
    }
    if let Err(error) = patterns.check(&regexp.value) {
        let place = findings.place_in(regexp, error.at()..error.end());
        findings.push(error.diagnostic().at(place, error.reason()));
    }
    if max_length.value < 0 || max_length.value != 0 && max_length.value < min_length.value {
        findings.doubtful("no answer is short enough for this", max_length.span, "remove it, or raise it");
    }
}

/// Upstream looks at nothing else when an answer is required.
fn unused_rules(question: &QuestionSpec, findings: &mut Findings<'_>) {
    let QuestionSpec { regexp, min_length, max_length, .. } = question;
    let unused = [
        ("regexp", regexp.span, !regexp.value.is_empty()),
        ("minlength", min_length.span, min_length.value != 0),
        ("maxlength", max_length.span, max_length.value != 0),
    ];
    for (key, span, _) in unused.into_iter().filter(|(.., set)| *set) {
        let message = format!("`{key}` is never looked at, since the question is `required`");
        findings.doubtful(
            message,
            span,
            "keep one of them; a pattern or a least length refuses an empty answer too",
        );
    }
}

/// Questions of one list are asked one after the other. Those after different answers may well share a name.
fn names(questions: &[Spanned<QuestionSpec>], findings: &mut Findings<'_>) {
    let mut known = HashMap::new();
    for Spanned { value: QuestionSpec { name, .. }, span } in
        questions.iter().filter(|question| !question.value.name.is_empty())
    {
        if let Some(first) = known.insert(name.as_str(), *span) {
            let message = format!("two questions are called `{}`", shorten(name, 60));
            let warning = Diagnostic::warning(Code::YAML_DOUBTFUL, message)
                .at(*span, "the second")
                .at(first, "the first");
            findings.push(warning.help("a job's configuration gets an entry for each of them"));
        }
    }
}

fn too_deep(span: Span) -> Diagnostic {
    let message = format!("sub-questions nest deeper than {MAX_QUESTION_DEPTH} levels, the limit");
    Diagnostic::error(Code::YAML_TOO_LARGE, message).at(span, "the limit is reached here")
}
