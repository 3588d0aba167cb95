//! The mistakes of a file, each with the line it is in.

use std::{fmt::Write as _, ops::Range};

use ariadne::{Config, IndexType, Label, Report, ReportKind, Source};
use optimus_plugin_api::{Diagnostic, Diagnostics, Error, Severity, Span};

use super::{Paint, text};

/// More mistakes than these are counted instead of shown.
const MAX_SHOWN: usize = 200;
/// A line with more characters than these is not drawn: the place alone is given.
const MAX_LINE: usize = 400;
/// A place further down in the file than this many lines is not drawn either.
const MAX_LINES: usize = 20_000;

/// The message of a label that has none. No other message ends like this, since all are escaped.
const NOTHING: &str = "\0";

/// Every mistake, in the order of the file.
pub(super) fn render(diagnostics: &Diagnostics, paint: Paint) -> String {
    let file = diagnostics.file.as_deref().map_or_else(String::new, text::relative);
    let mut out = String::new();
    for diagnostic in diagnostics.list.iter().take(MAX_SHOWN) {
        head(&mut out, diagnostic, paint);
        let drawn = diagnostics.text.as_deref().and_then(|text| draw(diagnostic, &file, text, paint));
        out.push_str(&drawn.unwrap_or_else(|| place(diagnostic, &file)));
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(out, "  {} {}", paint.faint("help  "), Error::escape(help));
        }
        out.push('\n');
    }
    let more = diagnostics.list.len().saturating_sub(MAX_SHOWN);
    if more > 0 {
        let _ = writeln!(out, "and {more} more in {file}");
    }
    out
}

fn head(out: &mut String, diagnostic: &Diagnostic, paint: Paint) {
    let kind = match diagnostic.severity {
        Severity::Warning => paint.warning(format_args!("warning[{}]", diagnostic.code)),
        _ => paint.error(format_args!("error[{}]", diagnostic.code)),
    };
    let _ = writeln!(out, "{kind}: {}", paint.bold(text::one_line(&diagnostic.message)));
}

/// Where nothing can be drawn: `file:line:column: what`.
fn place(diagnostic: &Diagnostic, file: &str) -> String {
    let Some(label) = diagnostic.labels.first() else {
        return if file.is_empty() { String::new() } else { format!("  in {file}\n") };
    };
    let Span { line, column, .. } = label.span;
    let what = text::one_line(&label.message);
    let (after_file, after_place) =
        (if file.is_empty() { "" } else { ":" }, if what.is_empty() { "" } else { ": " });
    format!("  at {file}{after_file}{line}:{column}{after_place}{what}\n")
}

/// The lines with their labels. Only the lines in question are handed to the drawer, with what a terminal would act upon
/// replaced, so that its work is bounded whatever the file holds.
fn draw(diagnostic: &Diagnostic, file: &str, text: &str, paint: Paint) -> Option<String> {
    let first = diagnostic.labels.first()?;
    let bytes = excerpt(diagnostic, text)?;
    let part = text.get(bytes.clone())?;
    let above = text.get(..bytes.start)?.matches('\n').count();
    if part.lines().any(|line| line.chars().count() > MAX_LINE) || above + part.lines().count() > MAX_LINES {
        return None;
    }
    // Empty lines stand for those above, since the drawer numbers lines from the start of its text.
    let source = Source::from("\n".repeat(above) + &harmless(part));
    let range = |span: Span| {
        let within = characters(part, bytes.start, span);
        (file.to_owned(), above + within.start..above + within.end)
    };
    let config = Config::default().with_color(paint.is_on()).with_index_type(IndexType::Char);
    let mut report = Report::build(ReportKind::Error, range(first.span)).with_config(config);
    // In the order of the text: the drawer begins a new picture for a label that lies above the one before.
    let mut labels: Vec<_> = diagnostic.labels.iter().collect();
    labels.sort_by_key(|label| label.span.start);
    for label in labels {
        let what = Some(text::one_line(&label.message)).filter(|what| !what.is_empty());
        report.add_label(Label::new(range(label.span)).with_message(what.as_deref().unwrap_or(NOTHING)));
    }
    let mut drawn = Vec::new();
    report.finish().write((file.to_owned(), source), &mut drawn).ok()?;
    let drawn = String::from_utf8(drawn).ok()?;
    // Its own headline is the first line; ours stands above already.
    let lines: Vec<_> = drawn.lines().skip(1).map(str::trim_end).collect();
    Some(without_arrows_to_nothing(&lines).fold(String::new(), |all, line| all + &line + "\n"))
}

/// The drawer underlines only what has a message, and draws an arrow to each. Those that lead to nothing are left out.
fn without_arrows_to_nothing<'a>(lines: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    let leads_to_nothing = |line: &&str| line.ends_with(NOTHING);
    let has_arrows = lines.iter().any(|line| line.contains('╰') && !leads_to_nothing(line));
    let below = lines.iter().skip(1).map(Some).chain([None]);
    lines.iter().zip(below).filter(move |(line, _)| !leads_to_nothing(line)).filter_map(
        move |(line, below)| {
            let begins_arrows = !has_arrows && below.is_some_and(leads_to_nothing);
            match begins_arrows {
                // The first row of arrows is the underline itself, further ones are arrows alone.
                true => line.contains('─').then(|| line.replace('┬', "─")),
                false => Some((*line).to_owned()),
            }
        },
    )
}

/// The bytes of the lines from the first to the last label.
fn excerpt(diagnostic: &Diagnostic, text: &str) -> Option<Range<usize>> {
    let starts = diagnostic.labels.iter().map(|label| text.floor_char_boundary(label.span.start));
    let (first, last) = (starts.clone().min()?, starts.max()?);
    let start = text.get(..first)?.rfind('\n').map_or(0, |newline| newline + 1);
    let end = text.get(last..)?.find('\n').map_or(text.len(), |newline| last + newline);
    Some(start..end)
}

/// A span as characters of the excerpt, at least one and within its first line.
fn characters(part: &str, offset: usize, span: Span) -> Range<usize> {
    let start = part.floor_char_boundary(span.start.saturating_sub(offset));
    let end = part.ceil_char_boundary(span.end.saturating_sub(offset).max(start));
    let before = part.get(..start).map_or(0, |text| text.chars().count());
    let inside = part.get(start..end).map_or(0, |text| text.chars().take_while(|c| *c != '\n').count());
    before..before + inside.max(1)
}

/// One character for one, so that places stay right.
fn harmless(text: &str) -> String {
    let harmful = |c: char| Error::escape(c.encode_utf8(&mut [0; 4])).len() > c.len_utf8();
    text.chars()
        .map(|c| {
            if c == '\r' {
                ' '
            } else if harmful(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use optimus_plugin_api::Code;

    use super::*;

    fn found(text: &str, spans: &[(usize, usize)], message: &str) -> Diagnostics {
        let mut diagnostic = Diagnostic::error(Code::YAML_UNKNOWN_FIELD, "unknown field `promt`");
        for (start, end) in spans {
            let before = text.get(..*start).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
            diagnostic = diagnostic.at(Span { start: *start, end: *end, line, column }, message);
        }
        let mut all = Diagnostics::of_text(text).in_file("neo.yaml");
        all.push(diagnostic);
        all
    }

    #[test]
    fn a_mistake_is_shown_in_its_line_with_what_is_to_be_said_about_it() {
        let shown =
            render(&found("name: neo\npromt: Date\n", &[(10, 15)], "did you mean `prompt`?"), Paint::none());
        assert!(shown.starts_with("error[P0301]: unknown field `promt`\n"), "{shown}");
        for part in ["neo.yaml:2:1", "2 │ promt: Date", "did you mean `prompt`?"] {
            assert!(shown.contains(part), "{part} in\n{shown}");
        }
    }

    #[test]
    fn a_place_of_which_nothing_is_to_be_said_is_marked_and_no_line_leads_away_from_it() {
        let shown = render(&found("name: neo\npromt: Date\n", &[(10, 15)], ""), Paint::none());
        let expected = "error[P0301]: unknown field `promt`\n   ╭─[ neo.yaml:2:1 ]\n   │\n 2 │ promt: Date\n   │ ─────\n───╯\n\n";
        assert_eq!(shown, expected);
        let shown = render(&found("┬: promt ┬\n", &[(5, 10), (0, 3)], ""), Paint::none());
        assert!(shown.contains(" 1 │ ┬: promt ┬\n   │ ─  ─────\n───╯\n"), "{shown}");
    }

    #[test]
    fn an_arrow_leads_to_what_is_said_beside_places_of_which_nothing_is() {
        let mut all = found("name: neo\npromt: Date\n", &[(10, 15)], "said");
        let quiet = found("name: neo\npromt: Date\n", &[(0, 4)], "").list.remove(0).labels.remove(0);
        all.list[0].labels.push(quiet);
        let shown = render(&all, Paint::none());
        assert_eq!((shown.matches('╰').count(), shown.matches("said").count()), (1, 1), "{shown}");
    }

    #[test]
    fn a_hostile_file_cannot_break_the_picture() {
        let long = format!("a: {}\n", "x".repeat(1_000_000));
        let cases = ["", "\n", "a", "\u{1b}[2J\u{202e}: x\r\n", "ä日本: \u{2028}x\n\tb\n", long.as_str()];
        for text in cases {
            for (start, end) in [(0, 0), (0, 1), (1, 0), (2, 999), (usize::MAX - 1, usize::MAX)] {
                let shown = render(&found(text, &[(start, end), (0, 3)], "\u{1b}[31m"), Paint::none());
                assert!(!shown.contains(['\u{1b}', '\u{202e}', '\u{2028}']), "{shown:?}");
                assert!(shown.contains("neo.yaml") && shown.len() < 10_000, "{shown}");
            }
        }
    }

    #[test]
    fn more_mistakes_than_a_person_reads_are_counted() {
        let mut all = found("x\n", &[(0, 1)], "");
        let one = all.list[0].clone();
        all.list = vec![one; MAX_SHOWN + 7];
        assert!(render(&all, Paint::none()).ends_with("and 7 more in neo.yaml\n"));
    }
}
