use optimus_plugin_api::{Code, Diagnostic, Span};

use crate::place::{is_break, line_start, span_at};

/// A `{{…}}` outside of quotes in the line of a mistake or the one above: the likely cause of it.
pub(crate) fn in_line(text: &str, place: Span) -> Option<Span> {
    let this_line = line_start(text, place.start);
    [this_line, line_start(text, this_line.saturating_sub(1))].into_iter().find_map(|start| {
        let line = text.get(start..)?.split(is_break).next()?;
        let braces =
            line.find("{{").filter(|at| line.get(..*at).is_some_and(|head| !head.contains(['"', '\''])))?;
        at(text, span_at(text, start + braces))
    })
}

/// The template that begins at this place, if one does.
pub(crate) fn at(text: &str, place: Span) -> Option<Span> {
    let line = text.get(place.start..)?.split(is_break).next()?;
    let length = line.starts_with("{{").then(|| line.find("}}").map_or(line.len(), |end| end + 2))?;
    Some(Span { end: place.start + length, ..place })
}

pub(crate) fn diagnostic(span: Span) -> Diagnostic {
    Diagnostic::error(Code::YAML_TEMPLATE, "a template that is not yaml yet: `{{` begins a mapping here")
        .at(span, "to be filled in")
        .help("use the file of the publisher's release, fill the template in, or put the value in quotes if the braces are meant as text")
}
