//! What a file can get wrong beyond its form: patterns, depth, and what works but hardly as meant.

use std::collections::HashMap;

use optimus_plugin_api::{Code, Diagnostic, Diagnostics, MAX_QUESTION_DEPTH, Span};
use optimus_question_rules::{PatternError, Patterns};
use optimus_yaml_nodes::{Spanned, shorten};

use crate::dialect::{QuestionSpec, Spec};

/// Adds what is found to the diagnostics, which stay in the order of the file.
pub(crate) fn check(spec: &Spec, diagnostics: &mut Diagnostics) {
    let mut checker = Checker { patterns: Patterns::default(), diagnostics };
    checker.image(spec);
    checker.survey(&spec.questions);
    diagnostics.list.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.span.start));
    diagnostics.list.dedup();
}

struct Checker<'s, 'd> {
    patterns: Patterns<'s>,
    diagnostics: &'d mut Diagnostics,
}

impl<'s> Checker<'s, '_> {
    fn push(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.list.len() < optimus_yaml_nodes::MAX_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        }
    }

    fn warn(&mut self, message: impl Into<String>, span: Span, help: &str) {
        self.push(Diagnostic::warning(Code::YAML_DOUBTFUL, message).at(span, "").help(help));
    }

    /// Upstream of later versions writes the tag into `image`; here the version is put behind it in any case.
    fn image(&mut self, spec: &Spec) {
        let Spanned { value: image, span } = &spec.image;
        let last = image.rsplit('/').next().unwrap_or_default();
        if last.contains(':') {
            let whole = shorten(&format!("{image}:{}", spec.plugin_version), 120);
            let message = format!("`pluginversion` is put behind the image's own tag: `{whole}`");
            self.warn(message, *span, "write the image without its tag");
        }
    }

    fn survey(&mut self, questions: &'s [Spanned<QuestionSpec>]) {
        let mut waiting = vec![(1, questions)];
        while let Some((depth, questions)) = waiting.pop() {
            if depth > MAX_QUESTION_DEPTH {
                questions.iter().take(1).for_each(|question| self.push(too_deep(question.span)));
                continue;
            }
            self.names(questions);
            for question in questions {
                self.question(question);
                let subs = question.value.sub_questions.iter();
                waiting.extend(subs.map(|sub| (depth + 1, sub.questions.as_slice())));
            }
        }
    }

    fn question(&mut self, question: &'s Spanned<QuestionSpec>) {
        let QuestionSpec { regexp, min_length, max_length, required, .. } = &question.value;
        if required.value {
            self.required(&question.value);
        } else if let Err(error) = self.patterns.check(&regexp.value) {
            let place = self.place_in(regexp, &error);
            self.push(error.diagnostic().at(place, error.reason()));
        }
        if !required.value
            && (max_length.value < 0 || max_length.value != 0 && max_length.value < min_length.value)
        {
            self.warn("no answer is short enough for this", max_length.span, "remove it, or raise it");
        }
    }

    /// Upstream looks at nothing else when an answer is required.
    fn required(&mut self, question: &QuestionSpec) {
        let QuestionSpec { regexp, min_length, max_length, .. } = question;
        let unused = [
            ("regexp", regexp.span, !regexp.value.is_empty()),
            ("minlength", min_length.span, min_length.value != 0),
            ("maxlength", max_length.span, max_length.value != 0),
        ];
        for (key, span, _) in unused.into_iter().filter(|(.., set)| *set) {
            let message = format!("`{key}` is never looked at, since the question is `required`");
            self.warn(
                message,
                span,
                "keep one of them; a pattern or a least length refuses an empty answer too",
            );
        }
    }

    /// Questions of one list are asked one after the other. Those after different answers may well share a name.
    fn names(&mut self, questions: &'s [Spanned<QuestionSpec>]) {
        let mut known = HashMap::new();
        for Spanned { value: QuestionSpec { name, .. }, span } in
            questions.iter().filter(|q| !q.value.name.is_empty())
        {
            if let Some(first) = known.insert(name.as_str(), *span) {
                let message = format!("two questions are called `{}`", shorten(name, 60));
                let warning = Diagnostic::warning(Code::YAML_DOUBTFUL, message)
                    .at(*span, "the second")
                    .at(first, "the first");
                self.push(warning.help("a job's configuration gets an entry for each of them"));
            }
        }
    }

    /// The place inside of the pattern, if the pattern is in the file as it is read.
    fn place_in(&self, regexp: &Spanned<String>, error: &PatternError) -> Span {
        let Spanned { value: pattern, span } = regexp;
        let written = self.diagnostics.text.as_deref().and_then(|text| text.get(span.start..span.end));
        let Some(offset) = written.and_then(|written| written.find(pattern.as_str())) else { return *span };
        let before = written.and_then(|written| written.get(..offset + error.at())).unwrap_or_default();
        Span {
            start: span.start + offset + error.at(),
            end: span.start + offset + error.end(),
            line: span.line,
            column: span.column + before.chars().count(),
        }
    }
}

fn too_deep(span: Span) -> Diagnostic {
    let message = format!("sub-questions nest deeper than {MAX_QUESTION_DEPTH} levels, the limit");
    Diagnostic::error(Code::YAML_TOO_LARGE, message).at(span, "the limit is reached here")
}
