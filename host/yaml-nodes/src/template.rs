use optimus_plugin_api::{Code, Diagnostic, Span};

use crate::input::span_at;

/// A `{{…}}` outside of quotes in the line of a mistake or the one above: the likely cause of it.
pub(crate) fn in_line(text: &str, place: Span) -> Option<Span> {
    let before = text.get(..place.start)?;
    let this_line = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line_above = before.get(..this_line.saturating_sub(1))?.rfind('\n').map_or(0, |newline| newline + 1);
    [this_line, line_above].into_iter().find_map(|start| {
        let line = text.get(start..)?.lines().next()?;
        let braces =
            line.find("{{").filter(|at| line.get(..*at).is_some_and(|head| !head.contains(['"', '\''])))?;
        at(text, span_at(text, start + braces))
    })
}

/// The template that begins at this place, if one does.
pub(crate) fn at(text: &str, place: Span) -> Option<Span> {
    let line = text.get(place.start..)?.lines().next()?;
    let length = line.starts_with("{{").then(|| line.find("}}").map_or(line.len(), |end| end + 2))?;
    Some(Span { end: place.start + length, ..place })
}

pub(crate) fn diagnostic(span: Span) -> Diagnostic {
    Diagnostic::error(Code::YAML_TEMPLATE, "a template that is not yaml yet: `{{` begins a mapping here")
        .at(span, "to be filled in")
        .help("use the file of the publisher's release, fill the template in, or put the value in quotes if the braces are meant as text")
}
