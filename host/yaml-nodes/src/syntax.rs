use optimus_plugin_api::{Code, Diagnostic, Label, Span};

use crate::{
    place::{line_above, line_start, span_at},
    problem::{Mistake, Problem},
    template,
};

/// A mistake in words, with advice, and every line at which someone may look for it: where it is noticed, where what is
/// wrong begins, and the line that yaml.v2 names.
pub(crate) fn diagnostic(mistake: &Mistake, text: &str) -> Box<Diagnostic> {
    let labels = labels(mistake, text);
    let template = labels.iter().find_map(|label| template::in_line(text, label.span));
    let mut diagnostic = template.map_or_else(
        || {
            let (message, help) = mistake.problem.words();
            Diagnostic::error(Code::YAML_SYNTAX, message).help(help)
        },
        template::diagnostic,
    );
    diagnostic.labels.extend(labels);
    Box::new(diagnostic)
}

fn labels(mistake: &Mistake, text: &str) -> Vec<Label> {
    let label = |span, message: &str| Label { span, message: message.to_owned() };
    let noticed = noticed(mistake, text);
    let since = mistake.since.filter(|since| since.offset != mistake.at.offset);
    let begins = since.map(|since| span_at(text, since.offset));
    let mut labels = match (begins, &mistake.problem) {
        (Some(begins), Problem::UnclosedFlow { .. } | Problem::UnclosedQuote) => {
            vec![label(begins, ""), label(noticed, "the file ends here")]
        }
        (Some(begins), Problem::KeyWithoutColon) => {
            vec![label(begins, ""), label(noticed, "the key should have ended before this")]
        }
        (Some(begins), _) => vec![label(noticed, ""), label(begins, "in what begins here")],
        (None, _) => vec![label(noticed, "")],
    };
    let above = line_above(text, line_start_of(mistake, text)).filter(|_| mistake.names_line_above);
    let named = |line| labels.iter().any(|label| label.span.line == line);
    let above = above.filter(|above| !named(above.line));
    labels.extend(above.map(|above| label(above, "after this line")));
    labels
}

fn noticed(mistake: &Mistake, text: &str) -> Span {
    let at = mistake.at;
    Span { line: at.line + 1, column: at.column + 1, ..span_at(text, at.offset) }
}

/// The end of a text counts as a line of its own.
fn line_start_of(mistake: &Mistake, text: &str) -> usize {
    let at = mistake.at;
    if at.column == 0 { at.offset } else { line_start(text, at.offset) }
}

pub(crate) fn too_deep(limit: usize) -> String {
    format!("it nests deeper than {} levels, the limit", crate::wording::count(limit))
}
